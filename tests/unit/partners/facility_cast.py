"""A kitchen in Banjarmasin that a school in Palangka Raya borrows."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from services.partners.domain.booking import commands, events
from services.partners.domain.facility.hours import OpenHours, Slot
from shared.events import Actor
from tests.unit.partners.cast import OTHER_SCHOOL, SCHOOL, TEXT, an_id

OWNER, BORROWER, STRANGER = OTHER_SCHOOL, SCHOOL, an_id(3)
FACILITY, BOOKING, UNDER = an_id(81), an_id(82), an_id(83)
MONDAY = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
"""09:00 WITA, 08:00 WIB."""

KEEPER = Actor(kind="member", id=an_id(201), roles=frozenset({"head_of_programme"}))
GUEST = Actor(kind="member", id=an_id(202), roles=frozenset({"coordinator"}))
WEEKDAYS = tuple(OpenHours(weekday=day, opens=time(7), closes=time(16)) for day in range(1, 6))


def slot(starts: datetime = MONDAY, minutes: int = 60) -> Slot:
    """An hour unless told otherwise."""
    return Slot(starts=starts, ends=starts + timedelta(minutes=minutes))


def fact(**changed: Any) -> commands.FacilityFact:
    """The kitchen, shared with the borrower."""
    plain: dict[str, Any] = {
        "status": "open", "zone": "Asia/Makassar", "hours": WEEKDAYS, "capacity": 24, "answer_days": 3,
        "ahead_days": 370, "shared_with": (BORROWER,),
    }  # fmt: skip
    return commands.FacilityFact.model_validate(plain | changed)


def ask(**changed: Any) -> commands.BookFacility:
    """The borrower asks for an hour on Monday."""
    return commands.BookFacility.model_validate(terms() | {"by": GUEST, "known": fact()} | changed)


def terms(**changed: Any) -> dict[str, Any]:
    """What is asked for."""
    return {
        "facility": FACILITY, "owner": OWNER, "school": BORROWER, "slots": (slot(),), "people": 20, "purpose": TEXT,
    } | changed  # fmt: skip


def requested(**changed: Any) -> events.FacilityBookingRequested:
    """It waits for an answer."""
    plain = terms(by=GUEST.id, lapses_at=datetime(2026, 7, 4, 3, 0, tzinfo=UTC))
    return events.FacilityBookingRequested.model_validate(plain | changed)


def booked(**changed: Any) -> events.FacilityBooked:
    """The owner has approved."""
    return events.FacilityBooked.model_validate(terms(by=KEEPER.id) | changed)
