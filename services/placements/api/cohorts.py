"""Cohorts and the slots that partners granted, over HTTP (C15)."""

from typing import Any

from fastapi import Request, Response

from services.placements.access import OwnReader, PartnerReader, Staff, reads, reads_as_partner
from services.placements.bodies import CohortBody
from services.placements.domain.cohort import COHORT, CloseCohort, Cohort, OpenCohort, StartAllocation
from services.placements.domain.grant import GRANT, Grant
from services.placements.views import COHORTS, GRANTS, unfinished, with_organisations
from shared.auth import school_of
from shared.context import Context
from shared.days import Period
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id, new_id
from shared.refusals import NotFound

router = Router("placements", tags=["cohorts"])
PATH = "/schools/{school}/cohorts"
SLOTS = "/schools/{school}/grants"


@router.post(PATH, status_code=201)
async def open_cohort(school: Id, body: CohortBody, ctx: Staff, response: Response) -> Created:
    """Plan a cohort with its period and its rules."""
    command = OpenCohort(
        cohort=new_id(),
        concentration=body.concentration,
        school_year=body.school_year,
        period=Period(starts_on=body.starts_on, ends_on=body.ends_on),
        zone=(await school_of(ctx.runtime, school)).zone,
        rules=body.rules,
        by=ctx.actor,
    )
    outcome = await ctx.execute(COHORT, command.cohort, command)
    return created(response, outcome, f"/placements/schools/{school}/cohorts/{outcome.id}")


@router.listing(PATH, COHORTS)
async def list_cohorts(school: Id, request: Request, ctx: OwnReader) -> Response:
    """The cohorts of the school."""
    return await COHORTS.answer(request, ctx.current(COHORT))


@router.get(PATH + "/{cohort}")
async def get_cohort(school: Id, cohort: Id, ctx: OwnReader, response: Response) -> Cohort:
    """A cohort as it stands."""
    loaded = await ctx.require(COHORT, cohort)
    shown(response, loaded.number)
    return loaded.state


@router.post(PATH + "/{cohort}/allocation")
async def start_allocation(school: Id, cohort: Id, ctx: Staff, response: Response) -> Changed:
    """From now on slots are given out. The cohort runs by itself from its first day on."""
    return changed(response, await ctx.execute(COHORT, cohort, StartAllocation(by=ctx.actor)))


@router.post(PATH + "/{cohort}/closure")
async def close_cohort(school: Id, cohort: Id, ctx: Staff, response: Response) -> Changed:
    """Close it, once every placement has ended."""
    command = CloseCohort(unfinished=len(await unfinished(ctx, cohort=cohort)), by=ctx.actor)
    return changed(response, await ctx.execute(COHORT, cohort, command))


@router.listing(SLOTS, GRANTS)
async def list_grants(school: Id, request: Request, ctx: OwnReader) -> Response:
    """What partners granted, and how many slots are taken."""

    async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_organisations(ctx, page)

    return await GRANTS.answer(request, ctx.current(GRANT), enrich=named)


@router.get(SLOTS + "/{grant}")
async def get_grant(school: Id, grant: Id, ctx: PartnerReader, response: Response) -> Grant:
    """A grant with the placements that hold its slots; also for the partner who granted it."""
    await see_grant(ctx, grant)
    loaded = await ctx.require(GRANT, grant)
    shown(response, loaded.number)
    return loaded.state


async def see_grant(ctx: Context, grant: str) -> None:
    """A partner sees only its own grants: `NotFound` for others."""
    if ctx.actor.organisation not in {None, (await ctx.require(GRANT, grant)).state.organisation}:
        raise NotFound("grant", grant)


history_of(COHORT, router, PATH + "/{cohort}", reads)
history_of(GRANT, router, SLOTS + "/{grant}", reads_as_partner, guard=see_grant)
