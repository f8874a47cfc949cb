"""A scheduler to be killed: it lives until the instant that it is given, in the database that the environment names."""

import asyncio
import sys
from datetime import datetime
from typing import Final

from services.partners.app import SERVICE
from services.partners.settings import PartnersSettings
from shared.clock import FixedClock
from shared.ids import new_id
from shared.jobs import JOBS, Jobs
from shared.leases import Leases
from shared.runtime import Runtime
from shared.settings import load
from tests.integration.partners.world import START

ALL: Final = ("", "g")
"""Every id: `Jobs.heal` leaves the last seconds to processes that are still at work, and here none is."""


async def live(until: datetime) -> None:
    """From due item to due item; whatever was due before is caught up with first."""
    runtime = Runtime(SERVICE, load(PartnersSettings), clock=FixedClock(START))
    leases = Leases(runtime.mongo, runtime.clock, new_id(), 0.3)
    jobs = Jobs(runtime, SERVICE.deciders, leases)
    while not await leases.hold([JOBS]):  # noqa: ASYNC110 - the holder before may be dead: nobody will wake us
        await asyncio.sleep(0.05)
    await runtime.journal.heal(*ALL)
    while (due := await jobs.next_due()) is not None and due <= until:
        await runtime.clock.move(max(due, runtime.clock.now()))
        await jobs.run_due(due)
    await leases.release()
    await runtime.close()


if __name__ == "__main__":
    asyncio.run(live(datetime.fromisoformat(sys.argv[1])))
