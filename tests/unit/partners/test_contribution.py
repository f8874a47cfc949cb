"""The ledger of both sides: confirmed by the other, corrected without overwriting (C9)."""

from datetime import date
from typing import Any

import pytest

from services.partners.domain import contribution as c
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import (
    COORDINATOR,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    OTHER_KEY,
    PARTNER,
    PERSON,
    SCAN,
    TEXT,
)

GIFT: dict[str, Any] = {
    "side": "partner", "kind": "time", "amount": 480, "given_on": date(2026, 6, 12), "what": TEXT, "evidence": (SCAN,),
}  # fmt: skip
WHERE: dict[str, Any] = {"partner": PARTNER, "organisation": HOTEL, "zone": "Asia/Pontianak"}
RECORD = c.RecordContribution(**GIFT, **WHERE, by=COORDINATOR)
RECORDED = c.ContributionRecorded(**GIFT, **WHERE, recorded_by="school", by=COORDINATOR.id)
BY_HOTEL = c.ContributionRecorded(**GIFT, **WHERE, recorded_by="partner", by=HOTEL_KEY.id)
CONFIRMED = c.ContributionConfirmed(organisation=HOTEL, by=HOTEL_KEY.id)
DISPUTED = c.ContributionDisputed(organisation=HOTEL, by=HOTEL_KEY.id, reason=TEXT)
WITHDRAWN = c.ContributionWithdrawn(organisation=HOTEL, by=COORDINATOR.id, reason=TEXT)
CORRECT = c.CorrectContribution(**GIFT | {"amount": 360}, by=COORDINATOR, reason=TEXT)
CORRECTED = c.ContributionCorrected(
    **GIFT | {"amount": 360}, organisation=HOTEL, recorded_by="school", by=COORDINATOR.id, reason=TEXT
)


def test_c9_either_side_writes_down_what_either_gave() -> None:
    assert given(c.CONTRIBUTION).when(RECORD).then(RECORDED).school_year == "2025/2026"
    given(c.CONTRIBUTION).when(RECORD.but(by=HOTEL_KEY)).then(BY_HOTEL)
    with pytest.raises(NotFound):
        given(c.CONTRIBUTION).when(RECORD.but(by=OTHER_KEY))


def test_c9_refuses_what_is_not_given_yet() -> None:
    given(c.CONTRIBUTION).when(RECORD.but(given_on=date(2026, 7, 2))).refused("given-in-the-future")
    given(c.CONTRIBUTION).when(RECORD.but(given_on=date(2026, 7, 1))).then(c.ContributionRecorded)
    late = CORRECT.but(given_on=date(2026, 7, 2))
    given(c.CONTRIBUTION, RECORDED).when(late).refused("given-in-the-future")


@pytest.mark.parametrize("amount", [0, -5])
def test_c9_an_amount_is_a_whole_number_above_nothing(amount: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        c.RecordContribution(**GIFT | {"amount": amount}, **WHERE, by=COORDINATOR)


@pytest.mark.parametrize("by", [HOTEL_KEY, HOTEL_LINK])
def test_c9_the_other_side_confirms(by: Any) -> None:
    state = given(c.CONTRIBUTION, RECORDED).when(c.ConfirmContribution(by=by)).then(c.ContributionConfirmed)
    assert state.status == "confirmed"
    given(c.CONTRIBUTION, BY_HOTEL).when(c.ConfirmContribution(by=COORDINATOR)).then(c.ContributionConfirmed)


def test_c9_nobody_confirms_what_their_own_side_wrote() -> None:
    given(c.CONTRIBUTION, RECORDED).when(c.ConfirmContribution(by=COORDINATOR)).refused("own-record")
    given(c.CONTRIBUTION, BY_HOTEL).when(c.ConfirmContribution(by=HOTEL_KEY)).refused("own-record")
    given(c.CONTRIBUTION, BY_HOTEL).when(c.DisputeContribution(by=HOTEL_KEY, reason=TEXT)).refused("own-record")
    given(c.CONTRIBUTION, BY_HOTEL).when(c.InviteToConfirm(person=PERSON)).refused("own-record")
    with pytest.raises(NotFound):
        given(c.CONTRIBUTION, RECORDED).when(c.ConfirmContribution(by=OTHER_KEY))


def test_c9_what_is_disputed_is_confirmed_or_corrected() -> None:
    dispute = c.DisputeContribution(by=HOTEL_KEY, reason=TEXT)
    given(c.CONTRIBUTION, RECORDED).when(dispute).then(DISPUTED)
    given(c.CONTRIBUTION, RECORDED, DISPUTED).when(dispute).refused("disputed-already")
    given(c.CONTRIBUTION, RECORDED, DISPUTED).when(c.ConfirmContribution(by=HOTEL_KEY)).then(CONFIRMED)
    state = given(c.CONTRIBUTION, RECORDED, DISPUTED).when(CORRECT).then(CORRECTED)
    assert state.status == "recorded"


def test_c9_a_correction_overwrites_nothing_and_is_confirmed_anew() -> None:
    state = given(c.CONTRIBUTION, RECORDED, CONFIRMED).when(CORRECT).then(CORRECTED)
    assert (state.status, state.gift.amount, [gift.amount for gift in state.earlier]) == ("recorded", 360, [480])
    by_partner = given(c.CONTRIBUTION, RECORDED).when(CORRECT.but(by=HOTEL_KEY)).state
    assert by_partner.recorded_by == "partner"
    moved = given(c.CONTRIBUTION, RECORDED).when(CORRECT.but(given_on=date(2025, 6, 30))).state
    assert moved.school_year == "2024/2025"
    given(c.CONTRIBUTION, RECORDED).when(CORRECT.but(amount=480)).refused("nothing-corrected")


def test_c9_what_both_sides_agree_on_is_settled() -> None:
    past = (RECORDED, CONFIRMED)
    for command in (
        c.ConfirmContribution(by=HOTEL_KEY),
        c.DisputeContribution(by=HOTEL_KEY, reason=TEXT),
        c.WithdrawContribution(by=COORDINATOR, reason=TEXT),
        c.InviteToConfirm(person=PERSON),
    ):
        given(c.CONTRIBUTION, *past).when(command).refused("contribution-confirmed")


def test_c9_one_takes_back_ones_own_record_only() -> None:
    withdraw = c.WithdrawContribution(by=COORDINATOR, reason=TEXT)
    given(c.CONTRIBUTION, RECORDED).when(withdraw).then(WITHDRAWN)
    given(c.CONTRIBUTION, BY_HOTEL).when(withdraw).refused("others-record")
    given(c.CONTRIBUTION, RECORDED, WITHDRAWN).when(CORRECT).refused("contribution-withdrawn")
    given(c.CONTRIBUTION, RECORDED, WITHDRAWN).when(withdraw).refused("contribution-withdrawn")


def test_c9_who_is_waited_for() -> None:
    def waiting(*past: Any) -> list[tuple[str, list[str]]]:
        return [(need.what, need.whom.keys("s")) for need in c.CONTRIBUTION.needs(given(c.CONTRIBUTION, *past).state)]

    line = ["s/duty/evaluate_partnerships"]
    hotel = [f"organisation/{HOTEL}"]
    assert waiting(RECORDED) == [("confirm-contribution", hotel)]
    assert waiting(BY_HOTEL) == [("confirm-contribution", line)]
    assert waiting(RECORDED, DISPUTED) == [("correct-contribution", line)]
    assert waiting(RECORDED, CONFIRMED) == waiting(RECORDED, WITHDRAWN) == []


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 6, 30), "2025/2026"), (date(2026, 7, 1), "2026/2027"), (date(2027, 1, 1), "2026/2027")],
)
def test_a_school_year_begins_in_july(day: date, year: str) -> None:
    assert c.school_year_of(day) == year
