"""Bulkheads: whatever some receivers do, the others get everything, as soon as without them.

50 endpoints, load at half of the rate that the same run has just measured as its maximum, in turns without receivers
that misbehave and with some, so that what the machine does in the meantime is in both. The normal run has one of each
kind among the 50 and shows the ratio of the p99; `make test-long` has five of one kind at a time, for SIZE (60) seconds
in three turns, and asserts it. The rate is the same in all turns: what the sick ones do not get goes to the others.
"""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from statistics import fmean, quantiles
from typing import Final

import pytest
from aiohttp import web
from prometheus_client import REGISTRY

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint
from services.notifications.engine.slots import FEW
from services.notifications.engine.targets import FRESH_SECONDS
from services.notifications.views import DELIVERIES
from services.notifications.wire import message_id
from shared.ids import new_id
from tests.integration.notifications_world import Answer, Receipt, World, until, world
from tests.integration.sick_receivers import MANNERS, Sick

Place = tuple[str, str]

ENDPOINTS: Final = 50
SICK: Final = 5
TICK: Final = 0.02
WINDOW: Final = 5.0
"""Seconds."""
TURNS: Final = 3
DEADLINE: Final = 5.0
"""Seconds: what hangs is new, then slow, then fails, and then nothing is sent to it, all within a turn of 20 s."""
WORST: Final = 1.2
"""Ratio of the p99 of the healthy ones with and without the sick ones."""


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
            self.w.receiver.receipts[receipt.path].clear()  # tens of thousands would be gone through by each collection
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

    async def steadily(self, rate: float, seconds: float, sick: list[Place]) -> list[list[float]]:
        """Seconds from due to receipt of every event to a healthy one, by `WINDOW`; the sick ones get as many each."""
        places, due = [*sick, *self.healthy], dict[str, float]()  # the sick ones get some on the slowest machine
        began, sent = time.perf_counter(), 0
        while (now := time.perf_counter()) < began + seconds:
            batch = []
            while began + sent / rate <= now:
                tenant, _ = places[sent % len(places)]
                batch.append(self.w.event(tenant))
                if sent % len(places) >= len(sick):
                    due[message_id(batch[-1].id)] = began + sent / rate
                sent += 1
            if batch:
                await self.w.ingest(*batch)
            await asyncio.sleep(TICK)
        await self._received(list(due))
        windows = defaultdict[int, list[float]](list)
        for id, at in due.items():
            windows[int((at - began) // WINDOW)].append(self.at[id] - at)
        return list(windows.values())

    async def _received(self, ids: list[str]) -> None:
        await until(lambda: all(id in self.at for id in ids), 120, "every event at every healthy receiver")


@dataclass
class Found:
    """What was measured: the maximum per second of each round, and seconds of each healthy delivery by window, without
    and with the sick ones.
    """

    most: list[float] = field(default_factory=list)
    without: list[list[float]] = field(default_factory=list)
    with_them: list[list[float]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Of the p99 with them and without."""
        return p99(self.with_them) / p99(self.without)

    def __str__(self) -> str:
        of_both = f"{p99(self.without) * 1000:.0f} ms → {p99(self.with_them) * 1000:.0f} ms"
        most = ", ".join(f"{each:.0f}" for each in self.most)
        return f"maximum {most}/s; healthy p99 {of_both}, {self.ratio:.2f}×"


def p99(windows: list[list[float]]) -> float:
    """In seconds, of each window; the mean of these. One stall of the machine decides the p99 of a whole minute."""
    return fmean(quantiles(window, n=100)[98] for window in windows)


@pytest.fixture
async def sick() -> AsyncIterator[Sick]:
    async with Sick() as made:
        yield made


async def measured(
    mongo_url: str, database: str, sick: Sick, manners: list[str], seconds: float, rounds: int = 1
) -> Found:
    """One round; while all of them together are over the bound, more, and so many at most."""
    patient = {"webhook_timeout_seconds": DEADLINE, "mongo_timeout_seconds": 60, "allowed_addresses": sick.address}
    found = Found()
    async with world(mongo_url, database, **patient) as w:
        w.room.settings = w.room.settings.model_copy(
            update={"allowed_addresses": (w.receiver.address, sick.address)},
        )
        healthy = [await w.endpoint(f"healthy{n}") for n in range(ENDPOINTS - len(manners))]
        load = Load(w, healthy)
        async with w.engine():
            await load.at_most(200)  # connections, lanes and code are warm after that
            for _ in range(rounds):
                await one_round(load, sick, manners, seconds, found)
                print(f"{', '.join(sorted(set(manners)))}: {found}")
                if found.ratio <= WORST:
                    break
            assert await undelivered(w, healthy) == 0
    assert w.receiver.forged == []
    return found


async def one_round(load: Load, sick: Sick, manners: list[str], seconds: float, found: Found) -> None:
    """In turns: none are sick, and then some that nobody has sent to before."""
    most = await load.at_most(int(100 * max(4.0, seconds)))
    found.most.append(most)
    await quiet(load.w)
    turn = seconds / TURNS
    found.without += await load.steadily(most / 2, turn / 2, [])
    for number in range(TURNS):
        paths = [f"{manner}/{new_id()}" for manner in manners]
        ill = [await load.w.endpoint(path, address=sick.address) for path in paths]
        found.with_them += await load.steadily(most / 2, turn, ill)
        await sick.called(paths)
        await paused(load.w, ill)
        await sick.let_go()
        await quiet(load.w)
        found.without += await load.steadily(most / 2, turn if number < TURNS - 1 else turn / 2, [])


async def paused(w: World, places: list[Place]) -> None:
    """These get no more requests."""
    for tenant, endpoint in places:
        await w.room.context(tenant).execute(ENDPOINT, endpoint, PauseEndpoint())
    await asyncio.sleep(2 * FRESH_SECONDS)


async def quiet(w: World) -> None:
    """Nothing is under way, and what came of it is recorded."""
    while await w.room.mongo.documents(DELIVERIES).count({"state": "sending"}):  # noqa: ASYNC110 - it is a count
        await asyncio.sleep(0.1)


async def undelivered(w: World, places: list[Place]) -> int:
    """Deliveries to these that are not recorded as made, after a while for the records."""
    rest = {"endpoint": {"$in": [id for _, id in places]}, "state": {"$ne": "delivered"}}
    for _ in range(100):
        if not (left := await w.room.mongo.documents(DELIVERIES).count(rest)):
            return 0
        await asyncio.sleep(0.1)
    return left


def in_flight(pace: str) -> float | None:
    return REGISTRY.get_sample_value("jembatan_webhook_in_flight", {"pace": pace})


async def test_many_that_begin_to_hang_together_leave_room_for_one_that_does_not(
    mongo_url: str, database: str, sick: Sick
) -> None:
    """Of 40 lanes that nobody knows yet each has work for a whole window: three times of what may be in flight."""
    patient = {"webhook_timeout_seconds": 60, "webhook_in_flight": 100, "allowed_addresses": sick.address}
    async with world(mongo_url, database, **patient) as w:
        w.room.settings = w.room.settings.model_copy(update={"allowed_addresses": (w.receiver.address, sick.address)})
        partner, hanging = new_id(), 40
        few = FEW * hanging
        for n in range(hanging):
            await w.endpoint(f"hang/{n}", tenant=partner, address=sick.address)
        healthy, _ = await w.endpoint("healthy")
        async with w.engine():
            await w.ingest(*(w.event(partner) for _ in range(8)))
            await sick.until(lambda asked: asked.held >= few)
            await w.ingest(*(w.event(healthy) for _ in range(50)))
            await w.receiver.received("healthy", 50, seconds=30)
            assert (await sick.asked()).held == few
            await until(lambda: in_flight("slow") == few, 60, "hanging lanes that count as slow")
            await until(lambda: in_flight("quick") == 0, 60, "the answers of the healthy one")
            sick.end()


async def test_beside_receivers_that_misbehave_the_others_get_everything(
    mongo_url: str, database: str, sick: Sick
) -> None:
    found = await measured(mongo_url, database, sick, list(MANNERS), seconds=6)
    assert len(found.with_them) == TURNS


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("manner", list(MANNERS))
async def test_five_of_a_kind_do_not_delay_the_others(mongo_url: str, database: str, sick: Sick, manner: str) -> None:
    """A machine moves one round by more than the bound allows: what is over it is measured up to three times."""
    seconds = float(os.environ.get("JEMBATAN_TEST_SIZE") or 60)
    found = await measured(mongo_url, database, sick, [manner] * SICK, seconds, rounds=3)
    assert found.ratio <= WORST
