"""What must be tidied now and then where people are kept; one replica does it."""

from typing import Any, Final

import structlog

from shared.holding import run_held
from shared.ids import new_id
from shared.leases import Leases
from shared.staging import OF_THE_KERNEL, STAGED, sweep

log = structlog.get_logger(__name__)

_EVERY: Final = 300.0


async def tidy(runtime: Any) -> tuple[int, int]:
    """Remove what was staged for commands that never came and files that none named, complete erasures; how many of
    each. Safe to repeat."""
    erased = await runtime.people.finish_erasures()
    own = [each.name for each in runtime.definition.collections if STAGED in each.indexes]
    swept = await sweep(runtime.mongo, runtime.clock, (*OF_THE_KERNEL, *own)) + await runtime.people.settle_edits()
    swept += await runtime.attachments.sweep()
    if swept or erased:
        log.info("tidied", swept=swept, erasures=erased)
    return swept, erased


async def run(runtime: Any) -> None:
    """Until cancelled: tidy every five minutes, while this replica holds the lease."""
    term = runtime.settings.lease_term_seconds
    leases = Leases(runtime.mongo, runtime.clock, new_id(), term)

    async def round(_fence: int) -> bool:
        await tidy(runtime)
        return False

    await run_held(leases, "housekeeping", round, term=term, pause=_EVERY)
