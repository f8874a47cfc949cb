"""Agreements under an MoU and the quota they grant (C3, C15)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import (
    ACTIVE,
    AGREEMENT_DRAFTED,
    AGREEMENT_SCHOOL_SIGNED,
    AGREEMENT_SIGNED,
    AGREEMENT_STANDS,
    ALL_SIGNED,
    AUGUST,
    HOTEL_KEY,
    HOTEL_PARTY,
    OTHER_HASH,
    OTHER_HOTEL,
    OTHER_SCHOOL,
    PRINCIPAL,
    QUOTA,
    SCHOOL_PARTY,
    SUSPENDED,
    agreement,
    an_id,
    draft_agreement,
    line,
    sign_agreement,
)

BY_SCHOOL = sign_agreement(SCHOOL_PARTY, PRINCIPAL, "account")
BY_HOTEL = sign_agreement(HOTEL_PARTY, HOTEL_KEY, "key")


def test_c3_is_drafted_under_an_mou_in_force() -> None:
    given(MOU, *ACTIVE).when(draft_agreement(), AUGUST).then(AGREEMENT_DRAFTED)


@pytest.mark.parametrize("past", [ALL_SIGNED, SUSPENDED])
def test_c3_refuses_an_agreement_under_an_mou_that_is_not_active(past: tuple[Any, ...]) -> None:
    given(MOU, *past).when(draft_agreement(), AUGUST).refused("mou-not-active")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"starts_on": date(2026, 7, 12)}, "outside-period"),
        ({"ends_on": date(2027, 7, 13)}, "outside-period"),
        ({"ends_on": date(2026, 8, 31)}, "ends-not-after-start"),
        ({"kind": "industry_class"}, "outside-scope"),
        ({"concentrations": ("9.1.1", "2.1.1")}, "outside-scope"),
        ({"organisation": OTHER_HOTEL}, "not-a-party"),
        ({"school": OTHER_SCHOOL}, "not-a-party"),
        ({"sites": (an_id(39),)}, "unknown-site"),
        ({"quota": (line(site=an_id(39)),)}, "unknown-site"),
        ({"quota": (line(department="spa"),)}, "unknown-site"),
        ({"quota": (line(ends_on=date(2027, 3, 1)),)}, "quota-outside-agreement"),
        ({"quota": (line(starts_on=date(2026, 8, 31)),)}, "quota-outside-agreement"),
        ({"quota": (line(concentration="9.1.2"),)}, "quota-outside-agreement"),
    ],
)
def test_c3_refuses_an_agreement_outside_its_mou(wrong: dict[str, Any], code: str) -> None:
    given(MOU, *ACTIVE).when(draft_agreement(**wrong), AUGUST).refused(code)


def test_c3_refuses_an_agreement_twice() -> None:
    given(MOU, *ACTIVE, AGREEMENT_DRAFTED).when(draft_agreement(), AUGUST).refused("exists-already")


def test_c15_the_last_signature_grants_the_quota() -> None:
    given(MOU, *ACTIVE, AGREEMENT_DRAFTED).when(BY_SCHOOL, AUGUST).then(AGREEMENT_SCHOOL_SIGNED)
    past = (*ACTIVE, AGREEMENT_DRAFTED, AGREEMENT_SCHOOL_SIGNED)
    given(MOU, *past).when(BY_HOTEL, AUGUST).then(events.AgreementPartySigned, AGREEMENT_SIGNED, QUOTA)


@pytest.mark.parametrize("until", [None, date(2027, 2, 27)])
def test_c15_says_when_the_insurance_does_not_cover_the_whole_period(until: date | None) -> None:
    drafted = events.AgreementDrafted(**agreement(insured_until=until).model_dump())
    decided = given(MOU, *ACTIVE, drafted, AGREEMENT_SCHOOL_SIGNED).when(BY_HOTEL, AUGUST)
    assert [event.insured for event in decided.events if isinstance(event, events.AgreementSigned)] == [False]


def test_c3_refuses_signatures_on_another_content_or_after_the_period() -> None:
    past = (*ACTIVE, AGREEMENT_DRAFTED)
    given(MOU, *past).when(BY_SCHOOL.but(content_hash=OTHER_HASH), AUGUST).refused("content-changed")
    given(MOU, *past).when(BY_SCHOOL, datetime(2027, 2, 28, 17, tzinfo=UTC)).refused("period-over")
    given(MOU, *AGREEMENT_STANDS).when(BY_SCHOOL, AUGUST).refused("agreement-not-drafted")


def test_c3_refuses_a_signature_while_the_mou_is_suspended() -> None:
    past = (*ACTIVE, AGREEMENT_DRAFTED, SUSPENDED[-1])
    given(MOU, *past).when(BY_SCHOOL, AUGUST).refused("mou-not-active")


def test_c3_an_unknown_agreement_is_not_there() -> None:
    with pytest.raises(NotFound):
        given(MOU, *ACTIVE).when(BY_SCHOOL, AUGUST)


def test_c3_ends_once() -> None:
    ended = events.AgreementEnded(
        agreement=agreement().agreement, organisation=HOTEL_PARTY.id, school=SCHOOL_PARTY.id, reason="period"
    )
    end = commands.EndAgreement(agreement=agreement().agreement)
    given(MOU, *AGREEMENT_STANDS).when(end, AUGUST).refused("too-early")
    over = datetime(2027, 2, 28, 17, tzinfo=UTC)
    given(MOU, *AGREEMENT_STANDS).when(end, over).then(ended)
    given(MOU, *AGREEMENT_STANDS, ended).when(end, over).then()
