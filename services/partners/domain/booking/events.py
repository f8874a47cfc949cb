"""What happens to a booking of a facility (C28)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.partners.domain.facility.hours import Slot
from shared.events import Event, TextRef, Value
from shared.ids import Id

BookingKind = Literal["use", "block"]
"""`block`: the owner keeps others out, for maintenance."""


class BookingTerms(Value):
    """Who has what when."""

    facility: Id
    owner: Id
    """The school whose facility it is."""
    school: Id
    """The school that uses it; the owner itself, too."""
    kind: BookingKind = "use"
    slots: tuple[Slot, ...] = Field(min_length=1)
    """Each occurrence, in order."""
    people: int = Field(0, ge=0, le=100_000, examples=[20])
    programme: Id | None = None
    """The sister-school programme under which it is borrowed."""
    purpose: TextRef


class FacilityBookingRequested(BookingTerms, Event):
    """A school asks to use a facility; its time is kept until the answer is due (C28)."""

    by: str
    lapses_at: datetime


class FacilityBooked(BookingTerms, Event):
    """A facility was booked: by its owner, or with the owner's approval (C28)."""

    by: str
    """Who approved."""


class FacilityBookingRefused(Event):
    """The owner does not lend the facility at that time (C28)."""

    by: str
    reason: TextRef


class FacilityBookingLapsed(Event):
    """Nobody answered in time; the time is free again (C28)."""


class FacilityBookingCancelled(Event):
    """Owner or user gave these occurrences up (C28)."""

    school: Id
    """The school that did."""
    by: str
    slots: tuple[Slot, ...] = Field(min_length=1)
    reason: TextRef


class FacilityUsed(Event):
    """A booked facility was used: what one school gave to another can be counted (C9, C28)."""

    facility: Id
    owner: Id
    school: Id
    slot: Slot
    people: int = Field(ge=1, le=100_000, examples=[18])
    by: str


BookingEvent = (
    FacilityBookingRequested
    | FacilityBooked
    | FacilityBookingRefused
    | FacilityBookingLapsed
    | FacilityBookingCancelled
    | FacilityUsed
)
