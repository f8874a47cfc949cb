"""Webhooks: a raw aiohttp loop beside the sender, and a raw loop with the same writes and POSTs beside the engine.

`python -m tests.bench.bench_sender [rounds] [size]`, with JEMBATAN_TEST_MONGO_URL. Interleaved rounds, medians.
Targets: sender ≥ 0.7 of the raw loop; event → received ≥ 0.7 of the raw loop with the same writes and POSTs.
"""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median
from typing import Any, Final

import aiohttp

from services.notifications import signing
from services.notifications.addresses import Guard
from services.notifications.app import SERVICE
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import RegisterEndpoint, VerifyEndpoint
from services.notifications.engine.running import deliver
from services.notifications.ingest import ingest
from services.notifications.sender import Sender
from services.notifications.settings import settings_of
from shared.envelope import Record
from shared.ids import new_id
from shared.mongo import apply
from shared.runtime import Runtime
from tests.bench.receiver import receiver
from tests.integration.notifications_raw import RawLoop
from tests.integration.notifications_world import keep_secret, settings_for

CONCURRENCY: Final = 64
ENDPOINTS: Final = 20
BATCH: Final = 200
BODY: Final = b'{"type":"id.jembatan.partners.mou-signed.v1","data":{"text":"' + b"x" * 400 + b'"}}'
SECRET: Final = signing.new_secret()


def _headers(id: object) -> dict[str, str]:
    headers = signing.signed_headers([SECRET], f"msg_{id}", int(time.time()), BODY)
    return {**headers, "content-type": "application/json"}


async def _spread(size: int, post: Any) -> float:
    """Requests per second of `post(number)` with `CONCURRENCY` at once."""
    numbers = iter(range(size))

    async def work() -> None:
        for number in numbers:
            await post(number)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
    return size / (time.perf_counter() - began)


async def raw_sender(url: str, size: int) -> float:
    """aiohttp alone, signed."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def post(number: int) -> None:
            async with session.post(f"{url}/raw", data=BODY, headers=_headers(number)) as response:
                await response.read()

        return await _spread(size, post)


async def our_sender(url: str, size: int) -> float:
    """The same through `Sender`: address rules, deadline, caps, timings."""
    sender = Sender(Guard(exceptions=frozenset({url.removeprefix("http://")})))
    sender.open()  # once in a process: it reads the system's certificates, which the raw loop has no need of

    async def post(number: int) -> None:
        answer = await sender.post(f"{url}/ours", _headers(number), BODY)
        assert answer.error is None, answer.detail

    try:
        return await _spread(size, post)
    finally:
        await sender.close()


@asynccontextmanager
async def raw_loop(room: Runtime, url: str) -> AsyncIterator[RawLoop]:
    """The engine's writes and POSTs in a plain loop."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield RawLoop(room, session, f"{url}/raw", signing.shown(SECRET), asyncio.Semaphore(CONCURRENCY))


def strangers() -> list[tuple[str, str]]:
    """Tenants and endpoints that the engine does not know."""
    return [(new_id(), new_id()) for _ in range(ENDPOINTS)]


async def raw_path(room: Runtime, url: str, size: int) -> float:
    """Per second, batch by batch."""
    places = strangers()
    async with raw_loop(room, url) as raw:
        began = time.perf_counter()
        for start in range(0, size, BATCH):
            some = [places[number % ENDPOINTS] for number in range(start, start + BATCH)]
            await raw.send(await raw.hear([(event(room, tenant), tenant, endpoint) for tenant, endpoint in some]))
        return size / (time.perf_counter() - began)


async def our_path(room: Runtime, places: Sequence[str], url: str, size: int) -> float:
    """Ingest in the same batches, beside the running engine, until every delivery is received and recorded."""
    deliveries = room.mongo.documents("deliveries")
    before, received = await deliveries.count({"state": "delivered"}), await _received(url)
    engine = asyncio.create_task(deliver(room))
    began = time.perf_counter()
    for start in range(0, size, BATCH):
        await ingest(room, [event(room, places[n % ENDPOINTS]) for n in range(start, start + BATCH)])
    while await _received(url) < received + size:  # noqa: ASYNC110 - the receiver tells nobody
        await asyncio.sleep(0.02)
    while await deliveries.count({"state": "delivered"}) < before + size:  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.02)
    took = time.perf_counter() - began
    engine.cancel()
    await asyncio.wait([engine])
    return size / took


async def _received(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/count") as response:
        return int(await response.json())


def event(room: Runtime, partner: str) -> Record:
    """That names one organisation, in a stream of its own."""
    return Record(
        id=new_id(),
        type="id.jembatan.partners.mou-signed.v1",
        source="/jembatan/partners/mou",
        subject=new_id(),
        time=room.clock.now(),
        tenant="01981e4a-6c00-7000-8000-00000000000a",
        number=1,
        schools=(),
        partners=(partner,),
        correlation_id=None,
        causation_id=None,
        traceparent=None,
        replay=False,
        data={"text": "x" * 400},
    )


async def endpoint(room: Runtime, url: str) -> str:
    """A verified one; its tenant."""
    tenant, secret = new_id(), new_id()
    settings = settings_of(room)
    await keep_secret(room.mongo, settings.seal, tenant, secret, SECRET)
    ctx = room.context(tenant)
    register = RegisterEndpoint(owner="organisation", url=url, secret=secret)
    made = await ctx.execute(ENDPOINT, new_id(), register)
    await ctx.also("verify").execute(ENDPOINT, made.id, VerifyEndpoint(method="challenge", url=url))
    return tenant


async def measure(rounds: int, size: int, url: str) -> dict[str, float]:
    """Medians per second, and the ratios."""
    rates: dict[str, list[float]] = {"raw sender": [], "sender": [], "raw path": [], "path": []}
    database = f"bench{secrets.token_hex(3)}"
    address = url.removeprefix("http://")
    slow = {"webhook_timeout_seconds": 15, "mongo_timeout_seconds": 60}
    room = Runtime(SERVICE, settings_for(os.environ["JEMBATAN_TEST_MONGO_URL"], database, address, **slow))
    try:
        await apply(room.mongo, room.collections())
        places = [await endpoint(room, f"{url}/ours") for _ in range(ENDPOINTS)]
        for _ in range(rounds):
            rates["raw sender"].append(await raw_sender(url, size))
            rates["sender"].append(await our_sender(url, size))
            rates["raw path"].append(await raw_path(room, url, size))
            rates["path"].append(await our_path(room, places, url, size))
    finally:
        await room.mongo.client.drop_database(database)
        await room.close()
    medians = {name: median(values) for name, values in rates.items()}
    ratios = {
        "sender ratio": medians["sender"] / medians["raw sender"],
        "path ratio": medians["path"] / medians["raw path"],
    }
    return {**medians, **ratios}


def main(rounds: int = 3, size: int = 2_000) -> dict[str, float]:
    """Print and return the figures."""
    with receiver() as url:
        figures = asyncio.run(measure(rounds, size, url))
    for name in ("sender", "path"):
        raw, own = figures[f"raw {name}"], figures[name]
        label = {"sender": "webhook sender", "path": "event → webhook"}[name]
        print(f"{label:<16} raw {raw:>8,.0f}/s   ours {own:>8,.0f}/s   ratio {figures[f'{name} ratio']:.2f}")
    return figures


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
