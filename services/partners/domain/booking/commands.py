"""What can be wanted of a booking."""

from datetime import datetime

from services.partners.domain.booking.events import BookingTerms
from services.partners.domain.facility.facility import FacilityStatus
from services.partners.domain.facility.hours import OpenHours
from services.partners.domain.sister.under import UnderFact
from shared.events import Actor, Command, TextRef, Value
from shared.ids import Id


class FacilityFact(Value):
    """The facility as it stands."""

    status: FacilityStatus
    zone: str
    hours: tuple[OpenHours, ...]
    capacity: int
    answer_days: int
    ahead_days: int
    shared_with: tuple[Id, ...]


class BookFacility(BookingTerms, Command):
    """Book as the owner, or ask as another school or as a teacher."""

    by: Actor
    known: FacilityFact
    under: UnderFact | None = None
    """Fact: the sister-school programme that the booking names."""


class ApproveBooking(Command):
    """Lend it."""

    school: Id
    by: Actor
    under: UnderFact | None = None
    """Fact: the programme that the booking names, as it stands now."""


class RefuseBooking(Command):
    """Do not lend it."""

    school: Id
    by: Actor
    reason: TextRef


class LapseBooking(Command):
    """The time for an answer is over."""


class CancelBooking(Command):
    """Give up the occurrences that begin at these instants; all that are still to come when none are named."""

    school: Id
    by: Actor
    starts: tuple[datetime, ...] = ()
    reason: TextRef


class RecordUse(Command):
    """One occurrence was used by so many people."""

    school: Id
    by: Actor
    starts: datetime
    people: int
