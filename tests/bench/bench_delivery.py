"""Event → receipt: at a steady rate, beside an endpoint that never answers, and by one replica and by three.

`python -m tests.bench.bench_delivery [seconds] [size]`, with JEMBATAN_TEST_MONGO_URL. A latency begins when its event
was due by the rate, and ends in the receiver, a process of its own; the clock is the machine's monotonic one. Kafka is
left out. Targets: p99 ≤ 50 ms at 200/s; one dead endpoint worsens the others' p99 by at most 1.2×.
"""

import asyncio
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from statistics import quantiles
from typing import Final

import aiohttp

from services.notifications.app import SERVICE
from services.notifications.engine.running import deliver
from services.notifications.ingest import ingest
from services.notifications.views import DELIVERIES
from services.notifications.wire import message_id
from shared.mongo import apply
from shared.runtime import Runtime
from tests.bench.bench_sender import endpoint, event
from tests.bench.receiver import receiver
from tests.integration.notifications_world import settings_for
from tests.stack import ROOT

RATE: Final = 200
ENDPOINTS: Final = 20
REPLICAS: Final = 3
TICK: Final = 0.005


async def received(url: str, ids: Sequence[str]) -> dict[str, float]:
    """When each of these was received, once all were."""
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}/told") as response:
                at: dict[str, float] = await response.json()
            if all(id in at for id in ids):
                return at
            await asyncio.sleep(0.1)


async def steadily(room: Runtime, url: str, places: Sequence[str], dead: str | None, seconds: float) -> list[float]:
    """Seconds from due to receipt at `RATE`; a dead endpoint gets as many as each other."""
    due: dict[str, float] = {}
    began, sent = time.monotonic(), 0
    while (now := time.monotonic()) < began + seconds:
        batch = []
        while began + sent / RATE <= now:
            batch.append(event(room, places[sent % len(places)]))
            due[message_id(batch[-1].id)] = began + sent / RATE
            sent += 1
            if dead and sent % len(places) == 0:
                batch.append(event(room, dead))
        if batch:
            await ingest(room, batch)
        await asyncio.sleep(TICK)
    at = await received(url, list(due))
    return [at[id] - since for id, since in due.items()]


@asynccontextmanager
async def engine(room: Runtime) -> AsyncIterator[None]:
    """In this process; what hangs at the end is left."""
    task = asyncio.create_task(deliver(room))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@contextmanager
def replicas(count: int, room: Runtime, address: str) -> Iterator[None]:
    """So many workers, each a process."""
    url, database = os.environ["JEMBATAN_TEST_MONGO_URL"], room.settings.mongo_database
    command = [sys.executable, "-m", "tests.integration.notifications_worker", url, database, address]
    workers = [subprocess.Popen([*command, "webhook_timeout_seconds=15"], cwd=ROOT) for _ in range(count)]
    try:
        yield
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


async def drained(room: Runtime, url: str, places: Sequence[str], count: int, size: int) -> float:
    """Per second by so many replicas, from the first receipt to the last."""
    events = [event(room, places[n % len(places)]) for n in range(size)]
    for start in range(0, size, 200):
        await ingest(room, events[start : start + 200])
    ids = [message_id(one.id) for one in events]
    with replicas(count, room, url.removeprefix("http://")):
        at = await received(url, ids)
        unrecorded = {"tenant": {"$in": list(places)}, "state": {"$ne": "delivered"}}
        while await room.mongo.documents(DELIVERIES).count(unrecorded):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)
    instants = sorted(at[id] for id in ids)
    return size / (instants[-1] - instants[0])


async def measure(seconds: float, size: int, url: str) -> dict[str, float]:
    """Milliseconds, rates and ratios."""
    slow = {"webhook_timeout_seconds": 2, "mongo_timeout_seconds": 60}
    address, database = url.removeprefix("http://"), f"bench{secrets.token_hex(3)}"
    room = Runtime(SERVICE, settings_for(os.environ["JEMBATAN_TEST_MONGO_URL"], database, address, **slow))
    try:
        await apply(room.mongo, room.collections())
        places = [await endpoint(room, f"{url}/ours") for _ in range(ENDPOINTS)]
        dead = await endpoint(room, f"{url}/dead")
        async with engine(room):
            await steadily(room, url, places, None, 2)  # connections, lanes and code are warm after that
            without = await steadily(room, url, places, None, seconds)
            beside = await steadily(room, url, places, dead, seconds)
        one = await drained(room, url, places, 1, size)
        three = await drained(room, url, places, REPLICAS, size)
    finally:
        await room.mongo.client.drop_database(database)
        await room.close()
    found = {"p50": _ms(without, 50), "p99": _ms(without, 99), "p99 beside a dead one": _ms(beside, 99)}
    return {**found, "dead ratio": found["p99 beside a dead one"] / found["p99"], "one": one, "three": three}


def _ms(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] * 1000


def main(seconds: int = 15, size: int = 2_000) -> dict[str, float]:
    """Print and return the figures."""
    with receiver() as url:
        found = asyncio.run(measure(seconds, size, url))
    dead = f"beside a dead endpoint p99 {found['p99 beside a dead one']:.0f} ms, {found['dead ratio']:.2f}×"
    print(f"event → webhook  at {RATE}/s   p50 {found['p50']:.0f} ms   p99 {found['p99']:.0f} ms   {dead}")
    print(f"{'':<16} one replica {found['one']:,.0f}/s   {REPLICAS} replicas {found['three']:,.0f}/s")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
