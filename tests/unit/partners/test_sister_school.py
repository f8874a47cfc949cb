"""Programmes between schools: agreed by every principal, reviewed by each, renewed or ended (C28)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.partners.domain.sister import SISTER_SCHOOL
from services.partners.domain.sister.programme import commands as c
from services.partners.domain.sister.programme import events as e
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, OTHER_SCHOOL, PERSON, PRINCIPAL, SCHOOL, TEXT, an_id
from tests.unit.partners.sister_cast import (
    AGREE,
    AGREED,
    ALL_AGREED,
    DECLINE,
    ONE_AGREED,
    OTHER_AGREED,
    OTHERS_AGREE,
    PROPOSED,
    REVIEW,
    REVIEWED,
    RUNNING,
    THIRD,
    propose,
    reviewed,
    terms,
)

DECLINED = e.SisterSchoolDeclined(school=OTHER_SCHOOL, by=an_id(301), reason=TEXT)
REVISE = c.ReviseSisterSchool(**terms(ends_on=date(2028, 7, 31)), school=SCHOOL, by=COORDINATOR.id)
END = c.EndSisterSchool(school=SCHOOL, by=PRINCIPAL, reason=TEXT)


def _needs(*past: Any) -> list[tuple[str, str | None]]:
    return [(need.what, need.whom.tenant) for need in SISTER_SCHOOL.needs(given(SISTER_SCHOOL, *past).state)]


def test_c28_a_proposal_waits_for_every_principal() -> None:
    given(SISTER_SCHOOL).when(propose()).then(PROPOSED)
    assert _needs(PROPOSED) == [("agree-sister-school", SCHOOL), ("agree-sister-school", OTHER_SCHOOL)]
    assert _needs(PROPOSED, ONE_AGREED) == [("agree-sister-school", OTHER_SCHOOL)]


@pytest.mark.parametrize("schools", [(SCHOOL,), (SCHOOL, SCHOOL), (SCHOOL, OTHER_SCHOOL, SCHOOL)])
def test_c28_refuses_a_school_with_itself(schools: tuple[str, ...]) -> None:
    given(SISTER_SCHOOL).when(propose(schools=schools)).refused("school-with-itself")


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("ends-not-after-start", {"ends_on": date(2026, 8, 1)}),
        ("period-over", {"starts_on": date(2025, 8, 1), "ends_on": date(2026, 6, 30)}),
        ("renewal-without-review", {"renews": an_id(85), "reviewed_before": False}),
    ],
)
def test_c28_refuses_to_propose(code: str, changed: dict[str, Any]) -> None:
    given(SISTER_SCHOOL).when(propose(**changed)).refused(code)


def test_c28_is_agreed_when_the_last_principal_has() -> None:
    state = given(SISTER_SCHOOL, PROPOSED).when(AGREE).then(ONE_AGREED)
    assert state.status == "proposed"
    named = OTHERS_AGREE.but(responsible=PERSON)
    state = (
        given(SISTER_SCHOOL, PROPOSED, ONE_AGREED).when(named).then(OTHER_AGREED.but(responsible=PERSON), ALL_AGREED)
    )
    assert (state.status, [(each.school, each.member) for each in state.responsible]) == (
        "agreed",
        [(OTHER_SCHOOL, PERSON)],
    )
    assert [each.whom.tenant for each in SISTER_SCHOOL.dates(state)] == [SCHOOL, OTHER_SCHOOL]


def test_c28_refuses_agreement_by_anyone_but_the_principal() -> None:
    given(SISTER_SCHOOL, PROPOSED).when(AGREE.but(by=COORDINATOR)).refused("only-principal-agrees")
    given(SISTER_SCHOOL, PROPOSED).when(DECLINE.but(by=COORDINATOR)).refused("only-principal-agrees")
    given(SISTER_SCHOOL, *RUNNING).when(END.but(by=COORDINATOR)).refused("only-principal-agrees")


def test_c28_refuses_to_agree_twice_or_after_all_have() -> None:
    given(SISTER_SCHOOL, PROPOSED, ONE_AGREED).when(AGREE).refused("agreed-already")
    given(SISTER_SCHOOL, *AGREED).when(AGREE).refused("sister-school-decided")
    given(SISTER_SCHOOL, *AGREED).when(DECLINE).refused("sister-school-decided")
    given(SISTER_SCHOOL, PROPOSED).when(AGREE, now=datetime(2027, 8, 1, tzinfo=UTC)).refused("period-over")


def test_c28_a_refusal_has_a_reason_and_new_terms_ask_everybody_anew() -> None:
    state = given(SISTER_SCHOOL, PROPOSED, ONE_AGREED).when(DECLINE).then(DECLINED)
    assert state.status == "declined"
    assert _needs(PROPOSED, DECLINED) == [("revise-sister-school", SCHOOL)]
    given(SISTER_SCHOOL, PROPOSED, DECLINED).when(AGREE).refused("sister-school-declined")
    given(SISTER_SCHOOL, PROPOSED, DECLINED).when(DECLINE).refused("declined-already")
    state = given(SISTER_SCHOOL, PROPOSED, ONE_AGREED, DECLINED).when(REVISE).then(e.SisterSchoolRevised)
    assert (state.status, state.agreed, state.declined, state.terms.ends_on) == ("proposed", (), (), date(2028, 7, 31))


def test_c28_refuses_new_terms_by_another_school_or_once_agreed() -> None:
    given(SISTER_SCHOOL, PROPOSED).when(REVISE.but(school=OTHER_SCHOOL)).refused("not-your-part")
    given(SISTER_SCHOOL, PROPOSED).when(REVISE.but(schools=(OTHER_SCHOOL, SCHOOL))).refused("not-your-part")
    given(SISTER_SCHOOL, *AGREED).when(REVISE).refused("sister-school-decided")


@pytest.mark.parametrize(
    "command", [AGREE, DECLINE, REVIEW, END, c.NameResponsible(school=SCHOOL, member=PERSON, by=PERSON)]
)
def test_c28_a_school_that_is_not_in_it_finds_nothing(command: Any) -> None:
    with pytest.raises(NotFound):
        given(SISTER_SCHOOL, *RUNNING).when(command.but(school=THIRD))


def test_c28_begins_asks_for_reviews_and_ends_by_itself() -> None:
    told, story = [], list(AGREED)
    while (due := SISTER_SCHOOL.due(given(SISTER_SCHOOL, *story).state)) is not None:
        told.append((due.at.isoformat(), due.job))
        story += given(SISTER_SCHOOL, *story).when(due.command, now=due.at).events
    assert told == [
        ("2026-07-31T17:00:00+00:00", "start-sister-school"),
        ("2027-05-31T17:00:00+00:00", "ask-for-reviews"),
        ("2027-07-31T17:00:00+00:00", "end-sister-school"),
    ]
    assert given(SISTER_SCHOOL, *story).state.status == "ended"


def test_c5_each_school_is_asked_for_its_review_before_the_end() -> None:
    asked = (*RUNNING, e.SisterSchoolReviewFell(ends_on=date(2027, 7, 31)))
    assert _needs(*asked) == [("review-sister-school", SCHOOL), ("review-sister-school", OTHER_SCHOOL)]
    assert _needs(*asked, reviewed(SCHOOL, complete=False)) == [("review-sister-school", OTHER_SCHOOL)]


def test_c5_is_reviewed_when_the_last_school_has() -> None:
    state = given(SISTER_SCHOOL, *RUNNING).when(REVIEW).then(reviewed(SCHOOL, complete=False))
    assert state.status == "running"
    last = given(SISTER_SCHOOL, *RUNNING, reviewed(SCHOOL, complete=False)).when(REVIEW.but(school=OTHER_SCHOOL))
    assert last.then(reviewed(OTHER_SCHOOL, complete=True)).status == "reviewed"
    given(SISTER_SCHOOL, *RUNNING, reviewed(SCHOOL, complete=False)).when(REVIEW).refused("reviewed-already")
    given(SISTER_SCHOOL, *AGREED).when(REVIEW).refused("sister-school-not-running")


def test_c28_is_renewed_only_with_every_review() -> None:
    renew = c.RenewSisterSchool(by=an_id(86))
    assert given(SISTER_SCHOOL, *REVIEWED).when(renew).then(e.SisterSchoolRenewed(by=an_id(86))).status == "renewed"
    over = e.SisterSchoolEnded()
    given(SISTER_SCHOOL, *REVIEWED, over).when(renew).then(e.SisterSchoolRenewed)
    given(SISTER_SCHOOL, *RUNNING).when(renew).refused("renewal-without-review")
    given(SISTER_SCHOOL, *RUNNING, over).when(renew).refused("renewal-without-review")


def test_c28_a_principal_ends_it_with_a_reason() -> None:
    ended = e.SisterSchoolEnded(school=SCHOOL, by=PRINCIPAL.id, reason=TEXT)
    assert given(SISTER_SCHOOL, *RUNNING).when(END).then(ended).status == "ended"
    given(SISTER_SCHOOL, PROPOSED).when(END).refused("nothing-to-end")
    given(SISTER_SCHOOL, *RUNNING, ended).when(END).refused("nothing-to-end")


def test_c6_names_who_answers_for_it_until_it_is_over() -> None:
    name = c.NameResponsible(school=SCHOOL, member=PERSON, by=COORDINATOR.id)
    again = name.but(member=an_id(52))
    story = (*RUNNING, *given(SISTER_SCHOOL, *RUNNING).when(name).events)
    state = given(SISTER_SCHOOL, *story).when(again).then(e.SisterSchoolResponsibleNamed)
    assert [(each.school, each.member) for each in state.responsible] == [(SCHOOL, an_id(52))]
    given(SISTER_SCHOOL, *RUNNING, e.SisterSchoolEnded()).when(name).refused("nothing-to-end")
