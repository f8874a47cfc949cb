"""What is known of a booking."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from services.partners.domain.booking.events import BookingTerms
from services.partners.domain.facility.hours import Slot
from services.partners.domain.line import STAFF
from shared.events import Value

BookingStatus = Literal["requested", "booked", "refused", "lapsed", "cancelled"]

STEWARDS: Final = STAFF
"""Who answers for a school's facilities; its own systems (`service`) may as well."""


class Use(Value):
    """One occurrence that was used."""

    starts: datetime
    people: int


class Booking(Value):
    """A booking with its occurrences."""

    terms: BookingTerms
    by: str
    starts: datetime
    """Of the first occurrence."""
    ends: datetime
    """Of the last."""
    status: BookingStatus
    lapses_at: datetime | None = None
    cancelled: tuple[Slot, ...] = ()
    used: tuple[Use, ...] = ()

    @property
    def standing(self) -> tuple[Slot, ...]:
        """The occurrences that were not given up."""
        gone = {slot.starts for slot in self.cancelled}
        return tuple(slot for slot in self.terms.slots if slot.starts not in gone)

    @property
    def is_open(self) -> bool:
        """It keeps its time."""
        return self.status in ("requested", "booked")

    def beginning_at(self, starts: Iterable[datetime]) -> tuple[Slot, ...]:
        """The standing occurrences that begin then."""
        wanted = set(starts)
        return tuple(slot for slot in self.standing if slot.starts in wanted)
