"""A programme and the MoUs under which it is carried out: named, gone on with (C2, C3)."""

from collections.abc import Mapping
from typing import Any

from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.recording import NameProgramme
from services.partners.domain.programme import PROGRAMME, ConcludeProgramme
from services.partners.usecases.mapping import partnership
from shared.auth.refusals import MatterOver
from shared.context import Context
from shared.journal import Outcome
from shared.runtime import Runtime


async def must_be_asked(ctx: Context, programme: str) -> None:
    """`MatterOver` for who came by a link and whose school took the proposal back (C8)."""
    if ctx.actor.kind == "link" and await _is_withdrawn(ctx, programme):
        raise MatterOver(
            "programme-withdrawn",
            "The school took this proposal back, so that it waits for nobody's answer.",
            mend="Nothing waits for you here. Ask the school if you want to know why.",
        )


async def still_asking(rt: Runtime, tenant: str, params: Mapping[str, Any]) -> bool:
    """Whether a letter that asks for an endorsement is still true: the proposal was not taken back meanwhile."""
    return "subject" not in params or not await _is_withdrawn(rt.context(tenant), params["subject"])


async def _is_withdrawn(ctx: Context, programme: str) -> bool:
    """Asked of the journal: what lists show may be a moment old."""
    loaded = await ctx.load(PROGRAMME, programme)
    return loaded is not None and loaded.state.status == "withdrawn"


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
