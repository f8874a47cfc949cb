"""MoUs over HTTP, from draft to end (C3)."""

from typing import Final

from fastapi import Request, Response

from services.partners.access import (
    Line,
    MoUCommenter,
    MoUReviewer,
    MoUSigningReader,
    PartyReader,
    Principal,
    reads_as_party,
)
from services.partners.api.signing import OF_MOU, add_signing_routes
from services.partners.bodies.mous import CommentBody, MoUBody, ReviewBody, TerminationBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.commands import (
    CommentMoU,
    LetMoUGo,
    ResubmitMoU,
    ResumeMoU,
    ReviewMoU,
    SuspendMoU,
    TerminateMoU,
    WithdrawMoU,
    WithdrawTermination,
)
from services.partners.domain.mou.events import (
    AddendumWithdrawn,
    AgreementEnded,
    MoUPartyRefused,
    MoUPartyReviewed,
    MoUReviewCommented,
    MoUSuspended,
    MoUTerminated,
    MoUTerminationAnnounced,
    MoUWithdrawn,
)
from services.partners.usecases.documents import concerning, find
from services.partners.usecases.drafting import mou_draft, mou_revision
from services.partners.usecases.numbers import submit_with_number
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.usecases.signing import party_of
from services.partners.views import grids
from services.partners.views.mous import MOUS
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["mous"])
PATH = "/schools/{school}/mous"
REMARKS: Final[dict[type[Event], str]] = {
    MoUReviewCommented: "comment",
    MoUPartyReviewed: "comment",
    MoUPartyRefused: "reason",
    MoUWithdrawn: "reason",
    AgreementEnded: "why",
    AddendumWithdrawn: "reason",
    MoUTerminationAnnounced: "reason",
    MoUSuspended: "reason",
    MoUTerminated: "reason",
}


@router.post(PATH, status_code=201)
async def draft_mou(school: Id, body: MoUBody, ctx: Line, response: Response) -> Created:
    """Draft an MoU for an approved programme."""
    outcome = await ctx.execute(MOU, new_id(), await mou_draft(ctx, body))
    return created(response, outcome, f"/partners/schools/{school}/mous/{outcome.id}")


@router.listing(PATH, MOUS)
async def list_mous(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The MoUs that the school drafted; a partner sees those that name it."""
    named = {"state.terms.parties.organisations": ctx.actor.organisation} if ctx.actor.organisation else None
    return await MOUS.answer(request, ctx.current(MOU), where=named)


@router.get(PATH + "/{mou}")
async def get_mou(school: Id, mou: Id, ctx: MoUSigningReader, response: Response) -> MoU:
    """An MoU as it stands, with its agreements; an organisation sees its own."""
    loaded = (await find(ctx, ctx, mou, None)).mou
    shown(response, loaded.number)
    mine = ctx.actor.organisation
    if mine is None:
        return loaded.state
    agreements = tuple(each for each in loaded.state.agreements if each.terms.organisation == mine)
    concerning = tuple(each for each in loaded.state.addenda if any(party.id == mine for party in each.parties()))
    return loaded.state.but(agreements=agreements, addenda=concerning)


@router.put(PATH + "/{mou}/content", dependencies=[if_match])
async def revise_mou(school: Id, mou: Id, body: MoUBody, ctx: Line, response: Response) -> Changed:
    """Change terms or text before everybody has signed; signatures on the earlier content fall."""
    return changed(response, await ctx.execute(MOU, mou, await mou_revision(ctx, body)))


@router.post(PATH + "/{mou}/submission")
async def submit_mou(school: Id, mou: Id, ctx: Line, response: Response) -> Changed:
    """Lay the draft before the parties; it gets the school's next number."""
    return changed(response, await submit_with_number(ctx, mou))


@router.post(PATH + "/{mou}/resubmission")
async def resubmit_mou(school: Id, mou: Id, ctx: Line, response: Response) -> Changed:
    """Lay the revised text before the parties: another round of review begins."""
    return changed(response, await ctx.execute(MOU, mou, ResubmitMoU()))


@router.post(PATH + "/{mou}/withdrawal")
async def withdraw_mou(school: Id, mou: Id, body: ReasonBody, ctx: Line, response: Response) -> Changed:
    """Take the draft back before everybody has signed; its number stays taken."""
    command = WithdrawMoU(by=ctx.actor, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(MOU, mou, command))


@router.post(PATH + "/{mou}/comments", status_code=201)
async def comment_mou(school: Id, mou: Id, body: CommentBody, ctx: MoUCommenter, response: Response) -> Changed:
    """Comment on a draft in review."""
    await find(ctx, ctx, mou, None)
    command = CommentMoU(by=ctx.actor, comment=ctx.text(body.comment), content_hash=body.content_hash)
    return changed(response, await ctx.execute(MOU, mou, command))


@router.grid(PATH + "/{mou}/comments", grids.REMARKS)
async def list_mou_remarks(school: Id, mou: Id, ctx: MoUSigningReader) -> list[Remark]:
    """What was written in the review, why a party refused, and why it was suspended, terminated or withdrawn."""
    return await remarks_of(ctx, ctx, mou)


async def remarks_of(ctx: Context, home: Context, mou: str) -> list[Remark]:
    """The remarks that concern the caller; `home` is a context of the school that drafted."""
    found = await find(ctx, home, mou, None)
    return await remarks_on(home, MOU, mou, REMARKS, concerning(ctx, home, found.mou.state))


@router.post(PATH + "/{mou}/reviews", status_code=201)
async def review_mou(school: Id, mou: Id, body: ReviewBody, ctx: MoUReviewer, response: Response) -> Changed:
    """Say for one's party whether it can agree; the round ends when every party has."""
    await find(ctx, ctx, mou, None)
    return changed(response, await ctx.execute(MOU, mou, reviewing(ctx, ctx, body)))


def reviewing(ctx: Context, home: Context, body: ReviewBody) -> ReviewMoU:
    """The command for the caller's party; its comment lies with `home`, the school that drafted."""
    comment = home.text(body.comment) if body.comment else None
    return ReviewMoU(
        party=party_of(ctx), verdict=body.verdict, by=ctx.actor, comment=comment, content_hash=body.content_hash
    )


@router.post(PATH + "/{mou}/suspension")
async def suspend_mou(school: Id, mou: Id, body: ReasonBody, ctx: Principal, response: Response) -> Changed:
    """Begin nothing new under it until it is resumed."""
    command = SuspendMoU(by=ctx.actor, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(MOU, mou, command))


@router.post(PATH + "/{mou}/resumption")
async def resume_mou(school: Id, mou: Id, ctx: Principal, response: Response) -> Changed:
    """Go on."""
    return changed(response, await ctx.execute(MOU, mou, ResumeMoU(by=ctx.actor)))


@router.post(PATH + "/{mou}/termination")
async def terminate_mou(school: Id, mou: Id, body: TerminationBody, ctx: Principal, response: Response) -> Changed:
    """End it before its time, with its agreements, after the notice agreed on; placements under way finish, flagged."""
    command = TerminateMoU(by=ctx.actor, reason=ctx.text(body.reason), effective_on=body.effective_on)
    return changed(response, await ctx.execute(MOU, mou, command))


@router.delete(PATH + "/{mou}/termination")
async def withdraw_termination(school: Id, mou: Id, ctx: Principal, response: Response) -> Changed:
    """Take the notice back before its day."""
    return changed(response, await ctx.execute(MOU, mou, WithdrawTermination(by=ctx.actor)))


@router.post(PATH + "/{mou}/letting-go")
async def let_mou_go(school: Id, mou: Id, ctx: Principal, response: Response) -> Changed:
    """Let it end without another one; nobody is asked to renew it any more."""
    return changed(response, await ctx.execute(MOU, mou, LetMoUGo(by=ctx.actor)))


async def _named(ctx: Context, mou: str) -> None:
    await find(ctx, ctx, mou, None)


add_signing_routes(router, PATH + "/{mou}", OF_MOU)
history_of(MOU, router, PATH + "/{mou}", reads_as_party, guard=_named)
