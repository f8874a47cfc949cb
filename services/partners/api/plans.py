"""Yearly partnership plans over HTTP, from draft to adoption (C2, C48)."""

from typing import Any

from fastapi import Request, Response
from pydantic import Field

from services.partners.access import (
    PLAN_LINK,
    Line,
    PartyReader,
    PlanGroup,
    PlanReader,
    Principal,
    only_named,
    reads_as_party,
)
from services.partners.bodies.forming import ContributionBody, DraftPlanBody, InvitationBody, PlanBody
from services.partners.bodies.programmes import EndorsementBody, ObjectionBody
from services.partners.domain.charter import Adopt
from services.partners.domain.plan import PLAN, Plan, plan_id
from services.partners.domain.programme import PROGRAMME
from services.partners.usecases import forming
from services.partners.usecases.forming import Contribution
from services.partners.usecases.wording import texts_of
from services.partners.views import grids
from services.partners.views.forming import PLANS, with_texts
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id

router = Router("partners", tags=["plans"])
PATH = "/schools/{school}/plans"


class PlanView(Plan):
    """A plan with what people wrote in it."""

    texts: dict[Id, str] = Field({})
    """What the pointers point to."""


@router.post(PATH, status_code=201)
async def draft_plan(school: Id, body: DraftPlanBody, ctx: Line, response: Response) -> Created:
    """Draft the plan of a school year, or the version after the one in force."""
    await _known(ctx, body)
    outcome = await forming.draft(ctx, PLAN, plan_id(body.school_year), body)
    return created(response, outcome, f"/partners/schools/{school}/plans/{outcome.id}")


@router.listing(PATH, PLANS)
async def list_plans(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The plans of the school, one per school year; a partner sees those for which it is asked."""
    named = {"state.organisations": ctx.actor.organisation} if ctx.actor.organisation else None

    async def worded(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_texts(ctx, page)

    return await PLANS.answer(request, ctx.current(PLAN), where=named, enrich=worded)


@router.get(PATH + "/{plan}")
async def get_plan(school: Id, plan: Id, ctx: PlanReader, response: Response) -> PlanView:
    """The draft or what was adopted last, with every voice and every version that was in force."""
    loaded = await forming.seen(ctx, PLAN, plan)
    shown(response, loaded.number)
    return PlanView(**loaded.state.model_dump(), texts=await texts_of(ctx, loaded.state))


@router.put(PATH + "/{plan}/content", dependencies=[if_match])
async def revise_plan(school: Id, plan: Id, body: PlanBody, ctx: Line, response: Response) -> Changed:
    """Change the draft; endorsements of the earlier content fall."""
    await _known(ctx, body)
    year = (await ctx.require(PLAN, plan)).state.content.school_year
    return changed(response, await forming.revise(ctx, PLAN, plan, body, school_year=year))


@router.post(PATH + "/{plan}/contributions", status_code=201)
async def contribute_to_plan(
    school: Id, plan: Id, body: ContributionBody, ctx: PlanGroup, response: Response
) -> Changed:
    """Say for teachers, committee or a partner what should be in it."""
    return changed(response, await forming.contribute(ctx, PLAN, plan, body))


@router.grid(PATH + "/{plan}/contributions", grids.WORDS_OF_GROUPS)
async def list_plan_contributions(school: Id, plan: Id, ctx: PlanReader) -> list[Contribution]:
    """Contributions and objections, oldest first; a partner reads those of the school and its own."""
    return await forming.contributions_to(ctx, PLAN, plan)


@router.post(PATH + "/{plan}/invitations", status_code=201)
async def invite_to_plan(school: Id, plan: Id, body: InvitationBody, ctx: Line, response: Response) -> Changed:
    """Send a contact of a partner a letter with a link to contribute, endorse or object; no account is needed."""
    outcome = await forming.ask(ctx, PLAN, plan, body, PLAN_LINK)
    return changed(response, outcome)


@router.post(PATH + "/{plan}/endorsements")
async def endorse_plan(school: Id, plan: Id, body: EndorsementBody, ctx: PlanGroup, response: Response) -> Changed:
    """Endorse the draft with this hash for teachers, committee or a partner, whose system does so with its key."""
    return changed(response, await forming.endorse(ctx, PLAN, plan, body))


@router.post(PATH + "/{plan}/objections")
async def object_to_plan(school: Id, plan: Id, body: ObjectionBody, ctx: PlanGroup, response: Response) -> Changed:
    """Object for teachers, committee or a partner, with a reason; an endorsement of the same voice lifts it."""
    return changed(response, await forming.object_to(ctx, PLAN, plan, body))


@router.post(PATH + "/{plan}/adoption")
async def adopt_plan(school: Id, plan: Id, ctx: Principal, response: Response) -> Changed:
    """The principal adopts what all voices have endorsed; from then on it is in force."""
    return changed(response, await ctx.execute(PLAN, plan, Adopt(by=ctx.actor)))


async def _named(ctx: Context, plan: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "plan", (await ctx.require(PLAN, plan)).state.organisations)


async def _known(ctx: Context, body: PlanBody) -> None:
    """Programmes that it names are there."""
    for programme in body.programmes:
        await ctx.require(PROGRAMME, programme)


history_of(PLAN, router, PATH + "/{plan}", reads_as_party, guard=_named)
