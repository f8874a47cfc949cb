"""MoUs that another school drafted and that name this one as a party (C3, C28)."""

from fastapi import Request, Response

from services.partners.access import JointCommenter, JointReviewer, Line, Reader
from services.partners.api.addenda import AddendumCreated, amend
from services.partners.api.agreements import AgreementCreated, agreement_created, draft_numbered, revise, withdraw
from services.partners.api.mous import remarks_of, reviewing
from services.partners.api.signing import OF_JOINT_ADDENDUM, OF_JOINT_AGREEMENT, OF_JOINT_MOU, Place, add_signing_routes
from services.partners.bodies.agreements import AgreementBody, AgreementChangeBody
from services.partners.bodies.mous import CommentBody, ReviewBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.commands import CommentMoU
from services.partners.usecases.drafting import agreement_draft
from services.partners.usecases.remarks import Remark
from services.partners.views import grids
from services.partners.views.mous import JOINT, JOINT_MOUS
from shared.http import Changed, Router, changed, if_match, shown
from shared.ids import Id

router = Router("partners", tags=["mous"])
PATH = "/schools/{school}/joint-mous"
ONE = PATH + "/{owner}/{mou}"


@router.listing(PATH, JOINT)
async def list_joint_mous(school: Id, request: Request, ctx: Reader) -> Response:
    """MoUs of other schools that name this school."""
    return await JOINT.answer(request, ctx[JOINT_MOUS])


@router.get(ONE)
async def get_joint_mou(school: Id, owner: Id, mou: Id, ctx: Reader, response: Response) -> MoU:
    """The MoU as it stands, with this school's agreements under it."""
    found = await Place(mou, None, owner).find(ctx)
    shown(response, found.mou.number)
    state = found.mou.state
    mine = tuple(each for each in state.agreements if each.terms.school == ctx.tenant)
    concerning = tuple(each for each in state.addenda if any(party.id == ctx.tenant for party in each.parties()))
    return state.but(agreements=mine, addenda=concerning)


@router.post(ONE + "/comments", status_code=201)
async def comment_joint_mou(
    *, school: Id, owner: Id, mou: Id, body: CommentBody, ctx: JointCommenter, response: Response
) -> Changed:
    """Comment on a draft in review."""
    place = Place(mou, None, owner)
    await place.find(ctx)
    home = place.home(ctx)
    command = CommentMoU(by=ctx.actor, comment=home.text(body.comment), content_hash=body.content_hash)
    return changed(response, await home.execute(MOU, mou, command))


@router.grid(ONE + "/comments", grids.REMARKS)
async def list_joint_mou_remarks(school: Id, owner: Id, mou: Id, ctx: Reader) -> list[Remark]:
    """What was written in the review, why a party refused, and why it was suspended, terminated or withdrawn."""
    return await remarks_of(ctx, Place(mou, None, owner).home(ctx), mou)


@router.post(ONE + "/reviews", status_code=201)
async def review_joint_mou(
    *, school: Id, owner: Id, mou: Id, body: ReviewBody, ctx: JointReviewer, response: Response
) -> Changed:
    """Say for this school whether it can agree; the round ends when every party has."""
    place = Place(mou, None, owner)
    await place.find(ctx)
    home = place.home(ctx)
    return changed(response, await home.execute(MOU, mou, reviewing(ctx, home, body)))


@router.post(ONE + "/agreements", status_code=201)
async def draft_joint_agreement(
    *, school: Id, owner: Id, mou: Id, body: AgreementBody, ctx: Line, response: Response
) -> AgreementCreated:
    """Draft an agreement of this school under the joint MoU; it is numbered by the school that drafted the MoU."""
    place = Place(mou, None, owner)
    await place.find(ctx)
    home = place.home(ctx)
    outcome = await draft_numbered(home, mou, await agreement_draft(ctx, home, body))
    return agreement_created(response, outcome, f"/partners/schools/{school}/joint-mous/{owner}/{mou}/agreements")


@router.put(ONE + "/agreements/{agreement}/content", dependencies=[if_match])
async def revise_joint_agreement(
    *, school: Id, owner: Id, mou: Id, agreement: Id, body: AgreementBody, ctx: Line, response: Response
) -> Changed:
    """Change terms or text of this school's agreement before both have signed."""
    return await revise(Place(mou, agreement, owner), ctx, body, response)


@router.post(ONE + "/agreements/{agreement}/withdrawal")
async def withdraw_joint_agreement(
    *, school: Id, owner: Id, mou: Id, agreement: Id, body: ReasonBody, ctx: Line, response: Response
) -> Changed:
    """Take the draft of this school's agreement back."""
    return await withdraw(Place(mou, agreement, owner), ctx, body, response)


@router.post(ONE + "/agreements/{agreement}/addenda", status_code=201)
async def draft_joint_agreement_addendum(
    *, school: Id, owner: Id, mou: Id, agreement: Id, body: AgreementChangeBody, ctx: Line, response: Response
) -> AddendumCreated:
    """Draft a change of this school's agreement and of the places that it grants."""
    below = f"/partners/schools/{school}/joint-mous/{owner}/{mou}"
    return await amend(Place(mou, agreement, owner), ctx, body, response, below)


add_signing_routes(router, ONE, OF_JOINT_MOU)
add_signing_routes(router, ONE + "/agreements/{agreement}", OF_JOINT_AGREEMENT)
add_signing_routes(router, ONE + "/addenda/{addendum}", OF_JOINT_ADDENDUM)
