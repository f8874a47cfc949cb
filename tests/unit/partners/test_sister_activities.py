"""Visits, joint trainings and exchanged practice under a sister-school programme (C28, C29)."""

from datetime import date, datetime
from typing import Any

import pytest

from services.partners.domain.sister import EXCHANGE, TRAINING, VISIT
from services.partners.domain.sister import exchange as x
from services.partners.domain.sister import training as t
from services.partners.domain.sister import visit as v
from shared.refusals import NotFound
from tests.given_when_then import NOW, given
from tests.unit.partners.cast import COORDINATOR, OTHER_SCHOOL, SCHOOL, TEXT, an_id
from tests.unit.partners.sister_cast import ELEVEN, FACT, NINE, THIRD, UNDER, VISITOR

BY = COORDINATOR.id
TODAY = date(2026, 7, 1)
PLAN = v.VisitPlan(programme=UNDER, host=OTHER_SCHOOL, guest=SCHOOL, starts=NINE, ends=ELEVEN, purpose=TEXT)
PLAN_VISIT = v.PlanVisit(**PLAN.model_dump(), school=SCHOOL, by=BY, under=FACT)
PLANNED = v.ObservationVisitPlanned(**PLAN.model_dump(), school=SCHOOL, by=BY)
ACCEPTED = v.ObservationVisitAccepted(school=OTHER_SCHOOL, by=BY)
WENT = v.HoldVisit(school=SCHOOL, by=BY, teachers=(VISITOR,))
HELD = v.ObservationVisitHeld(**PLAN.model_dump(), teachers=(VISITOR,), by=BY)
LEARNT = v.ReportVisit(school=SCHOOL, by=BY, learnt=TEXT)
REPORTED = v.ObservationVisitReported(**PLAN.model_dump(), learnt=TEXT, by=BY)

TOGETHER = t.TrainingPlan(
    programme=UNDER, schools=(SCHOOL, OTHER_SCHOOL), starts=NINE, ends=ELEVEN, lesson_hours=4, topic=TEXT
)
PLAN_TRAINING = t.PlanTraining(**TOGETHER.model_dump(), by=BY, under=FACT)
TRAINING_PLANNED = t.JointTrainingPlanned(**TOGETHER.model_dump(), by=BY)
CAME = (
    t.Attended(school=SCHOOL, trainers=(VISITOR,), teachers=(VISITOR,)),
    t.Attended(school=OTHER_SCHOOL, students=12),
)
HOLD_TRAINING = t.HoldTraining(school=SCHOOL, by=BY, attendance=CAME)
TRAINING_HELD = t.JointTrainingHeld(**TOGETHER.model_dump(), attendance=CAME, by=BY)

TAUGHT = x.Lesson(
    taught_by=SCHOOL, taught_to=OTHER_SCHOOL, teachers=(VISITOR,), students=20, lesson_hours=4, subject=TEXT
)
LEARNED = TAUGHT.but(taught_by=OTHER_SCHOOL, taught_to=SCHOOL, learners=(an_id(52),), students=0)
RECORD = x.ExchangeRecord(programme=UNDER, school=SCHOOL, on=TODAY, lessons=(TAUGHT, LEARNED))
RECORD_EXCHANGE = x.RecordExchange(**RECORD.model_dump(), by=BY, under=FACT, today=TODAY)
EXCHANGED = x.PracticeExchanged(**RECORD.model_dump(), by=BY)
CONFIRM = x.ConfirmExchange(school=OTHER_SCHOOL, by=BY)
CONFIRMED = x.PracticeExchangeConfirmed(school=OTHER_SCHOOL, by=BY, complete=True)
CONTEST = x.ContestExchange(school=OTHER_SCHOOL, by=BY, reason=TEXT)
CONTESTED = x.PracticeExchangeContested(school=OTHER_SCHOOL, by=BY, reason=TEXT)
CORRECT = x.CorrectExchange(**RECORD.model_dump(), by=BY, under=FACT, today=TODAY)


def _needs(decider: Any, *past: Any) -> list[tuple[str, str | None]]:
    return [(need.what, need.whom.tenant) for need in decider.needs(given(decider, *past).state)]


def test_c28_a_visit_is_proposed_welcomed_held_and_reported() -> None:
    given(VISIT).when(PLAN_VISIT).then(PLANNED)
    given(VISIT, PLANNED).when(v.AcceptVisit(school=OTHER_SCHOOL, by=BY)).then(ACCEPTED)
    given(VISIT, PLANNED, ACCEPTED).when(WENT, now=NINE).then(HELD)
    state = given(VISIT, PLANNED, ACCEPTED, HELD).when(LEARNT, now=ELEVEN).then(REPORTED)
    assert (state.status, state.teachers, state.learnt) == ("reported", (VISITOR,), TEXT)
    assert [each.whom.tenant for each in VISIT.dates(state)] == [OTHER_SCHOOL, SCHOOL]


def test_c28_a_visit_waits_for_one_school_after_the_other() -> None:
    assert _needs(VISIT, PLANNED) == [("accept-visit", OTHER_SCHOOL)]
    assert _needs(VISIT, PLANNED, ACCEPTED) == [("hold-visit", SCHOOL)]
    assert _needs(VISIT, PLANNED, ACCEPTED, HELD) == [("report-visit", SCHOOL)]
    assert _needs(VISIT, PLANNED, ACCEPTED, HELD, REPORTED) == [("document-visit", SCHOOL)]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("school-with-itself", {"host": SCHOOL}),
        ("sister-school-not-running", {"under": FACT.but(status="agreed")}),
        ("not-in-programme", {"under": FACT.but(schools=(SCHOOL, THIRD))}),
        ("outside-programme-scope", {"under": FACT.but(scope=("joint_training",))}),
        ("ends-before-start", {"ends": NINE}),
        ("starts-in-the-past", {"starts": datetime(2026, 6, 1, tzinfo=NOW.tzinfo), "ends": NOW}),
    ],
)
def test_c28_refuses_to_plan_a_visit(code: str, changed: dict[str, Any]) -> None:
    given(VISIT).when(PLAN_VISIT.but(**changed)).refused(code)


def test_c28_refuses_a_visit_that_is_not_welcome_or_has_not_begun() -> None:
    given(VISIT, PLANNED).when(v.AcceptVisit(school=SCHOOL, by=BY)).refused("not-your-part")
    given(VISIT, PLANNED).when(WENT, now=NINE).refused("visit-not-accepted")
    given(VISIT, PLANNED, ACCEPTED).when(v.AcceptVisit(school=OTHER_SCHOOL, by=BY)).refused("visit-accepted-already")
    given(VISIT, PLANNED, ACCEPTED).when(WENT).refused("not-begun-yet")
    given(VISIT, PLANNED, ACCEPTED).when(WENT.but(teachers=()), now=NINE).refused("held-without-attendance")


def test_c29_only_the_visiting_school_reports_and_once() -> None:
    given(VISIT, PLANNED, ACCEPTED).when(LEARNT).refused("visit-not-held")
    given(VISIT, PLANNED, ACCEPTED, HELD).when(LEARNT.but(school=OTHER_SCHOOL)).refused("not-your-part")
    given(VISIT, PLANNED, ACCEPTED, HELD, REPORTED).when(LEARNT).refused("visit-not-held")


def test_c28_either_school_calls_a_visit_off_before_it_was_held() -> None:
    cancel = v.CancelVisit(school=OTHER_SCHOOL, by=BY, reason=TEXT)
    state = given(VISIT, PLANNED).when(cancel).then(v.ObservationVisitCancelled)
    assert (state.status, list(VISIT.needs(state)), list(VISIT.dates(state))) == ("cancelled", [], [])
    given(VISIT, PLANNED, ACCEPTED, HELD).when(cancel).refused("visit-not-planned")


@pytest.mark.parametrize("command", [WENT, LEARNT, v.AcceptVisit(school=THIRD, by=BY)])
def test_c28_another_school_finds_no_visit(command: Any) -> None:
    with pytest.raises(NotFound):
        given(VISIT, PLANNED).when(command.but(school=THIRD))
    with pytest.raises(NotFound):
        given(VISIT).when(PLAN_VISIT.but(school=THIRD))


def test_c28_a_joint_training_is_held_with_people_of_two_schools() -> None:
    given(TRAINING).when(PLAN_TRAINING).then(TRAINING_PLANNED)
    state = given(TRAINING, TRAINING_PLANNED).when(HOLD_TRAINING, now=NINE).then(TRAINING_HELD)
    assert (state.status, [each.count for each in state.attendance]) == ("held", [1, 12])
    assert _needs(TRAINING, TRAINING_PLANNED) == [("hold-training", SCHOOL)]
    assert [each.whom.tenant for each in TRAINING.dates(state)] == [SCHOOL, OTHER_SCHOOL]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("school-with-itself", {"schools": (SCHOOL, SCHOOL)}),
        ("outside-programme-scope", {"under": FACT.but(scope=("observation_visit",))}),
        ("ends-before-start", {"ends": NINE}),
    ],
)
def test_c28_refuses_to_plan_a_training(code: str, changed: dict[str, Any]) -> None:
    given(TRAINING).when(PLAN_TRAINING.but(**changed)).refused(code)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("held-without-attendance", {"attendance": CAME[:1]}),
        ("held-without-attendance", {"attendance": (CAME[0], CAME[1].but(students=0))}),
        ("held-without-attendance", {"attendance": (*CAME, CAME[1])}),
        ("not-in-training", {"attendance": (*CAME, CAME[1].but(school=THIRD))}),
        ("not-your-part", {"school": OTHER_SCHOOL}),
    ],
)
def test_c28_refuses_to_hold_a_training(code: str, changed: dict[str, Any]) -> None:
    given(TRAINING, TRAINING_PLANNED).when(HOLD_TRAINING.but(**changed), now=NINE).refused(code)


def test_c28_a_training_is_not_held_before_it_began_nor_after_it_was_called_off() -> None:
    given(TRAINING, TRAINING_PLANNED).when(HOLD_TRAINING).refused("not-begun-yet")
    cancel = t.CancelTraining(school=SCHOOL, by=BY, reason=TEXT)
    state = given(TRAINING, TRAINING_PLANNED).when(cancel).then(t.JointTrainingCancelled)
    assert list(TRAINING.dates(state)) == []
    off = t.JointTrainingCancelled(school=SCHOOL, by=BY, reason=TEXT)
    given(TRAINING, TRAINING_PLANNED, off).when(HOLD_TRAINING, now=NINE).refused("training-not-planned")
    with pytest.raises(NotFound):
        given(TRAINING, TRAINING_PLANNED).when(cancel.but(school=THIRD))


def test_c29_an_exchange_is_confirmed_by_the_other_school() -> None:
    state = given(EXCHANGE).when(RECORD_EXCHANGE).then(EXCHANGED)
    assert state.schools == (SCHOOL, OTHER_SCHOOL)
    assert _needs(EXCHANGE, EXCHANGED) == [("confirm-exchange", OTHER_SCHOOL)]
    assert given(EXCHANGE, EXCHANGED).when(CONFIRM).then(CONFIRMED).status == "confirmed"


def test_c29_with_three_schools_both_others_confirm() -> None:
    wide = EXCHANGED.but(lessons=(TAUGHT, LEARNED.but(taught_by=THIRD)))
    first = given(EXCHANGE, wide).when(CONFIRM).then(CONFIRMED.but(complete=False))
    assert first.status == "recorded"
    given(EXCHANGE, wide, CONFIRMED.but(complete=False)).when(CONFIRM).refused("confirmed-already")
    given(EXCHANGE, wide, CONFIRMED.but(complete=False)).when(CONFIRM.but(school=THIRD)).then(
        CONFIRMED.but(school=THIRD)
    )


def test_c29_a_contested_exchange_is_corrected_and_confirmed_anew() -> None:
    assert given(EXCHANGE, EXCHANGED).when(CONTEST).then(CONTESTED).status == "contested"
    assert _needs(EXCHANGE, EXCHANGED, CONTESTED) == [("correct-exchange", SCHOOL)]
    given(EXCHANGE, EXCHANGED, CONTESTED).when(CONFIRM).refused("exchange-contested")
    corrected = x.PracticeExchangeCorrected(**RECORD.model_dump(), by=BY)
    state = given(EXCHANGE, EXCHANGED, CONTESTED).when(CORRECT).then(corrected)
    assert (state.status, state.confirmed) == ("recorded", ())


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("school-with-itself", {"lessons": (TAUGHT.but(taught_to=SCHOOL),)}),
        ("outside-programme-scope", {"under": FACT.but(scope=("observation_visit",))}),
        ("not-in-programme", {"lessons": (TAUGHT, LEARNED.but(taught_by=THIRD))}),
        ("not-begun-yet", {"on": date(2026, 7, 2)}),
        ("held-without-attendance", {"lessons": (TAUGHT.but(students=0),)}),
    ],
)
def test_c29_refuses_to_record_an_exchange(code: str, changed: dict[str, Any]) -> None:
    given(EXCHANGE).when(RECORD_EXCHANGE.but(**changed)).refused(code)
    given(EXCHANGE, EXCHANGED).when(CORRECT.but(**changed)).refused(code)


def test_c29_who_recorded_does_not_confirm_and_what_is_confirmed_stays() -> None:
    given(EXCHANGE, EXCHANGED).when(CONFIRM.but(school=SCHOOL)).refused("not-your-part")
    given(EXCHANGE, EXCHANGED).when(CORRECT.but(school=OTHER_SCHOOL)).refused("not-your-part")
    for command in (CONFIRM, CONTEST, CORRECT):
        given(EXCHANGE, EXCHANGED, CONFIRMED).when(command).refused("exchange-confirmed")
    for another in (CONFIRM, CONTEST, CORRECT):
        with pytest.raises(NotFound):
            given(EXCHANGE, EXCHANGED).when(another.but(school=THIRD))
    with pytest.raises(NotFound):
        given(EXCHANGE).when(RECORD_EXCHANGE.but(school=THIRD))
