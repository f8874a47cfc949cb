"""A programme and the MoUs under which it is carried out: named, evaluated, gone on with (C2, C3, C5)."""

from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.recording import NameProgramme
from services.partners.domain.programme import PROGRAMME, ConcludeProgramme
from services.partners.usecases.mapping import partnership
from shared.context import Context
from shared.days import Period
from shared.journal import Outcome


async def name_programme(ctx: Context, mou: str, programme: str) -> Outcome[MoU]:
    """Say what is carried out under a recorded MoU; `NotFound` for an MoU or a programme that is not the school's."""
    found = (await ctx.require(PROGRAMME, programme)).state
    partner = (await partnership(ctx, found.plan.partner)).state
    command = NameProgramme(
        programme=programme,
        programme_status=found.status,
        organisations=tuple({found.plan.organisation, *partner.organisations}),
        by=ctx.actor.id,
    )
    return await ctx.execute(MOU, mou, command)


async def goes_on(ctx: Context, programme: str) -> bool:
    """Whether an MoU under which it is carried out stands: signed by everybody and not over."""
    query = {"state.programme": programme, "state.status": {"$in": ["signed", "active", "suspended"]}}
    return await ctx.current(MOU).find_one(query) is not None


async def conclude_when_over(ctx: Context, programme: str) -> None:
    """An evaluated programme under which no MoU stands any more has run its time."""
    if not await goes_on(ctx, programme):
        await ctx.execute(PROGRAMME, programme, ConcludeProgramme())


async def evaluated_periods(ctx: Context, programme: str) -> tuple[Period, ...]:
    """The days of its completed evaluations."""
    query = {"state.frame.programme": programme, "state.status": "completed"}
    frames = [one["state"]["frame"] async for one in ctx.current(EVALUATION).find(query)]
    return tuple(Period(starts_on=each["starts_on"], ends_on=each["ends_on"]) for each in frames)
