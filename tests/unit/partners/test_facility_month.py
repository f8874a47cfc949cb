"""What of a facility's time is taken: never twice, and free again when nobody answered (C28)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.partners.domain.facility import FACILITY_MONTH
from services.partners.domain.facility import month as m
from services.partners.domain.facility.hours import Slot
from tests.given_when_then import NOW, given
from tests.unit.partners.cast import an_id
from tests.unit.partners.facility_cast import BOOKING, FACILITY, MONDAY, slot

OTHER = an_id(99)
UNTIL = NOW + timedelta(days=3)
TAKE = m.TakeSlots(facility=FACILITY, booking=OTHER, slots=(slot(),))
TAKEN = m.SlotsTaken(facility=FACILITY, booking=BOOKING, slots=(slot(),))
KEPT = TAKEN.but(until=UNTIL)
CONFIRMED = m.SlotsConfirmed(facility=FACILITY, booking=BOOKING)


def test_c28_refuses_what_is_taken_and_says_which_times() -> None:
    late = slot(MONDAY + timedelta(hours=1))
    both = TAKE.but(slots=(slot(MONDAY + timedelta(minutes=30)), late))
    refusal = given(FACILITY_MONTH, TAKEN).when(both).refused("facility-taken")
    assert refusal.facts["conflicts"] == [{"starts": "2026-08-03T01:30:00Z", "ends": "2026-08-03T02:30:00Z"}]
    given(FACILITY_MONTH, TAKEN).when(TAKE.but(slots=(late,))).then(m.SlotsTaken)


def test_c28_compares_instants_of_two_zones_and_not_wall_clocks() -> None:
    """Taken from 09:00 to 10:00 in Banjarmasin, which is 08:00 to 09:00 in Palangka Raya."""
    banjarmasin, palangka = ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Pontianak")
    past = TAKEN.but(slots=(slot(datetime(2026, 8, 3, 9, tzinfo=banjarmasin)),))
    same_wall_clock = TAKE.but(slots=(slot(datetime(2026, 8, 3, 9, tzinfo=palangka)),))
    same_instant = TAKE.but(slots=(slot(datetime(2026, 8, 3, 8, 30, tzinfo=palangka)),))
    given(FACILITY_MONTH, past).when(same_wall_clock).then(m.SlotsTaken)
    given(FACILITY_MONTH, past).when(same_instant).refused("facility-taken")


def test_c28_a_request_keeps_its_time_until_the_answer_is_due() -> None:
    given(FACILITY_MONTH, KEPT).when(TAKE, now=UNTIL - timedelta(seconds=1)).refused("facility-taken")
    state = given(FACILITY_MONTH, KEPT).when(TAKE, now=UNTIL).then(TAKEN.but(booking=OTHER, lapsed=(BOOKING,)))
    assert [each.booking for each in state.taken] == [OTHER]


def test_c28_what_was_confirmed_does_not_lapse() -> None:
    confirm = m.ConfirmSlots(booking=BOOKING)
    given(FACILITY_MONTH, KEPT).when(confirm).then(CONFIRMED)
    given(FACILITY_MONTH, KEPT, CONFIRMED).when(TAKE, now=UNTIL).refused("facility-taken")


def test_c28_refuses_to_confirm_or_free_what_another_has_now() -> None:
    instead = TAKEN.but(booking=OTHER, lapsed=(BOOKING,))
    given(FACILITY_MONTH, KEPT, instead).when(m.ConfirmSlots(booking=BOOKING)).refused("slots-lost")
    given(FACILITY_MONTH, KEPT, instead).when(m.FreeSlots(booking=BOOKING, slots=(slot(),))).refused("slots-lost")
    given(FACILITY_MONTH).when(m.ConfirmSlots(booking=BOOKING)).refused("slots-lost")


def test_c28_frees_the_named_slots_of_this_booking_alone() -> None:
    week = slot(MONDAY + timedelta(days=7))
    both = TAKEN.but(slots=(slot(), week))
    freed = m.SlotsFreed(facility=FACILITY, booking=BOOKING, slots=(slot(),))
    state = given(FACILITY_MONTH, both).when(m.FreeSlots(booking=BOOKING, slots=(slot(),))).then(freed)
    assert [each.starts for each in state.taken] == [week.starts]


def test_c28_a_slot_stands_under_every_month_that_it_touches() -> None:
    new_year = Slot(starts=datetime(2026, 12, 31, 23, tzinfo=UTC), ends=datetime(2027, 1, 1, 1, tzinfo=UTC))
    until = Slot(starts=datetime(2026, 12, 31, 23, tzinfo=UTC), ends=datetime(2027, 1, 1, tzinfo=UTC))
    assert m.months_of(new_year) == ["2026-12", "2027-01"]
    assert m.months_of(until) == ["2026-12"]
    assert m.by_month([until, slot()]) == {"2026-08": [slot()], "2026-12": [until]}
    assert m.month_id(FACILITY, "2026-08") != m.month_id(FACILITY, "2026-09")
