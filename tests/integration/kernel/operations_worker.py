"""Worker lives that are killed: each runs what is queued in the database that the environment names, then ends.

Prints how each life ended, -9 when it was killed. They are forked from one process: imports take longer than a life.
"""

import asyncio
import os
from pathlib import Path

from shared import faults
from shared.ids import new_id
from shared.leases import Lease, Leases
from shared.mongo import connect
from shared.settings import ServiceSettings, load
from tests.integration.kernel.house import House, MovableClock
from tests.integration.kernel.sample import START
from tests.integration.kernel.test_http_operations import jar_operations

LIVES = 12
TERM = 0.5


async def held(leases: Leases) -> Lease:
    """Once the life before is known to be over."""
    while True:
        await leases.hold(["operations"])
        if lease := leases.lease("operations"):
            return lease
        await asyncio.sleep(0.05)


async def work() -> None:
    settings = load(ServiceSettings)
    mongo = connect(settings)
    house = House(mongo, MovableClock(START), settings, Path())
    lease = await held(Leases(mongo, house.clock, new_id(), TERM))
    await jar_operations().round(house, lease.fence)
    await mongo.close()


def live(seed: int) -> int:
    """One life; how it ended."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    faults.arm(f"operation.after-row:kill:0.08:{seed}", "development")
    asyncio.run(work())
    os._exit(0)


if __name__ == "__main__":
    for seed in range(LIVES):
        ended = live(seed)
        print(f"ended {ended}", flush=True)
        if ended == 0:
            break
