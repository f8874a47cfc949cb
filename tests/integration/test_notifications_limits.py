"""What an endpoint asks for is kept: its rate by whoever owns the lane, fewer at once when throttled, silence."""

import asyncio
import time
from bisect import bisect_right
from collections.abc import AsyncIterator
from itertools import cycle, pairwise

import pytest
from aiohttp import web

from services.notifications.views import LANES
from tests.integration.notifications_world import Receipt, World, until, world

PATIENT = {"webhook_timeout_seconds": 60, "retry_steps": "0,0.1,0.1,0.1,0.1,0.1"}


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, **PATIENT) as made:
        yield made


def most_in(instants: list[float], span: float = 1.0) -> int:
    """The most that any closed span of so many seconds holds."""
    ordered = sorted(instants)
    return max(bisect_right(ordered, at + span) - index for index, at in enumerate(ordered))


async def test_a_rate_is_exact_while_replicas_join_and_leave(w: World) -> None:
    """20/s, burst 1: never more than 21 dispatches in any second; receipts may bunch while they are under way."""
    tenant, endpoint = await w.endpoint("hooks", rate=20.0, burst=1)
    await w.ingest(*(w.event(tenant) for _ in range(80)))
    perf_to_machine = time.time() - time.perf_counter()
    replicas = [w.engine() for _ in range(8)]
    await replicas[0].__aenter__()
    for leaving, joining in pairwise(replicas):
        await joining.__aenter__()
        await asyncio.sleep(0.4)
        await leaving.__aexit__(None, None, None)
    await w.receiver.received("hooks", 80)
    deliveries = await w.settled(endpoint)
    await replicas[-1].__aexit__(None, None, None)
    attempts = [one for delivery in deliveries for one in await w.attempts(delivery["id"])]
    assert len({one["worker"] for one in attempts}) > 1, "replicas took turns"
    dispatched = {one["delivery"]: one["started"].timestamp() for one in attempts}
    assert len(attempts) == len(dispatched) == 80
    assert most_in(list(dispatched.values())) <= 21
    received = {receipt.id: receipt.at + perf_to_machine for receipt in w.receiver.receipts["hooks"]}
    under_way = max(received[one["message_id"]] - dispatched[one["id"]] for one in deliveries)
    assert most_in(list(received.values())) <= 1 + 20 * (1 + max(0.0, under_way) + 0.002)


async def test_what_waits_for_its_token_is_not_said_to_be_sent(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", rate=2.0, burst=1)
    await w.ingest(*(w.event(tenant) for _ in range(6)))
    most = 0
    async with w.engine():
        while len(w.receiver.receipts["hooks"]) < 4:
            most = max(most, sum(one["state"] == "sending" for one in await w.deliveries(endpoint)))
            await asyncio.sleep(0.02)
        assert w.receiver.forged == []
    assert most <= 1
    assert {one["attempts"] for one in await w.deliveries(endpoint)} == {0, 1}


async def test_another_rate_counts_from_an_empty_bucket(w: World) -> None:
    tenant, _ = await w.endpoint("hooks", rate=4.0, burst=4)
    start = time.perf_counter()
    async with w.engine():
        await w.ingest(*(w.event(tenant) for _ in range(5)))
        receipts = await w.receiver.received("hooks", 5)
    assert receipts[0].at - start >= 0.25, "empty at first"
    assert receipts[4].at - start >= 1.25


class Crowd:
    """Holds every request until it is let go, and counts how many are there at once."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.answers = cycle([200])
        self.door = asyncio.Event()

    async def __call__(self, _: Receipt) -> web.Response:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.door.wait()
        self.inside -= 1
        return web.Response(status=next(self.answers))

    async def holds(self, count: int) -> None:
        """So many are there, and no more come in a while."""
        await until(lambda: self.inside == count, 60, f"{count} requests at once, {self.inside} now")
        await asyncio.sleep(0.5)
        assert self.inside == count


async def test_the_window_halves_when_throttled_outlives_its_owner_and_grows_again(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    crowd, smaller, again = Crowd(), Crowd(), Crowd()
    async with w.engine():
        await w.answered_once(tenant, endpoint)
        w.receiver.manners["hooks"] = crowd
        await w.ingest(*(w.event(tenant) for _ in range(8)))
        await crowd.holds(8)
        w.receiver.manners["hooks"], crowd.answers = smaller, cycle([429, 502, 504])
        crowd.door.set()
        await smaller.holds(4)
        smaller.door.set()
        await w.settled(endpoint)
    size = await window_of(w, endpoint)
    assert size is not None
    assert 4 <= size < 8
    await w.room.mongo.documents(LANES).update_many({"endpoint": endpoint}, {"$set": {"throttle.successes": 0}})
    del w.receiver.manners["hooks"]
    async with w.engine():
        await w.answered_once(tenant, endpoint)
        w.receiver.manners["hooks"] = again
        await w.ingest(*(w.event(tenant) for _ in range(60)))
        await again.holds(size)
        again.door.set()
        await w.settled(endpoint)
    assert await window_of(w, endpoint) is None, "the whole window again"


async def window_of(w: World, endpoint: str) -> int | None:
    """As stored with the lane."""
    (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
    size: int | None = lane["throttle"].get("size")
    return size


async def test_retry_after_silences_the_whole_lane_for_every_owner(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")

    async def busy(_: Receipt) -> web.Response:
        first = len(w.receiver.receipts["hooks"]) == 1
        return web.Response(status=503 if first else 200, headers={"retry-after": "2"} if first else {})

    w.receiver.manners["hooks"] = busy
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.receiver.received("hooks", 1)
        await w.counted(endpoint, 1, tries=1)
        await w.ingest(*(w.event(tenant) for _ in range(10)))
        await asyncio.sleep(0.3)
    async with w.engine():
        await w.settled(endpoint)
    first, *others = w.receiver.receipts["hooks"]
    assert len(others) == 11
    assert min(one.at for one in others) - first.at >= 2
    assert sorted(one["attempts"] for one in await w.deliveries(endpoint)) == [1] * 10 + [2]


async def test_what_was_about_to_be_sent_when_silence_was_asked_for_is_withdrawn(w: World) -> None:
    """16 have begun, 8 are at the receiver: the other 8 are not sent, and nothing says that they were."""
    tenant, endpoint = await w.endpoint("hooks")
    asked = asyncio.Event()

    async def quiet(_: Receipt) -> web.Response:
        if len(w.receiver.receipts["hooks"]) > 8:
            return web.Response()
        await asked.wait()
        return web.Response(status=429, headers={"retry-after": "2"})

    async with w.engine():
        await w.answered_once(tenant, endpoint)
        w.receiver.receipts["hooks"].clear()
        w.receiver.manners["hooks"] = quiet
        await w.ingest(*(w.event(tenant) for _ in range(16)))
        await w.counted(endpoint, 16, state="sending")
        await w.receiver.received("hooks", 8)
        asked.set()
        await w.settled(endpoint)
    receipts = w.receiver.receipts["hooks"]
    assert len(receipts) == 24
    assert receipts[8].at - receipts[7].at >= 2
    deliveries = await w.deliveries(endpoint)
    assert sorted(one["attempts"] for one in deliveries) == [1] * 9 + [2] * 8
    attempts = [one for delivery in deliveries for one in await w.attempts(delivery["id"])]
    assert sorted(str(one["error"]) for one in attempts) == ["None"] * 17 + ["throttled"] * 8
