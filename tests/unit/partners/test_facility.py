"""Facilities, their hours and recurring bookings (C28)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.partners.domain.facility import FACILITY
from services.partners.domain.facility import facility as f
from services.partners.domain.facility.hours import OpenHours, Slot, is_open
from services.partners.domain.facility.recurrence import MOST_OCCURRENCES, Recurrence, occurrences
from shared.refusals import Refused
from tests.given_when_then import given
from tests.unit.partners.cast import OTHER_SCHOOL, SCHOOL, an_id
from tests.unit.partners.facility_cast import KEEPER, MONDAY, WEEKDAYS, slot

TERMS: dict[str, Any] = {
    "school": OTHER_SCHOOL, "name": "Dapur praktik", "kind": "kitchen", "zone": "Asia/Makassar", "hours": WEEKDAYS,
    "capacity": 24, "by": KEEPER.id,
}  # fmt: skip
REGISTERED = f.FacilityRegistered(**TERMS)
CLOSED = (REGISTERED, f.FacilityClosed(by=KEEPER.id))
ZONES = ["Asia/Pontianak", "Asia/Makassar", "Asia/Tokyo", "America/New_York"]


def test_c28_registers_revises_and_closes_a_facility() -> None:
    assert given(FACILITY).when(f.RegisterFacility(**TERMS)).then(REGISTERED).status == "open"
    revised = f.FacilityRevised(**TERMS | {"capacity": 12})
    state = given(FACILITY, REGISTERED).when(f.ReviseFacility(**TERMS | {"capacity": 12})).then(revised)
    assert state.terms.capacity == 12
    given(FACILITY, REGISTERED).when(f.CloseFacility(by=KEEPER.id)).then(CLOSED[1])


def test_c28_refuses_hours_that_close_before_they_open() -> None:
    wrong = (OpenHours(weekday=1, opens=time(9), closes=time(9)),)
    given(FACILITY).when(f.RegisterFacility(**TERMS | {"hours": wrong})).refused("closes-before-opening")
    midnight = (OpenHours(weekday=1, opens=time(22), closes=time(0)),)
    given(FACILITY).when(f.RegisterFacility(**TERMS | {"hours": midnight})).then(f.FacilityRegistered)


def test_c28_shares_with_exactly_the_named_schools() -> None:
    share = f.ShareFacility(schools=(SCHOOL,), by=KEEPER.id)
    shared = f.FacilityShared(school=SCHOOL, by=KEEPER.id)
    assert given(FACILITY, REGISTERED).when(share).then(shared).shared_with == (SCHOOL,)
    given(FACILITY, REGISTERED, shared).when(share).then()
    instead = share.but(schools=(an_id(3),))
    state = given(FACILITY, REGISTERED, shared).when(instead).then(f.FacilityShared, f.FacilityWithdrawn)
    assert state.shared_with == (an_id(3),)
    withdrawn = f.FacilityWithdrawn(school=SCHOOL, by=KEEPER.id)
    assert SCHOOL in FACILITY.audience(state, withdrawn).schools, "it must hear that it is out"


def test_c28_refuses_to_share_with_the_owner_itself() -> None:
    given(FACILITY, REGISTERED).when(f.ShareFacility(schools=(OTHER_SCHOOL,), by=KEEPER.id)).refused(
        "shared-with-itself"
    )


@pytest.mark.parametrize(
    "command",
    [f.ReviseFacility(**TERMS), f.ShareFacility(schools=(), by=KEEPER.id), f.CloseFacility(by=KEEPER.id)],
)
def test_c28_refuses_to_change_a_closed_facility(command: Any) -> None:
    given(FACILITY, *CLOSED).when(command).refused("facility-closed")


def test_hours_have_no_zone_and_no_seconds() -> None:
    for wall in ("07:00Z", "07:00:30"):
        with pytest.raises(ValidationError):
            OpenHours.model_validate({"weekday": 1, "opens": wall, "closes": "16:00"})


def test_c28_is_open_from_the_first_minute_to_the_last_of_its_own_zone() -> None:
    opening = datetime(2026, 8, 2, 23, 0, tzinfo=UTC)  # Monday 07:00 WITA
    assert is_open(WEEKDAYS, "Asia/Makassar", slot(opening, 9 * 60))
    assert not is_open(WEEKDAYS, "Asia/Makassar", slot(opening - timedelta(minutes=1)))
    assert not is_open(WEEKDAYS, "Asia/Makassar", slot(opening, 9 * 60 + 1))
    assert not is_open(WEEKDAYS, "Asia/Pontianak", slot(opening)), "06:00 WIB"


def _hours() -> st.SearchStrategy[tuple[OpenHours, ...]]:
    wall = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))
    each = st.builds(OpenHours, weekday=st.integers(1, 7), opens=wall, closes=wall).filter(lambda h: not h.is_empty)
    return st.lists(each, max_size=12).map(tuple)


@settings(max_examples=60, deadline=None)
@for_all(_hours(), st.sampled_from(ZONES), st.integers(0, 14 * 48), st.integers(1, 96))
def test_c28_is_open_agrees_with_a_clock_that_looks_every_half_hour(
    hours: tuple[OpenHours, ...], zone: str, offset: int, length: int
) -> None:
    start = datetime(2026, 3, 1, 0, 0, tzinfo=UTC) + timedelta(minutes=30 * offset)
    asked = slot(start, 30 * length)

    def looked(at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(zone))
        wall = local.time().replace(tzinfo=None)
        return any(
            each.weekday == local.isoweekday()
            and each.opens <= wall
            and (wall < each.closes or each.closes == time.min)
            for each in hours
        )

    every = all(looked(start + timedelta(minutes=30 * turn)) for turn in range(length))
    assert is_open(hours, zone, asked) == (every or not hours)


def test_c28_a_weekly_booking_keeps_the_wall_clock_of_the_facility() -> None:
    monday = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 09:00 in New York, a week before its summer time
    found = occurrences(slot(monday), Recurrence(every="week", count=2), "America/New_York")
    assert [each.starts.astimezone(ZoneInfo("America/New_York")).hour for each in found] == [9, 9]
    assert found[1].starts == monday + timedelta(days=7) - timedelta(hours=1)
    assert {each.ends - each.starts for each in found} == {timedelta(hours=1)}


def test_c28_occurrences_by_weekday_interval_until_and_exception() -> None:
    every_other = Recurrence(every="week", interval=2, weekdays=(3, 1), until=date(2026, 8, 31))
    days = [each.starts.date().isoformat() for each in occurrences(slot(), every_other, "Asia/Makassar")]
    assert days == ["2026-08-03", "2026-08-05", "2026-08-17", "2026-08-19", "2026-08-31"]
    excepted = Recurrence(every="day", count=3, except_on=(date(2026, 8, 4),))
    days = [each.starts.date().isoformat() for each in occurrences(slot(), excepted, "Asia/Makassar")]
    assert days == ["2026-08-03", "2026-08-05"], "an excepted day counts"


def test_c28_a_recurrence_without_end_gives_one_more_than_is_allowed() -> None:
    assert len(occurrences(slot(), Recurrence(every="day"), "Asia/Makassar")) == MOST_OCCURRENCES + 1


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(every="day", count=10, until=date(2000, 1, 1)),
        Recurrence(every="week", count=1, except_on=(date(2026, 8, 3),)),
    ],
)
def test_c28_a_recurrence_of_which_no_day_is_left_is_refused(recurrence: Recurrence) -> None:
    with pytest.raises(Refused) as refused:
        occurrences(slot(), recurrence, "Asia/Makassar")
    assert refused.value.code == "no-occurrence"


@settings(max_examples=60, deadline=None)
@for_all(
    st.sampled_from(["day", "week"]),
    st.integers(1, 4),
    st.sets(st.integers(1, 7), max_size=3),
    st.integers(1, 20),
    st.sampled_from(ZONES),
    st.integers(0, 365 * 24),
)
def test_c28_occurrences_are_in_order_apart_and_at_one_wall_clock_time(
    every: Any, interval: int, weekdays: set[int], count: int, zone: str, hour: int
) -> None:
    first = slot(MONDAY + timedelta(hours=hour))
    recurrence = Recurrence(every=every, interval=interval, weekdays=tuple(weekdays), count=count)
    found = occurrences(first, recurrence, zone)
    local = [each.starts.astimezone(ZoneInfo(zone)) for each in found]
    wall = first.starts.astimezone(ZoneInfo(zone)).time()
    assert len(found) == count
    assert all(early.ends <= late.starts for early, late in pairwise(found))
    assert all(at.time() == wall for at in local if _exists(at, wall))
    if every == "week" and weekdays:
        assert {at.isoweekday() for at in local} <= weekdays


def _exists(at: datetime, wall: time) -> bool:
    """A time that the change to summer time leaves out is moved by an hour."""
    meant = datetime.combine(at.date(), wall, at.tzinfo)
    return meant.astimezone(UTC).astimezone(at.tzinfo).time() == wall


def test_c28_a_slot_that_ends_where_another_starts_does_not_overlap_it() -> None:
    early, late = slot(), slot(MONDAY + timedelta(hours=1))
    assert not early.overlaps(late)
    assert early.overlaps(Slot(starts=MONDAY + timedelta(minutes=59), ends=late.ends))
