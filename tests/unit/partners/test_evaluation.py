"""Evaluations: blind until both sides have scored, one-sided where the partner never answers (C5, C45)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.partners.domain.evaluation import EVALUATION, evaluation_rules
from services.partners.domain.evaluation import commands as c
from services.partners.domain.evaluation import events as e
from services.partners.domain.evaluation.agenda import due
from shared.events import jsonable
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, HOTEL, HOTEL_LINK, OTHER_KEY, PERSON, TEACHER, TEXT
from tests.unit.partners.evaluating import (
    FRAME,
    OPENED,
    OVERDUE,
    PARTNER_OPENED,
    PARTNER_SEALED,
    REFLECTION,
    SCHOOL_OPENED,
    SCHOOL_SEALED,
    by_partner,
    by_school,
    open_it,
    view,
)

BOTH = given(EVALUATION, OPENED, SCHOOL_SEALED).when(by_partner(other=SCHOOL_OPENED))
COMPLETED = (OPENED, SCHOOL_SEALED, *BOTH.events)


def test_c5_school_and_partner_are_asked() -> None:
    given(EVALUATION).when(open_it()).then(OPENED)
    given(EVALUATION).when(open_it(programme_status="evaluated")).then(e.EvaluationOpened)


@pytest.mark.parametrize("status", ["proposed", "endorsed", "approved", "closed"])
def test_c5_refuses_what_is_not_carried_out(status: str) -> None:
    given(EVALUATION).when(open_it(programme_status=status)).refused("programme-not-carried-out")


@pytest.mark.parametrize("status", ["drafted", "retired"])
def test_c5_refuses_an_instrument_that_is_not_published(status: str) -> None:
    given(EVALUATION).when(open_it(instrument_status=status)).refused("instrument-not-published")


def test_c5_refuses_a_period_without_a_day_behind_us() -> None:
    late = {"starts_on": date(2026, 7, 2), "ends_on": date(2026, 12, 31)}
    given(EVALUATION).when(open_it(**late)).refused("nothing-to-evaluate-yet")
    given(EVALUATION).when(open_it(ends_on=date(2026, 1, 4))).refused("nothing-to-evaluate-yet")


def test_c5_refuses_a_last_day_in_the_past() -> None:
    given(EVALUATION).when(open_it(due_on=date(2026, 6, 30))).refused("due-in-the-past")


def test_c5_the_first_view_is_sealed_and_says_nothing() -> None:
    state = given(EVALUATION, OPENED).when(by_school()).then(SCHOOL_SEALED)
    assert state.waiting_for() == ("partner",)
    for shown in (jsonable(state), jsonable(SCHOOL_SEALED)):
        assert "points" not in str(shown)
        assert TEXT.id not in str(shown)


def test_c5_a_seal_tells_equal_views_apart_only_by_its_nonce() -> None:
    one = given(EVALUATION, OPENED).when(by_school()).events[0]
    other = given(EVALUATION, OPENED).when(by_school(nonce="f" * 32)).events[0]
    assert one.digest != other.digest


def test_c5_the_second_view_opens_both() -> None:
    state = BOTH.then(PARTNER_SEALED, e.EvaluationCompleted)
    assert state.status == "completed"
    assert [(judged.side, judged.total, judged.attainment) for judged in state.views] == [
        ("school", 5 * 40 + 4 * 35 + 3 * 25, 7875),
        ("partner", 2 * 40 + 4 * 35 + 5 * 25, 6125),
    ]
    assert [(gap.criterion, gap.points, gap.weighted) for gap in state.differences] == [
        ("mentoring", 3, 120),
        ("communication", 0, 0),
        ("facilities", -2, -50),
    ]
    assert (state.one_sided, state.views[0].remark) == (False, TEXT)


def test_c5_the_order_of_the_views_does_not_count() -> None:
    other_way = given(EVALUATION, OPENED, PARTNER_SEALED).when(by_school(other=PARTNER_OPENED)).state
    assert (other_way.views, other_way.differences) == (BOTH.state.views, BOTH.state.differences)


def test_c5_refuses_to_complete_without_the_view_that_was_sealed() -> None:
    given(EVALUATION, OPENED, SCHOOL_SEALED).when(by_partner()).refused("other-view-sealed")
    exchanged = c.Opened(view=view(5, 5, 5), nonce=SCHOOL_OPENED.nonce)
    given(EVALUATION, OPENED, SCHOOL_SEALED).when(by_partner(other=exchanged)).refused("seal-broken")


def test_c5_refuses_a_second_view_of_one_side() -> None:
    given(EVALUATION, OPENED, SCHOOL_SEALED).when(by_school(view=view(1, 1, 1))).refused("scored-already")
    given(EVALUATION, *COMPLETED).when(by_partner(view=view(1, 1, 1))).refused("evaluation-over")


def test_c5_refuses_scores_that_are_not_those_asked_for() -> None:
    whole = view(5, 4, 3)
    for scores in (whole.scores[:2], (*whole.scores, whole.scores[0]), (*whole.scores[:2], whole.scores[0])):
        given(EVALUATION, OPENED).when(by_school(view=whole.but(scores=scores))).refused("criteria-not-met")


@pytest.mark.parametrize("points", [0, 6])
def test_c5_refuses_points_off_the_scale(points: int) -> None:
    given(EVALUATION, OPENED).when(by_school(view=view(5, points, 3))).refused("off-the-scale")


def test_c5_only_the_line_and_the_partner_score() -> None:
    given(EVALUATION, OPENED).when(by_school(by=TEACHER)).refused("not-of-the-line")
    with pytest.raises(NotFound):
        given(EVALUATION, OPENED).when(by_partner(by=OTHER_KEY))
    with pytest.raises(NotFound):
        given(EVALUATION, OPENED).when(by_partner(by=COORDINATOR))
    given(EVALUATION, OPENED).when(by_partner(by=HOTEL_LINK)).then(e.EvaluationViewSealed)


def test_c5_the_school_closes_alone_when_the_partner_never_answers() -> None:
    close = c.CloseWithOneView(school=SCHOOL_OPENED)
    given(EVALUATION, OPENED, SCHOOL_SEALED).when(close).refused("evaluation-not-overdue")
    given(EVALUATION, OPENED, OVERDUE).when(c.CloseWithOneView(school=None)).refused("school-has-not-scored")
    state = given(EVALUATION, OPENED, SCHOOL_SEALED, OVERDUE).when(close).then(e.EvaluationCompleted)
    assert (state.one_sided, [judged.side for judged in state.views], state.differences) == (True, ["school"], ())
    exchanged = c.CloseWithOneView(school=c.Opened(view=view(1, 1, 1), nonce="a" * 32))
    given(EVALUATION, OPENED, SCHOOL_SEALED, OVERDUE).when(exchanged).refused("seal-broken")


def test_c5_the_partner_may_still_answer_when_time_is_over() -> None:
    late = given(EVALUATION, OPENED, SCHOOL_SEALED, OVERDUE).when(by_partner(other=SCHOOL_OPENED))
    assert late.then(PARTNER_SEALED, e.EvaluationCompleted).one_sided is False


def test_c5_is_taken_back_only_while_nobody_has_scored() -> None:
    cancel = c.CancelEvaluation(by=COORDINATOR.id, reason=TEXT)
    given(EVALUATION, OPENED, PARTNER_SEALED).when(cancel).refused("scored-already")
    state = given(EVALUATION, OPENED).when(cancel).then(e.EvaluationCancelled)
    assert state.status == "cancelled"
    assert due(state) is None


def test_c5_more_time_is_more_time() -> None:
    extend = c.ExtendEvaluation(by=COORDINATOR.id, due_on=date(2026, 8, 20))
    state = given(EVALUATION, OPENED, OVERDUE).when(extend).then(e.EvaluationExtended)
    assert (state.overdue, state.frame.due_on) == (False, date(2026, 8, 20))
    given(EVALUATION, OPENED).when(extend.but(due_on=FRAME["due_on"])).refused("no-more-time")
    given(EVALUATION, OPENED).when(extend.but(due_on=date(2026, 6, 1))).refused("due-in-the-past")


def test_c5_invites_while_the_partner_has_not_scored() -> None:
    invite = c.InviteEvaluator(person=PERSON)
    invited = e.EvaluationPartnerInvited(organisation=HOTEL, person=PERSON)
    assert given(EVALUATION, OPENED, invited).when(invite).then(invited).invited == (PERSON,)
    given(EVALUATION, OPENED, PARTNER_SEALED).when(invite).refused("scored-already")


@pytest.mark.parametrize(
    "command",
    [
        c.InviteEvaluator(person=PERSON),
        c.RemindEvaluators(days=7),
        c.MarkOverdue(),
        c.ExtendEvaluation(by=COORDINATOR.id, due_on=date(2026, 8, 20)),
        c.CloseWithOneView(school=SCHOOL_OPENED),
        c.CancelEvaluation(by=COORDINATOR.id, reason=TEXT),
    ],
)
def test_c5_nothing_more_is_done_when_it_is_over(command: Any) -> None:
    given(EVALUATION, *COMPLETED).when(command).refused("evaluation-over")


def test_c45_a_reflection_needs_a_result() -> None:
    record = c.RecordReflection(reflection=REFLECTION)
    reflected = e.EvaluationReflected(organisation=HOTEL, reflection=REFLECTION)
    given(EVALUATION, OPENED).when(record).refused("evaluation-not-completed")
    given(EVALUATION, *COMPLETED).when(record).then(reflected)
    given(EVALUATION, *COMPLETED, reflected).when(record).then()


def test_c5_time_reminds_in_order_and_then_says_that_it_is_over() -> None:
    state, told = given(EVALUATION, OPENED).state, []
    while (thing := due(state)) is not None:
        told.append((thing.at, thing.job))
        state = EVALUATION.fold_all(state, EVALUATION.decide(state, thing.command, thing.at))
    assert told == [
        (datetime(2026, 7, 5, 17, tzinfo=UTC), "remind-evaluators"),
        (datetime(2026, 7, 12, 17, tzinfo=UTC), "remind-evaluators"),
        (datetime(2026, 7, 16, 17, tzinfo=UTC), "remind-evaluators"),
        (datetime(2026, 7, 18, 17, tzinfo=UTC), "remind-evaluators"),
        (datetime(2026, 7, 20, 17, tzinfo=UTC), "evaluation-overdue"),
    ]


def test_c5_who_is_waited_for() -> None:
    def waiting(*past: Any) -> list[tuple[str, list[str]]]:
        return [(need.what, need.whom.keys("s")) for need in EVALUATION.needs(given(EVALUATION, *past).state)]

    line = ["s/duty/evaluate_partnerships"]
    hotel = [f"organisation/{HOTEL}"]
    assert waiting(OPENED) == [("score-partnership", line), ("score-partnership", hotel)]
    assert waiting(OPENED, PARTNER_SEALED) == [("score-partnership", line)]
    assert waiting(OPENED, SCHOOL_SEALED, OVERDUE) == [("score-partnership", hotel), ("close-evaluation", line)]
    assert waiting(*COMPLETED) == [("reflect-on-evaluation", ["s/duty/reflect_on_partnerships"])]
    assert waiting(*COMPLETED, e.EvaluationReflected(organisation=HOTEL, reflection=REFLECTION)) == []
    assert [dated.starts for dated in EVALUATION.dates(given(EVALUATION, OPENED).state)] == [FRAME["due_on"]]
    assert not list(EVALUATION.dates(given(EVALUATION, *COMPLETED).state))


def test_c5_every_command_has_a_rule() -> None:
    declared = {cls for cls in vars(c).values() if isinstance(cls, type) and issubclass(cls, c.Command)}
    assert declared - {c.Command} == set(evaluation_rules.CREATING) | set(evaluation_rules.CHANGING)
