"""Industry classes (C12)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain import industry_class as i
from services.partners.domain.industry_class import INDUSTRY_CLASS
from tests.given_when_then import given
from tests.unit.partners.cast import AGREEMENT, COORDINATOR, HOTEL, OTHER_HOTEL, PARTNER, TEACHER, TEXT, an_id

OVER_AT = datetime(2027, 6, 30, 17, tzinfo=UTC)
"""The end of 30 June in Palangka Raya."""


def terms(**changed: Any) -> i.Terms:
    """Thirty students, a school year."""
    plain: dict[str, Any] = {
        "partner": PARTNER, "organisation": HOTEL, "mou": an_id(23), "agreement": AGREEMENT, "concentration": "9.1.1",
        "places": 30, "teachers": (TEACHER.id,), "zone": "Asia/Pontianak",
        "starts_on": date(2026, 8, 3), "ends_on": date(2027, 6, 30),
    }  # fmt: skip
    return i.Terms.model_validate(plain | changed)


def agreement(**changed: Any) -> i.AgreementFact:
    """An agreement on such a class, of exactly this period."""
    plain: dict[str, Any] = {
        "status": "active", "kind": "industry_class", "organisation": HOTEL, "concentrations": ("9.1.1",),
        "starts_on": date(2026, 8, 3), "ends_on": date(2027, 6, 30),
    }  # fmt: skip
    return i.AgreementFact.model_validate(plain | changed)


OPEN = i.OpenClass(terms=terms(), agreement=agreement(), taught=("9.1.1",), by=COORDINATOR.id)
OPENED = i.IndustryClassOpened(**dict(terms()), by=COORDINATOR.id)
OUTCOMES = i.Outcomes(enrolled=28, completed=27, certified=20, hired=12)
CLOSE = i.CloseClass(outcomes=OUTCOMES, notes=TEXT, by=COORDINATOR.id)
CLOSED = i.IndustryClassClosed(
    partner=PARTNER, organisation=HOTEL, concentration="9.1.1", outcomes=OUTCOMES, notes=TEXT, by=COORDINATOR.id
)


def test_c12_is_opened_under_an_agreement_and_closed_with_outcomes() -> None:
    given(INDUSTRY_CLASS).when(OPEN).then(OPENED)
    given(INDUSTRY_CLASS).when(OPEN.but(taught=())).then(OPENED)
    given(INDUSTRY_CLASS, OPENED).when(CLOSE).then(CLOSED)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"terms": terms(ends_on=date(2026, 8, 2))}, "ends-not-after-start"),
        ({"agreement": agreement(kind="placement")}, "no-class-agreement"),
        ({"agreement": agreement(status="ended")}, "no-class-agreement"),
        ({"agreement": agreement(organisation=OTHER_HOTEL)}, "not-of-this-partner"),
        ({"terms": terms(ends_on=date(2027, 7, 1))}, "class-outside-agreement"),
        ({"terms": terms(starts_on=date(2026, 8, 2))}, "class-outside-agreement"),
        ({"agreement": agreement(concentrations=("9.1.2",))}, "class-outside-agreement"),
        ({"taught": ("2.1.1",)}, "not-taught-here"),
        ({"terms": terms(teachers=())}, "class-without-teacher"),
    ],
)
def test_c12_refuses_to_open(changed: dict[str, Any], code: str) -> None:
    given(INDUSTRY_CLASS).when(OPEN.but(**changed)).refused(code)


def test_c12_is_opened_under_an_agreement_with_an_entry_that_was_merged() -> None:
    before = OPEN.but(agreement=agreement(organisation=OTHER_HOTEL))
    given(INDUSTRY_CLASS).when(before.but(organisations=(HOTEL, OTHER_HOTEL))).then(OPENED)
    given(INDUSTRY_CLASS).when(before.but(organisations=(HOTEL,))).refused("not-of-this-partner")


@pytest.mark.parametrize("outcomes", [{"enrolled": 31, "completed": 0}, {"enrolled": 3, "completed": 4},
                                      {"enrolled": 3, "completed": 3, "hired": 4}])  # fmt: skip
def test_c12_refuses_outcomes_that_do_not_add_up(outcomes: dict[str, int]) -> None:
    given(INDUSTRY_CLASS, OPENED).when(CLOSE.but(outcomes=i.Outcomes(**outcomes))).refused("outcomes-do-not-add-up")


def test_c12_is_taught_by_somebody_until_it_is_closed() -> None:
    staff = i.StaffClass(teachers=(an_id(55),), by=COORDINATOR.id)
    assert given(INDUSTRY_CLASS, OPENED).when(staff).then(i.IndustryClassStaffed).terms.teachers == (an_id(55),)
    given(INDUSTRY_CLASS, OPENED).when(staff.but(teachers=(TEACHER.id,))).then()
    given(INDUSTRY_CLASS, OPENED).when(staff.but(teachers=())).refused("class-without-teacher")
    given(INDUSTRY_CLASS, OPENED, CLOSED).when(staff).refused("class-closed")
    given(INDUSTRY_CLASS, OPENED, CLOSED).when(CLOSE).refused("class-closed")


def test_c12_its_outcomes_are_asked_for_when_the_last_day_is_over() -> None:
    state = given(INDUSTRY_CLASS, OPENED).state
    due = INDUSTRY_CLASS.due(state)
    assert due is not None
    assert (due.at, list(INDUSTRY_CLASS.needs(state))) == (OVER_AT, [])
    assert [(dated.starts, dated.ends) for dated in INDUSTRY_CLASS.dates(state)] == [
        (date(2026, 8, 3), date(2027, 6, 30))
    ] * 2
    given(INDUSTRY_CLASS, OPENED).when(due.command, OVER_AT - timedelta(seconds=1)).refused("too-early")
    over = i.IndustryClassOver(ends_on=date(2027, 6, 30))
    waiting = given(INDUSTRY_CLASS, OPENED).when(due.command, OVER_AT).then(over)
    assert [need.what for need in INDUSTRY_CLASS.needs(waiting)] == ["close-class"]
    closed = given(INDUSTRY_CLASS, OPENED, over, CLOSED).state
    assert [need.what for need in INDUSTRY_CLASS.needs(closed)] == ["document-class"]
    assert INDUSTRY_CLASS.due(closed) is None
