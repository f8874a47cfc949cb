"""Bodies about facilities and their bookings."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from services.partners.bodies.values import FreeText, Name
from services.partners.domain.booking.events import BookingKind
from services.partners.domain.facility.facility import FacilityKind
from services.partners.domain.facility.hours import OpenHours
from services.partners.domain.facility.recurrence import Recurrence
from services.partners.domain.values import Zone
from shared.http import Body
from shared.ids import Id
from shared.instants import Instant

_YEARS: Final = range(2000, 2200)


def _whole_minute(at: datetime) -> datetime:
    """In UTC. Raises `ValueError` for what no calendar of a school holds."""
    if at.year not in _YEARS or at.second or at.microsecond:
        raise ValueError("it is a whole minute between 2000 and 2200, with its offset: 2026-08-03T09:00:00+08:00")
    return at.astimezone(UTC)


Minute = Annotated[Instant, AfterValidator(_whole_minute), Field(examples=["2026-08-03T09:00:00+08:00"])]
"""An instant, in whole minutes, from any zone."""


class HoursBody(OpenHours, Body):
    """Open on one day of the week; several for one day are allowed."""


class RecurrenceBody(Recurrence, Body):
    """Daily or weekly, so many times or until a day, without the days that are excepted."""


class FacilityBody(Body):
    """A room or workshop of the school that sister schools may borrow."""

    name: Name = Field(examples=["Dapur praktik"])
    kind: FacilityKind
    zone: Zone | None = None
    """The school's when none is given."""
    hours: tuple[HoursBody, ...] = Field(default=(), max_length=50)
    """When it may be used; always when none are given."""
    capacity: int = Field(ge=1, le=100_000, examples=[24])
    answer_days: int = Field(3, ge=1, le=60)
    """Days after which a request lapses that nobody answered."""
    ahead_days: int = Field(370, ge=1, le=1000)
    """How many days ahead it can be booked."""
    rules: FreeText | None = Field(None, examples=["Bersihkan dapur sesudah dipakai."])


class SharingBody(Body):
    """The sister schools that may see and ask for it; nobody else may."""

    schools: tuple[Id, ...] = Field(max_length=200)


class BookBody(Body):
    """When, for how many, and for what. Instants come from any zone; what recurs keeps the facility's wall clock."""

    kind: BookingKind = "use"
    starts: Minute
    ends: Minute = Field(examples=["2026-08-03T10:00:00+08:00"])
    repeats: RecurrenceBody | None = None
    people: int = Field(1, ge=1, le=100_000, examples=[20])
    programme: Id | None = None
    """The sister-school programme under which it is borrowed."""
    purpose: FreeText = Field(examples=["Latihan bersama tata boga."])


class CancelBody(Body):
    """Which occurrences, by their starts (all that are to come when none are named), and why."""

    starts: tuple[Minute, ...] = Field(default=(), max_length=200)
    reason: FreeText = Field(examples=["Kegiatan ditunda."])


class UseBody(Body):
    """How many people used which occurrence."""

    starts: Minute
    people: int = Field(ge=1, le=100_000, examples=[18])
