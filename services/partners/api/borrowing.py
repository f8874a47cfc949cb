"""Facilities of sister schools over HTTP: what may be borrowed, when it is free, and what was asked for (C28)."""

from typing import Annotated, Final

from fastapi import Query, Request, Response

from services.partners.access import Reader, Staff
from services.partners.api.facilities import (
    REMARKS,
    BookingView,
    FacilityView,
    FreeBusy,
    booking_view,
    facility_view,
    free_busy,
)
from services.partners.bodies.facilities import BookBody, CancelBody, Minute, UseBody
from services.partners.domain.booking import BOOKING
from services.partners.domain.booking.commands import RecordUse
from services.partners.domain.facility.hours import Slot
from services.partners.usecases.lending import book, booking_of, cancel
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.views import grids
from services.partners.views.facilities import BORROWED, BORROWINGS, SHARED, SHARED_FACILITIES
from shared.http import Changed, Created, Router, changed, created
from shared.ids import Id

router = Router("partners", tags=["facilities"])
PATH: Final = "/schools/{school}/shared-facilities"
BORROWING_PATH: Final = "/schools/{school}/borrowings"


@router.listing(PATH, SHARED)
async def list_shared_facilities(school: Id, request: Request, ctx: Reader) -> Response:
    """Facilities of other schools that this school may ask for."""
    return await SHARED.answer(request, ctx[SHARED_FACILITIES])


@router.get(PATH + "/{owner}/{facility}")
async def get_shared_facility(school: Id, owner: Id, facility: Id, ctx: Reader, response: Response) -> FacilityView:
    """The facility with its hours and rules."""
    return await facility_view(ctx, owner, facility, response)


@router.grid(PATH + "/{owner}/{facility}/free-busy", grids.FREE_BUSY)
async def get_shared_free_busy(
    *, school: Id, owner: Id, facility: Id, starts: Annotated[Minute, Query(alias="from")], to: Minute, ctx: Reader
) -> FreeBusy:
    """When it is taken, not by whom; at most 93 days at once."""
    return await free_busy(ctx, owner, facility, Slot(starts=starts, ends=to))


@router.post(PATH + "/{owner}/{facility}/bookings", status_code=201)
async def ask_for_facility(
    *, school: Id, owner: Id, facility: Id, body: BookBody, ctx: Staff, response: Response
) -> Created:
    """Ask to borrow it; the time is kept until the owner has answered or the answer is overdue."""
    outcome = await book(ctx, owner, facility, body)
    return created(response, outcome, f"/partners/schools/{school}/borrowings/{owner}/{outcome.id}")


@router.listing(BORROWING_PATH, BORROWED)
async def list_borrowings(school: Id, request: Request, ctx: Reader) -> Response:
    """What the school has asked for and borrowed from others."""
    return await BORROWED.answer(request, ctx[BORROWINGS])


@router.get(BORROWING_PATH + "/{owner}/{booking}")
async def get_borrowing(school: Id, owner: Id, booking: Id, ctx: Reader, response: Response) -> BookingView:
    """The booking as it stands."""
    return await booking_view(ctx, owner, booking, response)


@router.post(BORROWING_PATH + "/{owner}/{booking}/cancellation")
async def cancel_borrowing(
    *, school: Id, owner: Id, booking: Id, body: CancelBody, ctx: Staff, response: Response
) -> Changed:
    """Give occurrences up that are still to come, and say why."""
    return changed(response, await cancel(ctx, owner, booking, body))


@router.post(BORROWING_PATH + "/{owner}/{booking}/uses", status_code=201)
async def record_borrowing(
    *, school: Id, owner: Id, booking: Id, body: UseBody, ctx: Staff, response: Response
) -> Changed:
    """Record how many people used an occurrence; refused as long as the owner has not approved."""
    await booking_of(ctx, owner, booking)
    command = RecordUse(school=ctx.tenant, by=ctx.actor, starts=body.starts, people=body.people)
    return changed(response, await ctx.also("use", tenant=owner).execute(BOOKING, booking, command))


@router.grid(BORROWING_PATH + "/{owner}/{booking}/remarks", grids.REMARKS)
async def list_borrowing_remarks(school: Id, owner: Id, booking: Id, ctx: Reader) -> list[Remark]:
    """Why it was refused or cancelled."""
    await booking_of(ctx, owner, booking)
    return await remarks_on(ctx.also("read", tenant=owner), BOOKING, booking, REMARKS)
