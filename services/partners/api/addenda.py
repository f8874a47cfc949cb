"""Addenda to a signed MoU or agreement over HTTP: they supersede and never overwrite (C3)."""

from fastapi import Response

from services.partners.access import AddendumSigningReader, Line, PartyReader
from services.partners.api.agreements import own_agreement
from services.partners.api.signing import OF_ADDENDUM, Place, add_signing_routes
from services.partners.bodies.agreements import AgreementChangeBody, MoUChangeBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.mou import MOU
from services.partners.domain.mou.commands import DraftAddendum, WithdrawAddendum
from services.partners.domain.mou.events import AddendumDrafted
from services.partners.domain.mou.state import Addendum
from services.partners.usecases.amending import agreement_addendum, mou_addendum
from services.partners.usecases.documents import find
from services.partners.usecases.numbers import with_number
from services.partners.views import grids
from shared.context import Context
from shared.http import Changed, Router, changed, shown
from shared.http.answers import mark
from shared.ids import Id
from shared.journal import Step
from shared.refusals import NotFound

router = Router("partners", tags=["addenda"])
PATH = "/schools/{school}/mous/{mou}"


class AddendumCreated(Changed):
    """An addendum was drafted; `id` and `number` are those of the MoU whose stream it is in."""

    addendum: Id


@router.post(PATH + "/addenda", status_code=201)
async def draft_mou_addendum(
    school: Id, mou: Id, body: MoUChangeBody, ctx: Line, response: Response
) -> AddendumCreated:
    """Draft a change of the signed MoU, to be signed by today's signatories of all parties."""
    found = await find(ctx, ctx, mou, None)
    draft = await mou_addendum(ctx, found, body)
    return await _draft(ctx, mou, draft, response, f"/partners/schools/{school}/mous/{mou}")


@router.post(PATH + "/agreements/{agreement}/addenda", status_code=201)
async def draft_agreement_addendum(
    *, school: Id, mou: Id, agreement: Id, body: AgreementChangeBody, ctx: Line, response: Response
) -> AddendumCreated:
    """Draft a change of a signed agreement and of the places that it grants."""
    return await amend(Place(mou, agreement), ctx, body, response, f"/partners/schools/{school}/mous/{mou}")


async def amend(
    place: Place, ctx: Context, body: AgreementChangeBody, response: Response, below: str
) -> AddendumCreated:
    """Draft a change of an agreement of the caller's own school."""
    await own_agreement(place, ctx)
    home = place.home(ctx)
    draft = await agreement_addendum(ctx, home, await place.find(ctx), body)
    return await _draft(home, place.mou, draft, response, below)


async def _draft(home: Context, mou: str, draft: DraftAddendum, response: Response, below: str) -> AddendumCreated:
    outcome = await with_number(
        home, "addendum", draft.addendum, lambda number: Step(MOU, mou, draft.but(number=number))
    )
    addendum = next(event.addendum for event in outcome.events if isinstance(event, AddendumDrafted))
    response.headers["Location"] = f"{below}/addenda/{addendum}"
    mark(response, outcome)
    return AddendumCreated(id=outcome.id, number=outcome.number, addendum=addendum)


@router.grid(PATH + "/addenda", grids.ADDENDA)
async def list_addenda(school: Id, mou: Id, ctx: PartyReader, response: Response) -> list[Addendum]:
    """The addenda to the MoU and to its agreements; a partner sees those that it is to sign."""
    found = await find(ctx, ctx, mou, None)
    shown(response, found.mou.number)
    mine = ctx.actor.organisation
    return [
        each for each in found.mou.state.addenda if mine is None or any(party.id == mine for party in each.parties())
    ]


@router.get(PATH + "/addenda/{addendum}")
async def get_addendum(school: Id, mou: Id, addendum: Id, ctx: AddendumSigningReader, response: Response) -> Addendum:
    """An addendum as it stands, with its own signatures. The ETag is that of its MoU."""
    found = await find(ctx, ctx, mou, addendum)
    if not isinstance(found.document, Addendum):
        raise NotFound("addendum", addendum)
    shown(response, found.mou.number)
    return found.document


@router.post(PATH + "/addenda/{addendum}/withdrawal")
async def withdraw_addendum(
    *, school: Id, mou: Id, addendum: Id, body: ReasonBody, ctx: Line, response: Response
) -> Changed:
    """Take it back before everybody has signed."""
    command = WithdrawAddendum(addendum=addendum, by=ctx.actor, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(MOU, mou, command))


add_signing_routes(router, PATH + "/addenda/{addendum}", OF_ADDENDUM)
