"""What time brings about in an MoU, in the zone of the school that drafted (C3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from tests.given_when_then import given
from tests.unit.partners.cast import (
    ACTIVE,
    AGREEMENT,
    AGREEMENT_STANDS,
    ALL_SIGNED,
    COURSE,
    IN_REVIEW,
    PROGRAMME,
    SUSPENDED,
    terms,
)


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("Asia/Pontianak", datetime(2026, 7, 12, 17, 0, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 7, 12, 16, 0, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 7, 12, 15, 0, tzinfo=UTC)),
    ],
)
def test_c3_the_first_day_begins_at_midnight_of_the_school(zone: str, begins: datetime) -> None:
    past = (events.MoUDrafted(**terms(zone=zone).model_dump()), *ALL_SIGNED[1:])
    state = given(MOU, *past).state
    thing = MOU.due(state)
    assert thing is not None
    assert (thing.at, thing.command) == (begins, commands.ActivateMoU())
    given(MOU, *past).when(thing.command, begins - timedelta(seconds=1)).refused("too-early")
    given(MOU, *past).when(thing.command, begins).then(events.MoUActivated)


def test_c3_time_tells_the_story_of_a_year_in_order() -> None:
    told: list[tuple[datetime, str]] = []
    state = given(MOU, *ALL_SIGNED).state
    while (thing := MOU.due(state)) is not None:
        decided = MOU.decide(state, thing.command, thing.at)
        told += [(thing.at, event.wire_kind()) for event in decided]
        state = MOU.fold_all(state, decided)
        assert state is not None
    wib = timedelta(hours=7)
    assert [((at + wib).date().isoformat(), kind) for at, kind in told] == [
        ("2026-07-13", "mou-activated.v1"),
        ("2027-04-13", "mou-expiring.v1"),
        ("2027-06-12", "mou-expiring.v1"),
        ("2027-07-05", "mou-expiring.v1"),
        ("2027-07-13", "mou-expired.v1"),
    ]


def test_c3_the_last_day_counts_to_its_end() -> None:
    over = datetime(2027, 7, 12, 17, 0, tzinfo=UTC)
    given(MOU, *ACTIVE).when(commands.ExpireMoU(), over - timedelta(milliseconds=1)).refused("too-early")
    given(MOU, *ACTIVE).when(commands.ExpireMoU(), over).then(events.MoUExpired(**COURSE))
    given(MOU, *SUSPENDED).when(commands.ExpireMoU(), over).then(events.MoUExpired(**COURSE))
    given(MOU, *IN_REVIEW).when(commands.ExpireMoU(), over).refused("mou-not-in-force")


def test_c3_a_notice_is_given_once_and_not_early() -> None:
    at = datetime(2027, 4, 12, 17, 0, tzinfo=UTC)
    notice = commands.NoticeExpiry(days=90)
    given(MOU, *ACTIVE).when(notice, at - timedelta(seconds=1)).refused("too-early")
    given(MOU, *ACTIVE).when(notice, at).then(events.MoUExpiring(**COURSE, days=90))
    given(MOU, *ACTIVE, events.MoUExpiring(**COURSE, days=90)).when(notice, at).then()


def test_c3_an_mou_that_began_late_skips_the_notices_of_the_past() -> None:
    late = events.MoUActivated(**COURSE, on=date(2027, 6, 20), programme=PROGRAMME)
    thing = MOU.due(given(MOU, *ALL_SIGNED, late).state)
    assert thing is not None
    assert thing.command == commands.NoticeExpiry(days=7)


def test_c3_an_agreement_begins_and_ends_on_its_own_days() -> None:
    state = given(MOU, *AGREEMENT_STANDS).state
    begins = MOU.due(state)
    assert begins is not None
    assert (begins.at, begins.command) == (
        datetime(2026, 8, 31, 17, 0, tzinfo=UTC),
        commands.ActivateAgreement(agreement=AGREEMENT),
    )
    active = (*AGREEMENT_STANDS, events.AgreementActivated(agreement=AGREEMENT))
    ends = MOU.due(given(MOU, *active).state)
    assert ends is not None
    assert (ends.at, ends.command) == (
        datetime(2027, 2, 28, 17, 0, tzinfo=UTC),
        commands.EndAgreement(agreement=AGREEMENT),
    )
    given(MOU, *active).when(ends.command, ends.at).then(events.AgreementEnded)


@pytest.mark.parametrize("past", [IN_REVIEW, (*ACTIVE, events.MoUExpired(**COURSE))])
def test_c3_nothing_is_due_before_signing_and_after_the_end(past: tuple[Any, ...]) -> None:
    assert MOU.due(given(MOU, *past).state) is None
