"""Opening an evaluation, and taking views out of their seals when both sides have scored (C5)."""

from services.partners.access import EVALUATING_LINK
from services.partners.bodies.evaluations import OpenEvaluationBody, ViewBody
from services.partners.domain.evaluation import EVALUATION, Evaluation
from services.partners.domain.evaluation.commands import (
    CancelEvaluation,
    CloseWithOneView,
    InviteEvaluator,
    Opened,
    OpenEvaluation,
    SubmitView,
)
from services.partners.domain.evaluation.events import Side
from services.partners.domain.evaluation.scoring import Score, View
from services.partners.domain.instrument import INSTRUMENT, Edition
from services.partners.domain.programme import PROGRAMME
from services.partners.usecases.again import decided_again
from services.partners.usecases.inviting import invite
from services.partners.usecases.needed import if_needed
from services.partners.usecases.register import register_of
from shared.auth import school_of
from shared.context import Context
from shared.events import TextRef, jsonable
from shared.ids import new_id
from shared.journal import Claim, Loaded, Outcome, Step
from shared.refusals import Refused


async def open_evaluation(ctx: Context, body: OpenEvaluationBody) -> Outcome[Evaluation]:
    """Ask both sides; `Refused("evaluation-exists")` when this period of the programme has one."""
    programme = (await ctx.require(PROGRAMME, body.programme)).state
    instrument = (await (await register_of(ctx, "read")).require(INSTRUMENT, body.instrument)).state
    edition = instrument.current or _unpublished()
    command = OpenEvaluation(
        **body.model_dump(),
        partner=programme.plan.partner,
        organisation=programme.plan.organisation,
        zone=(await school_of(ctx.runtime, ctx.tenant)).zone,
        edition=edition.edition,
        scale=edition.scale,
        criteria=edition.criteria,
        by=ctx.actor.id,
        programme_status=programme.status,
        instrument_status=instrument.status,
    )
    claim = period_claim(body.programme, f"{body.starts_on}/{body.ends_on}")
    return await ctx.execute_all([Step(EVALUATION, new_id(), command)], [claim])


def _unpublished() -> Edition:
    raise Refused(
        "instrument-not-published", "The instrument is drafted.", mend="Use one that the alliance has published."
    )


async def cancel_evaluation(ctx: Context, id: str, reason: TextRef) -> Outcome[Evaluation]:
    """Take back what was opened in error, so that the period can be evaluated anew."""
    frame = (await ctx.require(EVALUATION, id)).state.frame
    claim = period_claim(frame.programme, f"{frame.starts_on}/{frame.ends_on}", release=True)
    command = CancelEvaluation(by=ctx.actor.id, reason=reason)
    return await ctx.execute_all([Step(EVALUATION, id, command)], [claim])


def period_claim(programme: str, period: str, *, release: bool = False) -> Claim:
    """One evaluation per programme and period (C5)."""
    refusal = Refused(
        "evaluation-exists",
        "This period of the programme is evaluated already.",
        mend="Go on with that one, or give another period.",
    )
    return Claim("evaluation", f"{programme}/{period}", refusal, release)


async def submit_view(ctx: Context, id: str, side: Side, body: ViewBody) -> Outcome[Evaluation]:
    """Seal the view; the second one opens both, in the same journal entry."""
    scores = tuple(Score(**score.model_dump()) for score in body.scores)
    view = View(scores=scores, remark=ctx.text(body.remark) if body.remark else None)
    sealed = ctx.seal(jsonable(view))

    async def submitted() -> Outcome[Evaluation]:
        other = await opened(ctx, await ctx.require(EVALUATION, id), "partner" if side == "school" else "school")
        command = SubmitView(side=side, by=ctx.actor, view=view, nonce=sealed.nonce, seal=sealed.id, other=other)
        return await ctx.execute(EVALUATION, id, command)

    return await decided_again(ctx, "other-view-sealed", submitted, "The sealed view cannot be read now.")


async def close_with_one_view(ctx: Context, id: str) -> Outcome[Evaluation]:
    """Open the school's view alone."""
    school = await opened(ctx, await ctx.require(EVALUATION, id), "school")
    return await ctx.execute(EVALUATION, id, CloseWithOneView(school=school))


async def opened(ctx: Context, evaluation: Loaded[Evaluation], side: Side) -> Opened | None:
    """A side's view for the rule that opens it; for nothing else."""
    seal = evaluation.state.seal_of(side)
    found = await ctx.runtime.sealing.open(ctx.tenant, seal.seal) if seal else None
    return Opened(view=View.model_validate(found.content), nonce=found.nonce) if found else None


async def invite_evaluator(ctx: Context, id: str, person: str) -> Outcome[Evaluation]:
    """Send a contact of the partner a letter with a link to score."""
    organisation = (await ctx.require(EVALUATION, id)).state.frame.organisation
    await invite(ctx, organisation, person, "evaluate-partnership", EVALUATING_LINK, subject=id)
    return await ctx.execute(EVALUATION, id, InviteEvaluator(person=person))


async def remind_invited(ctx: Context, id: str) -> None:
    """A new letter with a new link to everybody who was invited and still is a contact, while the partner may score."""
    evaluation = (await ctx.require(EVALUATION, id)).state
    for person in evaluation.invited:
        again = invite_evaluator(ctx.also(person), id, person)
        # no contact any more, or none whom a letter reaches
        await if_needed(again, "evaluation-over", "scored-already", "not-found", "contact-without-address")
