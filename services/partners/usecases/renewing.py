"""What the journal knows of renewals: which MoUs a draft was ever to follow, and which days were evaluated (C3, C5)."""

from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.evaluation.events import EvaluationCompleted
from services.partners.domain.mou import MOU
from services.partners.domain.mou.events import MoUDrafted, MoURevised
from shared.context import Context
from shared.days import Period, day_in

_TEXTS = frozenset({MoUDrafted.wire_kind(), MoURevised.wire_kind()})


async def ever_renewed(ctx: Context, mou: str) -> set[str]:
    """The MoUs that some text of it was to follow."""
    entries = await ctx.history(MOU, mou)
    named = (event.data.get("renews") for entry in entries for event in entry.events if event.type in _TEXTS)
    return {each for each in named if each}


async def evaluated_periods(ctx: Context, programme: str) -> tuple[Period, ...]:
    """The days of its completed evaluations, none of them after the one on which it was completed."""
    query = {"state.frame.programme": programme, "state.status": "completed"}
    found = [one async for one in ctx.current(EVALUATION).find(query)]
    periods = [await _evaluated(ctx, one["id"]) for one in found]
    return tuple(period for period in periods if period is not None)


async def _evaluated(ctx: Context, id: str) -> Period | None:
    frame = (await ctx.require(EVALUATION, id)).state.frame
    kind = EvaluationCompleted.wire_kind()
    entries = await ctx.history(EVALUATION, id)
    completed = next(entry.at for entry in entries if any(event.type == kind for event in entry.events))
    return Period(starts_on=frame.starts_on, ends_on=frame.ends_on).until(day_in(frame.zone, completed))
