"""The school's vision over HTTP, from draft to adoption (C48)."""

from typing import Any

from fastapi import Request, Response
from pydantic import Field

from services.partners.access import (
    VISION_LINK,
    Line,
    PartyReader,
    Principal,
    VisionGroup,
    VisionReader,
    only_named,
    reads_as_party,
)
from services.partners.bodies.forming import ContributionBody, InvitationBody, VisionBody
from services.partners.bodies.programmes import EndorsementBody, ObjectionBody
from services.partners.domain.charter import Adopt
from services.partners.domain.vision import VISION, VISION_ID, Vision
from services.partners.usecases import forming
from services.partners.usecases.forming import Contribution
from services.partners.usecases.wording import texts_of
from services.partners.views import grids
from services.partners.views.forming import VISIONS, with_texts
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id

router = Router("partners", tags=["visions"])
PATH = "/schools/{school}/visions"


class VisionView(Vision):
    """The vision with what people wrote in it."""

    texts: dict[Id, str] = Field({})
    """What the pointers point to."""


@router.post(PATH, status_code=201)
async def draft_vision(school: Id, body: VisionBody, ctx: Line, response: Response) -> Created:
    """Draft the school's first vision, or the version after the one in force."""
    outcome = await forming.draft(ctx, VISION, VISION_ID, body)
    return created(response, outcome, f"/partners/schools/{school}/visions/{outcome.id}")


@router.listing(PATH, VISIONS)
async def list_visions(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The vision of the school, in force and as a draft; a partner sees it where it is asked."""
    named = {"state.organisations": ctx.actor.organisation} if ctx.actor.organisation else None

    async def worded(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_texts(ctx, page)

    return await VISIONS.answer(request, ctx.current(VISION), where=named, enrich=worded)


@router.get(PATH + "/{vision}")
async def get_vision(school: Id, vision: Id, ctx: VisionReader, response: Response) -> VisionView:
    """The draft or what was adopted last, with every voice and every version that was in force."""
    loaded = await forming.seen(ctx, VISION, vision)
    shown(response, loaded.number)
    return VisionView(**loaded.state.model_dump(), texts=await texts_of(ctx, loaded.state))


@router.put(PATH + "/{vision}/content", dependencies=[if_match])
async def revise_vision(school: Id, vision: Id, body: VisionBody, ctx: Line, response: Response) -> Changed:
    """Change the draft; endorsements of the earlier content fall."""
    return changed(response, await forming.revise(ctx, VISION, vision, body))


@router.post(PATH + "/{vision}/contributions", status_code=201)
async def contribute_to_vision(
    school: Id, vision: Id, body: ContributionBody, ctx: VisionGroup, response: Response
) -> Changed:
    """Say for teachers, committee or a partner what should be in it."""
    return changed(response, await forming.contribute(ctx, VISION, vision, body))


@router.grid(PATH + "/{vision}/contributions", grids.WORDS_OF_GROUPS)
async def list_vision_contributions(school: Id, vision: Id, ctx: VisionReader) -> list[Contribution]:
    """Contributions and objections, oldest first; a partner reads those of the school and its own."""
    return await forming.contributions_to(ctx, VISION, vision)


@router.post(PATH + "/{vision}/invitations", status_code=201)
async def invite_to_vision(school: Id, vision: Id, body: InvitationBody, ctx: Line, response: Response) -> Changed:
    """Send a contact of a partner a letter with a link to contribute, endorse or object; no account is needed."""
    outcome = await forming.ask(ctx, VISION, vision, body, VISION_LINK)
    return changed(response, outcome)


@router.post(PATH + "/{vision}/endorsements")
async def endorse_vision(
    school: Id, vision: Id, body: EndorsementBody, ctx: VisionGroup, response: Response
) -> Changed:
    """Endorse the draft with this hash for teachers, committee or a partner, whose system does so with its key."""
    return changed(response, await forming.endorse(ctx, VISION, vision, body))


@router.post(PATH + "/{vision}/objections")
async def object_to_vision(
    school: Id, vision: Id, body: ObjectionBody, ctx: VisionGroup, response: Response
) -> Changed:
    """Object for teachers, committee or a partner, with a reason; an endorsement of the same voice lifts it."""
    return changed(response, await forming.object_to(ctx, VISION, vision, body))


@router.post(PATH + "/{vision}/adoption")
async def adopt_vision(school: Id, vision: Id, ctx: Principal, response: Response) -> Changed:
    """The principal adopts what all voices have endorsed; from then on it is in force."""
    return changed(response, await ctx.execute(VISION, vision, Adopt(by=ctx.actor)))


async def _named(ctx: Context, vision: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "vision", (await ctx.require(VISION, vision)).state.organisations)


history_of(VISION, router, PATH + "/{vision}", reads_as_party, guard=_named)
