"""Which instants of one month are taken at a facility: what no two bookings may share stands in one stream (C28).

A stream for each month keeps a facility with years of bookings as quick as a new one. A booking that touches several
months takes its slots in all of them in one transaction. Who has booked is not said here.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from services.partners.domain.facility.hours import Slot
from shared.decider import Decider, changes
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused


class SlotsTaken(Event):
    """Slots at a facility are taken, for good or until an answer (C28)."""

    facility: Id
    booking: Id
    slots: tuple[Slot, ...] = Field(min_length=1)
    until: datetime | None = None
    """They are free again from here on unless they were confirmed before; none: taken for good."""
    lapsed: tuple[Id, ...] = ()
    """Bookings whose slots were free again meanwhile."""


class SlotsConfirmed(Event):
    """Slots that waited for an answer are taken for good (C28)."""

    facility: Id
    booking: Id


class SlotsFreed(Event):
    """Slots are free again (C28)."""

    facility: Id
    booking: Id
    slots: tuple[Slot, ...]


MonthEvent = SlotsTaken | SlotsConfirmed | SlotsFreed


class TakeSlots(Command):
    """Take all of these slots, or none."""

    facility: Id
    booking: Id
    slots: tuple[Slot, ...]
    until: datetime | None = None


class ConfirmSlots(Command):
    """Keep the booking's slots for good."""

    booking: Id


class FreeSlots(Command):
    """Give these slots of the booking back."""

    booking: Id
    slots: tuple[Slot, ...]


class Taken(Slot):
    """A slot that a booking has."""

    booking: Id
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Still taken."""
        return self.until is None or now < self.until


class FacilityMonth(Value):
    """What is taken in one month, in order."""

    facility: Id
    taken: tuple[Taken, ...] = ()

    def conflicts(self, slots: Iterable[Slot], now: datetime) -> list[Slot]:
        """Those of `slots` that are taken at least in part."""
        held = [each for each in self.taken if each.holds(now)]
        return [slot for slot in slots if any(slot.overlaps(each) for each in held)]

    def has(self, booking: str) -> bool:
        """Whether the booking has any slot."""
        return any(each.booking == booking for each in self.taken)


def month_id(facility: str, month: str) -> str:
    """The stream of a facility's month (`2026-08`, in UTC)."""
    return str(uuid5(NAMESPACE_URL, f"facility/{facility}/{month}"))


def by_month(slots: Iterable[Slot]) -> dict[str, list[Slot]]:
    """The slots under each month (UTC) that they touch, in order; one across its end stands under both."""
    found: dict[str, list[Slot]] = {}
    for slot in slots:
        for month in months_of(slot):
            found.setdefault(month, []).append(slot)
    return dict(sorted(found.items()))


def months_of(slot: Slot) -> list[str]:
    """The months (UTC) that the slot touches."""
    month = slot.starts.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = []
    while month < slot.ends:
        months.append(f"{month:%Y-%m}")
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return months


def taken_refusal(conflicts: Sequence[Slot]) -> Refused:
    """Says for each occurrence that it cannot be had, and not who has it."""
    return Refused(
        "facility-taken",
        f"The facility is taken at {len(conflicts)} of the times.",
        mend="Choose times that are free, or leave these days out.",
        conflicts=[slot.plain() for slot in conflicts],
    )


def _decide(month: FacilityMonth | None, command: Command, now: datetime) -> list[MonthEvent]:
    match command:
        case TakeSlots():
            return [_take(month, command, now)]
        case ConfirmSlots():
            return [SlotsConfirmed(facility=_with(month, command.booking).facility, booking=command.booking)]
        case FreeSlots():
            facility = _with(month, command.booking).facility
            return [SlotsFreed(facility=facility, booking=command.booking, slots=command.slots)]
    raise TypeError(type(command).__name__)


def _take(month: FacilityMonth | None, command: TakeSlots, now: datetime) -> SlotsTaken:
    if month is not None and (conflicts := month.conflicts(command.slots, now)):
        raise taken_refusal(conflicts)
    over = {each.booking for each in (month.taken if month else ()) if not each.holds(now)}
    return SlotsTaken(**command.model_dump(), lapsed=tuple(sorted(over)))


def _with(month: FacilityMonth | None, booking: str) -> FacilityMonth:
    """A refusal and not silence: a state from memory may not know the booking yet, and is read again when refused."""
    if month is None or not month.has(booking):
        raise Refused("slots-lost", "Its time was given to another booking.", mend="Ask for another time.")
    return month


def _taken(month: FacilityMonth, event: SlotsTaken) -> FacilityMonth:
    kept = [each for each in month.taken if each.booking not in event.lapsed]
    new = [Taken(**slot.model_dump(), booking=event.booking, until=event.until) for slot in event.slots]
    return month.but(taken=tuple(sorted((*kept, *new), key=lambda each: each.starts)))


def _confirmed(month: FacilityMonth, event: SlotsConfirmed) -> FacilityMonth:
    return month.but(
        taken=tuple(each.but(until=None) if each.booking == event.booking else each for each in month.taken)
    )


def _freed(month: FacilityMonth, event: SlotsFreed) -> FacilityMonth:
    starts = {slot.starts for slot in event.slots}
    kept = (each for each in month.taken if each.booking != event.booking or each.starts not in starts)
    return month.but(taken=tuple(kept))


FACILITY_MONTH: Final[Decider[FacilityMonth, Command, MonthEvent]] = Decider(
    name="facility-month",
    state=FacilityMonth,
    events=MonthEvent,
    decide=_decide,
    evolve=changes(
        lambda event: _taken(FacilityMonth(facility=event.facility), event),
        {SlotsTaken: _taken, SlotsConfirmed: _confirmed, SlotsFreed: _freed},
    ),
)
