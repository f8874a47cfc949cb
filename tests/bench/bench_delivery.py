"""Event → receipt: at a steady rate, beside an endpoint that never answers, and by one replica and by three.

`python -m tests.bench.bench_delivery [seconds] [size]`, with JEMBATAN_TEST_MONGO_URL. A latency begins when its event
was due by the rate, and ends in the receiver, a process of its own; the clock is the machine's monotonic one. Kafka is
left out. Targets: p99 ≤ 50 ms at 200/s; one dead endpoint worsens the others' p99 by at most 1.2×.
"""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from statistics import quantiles
from typing import Final

import aiohttp

from services.notifications.app import SERVICE
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint
from services.notifications.engine.running import deliver
from services.notifications.engine.targets import FRESH_SECONDS
from services.notifications.ingest import ingest
from services.notifications.views import DELIVERIES
from services.notifications.wire import message_id
from shared.mongo import apply
from shared.runtime import Runtime
from tests.bench.bench_sender import endpoint, event, raw_loop, strangers
from tests.bench.receiver import receiver
from tests.integration.notifications_worker import worker
from tests.integration.notifications_world import settings_for

RATE: Final = 200
ENDPOINTS: Final = 20
REPLICAS: Final = 3
TICK: Final = 0.005
TURNS: Final = 3
"""Without and beside a dead endpoint in turns, so that what the machine does in the meantime is in both."""


async def received(url: str, ids: Sequence[str]) -> dict[str, float]:
    """When each of these was received, once all were."""
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}/told") as response:
                at: dict[str, float] = await response.json()
            if all(id in at for id in ids):
                return at
            await asyncio.sleep(0.1)


async def paced(seconds: float) -> AsyncIterator[list[tuple[int, float]]]:
    """What has fallen due at `RATE` since the last look, as `(number, instant)`."""
    began, sent = time.monotonic(), 0
    while (now := time.monotonic()) < began + seconds:
        since, sent = sent, int((now - began) * RATE) + 1
        if sent > since:
            yield [(number, began + number / RATE) for number in range(since, sent)]
        await asyncio.sleep(TICK)


async def steadily(room: Runtime, url: str, places: Sequence[str], dead: str | None, seconds: float) -> list[float]:
    """Seconds from due to receipt at `RATE`; a dead endpoint gets as many as each other."""
    due: dict[str, float] = {}
    async for numbers in paced(seconds):
        batch = []
        for number, instant in numbers:
            batch.append(event(room, places[number % len(places)]))
            due[message_id(batch[-1].id)] = instant
            if dead and number % len(places) == 0:
                batch.append(event(room, dead))
        await ingest(room, batch)
    at = await received(url, list(due))
    return [at[id] - since for id, since in due.items()]


async def beside_a_dead_one(room: Runtime, url: str, places: Sequence[str], seconds: float) -> list[float]:
    """The same beside one that nobody has sent to before."""
    tenant = await endpoint(room, f"{url}/dead")
    found = await steadily(room, url, places, tenant, seconds)
    for one in await room.mongo.documents(ENDPOINT.collection).find({"tenant": tenant}):
        await room.context(tenant).execute(ENDPOINT, one["id"], PauseEndpoint())
    await asyncio.sleep(2 * FRESH_SECONDS)
    while await room.mongo.documents(DELIVERIES).count({"state": "sending"}):  # noqa: ASYNC110 - it is a count
        await asyncio.sleep(0.05)
    return found


async def steadily_raw(room: Runtime, url: str, seconds: float) -> list[float]:
    """The same by a plain loop with the same writes and POSTs."""
    due: dict[str, float] = {}
    places, sending = strangers(), set[asyncio.Task[None]]()
    async with raw_loop(room, url) as raw:
        async for numbers in paced(seconds):
            heard = []
            for number, instant in numbers:
                tenant, stranger = places[number % len(places)]
                heard.append((event(room, tenant), tenant, stranger))
                due[message_id(heard[-1][0].id)] = instant
            sending.add(task := asyncio.create_task(raw.send(await raw.hear(heard))))
            task.add_done_callback(sending.discard)
        await asyncio.gather(*sending)
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
    with ExitStack() as workers:
        for _ in range(count):
            workers.enter_context(worker(url, database, address, webhook_timeout_seconds=15))
        yield


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
        await steadily_raw(room, url, 2)
        raw = await steadily_raw(room, url, seconds)
        places = [await endpoint(room, f"{url}/ours") for _ in range(ENDPOINTS)]
        without, beside = list[float](), list[float]()
        async with engine(room):
            await steadily(room, url, places, None, 2)  # connections, lanes and code are warm after that
            for _ in range(TURNS):
                without += await steadily(room, url, places, None, seconds / TURNS)
                beside += await beside_a_dead_one(room, url, places, seconds / TURNS)
        one = await drained(room, url, places, 1, size)
        three = await drained(room, url, places, REPLICAS, size)
    finally:
        await room.mongo.client.drop_database(database)
        await room.close()
    taken = {"": without, "raw ": raw}
    found = {f"{whose}p{percent}": _ms(each, percent) for whose, each in taken.items() for percent in (50, 99)}
    dead_p99 = _ms(beside, 99)
    return {
        **found,
        "p99 beside a dead one": dead_p99,
        "dead ratio": dead_p99 / found["p99"],
        "one": one,
        "three": three,
    }


def _ms(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] * 1000


def main(seconds: int = 15, size: int = 2_000) -> dict[str, float]:
    """Print and return the figures."""
    with receiver() as url:
        found = asyncio.run(measure(seconds, size, url))
    dead = f"beside a dead endpoint p99 {found['p99 beside a dead one']:.0f} ms, {found['dead ratio']:.2f}×"
    raw = f"raw p50 {found['raw p50']:.0f} ms   p99 {found['raw p99']:.0f} ms"
    print(f"event → webhook  at {RATE}/s   {raw}   ours p50 {found['p50']:.0f} ms   p99 {found['p99']:.0f} ms   {dead}")
    print(f"{'':<16} one replica {found['one']:,.0f}/s   {REPLICAS} replicas {found['three']:,.0f}/s")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
