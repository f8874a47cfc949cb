"""Booking a facility: the booking and the months that it touches, in one transaction (C28).

Every function takes the caller's context; what belongs to the facility's school is done in `lender`'s.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.partners.bodies.facilities import BookBody, CancelBody
from services.partners.domain.booking import BOOKING, Booking
from services.partners.domain.booking.commands import (
    ApproveBooking,
    BookFacility,
    CancelBooking,
    FacilityFact,
    RefuseBooking,
)
from services.partners.domain.booking.rules import answer_due
from services.partners.domain.facility import FACILITY, FACILITY_MONTH, Facility
from services.partners.domain.facility.hours import Slot
from services.partners.domain.facility.month import (
    ConfirmSlots,
    FreeSlots,
    TakeSlots,
    by_month,
    month_id,
    months_of,
    taken_refusal,
)
from services.partners.domain.facility.recurrence import occurrences
from services.partners.usecases.sisters import under
from shared.context import Context
from shared.events import Command
from shared.ids import new_id
from shared.journal import Loaded, Outcome, Step
from shared.refusals import NotFound, Refused


async def facility_of(ctx: Context, owner: str, facility: str) -> Loaded[Facility]:
    """The facility; `NotFound` unless it is the caller's school's or shared with it."""
    loaded = await ctx.also("read", tenant=owner).require(FACILITY, facility)
    if not loaded.state.seen_by(ctx.tenant):
        raise NotFound("facility", facility)
    return loaded


async def booking_of(ctx: Context, owner: str, booking: str) -> Loaded[Booking]:
    """The booking; `NotFound` unless the caller's school owns the facility or has booked it."""
    loaded = await ctx.also("read", tenant=owner).require(BOOKING, booking)
    if ctx.tenant not in (loaded.state.terms.owner, loaded.state.terms.school):
        raise NotFound("facility-booking", booking)
    return loaded


async def book(ctx: Context, owner: str, facility: str, body: BookBody) -> Outcome[Booking]:
    """Book as the owner, else ask; `Refused("facility-taken")` names every occurrence that cannot be had."""
    known = (await facility_of(ctx, owner, facility)).state
    lender = ctx.also("book", tenant=owner)
    command = BookFacility(
        facility=facility,
        owner=owner,
        school=ctx.tenant,
        kind=body.kind,
        slots=occurrences(Slot(starts=body.starts, ends=body.ends), body.repeats, known.terms.zone),
        people=body.people,
        programme=body.programme,
        purpose=lender.text(body.purpose),
        by=ctx.actor,
        known=FacilityFact(**known.terms.model_dump(include=set(FacilityFact.model_fields)), **_standing(known)),
        under=await under(ctx, body.programme) if body.programme else None,
    )
    try:
        return await lender.execute_all(_taking(command, ctx.now))
    except Refused as refusal:
        if refusal.code != "facility-taken":
            raise
        raise taken_refusal(await _conflicts(lender, facility, command.slots)) from refusal


def _standing(known: Facility) -> dict[str, Any]:
    return {"status": known.status, "shared_with": known.shared_with}


def _taking(command: BookFacility, now: datetime) -> list[Step]:
    """The booking, and its slots in each month: kept until the answer is due when somebody has to answer."""
    booking, until = new_id(), answer_due(command, now)
    steps = [Step(BOOKING, booking, command)]
    for month, slots in by_month(command.slots).items():
        take = TakeSlots(facility=command.facility, booking=booking, slots=tuple(slots), until=until)
        steps.append(Step(FACILITY_MONTH, month_id(command.facility, month), take))
    return steps


async def _conflicts(lender: Context, facility: str, slots: tuple[Slot, ...]) -> list[Slot]:
    """Over all months: a refusal alone knows its own."""
    found: list[Slot] = []
    for month, wanted in by_month(slots).items():
        loaded = await lender.load(FACILITY_MONTH, month_id(facility, month))
        found += loaded.state.conflicts(wanted, lender.now) if loaded else []
    return list(dict.fromkeys(found))


async def answer(ctx: Context, booking: str, command: ApproveBooking | RefuseBooking) -> Outcome[Booking]:
    """Lend it or not; `ctx` is the owner's. Whether its programme still covers it is asked anew."""
    state = (await ctx.require(BOOKING, booking)).state
    if isinstance(command, ApproveBooking):
        programme = state.terms.programme
        lend = command.but(under=await under(ctx, programme) if programme else None)
        return await _with_months(ctx, booking, state, lend, state.standing, confirm=True)
    return await _with_months(ctx, booking, state, command, state.standing)


async def cancel(ctx: Context, owner: str, booking: str, body: CancelBody) -> Outcome[Booking]:
    """Give occurrences up, as the owner or as the school that has booked."""
    state = (await booking_of(ctx, owner, booking)).state
    lender = ctx.also("cancel", tenant=owner)
    command = CancelBooking(school=ctx.tenant, by=ctx.actor, starts=tuple(body.starts), reason=lender.text(body.reason))
    wanted = state.beginning_at(command.starts) if command.starts else state.standing
    coming = tuple(slot for slot in wanted if slot.ends > ctx.now)
    return await _with_months(lender, booking, state, command, coming)


async def _with_months(
    lender: Context, booking: str, state: Booking, command: Command, slots: Iterable[Slot], *, confirm: bool = False
) -> Outcome[Booking]:
    """The command, and in each month of `slots` that they are confirmed, or else freed."""
    steps = [Step(BOOKING, booking, command)]
    for month, own in by_month(slots).items():
        step = ConfirmSlots(booking=booking) if confirm else FreeSlots(booking=booking, slots=tuple(own))
        steps.append(Step(FACILITY_MONTH, month_id(state.terms.facility, month), step))
    return await lender.execute_all(steps)


async def busy(ctx: Context, owner: str, facility: str, within: Slot) -> list[Slot]:
    """When the facility is taken within this time, in order; not by whom."""
    lender = ctx.also("read", tenant=owner)
    ids = [month_id(facility, month) for month in months_of(within)]
    found: dict[Slot, None] = {}
    for id in ids:
        loaded = await lender.load(FACILITY_MONTH, id)
        taken = [each for each in (loaded.state.taken if loaded else ()) if each.holds(ctx.now)]
        found |= {Slot(starts=each.starts, ends=each.ends): None for each in taken if each.overlaps(within)}
    return sorted(found, key=lambda slot: slot.starts)
