"""Evaluations of partnerships over HTTP, blind until both sides have scored (C5)."""

from datetime import datetime

from fastapi import Request, Response
from pydantic import BaseModel, Field

from services.partners.access import (
    EvaluatingReader,
    Evaluator,
    Line,
    LineReader,
    PartyReader,
    only_named,
    reads_as_party,
)
from services.partners.bodies.evaluations import ExtensionBody, OpenEvaluationBody, ViewBody
from services.partners.bodies.programmes import ContactIdBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.evaluation import EVALUATION, Evaluation
from services.partners.domain.evaluation.commands import ExtendEvaluation
from services.partners.domain.evaluation.events import Side
from services.partners.usecases.evaluating import (
    cancel_evaluation,
    close_with_one_view,
    invite_evaluator,
    open_evaluation,
    submit_view,
)
from services.partners.views import grids
from services.partners.views.evaluations import EVALUATIONS
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id
from shared.letters.letters import State as LetterState

router = Router("partners", tags=["evaluations"])
PATH = "/schools/{school}/evaluations"


class EvaluationView(Evaluation):
    """An evaluation; once it is completed with both views, totals and differences, and what was remarked."""

    remarks: dict[Side, str] = Field(default={})


class EvaluatorView(BaseModel):
    """What became of the last letter to a person who was invited."""

    person: Id
    state: LetterState | None = None
    sent_at: datetime | None = None
    reason: str = ""


@router.post(PATH, status_code=201)
async def open_evaluation_of_programme(school: Id, body: OpenEvaluationBody, ctx: Line, response: Response) -> Created:
    """Ask school and partner how they see the partnership; once per programme and period."""
    outcome = await open_evaluation(ctx, body)
    return created(response, outcome, f"/partners/schools/{school}/evaluations/{outcome.id}")


@router.listing(PATH, EVALUATIONS)
async def list_evaluations(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The evaluations of the school; a partner sees those with it."""
    named = {"state.frame.organisation": ctx.actor.organisation} if ctx.actor.organisation else None
    return await EVALUATIONS.answer(request, ctx.current(EVALUATION), where=named)


@router.get(PATH + "/{evaluation}")
async def get_evaluation(school: Id, evaluation: Id, ctx: EvaluatingReader, response: Response) -> EvaluationView:
    """What is asked, who has scored, and the result once both have."""
    await _named(ctx, evaluation)
    loaded = await ctx.require(EVALUATION, evaluation)
    shown(response, loaded.number)
    written = {view.side: view.remark.id for view in loaded.state.views if view.remark}
    texts = await ctx.runtime.texts.many(ctx.tenant, written.values())
    remarks = {side: texts[id] for side, id in written.items() if id in texts}
    return EvaluationView(**loaded.state.model_dump(), remarks=remarks)


@router.post(PATH + "/{evaluation}/invitations", status_code=201)
async def invite_to_evaluate(school: Id, evaluation: Id, body: ContactIdBody, ctx: Line, response: Response) -> Changed:
    """Send a contact of the partner a letter with a link to score; no account is needed. Again is a new link."""
    return changed(response, await invite_evaluator(ctx, evaluation, body.person))


@router.grid(PATH + "/{evaluation}/invitations", grids.EVALUATORS)
async def list_evaluation_invitations(school: Id, evaluation: Id, ctx: LineReader) -> list[EvaluatorView]:
    """Who was invited, and what became of the last letter."""
    invited = (await ctx.require(EVALUATION, evaluation)).state.invited
    letters = {one: await ctx.runtime.letters.last(ctx.tenant, one, "evaluate-partnership") for one in invited}
    return [
        EvaluatorView(person=one, state=letter.state, sent_at=letter.sent_at, reason=letter.reason)
        if letter
        else EvaluatorView(person=one)
        for one, letter in letters.items()
    ]


@router.post(PATH + "/{evaluation}/views", status_code=201)
async def score_partnership(school: Id, evaluation: Id, body: ViewBody, ctx: Evaluator, response: Response) -> Changed:
    """Score for the caller's side. The view stays sealed until the other side has scored; it cannot be changed."""
    await _named(ctx, evaluation)
    side: Side = "school" if ctx.actor.organisation is None else "partner"
    return changed(response, await submit_view(ctx, evaluation, side, body))


@router.post(PATH + "/{evaluation}/extension")
async def extend_evaluation(school: Id, evaluation: Id, body: ExtensionBody, ctx: Line, response: Response) -> Changed:
    """Give more time; reminders begin anew."""
    command = ExtendEvaluation(by=ctx.actor.id, due_on=body.due_on)
    return changed(response, await ctx.execute(EVALUATION, evaluation, command))


@router.post(PATH + "/{evaluation}/closure")
async def close_evaluation(school: Id, evaluation: Id, ctx: Line, response: Response) -> Changed:
    """Open the school's view alone when the partner did not answer in time; the result is marked as one-sided."""
    return changed(response, await close_with_one_view(ctx, evaluation))


@router.post(PATH + "/{evaluation}/cancellation")
async def cancel_open_evaluation(
    school: Id, evaluation: Id, body: ReasonBody, ctx: Line, response: Response
) -> Changed:
    """Take back what was opened in error; only while nobody has scored."""
    return changed(response, await cancel_evaluation(ctx, evaluation, ctx.text(body.reason)))


async def _named(ctx: Context, evaluation: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "evaluation", [(await ctx.require(EVALUATION, evaluation)).state.frame.organisation])


history_of(EVALUATION, router, PATH + "/{evaluation}", reads_as_party, guard=_named)
