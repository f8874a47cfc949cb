"""Programmes over HTTP (C2, C8)."""

from typing import Any, Final

from fastapi import Request, Response
from pydantic import Field

from services.partners.access import (
    ENDORSING_LINK,
    EndorsingReader,
    Group,
    Line,
    PartyReader,
    Principal,
    Staff,
    only_named,
    reads_as_party,
)
from services.partners.bodies.programmes import (
    ContactIdBody,
    EndorsementBody,
    ObjectionBody,
    ProgrammeBody,
    ProposeProgrammeBody,
)
from services.partners.bodies.values import ReasonBody
from services.partners.domain.partner import PARTNER
from services.partners.domain.programme import (
    PROGRAMME,
    ApproveProgramme,
    CloseProgramme,
    Endorse,
    InvitePartner,
    Programme,
    ProgrammeObjected,
    ProgrammeWithdrawn,
    ProposeProgramme,
    ReviseProgramme,
    StartProgramme,
    WithdrawProgramme,
)
from services.partners.usecases.forming import objecting
from services.partners.usecases.inviting import invite
from services.partners.usecases.programmes import must_be_asked
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.usecases.wording import texts_of, worded
from services.partners.views import grids
from services.partners.views.programmes import PROGRAMMES, with_titles
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.http.openapi import problem_responses
from shared.ids import Id, new_id

router = Router("partners", tags=["programmes"])
PATH = "/schools/{school}/programmes"
REMARKS: Final[dict[type[Event], str]] = {ProgrammeObjected: "reason", ProgrammeWithdrawn: "reason"}


_BY_LINK: Final = problem_responses((410,))
"""The proposal was taken back, for who was asked by a letter."""


class ProgrammeView(Programme):
    """A programme with what people wrote in it."""

    title: str | None = None
    texts: dict[Id, str] = Field({})
    """What the pointers in `plan` point to."""


@router.post(PATH, status_code=201)
async def propose_programme(school: Id, body: ProposeProgrammeBody, ctx: Staff, response: Response) -> Created:
    """Propose what to do together with a qualified partner."""
    partner = (await ctx.require(PARTNER, body.partner)).state
    content = worded(ctx, body, organisation=partner.organisation)
    command = ProposeProgramme(**content, partner_status=partner.status, by=ctx.actor.id)
    outcome = await ctx.execute(PROGRAMME, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/programmes/{outcome.id}")


@router.listing(PATH, PROGRAMMES)
async def list_programmes(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The programmes of the school; a partner sees those with it."""
    named = {"state.plan.organisation": ctx.actor.organisation} if ctx.actor.organisation else None

    async def titled(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_titles(ctx, page)

    return await PROGRAMMES.answer(request, ctx.current(PROGRAMME), where=named, enrich=titled)


@router.get(PATH + "/{programme}", responses=_BY_LINK)
async def get_programme(school: Id, programme: Id, ctx: EndorsingReader, response: Response) -> ProgrammeView:
    """A programme as it stands."""
    await _named(ctx, programme)
    loaded = await ctx.require(PROGRAMME, programme)
    shown(response, loaded.number)
    texts = await texts_of(ctx, loaded.state)
    return ProgrammeView(**loaded.state.model_dump(), title=texts.get(loaded.state.plan.title.id), texts=texts)


@router.put(PATH + "/{programme}/content", dependencies=[if_match])
async def revise_programme(school: Id, programme: Id, body: ProgrammeBody, ctx: Staff, response: Response) -> Changed:
    """Change what it states before the approval; endorsements of the earlier content fall."""
    plan = (await ctx.require(PROGRAMME, programme)).state.plan
    content = worded(ctx, body, partner=plan.partner, organisation=plan.organisation)
    command = ReviseProgramme(**content, by=ctx.actor.id)
    return changed(response, await ctx.execute(PROGRAMME, programme, command))


@router.post(PATH + "/{programme}/invitations", status_code=201)
async def invite_partner(school: Id, programme: Id, body: ContactIdBody, ctx: Line, response: Response) -> Changed:
    """Send a contact of the partner a letter with a link to endorse or object; no account is needed."""
    organisation = (await ctx.require(PROGRAMME, programme)).state.plan.organisation
    await invite(ctx, organisation, body.person, "endorse-programme", ENDORSING_LINK, subject=programme)
    command = InvitePartner(organisation=organisation, person=body.person)
    return changed(response, await ctx.execute(PROGRAMME, programme, command))


@router.post(PATH + "/{programme}/endorsements", responses=_BY_LINK)
async def endorse_programme(
    school: Id, programme: Id, body: EndorsementBody, ctx: Group, response: Response
) -> Changed:
    """Endorse the content with this hash for teachers, committee or the partner, whose system does so with its key."""
    await _named(ctx, programme)
    command = Endorse(**body.model_dump(), by=ctx.actor)
    return changed(response, await ctx.execute(PROGRAMME, programme, command))


@router.post(PATH + "/{programme}/objections", responses=_BY_LINK)
async def object_to_programme(
    school: Id, programme: Id, body: ObjectionBody, ctx: Group, response: Response
) -> Changed:
    """Object for teachers, committee or the partner, with a reason; an endorsement of the same group lifts it."""
    await _named(ctx, programme)
    return changed(response, await ctx.execute(PROGRAMME, programme, objecting(ctx, body)))


@router.grid(PATH + "/{programme}/remarks", grids.REMARKS)
async def list_programme_remarks(school: Id, programme: Id, ctx: PartyReader) -> list[Remark]:
    """Objections with their reasons, and why it was withdrawn."""
    await _named(ctx, programme)
    await ctx.require(PROGRAMME, programme)
    return await remarks_on(ctx, PROGRAMME, programme, REMARKS)


@router.post(PATH + "/{programme}/withdrawal")
async def withdraw_programme(school: Id, programme: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """Take the proposal back before it is approved: nobody is asked any more, and links to endorse it say so."""
    command = WithdrawProgramme(by=ctx.actor.id, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(PROGRAMME, programme, command))


@router.post(PATH + "/{programme}/approval")
async def approve_programme(school: Id, programme: Id, ctx: Principal, response: Response) -> Changed:
    """The principal approves what all groups have endorsed."""
    return changed(response, await ctx.execute(PROGRAMME, programme, ApproveProgramme(by=ctx.actor)))


@router.post(PATH + "/{programme}/start")
async def start_programme(school: Id, programme: Id, ctx: Staff, response: Response) -> Changed:
    """Begin to carry it out; the MoU that comes into force does so by itself."""
    return changed(response, await ctx.execute(PROGRAMME, programme, StartProgramme()))


@router.post(PATH + "/{programme}/closure")
async def close_programme(school: Id, programme: Id, ctx: Staff, response: Response) -> Changed:
    """Close an evaluated programme."""
    return changed(response, await ctx.execute(PROGRAMME, programme, CloseProgramme(by=ctx.actor.id)))


async def _named(ctx: Context, programme: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "programme", [(await ctx.require(PROGRAMME, programme)).state.plan.organisation])
        await must_be_asked(ctx, programme)


history_of(PROGRAMME, router, PATH + "/{programme}", reads_as_party, guard=_named)
