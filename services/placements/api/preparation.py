"""What has to be there before a placement can start: briefing, insurance, roster, documents (C15, C16, C18)."""

from fastapi import Response

from services.placements.access import Staff, Supervisor, see_placement
from services.placements.bodies import BriefingBody, InsuranceBody, RosterBody, TravelDocumentsBody
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.placement.commands import (
    CompleteBriefing,
    RecordInsurance,
    RecordTravelDocuments,
    SetRoster,
)
from services.placements.people import facts_of
from shared.days import Period
from shared.http import Changed, Router, changed
from shared.ids import Id

router = Router("placements", tags=["preparation"])
PATH = "/schools/{school}/placements/{placement}"


@router.post(PATH + "/briefing")
async def complete_briefing(
    school: Id, placement: Id, body: BriefingBody, ctx: Supervisor, response: Response
) -> Changed:
    """The student took part in the briefing."""
    await see_placement(ctx, placement)
    command = CompleteBriefing(held_on=body.held_on, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/insurance")
async def record_insurance(school: Id, placement: Id, body: InsuranceBody, ctx: Staff, response: Response) -> Changed:
    """The student is insured for these days."""
    period = Period(starts_on=body.starts_on, ends_on=body.ends_on)
    command = RecordInsurance(scheme=body.scheme, period=period, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/travel-documents")
async def record_travel_documents(
    school: Id, placement: Id, body: TravelDocumentsBody, ctx: Staff, response: Response
) -> Changed:
    """What was seen of passport, visa and sponsor, for a placement abroad."""
    command = RecordTravelDocuments(**body.model_dump(), by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/roster")
async def set_roster(school: Id, placement: Id, body: RosterBody, ctx: Supervisor, response: Response) -> Changed:
    """When the student works, from a day on; forbidden places and, for a female minor, night hours are refused."""
    loaded = await see_placement(ctx, placement)
    facts = await facts_of(ctx, loaded.state.student)
    command = SetRoster(**body.model_dump(), age=facts.age, female=facts.female, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))
