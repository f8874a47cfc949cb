"""Bulkheads: whatever some receivers do, the others get everything, as soon as without them.

50 endpoints, load at half of the rate that the same run has just measured as its maximum, first without and then with
receivers that misbehave. The normal run has one of each kind among the 50 and shows the ratio of the p99;
`make test-long` has five of one kind at a time for SIZE (60) seconds, and asserts it.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from statistics import quantiles
from typing import Final, Self

import pytest
from aiohttp import web

from services.notifications.views import DELIVERIES
from services.notifications.wire import message_id
from tests.integration.notifications_world import Answer, Receipt, World, until, world

Place = tuple[str, str]
Manner = Callable[["Sick", web.Request], Awaitable[web.StreamResponse]]

ENDPOINTS: Final = 50
SICK: Final = 5
TICK: Final = 0.02
WORST: Final = 1.2
"""Ratio of the p99 of the healthy ones with and without the sick ones."""


class Sick:
    """A server of receivers that misbehave, each in the manner that its path names, until they are let go."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.asked: dict[str, int] = dict.fromkeys(MANNERS, 0)
        app = web.Application()
        app.router.add_post("/{manner}/{number}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.address = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.free.set()
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        manner = request.match_info["manner"]
        self.asked[manner] += 1
        await request.read()
        return await MANNERS[manner](self, request)

    async def hang(self, _: web.Request) -> web.StreamResponse:
        """No answer."""
        await self.free.wait()
        return web.Response()

    async def fail(self, _: web.Request) -> web.StreamResponse:
        """500."""
        return web.Response(status=500)

    async def drip(self, request: web.Request) -> web.StreamResponse:
        """A byte a second."""
        answer = web.StreamResponse()
        await answer.prepare(request)
        with suppress(ConnectionError):
            while not self.free.is_set():
                await answer.write(b".")
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.free.wait(), 1)
        return answer

    async def flood(self, request: web.Request) -> web.StreamResponse:
        """A body without end."""
        answer = web.StreamResponse()
        await answer.prepare(request)
        with suppress(ConnectionError):
            while not self.free.is_set():
                await answer.write(b"x" * 65_536)
        return answer

    async def reset(self, request: web.Request) -> web.StreamResponse:
        """The connection is torn down."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


MANNERS: Final[dict[str, Manner]] = {
    "hang": Sick.hang,
    "fail": Sick.fail,
    "drip": Sick.drip,
    "flood": Sick.flood,
    "reset": Sick.reset,
}


class Load:
    """Events at a steady rate, and when each was due and received."""

    def __init__(self, w: World, healthy: list[Place]) -> None:
        self.w = w
        self.healthy = healthy
        self.at: dict[str, float] = {}
        for number in range(len(healthy)):
            w.receiver.manners[f"healthy{number}"] = self._noted()

    def _noted(self) -> Answer:
        async def answer(receipt: Receipt) -> web.Response:
            self.at.setdefault(receipt.id, receipt.at)
            return web.Response(status=204)

        return answer

    async def at_most(self, count: int) -> float:
        """Events per second, as many as go."""
        events = [self.w.event(self.healthy[n % len(self.healthy)][0]) for n in range(count)]
        began = time.perf_counter()
        for start in range(0, count, 100):
            await self.w.ingest(*events[start : start + 100])
        await self._received([message_id(one.id) for one in events])
        return count / (time.perf_counter() - began)

    async def steadily(self, rate: float, seconds: float, sick: list[Place]) -> list[float]:
        """Seconds from due to receipt of every event to a healthy one; the sick ones get as many each."""
        places, due = [*self.healthy, *sick], dict[str, float]()
        began, sent = time.perf_counter(), 0
        while (now := time.perf_counter()) < began + seconds:
            batch = []
            while began + sent / rate <= now:
                tenant, _ = places[sent % len(places)]
                batch.append(self.w.event(tenant))
                if sent % len(places) < len(self.healthy):
                    due[message_id(batch[-1].id)] = began + sent / rate
                sent += 1
            if batch:
                await self.w.ingest(*batch)
            await asyncio.sleep(TICK)
        await self._received(list(due))
        return [self.at[id] - at for id, at in due.items()]

    async def _received(self, ids: list[str]) -> None:
        await until(lambda: all(id in self.at for id in ids), 120, "every event at every healthy receiver")


def p99(latencies: list[float]) -> float:
    """Seconds."""
    return quantiles(latencies, n=100)[98]


@pytest.fixture
async def sick() -> AsyncIterator[Sick]:
    async with Sick() as made:
        yield made


async def measured(mongo_url: str, database: str, sick: Sick, manners: list[str], seconds: float) -> tuple[float, ...]:
    """The maximum per second, and the p99 of the healthy ones without and with the sick ones."""
    patient = {"webhook_timeout_seconds": 15, "mongo_timeout_seconds": 60, "allowed_addresses": sick.address}
    async with world(mongo_url, database, **patient) as w:
        w.room.settings = w.room.settings.model_copy(
            update={"allowed_addresses": (w.receiver.address, sick.address)},
        )
        healthy = [await w.endpoint(f"healthy{n}") for n in range(ENDPOINTS - len(manners))]
        ill = [await w.endpoint(f"{manner}/{n}", address=sick.address) for n, manner in enumerate(manners)]
        load = Load(w, healthy)
        async with w.engine():
            await load.at_most(200)  # connections, lanes and code are warm after that
            most = await load.at_most(int(100 * max(4.0, seconds)))
            without = await load.steadily(most / 2, seconds, [])
            with_them = await load.steadily(most / 2, seconds, ill)
            assert await undelivered(w, healthy) == 0
            await until(lambda: all(sick.asked[manner] for manner in manners), 60, "a request to every sick receiver")
            sick.free.set()
    assert w.receiver.forged == []
    return most, p99(without), p99(with_them)


async def undelivered(w: World, places: list[Place]) -> int:
    """Deliveries to these that are not recorded as made, after a while for the records."""
    rest = {"endpoint": {"$in": [id for _, id in places]}, "state": {"$ne": "delivered"}}
    for _ in range(100):
        if not (left := await w.room.mongo.documents(DELIVERIES).count(rest)):
            return 0
        await asyncio.sleep(0.1)
    return left


def told(what: str, most: float, without: float, with_them: float) -> str:
    """The figures."""
    ratio = with_them / without
    return (
        f"{what}: maximum {most:.0f}/s; healthy p99 {without * 1000:.1f} ms → {with_them * 1000:.1f} ms, {ratio:.2f}×"
    )


async def test_receivers_that_misbehave_cost_the_others_nothing(mongo_url: str, database: str, sick: Sick) -> None:
    figures = await measured(mongo_url, database, sick, list(MANNERS), seconds=3)
    print(told("one of each kind", *figures))


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("manner", list(MANNERS))
async def test_five_of_a_kind_do_not_delay_the_others(mongo_url: str, database: str, sick: Sick, manner: str) -> None:
    seconds = float(os.environ.get("JEMBATAN_TEST_SIZE") or 60)
    most, without, with_them = await measured(mongo_url, database, sick, [manner] * SICK, seconds)
    print(told(manner, most, without, with_them))
    assert with_them <= WORST * without
