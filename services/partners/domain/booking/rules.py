"""When a facility may be booked, lent, given up and used (C28)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from services.partners.domain.booking.commands import (
    ApproveBooking,
    BookFacility,
    CancelBooking,
    LapseBooking,
    RecordUse,
    RefuseBooking,
)
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
from services.partners.domain.booking.state import STEWARDS, Booking
from services.partners.domain.facility.hours import Slot, instant, is_open
from services.partners.domain.facility.recurrence import MOST_OCCURRENCES
from services.partners.domain.sister.under import UnderFact, check_under
from services.partners.domain.values import must_be_due
from shared.events import Actor
from shared.refusals import NotFound, Refused

_STEWARDS: Final = frozenset((*STEWARDS, "service"))


def _book(command: BookFacility, now: datetime) -> list[BookingEvent]:
    _may_ask(command)
    _check_slots(command, now)
    if command.kind == "block":
        _only_owner(command, command.by)
    else:
        _check_use(command)
    terms = command.model_dump(include=set(BookingTerms.model_fields))
    lapses_at = answer_due(command, now)
    if lapses_at is None:
        return [FacilityBooked(**terms, by=command.by.id)]
    return [FacilityBookingRequested(**terms, by=command.by.id, lapses_at=lapses_at)]


def _may_ask(command: BookFacility) -> None:
    if command.school != command.owner and command.school not in command.known.shared_with:
        raise NotFound("facility", command.facility)
    if command.known.status == "closed":
        raise Refused("facility-closed", "The facility was closed.", mend="Choose another facility.")
    _check_programme(command, command.under)


def _check_programme(terms: BookingTerms, under: UnderFact | None) -> None:
    """Refuse a programme that does not cover lending between the two schools on all of the days (ADR 0013)."""
    if under is None:
        return
    check_under(under, (terms.owner, terms.school), "facility_sharing")
    if under.over_at is not None and terms.slots[-1].ends > under.over_at:
        raise Refused(
            "after-programme",
            "The sister-school programme is over before the last of the times.",
            mend="Let the booking end within the programme, or leave the programme out.",
            over_at=instant(under.over_at),
        )


def _check_slots(command: BookFacility, now: datetime) -> None:
    slots = command.slots
    if len(slots) > MOST_OCCURRENCES:
        raise Refused(
            "too-many-occurrences", f"A booking has at most {MOST_OCCURRENCES} occurrences.", mend="Let it end earlier."
        )
    _refuse_any("ends-before-start", (slot for slot in slots if slot.ends <= slot.starts))
    _refuse_any("starts-in-the-past", (slot for slot in slots if slot.starts <= now))
    furthest = now + timedelta(days=command.known.ahead_days)
    _refuse_any("too-far-ahead", (slot for slot in slots if slot.ends > furthest))
    _refuse_any("overlaps-itself", (late for early, late in pairwise(slots) if early.overlaps(late)))


def _check_use(command: BookFacility) -> None:
    known = command.known
    if not 1 <= command.people <= known.capacity:
        raise Refused(
            "over-capacity",
            f"{command.people} people do not fit: it holds 1 to {known.capacity}.",
            mend="Come with fewer, or choose a larger facility.",
            capacity=known.capacity,
        )
    _refuse_any("outside-hours", (slot for slot in command.slots if not is_open(known.hours, known.zone, slot)))


_SAID: Final = {
    "ends-before-start": ("It ends before it starts.", "Let `ends` be later than `starts`."),
    "starts-in-the-past": ("It starts in the past.", "Choose a time to come."),
    "too-far-ahead": ("It is further ahead than the facility can be booked.", "Let it end earlier."),
    "overlaps-itself": (
        "An occurrence begins before the one before it has ended.",
        "Shorten it, or repeat less often.",
    ),
    "outside-hours": ("The facility is not open then.", "Choose a time within its hours."),
}


def _refuse_any(code: str, faulty: Iterable[Slot]) -> None:
    """Refuse with the occurrences that are wrong, if there are any."""
    found = [slot.plain() for slot in faulty]
    if found:
        detail, mend = _SAID[code]
        raise Refused(code, detail, mend=mend, conflicts=found)


def answer_due(command: BookFacility, now: datetime) -> datetime | None:
    """Until when the owner has to answer, at most until the first occurrence; none where nobody has to."""
    if command.school == command.owner and _is_steward(command.by):
        return None
    return min(now + timedelta(days=command.known.answer_days), command.slots[0].starts)


def _approve(booking: Booking, command: ApproveBooking, now: datetime) -> list[BookingEvent]:
    _may_answer(booking, command.school, command.by, now)
    if booking.terms.programme is not None:
        _check_programme(booking.terms, command.under)
    standing = booking.terms.but(slots=booking.standing)
    return [FacilityBooked(**standing.model_dump(), by=command.by.id)]


def _refuse(booking: Booking, command: RefuseBooking, now: datetime) -> list[BookingEvent]:
    _may_answer(booking, command.school, command.by, now)
    return [FacilityBookingRefused(by=command.by.id, reason=command.reason)]


def _may_answer(booking: Booking, school: str, by: Actor, now: datetime) -> None:
    if school != booking.terms.owner or not _is_steward(by):
        raise Refused(
            "only-owner-lends", "Only the facility's own school lends it.", mend="Wait for the owner's answer."
        )
    if booking.status != "requested":
        raise Refused("booking-answered", f"The booking is {booking.status} already.", mend="Nothing has to be done.")
    if booking.lapses_at is not None and now >= booking.lapses_at:
        raise Refused("booking-lapsed", "The time for an answer is over.", mend="Let the school ask again.")


def _lapse(booking: Booking, _command: LapseBooking, now: datetime) -> list[BookingEvent]:
    if booking.status != "requested" or booking.lapses_at is None:
        raise Refused("booking-answered", f"The booking is {booking.status} already.", mend="Nothing has to be done.")
    must_be_due(booking.lapses_at, now)
    return [FacilityBookingLapsed()]


def _cancel(booking: Booking, command: CancelBooking, now: datetime) -> list[BookingEvent]:
    _of_its_schools(booking, command.school)
    _still_open(booking, now)
    wanted = booking.beginning_at(command.starts) if command.starts else booking.standing
    coming = tuple(slot for slot in wanted if slot.ends > now)
    if not coming or (command.starts and len(coming) < len(set(command.starts))):
        raise Refused(
            "nothing-to-cancel",
            "No such occurrence is still to come.",
            mend="Name the starts of occurrences that are still to come.",
        )
    cancelled = FacilityBookingCancelled(school=command.school, by=command.by.id, slots=coming, reason=command.reason)
    return [cancelled]


def _still_open(booking: Booking, now: datetime) -> None:
    if not booking.is_open:
        raise Refused("booking-over", f"The booking is {booking.status}.", mend="Nothing has to be done.")
    if booking.status == "requested" and booking.lapses_at is not None and now >= booking.lapses_at:
        raise Refused("booking-lapsed", "The time for an answer is over.", mend="Let the school ask again.")


def _use(booking: Booking, command: RecordUse, now: datetime) -> list[BookingEvent]:
    _of_its_schools(booking, command.school)
    if booking.status != "booked" or booking.terms.kind == "block":
        raise Refused(
            "booking-not-approved",
            "Nothing is borrowed without the owner's approval.",
            mend="Wait until the owner has approved the booking.",
        )
    slot = next(iter(booking.beginning_at([command.starts])), None)
    if slot is None or slot.starts > now or any(use.starts == slot.starts for use in booking.used):
        raise Refused(
            "nothing-to-record",
            "No occurrence that has begun and was not recorded begins then.",
            mend="Name the start of an occurrence that has begun.",
        )
    used = FacilityUsed(
        **booking.terms.model_dump(include={"facility", "owner", "school"}),
        slot=slot,
        people=command.people,
        by=command.by.id,
    )
    return [used]


def _of_its_schools(booking: Booking, school: str) -> None:
    if school not in (booking.terms.owner, booking.terms.school):
        raise NotFound("facility-booking")


def _only_owner(command: BookFacility, by: Actor) -> None:
    if command.school != command.owner or not _is_steward(by):
        raise Refused("only-owner-blocks", "Only the facility's own school blocks it.", mend="Ask its owner.")


def _is_steward(actor: Actor) -> bool:
    return bool(actor.roles & _STEWARDS)


CREATING: Final[dict[Any, Any]] = {BookFacility: _book}
CHANGING: Final[dict[Any, Any]] = {
    ApproveBooking: _approve,
    RefuseBooking: _refuse,
    LapseBooking: _lapse,
    CancelBooking: _cancel,
    RecordUse: _use,
}
