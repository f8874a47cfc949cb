"""Ends that were not planned (C15)."""

from fastapi import Response

from services.placements.access import Asker, Staff, see_placement
from services.placements.bodies import ReasonBody, TerminationBody, TransferBody
from services.placements.domain.placement.commands import TerminatePlacement, WithdrawPlacement
from services.placements.placing import end, transfer
from shared.http import Changed, Created, Router, changed, created
from shared.ids import Id

router = Router("placements", tags=["endings"])
PATH = "/schools/{school}/placements/{placement}"


@router.post(PATH + "/withdrawal")
async def withdraw_placement(school: Id, placement: Id, body: ReasonBody, ctx: Asker, response: Response) -> Changed:
    """Call it off before the first day; slot and days are free again. A student may withdraw themselves."""
    loaded = await see_placement(ctx, placement)
    reason = ctx.text(body.reason, about=[loaded.state.student])
    return changed(response, await end(ctx, loaded, WithdrawPlacement(reason=reason, by=ctx.actor)))


@router.post(PATH + "/termination")
async def terminate_placement(
    school: Id, placement: Id, body: TerminationBody, ctx: Staff, response: Response
) -> Changed:
    """Break it off on its last day or after; the slot and the days that are left are free again."""
    loaded = await see_placement(ctx, placement)
    reason = ctx.text(body.reason, about=[loaded.state.student])
    command = TerminatePlacement(ended_on=body.ended_on, reason=reason, by=ctx.actor)
    return changed(response, await end(ctx, loaded, command))


@router.post(PATH + "/transfer", status_code=201)
async def transfer_placement(school: Id, placement: Id, body: TransferBody, ctx: Staff, response: Response) -> Created:
    """Let the student go on under another grant; the approved hours go along. Answers with the new placement."""
    loaded = await see_placement(ctx, placement)
    reason = ctx.text(body.reason, about=[loaded.state.student])
    outcome = await transfer(ctx, loaded, body.grant, body.ended_on, reason)
    return created(response, outcome, f"/placements/schools/{school}/placements/{outcome.id}")
