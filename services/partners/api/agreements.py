"""Agreements under an MoU over HTTP (C3, C15)."""

from fastapi import Request, Response

from services.partners.access import AgreementSigningReader, Line, PartyReader, only_named
from services.partners.api.signing import OF_AGREEMENT, Place, add_signing_routes
from services.partners.bodies.agreements import AgreementBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.commands import DraftAgreement, WithdrawAgreement
from services.partners.domain.mou.events import AgreementDrafted
from services.partners.domain.mou.state import Agreement
from services.partners.usecases.documents import find
from services.partners.usecases.drafting import agreement_draft, agreement_revision
from services.partners.usecases.numbers import with_number
from services.partners.views import grids
from services.partners.views.agreements import AGREEMENTS, ORGANISATION, WITHIN
from shared.context import Context
from shared.http import Changed, Router, changed, if_match, shown
from shared.http.answers import mark
from shared.ids import Id
from shared.journal import Outcome, Step
from shared.refusals import NotFound

router = Router("partners", tags=["agreements"])
PATH = "/schools/{school}/mous/{mou}/agreements"


class AgreementCreated(Changed):
    """An agreement was drafted; `id` and `number` are those of the MoU whose stream it is in."""

    agreement: Id


@router.post(PATH, status_code=201)
async def draft_agreement(school: Id, mou: Id, body: AgreementBody, ctx: Line, response: Response) -> AgreementCreated:
    """Draft an agreement under an MoU in force, with the quota that its signing grants; it gets its number."""
    outcome = await draft_numbered(ctx, mou, await agreement_draft(ctx, ctx, body))
    return agreement_created(response, outcome, f"/partners/schools/{school}/mous/{mou}/agreements")


async def draft_numbered(home: Context, mou: str, draft: DraftAgreement) -> Outcome[MoU]:
    """Draft it with the next number of the school in whose stream it stands."""
    return await with_number(
        home, "agreement", draft.terms.agreement, lambda number: Step(MOU, mou, draft.but(number=number))
    )


def agreement_created(response: Response, outcome: Outcome[MoU], below: str) -> AgreementCreated:
    """The answer, with the agreement's own address."""
    agreement = next(event.agreement for event in outcome.events if isinstance(event, AgreementDrafted))
    response.headers["Location"] = f"{below}/{agreement}"
    mark(response, outcome)
    return AgreementCreated(id=outcome.id, number=outcome.number, agreement=agreement)


@router.grid(PATH, grids.AGREEMENTS_OF_MOU)
async def list_agreements(school: Id, mou: Id, ctx: PartyReader, response: Response) -> list[Agreement]:
    """The agreements under the MoU; a partner sees its own."""
    loaded = await ctx.require(MOU, mou)
    only_named(ctx, "mou", loaded.state.terms.parties.organisations)
    shown(response, loaded.number)
    mine = ctx.actor.organisation
    return [each for each in loaded.state.agreements if mine in (None, each.terms.organisation)]


@router.listing("/schools/{school}/agreements", AGREEMENTS)
async def list_agreements_of_school(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The agreements under all MoUs of the school, newest MoU first; a partner sees its own."""
    mine = {ORGANISATION: ctx.actor.organisation} if ctx.actor.organisation else None
    return await AGREEMENTS.answer_parts(request, ctx.current(MOU), WITHIN, "terms.agreement", where=mine)


@router.get(PATH + "/{agreement}")
async def get_agreement(
    school: Id, mou: Id, agreement: Id, ctx: AgreementSigningReader, response: Response
) -> Agreement:
    """An agreement as it stands. The ETag is that of its MoU."""
    found = await find(ctx, ctx, mou, agreement)
    if not isinstance(found.document, Agreement):
        raise NotFound("agreement", agreement)
    shown(response, found.mou.number)
    return found.document


@router.put(PATH + "/{agreement}/content", dependencies=[if_match])
async def revise_agreement(
    *, school: Id, mou: Id, agreement: Id, body: AgreementBody, ctx: Line, response: Response
) -> Changed:
    """Change terms or text before both have signed; a signature on the earlier content falls."""
    return await revise(Place(mou, agreement), ctx, body, response)


async def revise(place: Place, ctx: Context, body: AgreementBody, response: Response) -> Changed:
    """Change an agreement of the caller's own school."""
    found, home = await own_agreement(place, ctx), place.home(ctx)
    command = await agreement_revision(ctx, home, found.terms.agreement, body)
    return changed(response, await home.execute(MOU, place.mou, command))


@router.post(PATH + "/{agreement}/withdrawal")
async def withdraw_agreement(
    *, school: Id, mou: Id, agreement: Id, body: ReasonBody, ctx: Line, response: Response
) -> Changed:
    """Take the draft back; its number stays taken."""
    return await withdraw(Place(mou, agreement), ctx, body, response)


async def withdraw(place: Place, ctx: Context, body: ReasonBody, response: Response) -> Changed:
    """Take back the draft of an agreement of the caller's own school."""
    found, home = await own_agreement(place, ctx), place.home(ctx)
    command = WithdrawAgreement(agreement=found.terms.agreement, by=ctx.actor, reason=home.text(body.reason))
    return changed(response, await home.execute(MOU, place.mou, command))


async def own_agreement(place: Place, ctx: Context) -> Agreement:
    """The agreement of the caller's own school; `NotFound` for another school's, also under one's own MoU."""
    document = (await place.find(ctx)).document
    if not isinstance(document, Agreement) or document.terms.school != ctx.tenant:
        raise NotFound("agreement", place.document or "")
    return document


add_signing_routes(router, PATH + "/{agreement}", OF_AGREEMENT)
