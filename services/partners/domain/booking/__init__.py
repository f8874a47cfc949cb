"""A school's use of a facility, with the owner's approval (C28). Its instants are kept by the facility's months."""

from collections.abc import Iterator
from typing import Final

from services.partners.domain.booking import rules as booking_rules
from services.partners.domain.booking.commands import LapseBooking
from services.partners.domain.booking.events import (
    BookingEvent,
    BookingTerms,
    FacilityBooked,
    FacilityBookingCancelled,
    FacilityBookingLapsed,
    FacilityBookingRefused,
    FacilityBookingRequested,
    FacilityUsed,
)
from services.partners.domain.booking.state import STEWARDS, Booking, Use
from services.partners.domain.line import duty
from shared.agenda import Addressee, Dated, Need
from shared.decider import Decider, Due, changes, rules
from shared.events import Audience, Command


def _begun(event: FacilityBooked | FacilityBookingRequested) -> Booking:
    terms = BookingTerms.model_validate(event.model_dump())
    span = {"starts": terms.slots[0].starts, "ends": terms.slots[-1].ends}
    if isinstance(event, FacilityBooked):
        return Booking(terms=terms, by=event.by, status="booked", **span)
    return Booking(terms=terms, by=event.by, status="requested", lapses_at=event.lapses_at, **span)


def _cancelled(booking: Booking, event: FacilityBookingCancelled) -> Booking:
    fewer = booking.but(cancelled=(*booking.cancelled, *event.slots))
    return fewer if fewer.standing else fewer.but(status="cancelled")


def _used(booking: Booking, event: FacilityUsed) -> Booking:
    return booking.but(used=(*booking.used, Use(starts=event.slot.starts, people=event.people)))


def _due(booking: Booking) -> Due | None:
    if booking.status != "requested" or booking.lapses_at is None:
        return None
    return Due(booking.lapses_at, LapseBooking(), "lapse-booking")


def _needs(booking: Booking) -> Iterator[Need]:
    if booking.status == "requested":
        action = "POST /schools/{school}/bookings/{id}/approval"
        yield Need(what="approve-booking", whom=duty("share_facilities"), action=action, by=booking.lapses_at)


def _dates(booking: Booking) -> Iterator[Dated]:
    """What stands, in the calendars of both schools."""
    if booking.status != "booked":
        return
    what = "facility-blocked" if booking.terms.kind == "block" else "facility-booking"
    for slot in booking.standing:
        for school in dict.fromkeys((booking.terms.owner, booking.terms.school)):
            key = f"{slot.starts:%Y%m%dT%H%M%SZ}/{school}"
            whom = Addressee(
                roles=STEWARDS, member=booking.by if school == booking.terms.school else None, tenant=school
            )
            yield Dated(what=what, whom=whom, starts=slot.starts, ends=slot.ends, key=key)


BOOKING: Final[Decider[Booking, Command, BookingEvent]] = Decider(
    name="facility-booking",
    state=Booking,
    events=BookingEvent,
    decide=rules("facility-booking", booking_rules.CREATING, booking_rules.CHANGING),
    evolve=changes(
        _begun,
        {
            FacilityBooked: lambda old, _: old.but(status="booked", lapses_at=None),
            FacilityBookingRefused: lambda old, _: old.but(status="refused", lapses_at=None),
            FacilityBookingLapsed: lambda old, _: old.but(status="lapsed", lapses_at=None),
            FacilityBookingCancelled: _cancelled,
            FacilityUsed: _used,
        },
    ),
    audience=lambda booking, _: Audience(
        schools=(booking.terms.school,) if booking.terms.school != booking.terms.owner else ()
    ),
    due=_due,
    needs=_needs,
    dates=_dates,
    fold=2,
)

__all__ = ["BOOKING", "Booking", "BookingEvent"]
