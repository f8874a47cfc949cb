"""A reflection with the evaluations that it refers to, as facts (C45)."""

from typing import Any

from services.partners.bodies.reflections import ReflectionBody
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.partner import PARTNER
from services.partners.domain.programme import PROGRAMME
from services.partners.domain.reflection import Finding, KnownEvaluation
from shared.context import Context


async def reflection_fields(ctx: Context, body: ReflectionBody) -> dict[str, Any]:
    """The fields of a command that writes or revises; `NotFound` for what the school does not have."""
    if body.partner:
        await ctx.require(PARTNER, body.partner)
    if body.programme:
        await ctx.require(PROGRAMME, body.programme)
    evaluations = tuple(dict.fromkeys(body.evaluations))
    return body.model_dump(include={"partner", "programme", "school_year"}) | {
        "findings": tuple(Finding(verdict=each.verdict, text=ctx.text(each.text)) for each in body.findings),
        "evaluations": evaluations,
        "known": tuple([await _known(ctx, evaluation) for evaluation in evaluations]),
        "by": ctx.actor,
    }


async def _known(ctx: Context, evaluation: str) -> KnownEvaluation:
    state = (await ctx.require(EVALUATION, evaluation)).state
    subject = {"partner": state.frame.partner, "programme": state.frame.programme}
    return KnownEvaluation(evaluation=evaluation, status=state.status, **subject)
