"""Bookings in any order at any time, against a model that looks at every minute: nothing is ever lent twice (C28)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain.booking import BOOKING
from services.partners.domain.booking import commands as c
from services.partners.domain.facility import FACILITY_MONTH
from services.partners.domain.facility.hours import Slot
from services.partners.domain.facility.month import ConfirmSlots, FreeSlots, TakeSlots, by_month
from services.partners.domain.facility.recurrence import Recurrence, occurrences
from shared.events import jsonable
from shared.refusals import Refusal
from tests.unit.partners.cast import TEXT, an_id
from tests.unit.partners.facility_cast import BORROWER, FACILITY, GUEST, KEEPER, OWNER, ask, fact

TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"requested", "booked"},
    "requested": {"booked", "refused", "lapsed", "cancelled"},
    "booked": {"cancelled"},
    "refused": set(),
    "lapsed": set(),
    "cancelled": set(),
}
START: Final = datetime(2026, 8, 30, 20, 0, tzinfo=UTC)
"""Shortly before the end of a month, so that bookings reach into the next."""
QUARTER: Final = timedelta(minutes=15)


@dataclass
class Diary:
    """The model: who has which quarter of an hour, by hand and without intervals."""

    quarters: dict[datetime, str] = field(default_factory=dict)

    def is_free(self, slots: tuple[Slot, ...]) -> bool:
        return not any(quarter in self.quarters for slot in slots for quarter in _quarters(slot))

    def take(self, booking: str, slots: tuple[Slot, ...]) -> None:
        self.quarters |= {quarter: booking for slot in slots for quarter in _quarters(slot)}

    def free(self, booking: str, slots: tuple[Slot, ...]) -> None:
        for slot in slots:
            for quarter in _quarters(slot):
                if self.quarters.get(quarter) == booking:
                    del self.quarters[quarter]


def _quarters(slot: Slot) -> Iterator[datetime]:
    at = slot.starts
    while at < slot.ends:
        yield at
        at += QUARTER


class AnyBookings(RuleBasedStateMachine):
    """One kitchen, its owner, a borrower, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.diary = Diary()
        self.months: dict[str, Any] = {}
        self.past: dict[str, list[Any]] = {}
        self.bookings: dict[str, Any] = {}
        self.stories: dict[str, list[Any]] = {}

    @rule(
        quarter=st.one_of(st.integers(1, 16), st.integers(96, 112)),
        length=st.integers(1, 8),
        own=st.booleans(),
        repeats=st.sampled_from([None, Recurrence(every="day", count=3), Recurrence(every="week", count=2)]),
    )
    def ask(self, quarter: int, length: int, own: bool, repeats: Recurrence | None) -> None:
        """Accepted exactly where the diary is free: soon, or a day ahead, where the answer is due before."""
        starts = self.now + QUARTER * quarter
        slots = occurrences(Slot(starts=starts, ends=starts + QUARTER * length), repeats, "Asia/Makassar")
        id = an_id(1000 + len(self.bookings))
        who = {"school": OWNER, "by": KEEPER} if own else {"school": BORROWER, "by": GUEST}
        command = ask(slots=slots, known=fact(hours=(), answer_days=1), **who)
        free = self.diary.is_free(slots)
        accepted = self._together(id, command, slots, "take")
        assert accepted == free
        if accepted:
            self.diary.take(id, slots)

    @rule(data=st.data(), approve=st.booleans())
    def answer(self, data: st.DataObject, approve: bool) -> None:
        """The owner lends or does not."""
        if not self.bookings:
            return
        id = data.draw(st.sampled_from(sorted(self.bookings)))
        kept = self.bookings[id].standing
        if approve:
            self._together(id, c.ApproveBooking(school=OWNER, by=KEEPER), kept, "confirm")
        elif self._together(id, c.RefuseBooking(school=OWNER, by=KEEPER, reason=TEXT), kept, "free"):
            self.diary.free(id, kept)

    @rule(data=st.data(), all=st.booleans())
    def cancel(self, data: st.DataObject, all: bool) -> None:
        """Somebody gives one occurrence or everything up."""
        if not self.bookings:
            return
        id = data.draw(st.sampled_from(sorted(self.bookings)))
        booking = self.bookings[id]
        starts = () if all else (data.draw(st.sampled_from(booking.terms.slots)).starts,)
        wanted = booking.beginning_at(starts) if starts else booking.standing
        coming = tuple(slot for slot in wanted if slot.ends > self.now)
        if self._together(id, c.CancelBooking(school=OWNER, by=KEEPER, starts=starts, reason=TEXT), coming, "free"):
            self.diary.free(id, coming)

    @rule(hours=st.sampled_from([1, 3, 24]), punctual=st.booleans())
    def let_time_go_by(self, hours: int, punctual: bool) -> None:
        """Requests lapse at their time, whether the scheduler has come round or not."""
        self.now += timedelta(hours=hours)
        for id, booking in self.bookings.items():
            if booking.status == "requested" and booking.lapses_at <= self.now:
                self.diary.free(id, booking.standing)
                if punctual:
                    self._decide(id, c.LapseBooking())

    @invariant()
    def the_months_say_what_the_diary_says(self) -> None:
        """No more, no less, and by the right booking."""
        held = {
            (quarter, each.booking)
            for month in self.months.values()
            for each in month.taken
            if each.holds(self.now)
            for quarter in _quarters(each)
        }
        assert held == set(self.diary.quarters.items())

    @invariant()
    def replaying_gives_the_same_states(self) -> None:
        """Also when they were stored as JSON and read again."""
        for decider, states, stories in (
            (BOOKING, self.bookings, self.stories),
            (FACILITY_MONTH, self.months, self.past),
        ):
            for id, state in states.items():
                assert decider.fold_all(None, stories[id]) == state
                assert decider.state.model_validate(jsonable(state)) == state

    def _together(self, id: str, command: Any, slots: tuple[Slot, ...], what: str) -> bool:
        """The booking and its months in one transaction: all or nothing."""
        steps = {
            "take": lambda own, until: TakeSlots(facility=FACILITY, booking=id, slots=tuple(own), until=until),
            "confirm": lambda _own, _until: ConfirmSlots(booking=id),
            "free": lambda own, _until: FreeSlots(booking=id, slots=tuple(own)),
        }
        try:
            events = BOOKING.decide(self.bookings.get(id), command, self.now)
            until = getattr(events[0], "lapses_at", None)
            found = {
                month: FACILITY_MONTH.decide(self.months.get(month), steps[what](own, until), self.now)
                for month, own in by_month(slots).items()
            }
        except Refusal:
            return False
        self._apply(id, events)
        for month, changes in found.items():
            self.past.setdefault(month, []).extend(changes)
            self.months[month] = FACILITY_MONTH.fold_all(self.months.get(month), changes)
        return True

    def _decide(self, id: str, command: Any) -> None:
        self._apply(id, BOOKING.decide(self.bookings[id], command, self.now))

    def _apply(self, id: str, events: Any) -> None:
        for event in events:
            before = self.bookings[id].status if id in self.bookings else "nothing"
            self.bookings[id] = BOOKING.evolve(self.bookings.get(id), event)
            self.stories.setdefault(id, []).append(event)
            after = self.bookings[id].status
            assert after == before or after in TABLE[before], f"{before} → {after}"


TestAnyBookings = AnyBookings.TestCase
TestAnyBookings.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
