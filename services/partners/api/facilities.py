"""A school's own facilities over HTTP: hours, sharing, when they are free, and who has booked them (C28)."""

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from pydantic import BaseModel

from services.partners.access import Line, Reader, Staff, Teaching, reads
from services.partners.bodies.facilities import BookBody, CancelBody, FacilityBody, Minute, SharingBody, UseBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.booking import BOOKING, Booking
from services.partners.domain.booking.commands import ApproveBooking, RecordUse, RefuseBooking
from services.partners.domain.booking.events import FacilityBookingCancelled, FacilityBookingRefused
from services.partners.domain.facility import FACILITY, Facility
from services.partners.domain.facility.facility import CloseFacility, RegisterFacility, ReviseFacility, ShareFacility
from services.partners.domain.facility.hours import OpenHours, Slot
from services.partners.usecases.lending import answer, book, booking_of, busy, cancel, facility_of
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.usecases.sisters import sister_schools
from services.partners.views import grids
from services.partners.views.facilities import BOOKINGS, FACILITIES
from shared.auth import school_of
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id
from shared.refusals import Invalid

router = Router("partners", tags=["facilities"])
PATH: Final = "/schools/{school}/facilities"
BOOKING_PATH: Final = "/schools/{school}/bookings"
REMARKS: Final[dict[type[Event], str]] = {FacilityBookingRefused: "reason", FacilityBookingCancelled: "reason"}
LONGEST_LOOK: Final = timedelta(days=93)


class FacilityView(Facility):
    """A facility with its rules in words."""

    rules: str | None = None


class BookingView(Booking):
    """A booking with its purpose in words."""

    purpose: str | None = None


class FreeBusy(BaseModel):
    """When it is taken, and its hours. By whom is not said."""

    zone: str
    hours: tuple[OpenHours, ...]
    busy: list[Slot]


async def facility_view(ctx: Context, owner: str, id: str, response: Response) -> FacilityView:
    """The facility as its owner and the schools see it that it is shared with; those do not see each other."""
    loaded = await facility_of(ctx, owner, id)
    shown(response, loaded.number)
    rules = loaded.state.terms.rules
    text = await ctx.runtime.texts.get(owner, rules.id) if rules else None
    seen = loaded.state if ctx.tenant == owner else loaded.state.but(shared_with=(ctx.tenant,))
    return FacilityView(**seen.model_dump(), rules=text)


async def booking_view(ctx: Context, owner: str, id: str, response: Response) -> BookingView:
    """The booking as both of its schools see it."""
    loaded = await booking_of(ctx, owner, id)
    shown(response, loaded.number)
    purpose = await ctx.runtime.texts.get(owner, loaded.state.terms.purpose.id)
    return BookingView(**loaded.state.model_dump(), purpose=purpose)


async def free_busy(ctx: Context, owner: str, facility: str, within: Slot) -> FreeBusy:
    """When it is taken within this time; `Invalid` for one that is empty or too long."""
    if not timedelta(0) < within.ends - within.starts <= LONGEST_LOOK:
        raise Invalid(
            "range-not-valid",
            f"`to` is not after `from`, or more than {LONGEST_LOOK.days} days later.",
            mend="Ask for a shorter time.",
        )
    terms = (await facility_of(ctx, owner, facility)).state.terms
    return FreeBusy(zone=terms.zone, hours=terms.hours, busy=await busy(ctx, owner, facility, within))


async def _terms(ctx: Context, body: FacilityBody) -> dict[str, Any]:
    zone = body.zone or (await school_of(ctx.runtime, ctx.tenant)).zone
    rules = ctx.text(body.rules) if body.rules else None
    return body.model_dump() | {"school": ctx.tenant, "zone": zone, "rules": rules, "by": ctx.actor.id}


@router.post(PATH, status_code=201)
async def register_facility(school: Id, body: FacilityBody, ctx: Staff, response: Response) -> Created:
    """Enter a room or workshop that can be booked."""
    outcome = await ctx.execute(FACILITY, new_id(), RegisterFacility(**await _terms(ctx, body)))
    return created(response, outcome, f"/partners/schools/{school}/facilities/{outcome.id}")


@router.listing(PATH, FACILITIES)
async def list_facilities(school: Id, request: Request, ctx: Reader) -> Response:
    """The school's own facilities."""
    return await FACILITIES.answer(request, ctx.current(FACILITY))


@router.get(PATH + "/{facility}")
async def get_facility(school: Id, facility: Id, ctx: Reader, response: Response) -> FacilityView:
    """A facility as it stands, with its rules."""
    return await facility_view(ctx, ctx.tenant, facility, response)


@router.put(PATH + "/{facility}", dependencies=[if_match])
async def revise_facility(school: Id, facility: Id, body: FacilityBody, ctx: Staff, response: Response) -> Changed:
    """Change hours, rules or capacity; what is booked stays booked."""
    return changed(response, await ctx.execute(FACILITY, facility, ReviseFacility(**await _terms(ctx, body))))


@router.put(PATH + "/{facility}/sharing", dependencies=[if_match])
async def share_facility(school: Id, facility: Id, body: SharingBody, ctx: Line, response: Response) -> Changed:
    """Let exactly these schools of the alliance see when it is free, and ask for it."""
    command = ShareFacility(schools=await sister_schools(ctx, body.schools), by=ctx.actor.id)
    return changed(response, await ctx.execute(FACILITY, facility, command))


@router.post(PATH + "/{facility}/closure")
async def close_facility(school: Id, facility: Id, ctx: Line, response: Response) -> Changed:
    """Let nothing more be booked there."""
    return changed(response, await ctx.execute(FACILITY, facility, CloseFacility(by=ctx.actor.id)))


@router.grid(PATH + "/{facility}/free-busy", grids.FREE_BUSY)
async def get_free_busy(
    school: Id, facility: Id, starts: Annotated[Minute, Query(alias="from")], to: Minute, ctx: Reader
) -> FreeBusy:
    """When it is taken; at most 93 days at once."""
    return await free_busy(ctx, ctx.tenant, facility, Slot(starts=starts, ends=to))


@router.post(PATH + "/{facility}/bookings", status_code=201)
async def book_facility(school: Id, facility: Id, body: BookBody, ctx: Teaching, response: Response) -> Created:
    """Book or block it; what a teacher asks for waits for approval."""
    outcome = await book(ctx, ctx.tenant, facility, body)
    return created(response, outcome, f"/partners/schools/{school}/bookings/{outcome.id}")


@router.listing(BOOKING_PATH, BOOKINGS)
async def list_bookings(school: Id, request: Request, ctx: Reader) -> Response:
    """All bookings of the school's facilities."""
    return await BOOKINGS.answer(request, ctx.current(BOOKING))


@router.get(BOOKING_PATH + "/{booking}")
async def get_booking(school: Id, booking: Id, ctx: Reader, response: Response) -> BookingView:
    """A booking with its occurrences and its purpose."""
    return await booking_view(ctx, ctx.tenant, booking, response)


@router.post(BOOKING_PATH + "/{booking}/approval")
async def approve_booking(school: Id, booking: Id, ctx: Staff, response: Response) -> Changed:
    """Lend it."""
    return changed(response, await answer(ctx, booking, ApproveBooking(school=ctx.tenant, by=ctx.actor)))


@router.post(BOOKING_PATH + "/{booking}/refusal")
async def refuse_booking(school: Id, booking: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """Do not lend it, and say why; the time is free again."""
    command = RefuseBooking(school=ctx.tenant, by=ctx.actor, reason=ctx.text(body.reason))
    return changed(response, await answer(ctx, booking, command))


@router.post(BOOKING_PATH + "/{booking}/cancellation")
async def cancel_booking(school: Id, booking: Id, body: CancelBody, ctx: Staff, response: Response) -> Changed:
    """Give occurrences up that are still to come, and say why; also how a block is lifted."""
    return changed(response, await cancel(ctx, ctx.tenant, booking, body))


@router.post(BOOKING_PATH + "/{booking}/uses", status_code=201)
async def record_use(school: Id, booking: Id, body: UseBody, ctx: Staff, response: Response) -> Changed:
    """Record how many people used an occurrence."""
    command = RecordUse(school=ctx.tenant, by=ctx.actor, starts=body.starts, people=body.people)
    return changed(response, await ctx.execute(BOOKING, booking, command))


@router.grid(BOOKING_PATH + "/{booking}/remarks", grids.REMARKS)
async def list_booking_remarks(school: Id, booking: Id, ctx: Reader) -> list[Remark]:
    """Why it was refused or cancelled."""
    await ctx.require(BOOKING, booking)
    return await remarks_on(ctx, BOOKING, booking, REMARKS)


history_of(FACILITY, router, PATH + "/{facility}", reads)
history_of(BOOKING, router, BOOKING_PATH + "/{booking}", reads)
