"""The ledger of both sides over HTTP, and the history of a partnership (C9)."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.partners.access import (
    Confirmer,
    ConfirmingReader,
    Line,
    PartyReader,
    Reader,
    Recorder,
    only_named,
    reads_as_party,
)
from services.partners.bodies.contributions import ContributionBody, CorrectionBody
from services.partners.bodies.programmes import ContactIdBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.contribution import (
    CONTRIBUTION,
    ConfirmContribution,
    Contribution,
    DisputeContribution,
    WithdrawContribution,
)
from services.partners.usecases.chronicle import Chronicle, chronicle
from services.partners.usecases.ledger import (
    Reciprocity,
    correct_contribution,
    invite_to_confirm,
    reciprocity,
    record_contribution,
)
from services.partners.usecases.mapping import partnership
from services.partners.views import grids
from services.partners.views.chronicle import Aggregate
from services.partners.views.contributions import CONTRIBUTIONS
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id

router = Router("partners", tags=["contributions"])
PATH = "/schools/{school}/contributions"


class ContributionView(Contribution):
    """An entry with what was written about it."""

    description: str | None = None


@router.post(PATH, status_code=201)
async def record_contribution_of_side(school: Id, body: ContributionBody, ctx: Recorder, response: Response) -> Created:
    """Write down what a side gave; the side that did not write it confirms it."""
    outcome = await record_contribution(ctx, body)
    return created(response, outcome, f"/partners/schools/{school}/contributions/{outcome.id}")


@router.listing(PATH, CONTRIBUTIONS)
async def list_contributions(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The ledger; a partner sees its own partnership's."""
    named = {"state.organisation": ctx.actor.organisation} if ctx.actor.organisation else None
    return await CONTRIBUTIONS.answer(request, ctx.current(CONTRIBUTION), where=named)


@router.get(PATH + "/{contribution}")
async def get_contribution(school: Id, contribution: Id, ctx: ConfirmingReader, response: Response) -> ContributionView:
    """An entry as it stands, with what was corrected."""
    await _named(ctx, contribution)
    loaded = await ctx.require(CONTRIBUTION, contribution)
    shown(response, loaded.number)
    what = loaded.state.gift.what
    description = await ctx.runtime.texts.get(ctx.tenant, what.id) if what else None
    return ContributionView(**loaded.state.model_dump(), description=description)


@router.post(PATH + "/{contribution}/invitations", status_code=201)
async def invite_confirmation(
    school: Id, contribution: Id, body: ContactIdBody, ctx: Line, response: Response
) -> Changed:
    """Send a contact of the partner a letter with a link to confirm or dispute; no account is needed."""
    return changed(response, await invite_to_confirm(ctx, contribution, body.person))


@router.post(PATH + "/{contribution}/confirmation")
async def confirm_contribution(school: Id, contribution: Id, ctx: Confirmer, response: Response) -> Changed:
    """Say that it was so; only the side that did not write it can."""
    await _named(ctx, contribution)
    return changed(response, await ctx.execute(CONTRIBUTION, contribution, ConfirmContribution(by=ctx.actor)))


@router.post(PATH + "/{contribution}/dispute")
async def dispute_contribution(
    school: Id, contribution: Id, body: ReasonBody, ctx: Confirmer, response: Response
) -> Changed:
    """Say that it was otherwise, and how."""
    await _named(ctx, contribution)
    command = DisputeContribution(by=ctx.actor, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(CONTRIBUTION, contribution, command))


@router.post(PATH + "/{contribution}/corrections")
async def correct_contribution_of_side(
    school: Id, contribution: Id, body: CorrectionBody, ctx: Recorder, response: Response
) -> Changed:
    """Write it down anew; the earlier entry stays in the history, and the other side confirms again."""
    await _named(ctx, contribution)
    return changed(response, await correct_contribution(ctx, contribution, body))


@router.post(PATH + "/{contribution}/withdrawal")
async def withdraw_contribution(
    school: Id, contribution: Id, body: ReasonBody, ctx: Recorder, response: Response
) -> Changed:
    """Take back what one's own side wrote in error; it counts no more."""
    await _named(ctx, contribution)
    command = WithdrawContribution(by=ctx.actor, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(CONTRIBUTION, contribution, command))


@router.grid("/schools/{school}/partners/{partner}/reciprocity", grids.RECIPROCITY)
async def get_reciprocity(school: Id, partner: Id, ctx: PartyReader) -> Reciprocity:
    """What both sides gave, by school year and kind, confirmed or not."""
    loaded = await partnership(ctx, partner)
    only_named(ctx, "partner", loaded.state.organisations)
    return await reciprocity(ctx, loaded)


@router.grid("/schools/{school}/partners/{partner}/chronicle", grids.CHRONICLE)
async def get_partnership_chronicle(
    *,
    school: Id,
    partner: Id,
    ctx: Reader,
    aggregate: Annotated[list[Aggregate], Query(default_factory=list, max_length=20)],
    cursor: Annotated[str | None, Query(max_length=2_000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Chronicle:
    """The history of the partnership over MoUs, programmes, activities, evaluations and contributions, newest first."""
    return await chronicle(ctx, partner, aggregate, cursor, limit)


async def _named(ctx: Context, contribution: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "contribution", [(await ctx.require(CONTRIBUTION, contribution)).state.organisation])


history_of(CONTRIBUTION, router, PATH + "/{contribution}", reads_as_party, guard=_named)
