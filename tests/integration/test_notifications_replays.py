"""Replays go when nothing else can, in half of the window at most, in order, with the same `webhook-id`."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint, ResumeEndpoint
from services.notifications.engine import deliveries, intake
from services.notifications.engine.lanes import REPLAY_BEGUN, REPLAYED
from services.notifications.ingest import tell
from services.notifications.views import DELIVERIES
from shared.ids import new_id
from tests.integration.notifications_worker import worker
from tests.integration.notifications_world import Receipt, World, until, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=60) as made:
        yield made


async def replay(w: World, tenant: str, endpoint: str) -> None:
    """Everything again."""
    again = {"state": "pending", "due": REPLAYED, "tries": 0, "trigger": "replay"}
    await w.room.mongo.documents(DELIVERIES).update_many({"endpoint": endpoint}, {"$set": again})
    await tell(w.room, [(tenant, endpoint)])


async def test_fresh_events_and_retries_do_not_wait_for_a_replay(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    old = [w.event(tenant) for _ in range(300)]
    door, inside = asyncio.Event(), 0
    async with w.engine():
        await w.ingest(*old)
        await w.settled(endpoint)
        known = set(w.receiver.ids("hooks"))

        async def answer(receipt: Receipt) -> web.Response:
            nonlocal inside
            if receipt.id in known:
                inside += 1
                await door.wait()
            failing = receipt.id not in known and w.receiver.ids("hooks").count(receipt.id) == 1
            return web.Response(status=500 if failing else 200)

        w.receiver.manners["hooks"] = answer
        await replay(w, tenant, endpoint)
        await until(lambda: inside == 4, 60, "half of the window")
        await w.ingest(*(w.event(tenant) for _ in range(30)))
        await w.counted(endpoint, 30, state="delivered", attempts=2)
        assert inside == 4, "fresh ones and their retries came through while not one replay had ended"
        door.set()
        await w.settled(endpoint)
    assert len(w.receiver.ids("hooks")) == 300 + 300 + 60
    assert len(set(w.receiver.ids("hooks"))) == 330


class Door:
    """Holds what is replayed until it is open; a first attempt of the second of an aggregate is answered 500, and with
    `failing` so is a first attempt of a replay.
    """

    def __init__(self, w: World, *, failing: bool) -> None:
        self._ids, self._known, self._failing = w.receiver, set(w.receiver.ids("hooks")), failing
        self.inside = 0
        self._open = asyncio.Event()

    def open(self) -> None:
        """From now on all goes through."""
        self._open.set()

    async def __call__(self, receipt: Receipt) -> web.Response:
        times = self._ids.ids("hooks").count(receipt.id)
        if receipt.id not in self._known:
            return web.Response(status=500 if times == 1 and receipt.body["sequence"] == 2 else 200)
        if self._failing and times == 2:
            return web.Response(status=500)
        self.inside += 1
        await self._open.wait()
        return web.Response()


async def test_a_replay_that_fails_remains_one(w: World) -> None:
    """Its retry, too, goes after what is fresh, and in half of the window."""
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(*(w.event(tenant) for _ in range(7)))
        await w.settled(endpoint)
        door = w.receiver.manners["hooks"] = Door(w, failing=True)
        await replay(w, tenant, endpoint)
        await until(lambda: door.inside == 4, 20, "half of the window")
        await w.ingest(*(w.event(tenant) for _ in range(30)))
        await w.counted(endpoint, 30, 20, state="delivered", attempts=1)
        assert door.inside == 4
        door.open()
        first, *_ = await w.settled(endpoint)
    assert [one["trigger"] for one in await w.attempts(first["id"])] == ["event", "replay", "schedule"]


@pytest.mark.parametrize("ordered", [False, True])
async def test_however_many_failed_replays_fall_due_neither_fresh_events_nor_their_retries_wait(
    w: World, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = 40
    for module in (deliveries, intake):
        monkeypatch.setattr(module, "PAGE", page)
    tenant, endpoint = await w.endpoint("hooks", ordered=ordered)
    many = 2 * page + 10
    async with w.engine():
        await w.ingest(*(w.event(tenant) for _ in range(many)))
        await w.settled(endpoint)
    due = w.room.clock.machine() - timedelta(seconds=1)
    failed = {"state": "pending", "due": due, "tries": 1, "trigger": "schedule", "replayed": True, "error": "timeout"}
    await w.room.mongo.documents(DELIVERIES).update_many({"endpoint": endpoint}, {"$set": failed})
    door = w.receiver.manners["hooks"] = Door(w, failing=False)
    async with w.engine():
        await w.ingest(w.event(tenant))  # whose answer opens the window
        await until(lambda: door.inside == 4, 20, "half of the window")
        await w.ingest(*(w.event(tenant, number=number) for number in (1, 1, 1, 1, 1, 2) * 5))
        await w.counted(endpoint, 26, 20, state="delivered", attempts=1)
        await w.counted(endpoint, 5, 20, state="delivered", attempts=2)
        assert door.inside == 4
        door.open()
        await w.settled(endpoint)
    assert len(w.receiver.ids("hooks")) == 2 * many + 36


async def test_with_order_what_is_fresh_waits_for_a_replay_that_has_begun(w: World) -> None:
    """Also after somebody else has taken the lane over; and not for those that have not begun."""
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    subject = new_id()
    async with w.engine():
        await w.ingest(*(w.event(tenant, subject=subject, number=number) for number in (1, 2)))
        first, second = await w.settled(endpoint)
    deliveries = w.room.mongo.documents(DELIVERIES)
    again = {"state": "pending", "trigger": "schedule", "replayed": True}
    await deliveries.update_one({"_id": first["_id"]}, {"$set": {**again, "due": REPLAY_BEGUN, "tries": 1}})
    await deliveries.update_one({"_id": second["_id"]}, {"$set": {**again, "due": REPLAYED, "tries": 0}})
    await w.ingest(w.event(tenant, subject=subject, number=3))
    async with w.engine():
        await w.settled(endpoint)
    received = [one.body["sequence"] for one in w.receiver.receipts["hooks"]]
    assert received[:3] == [1, 2, 1]
    assert sorted(received[3:]) == [2, 3]


async def test_a_replay_under_way_at_a_kill_comes_back_as_one(w: World, mongo_url: str, database: str) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.settled(endpoint)
    await replay(w, tenant, endpoint)
    with worker(mongo_url, database, w.receiver.address, faults="webhook.after-post:kill:1:1") as first:
        assert await asyncio.to_thread(first.wait, 60) == -signal.SIGKILL
    await w.room.context(tenant).execute(ENDPOINT, endpoint, PauseEndpoint())
    async with w.engine():
        await w.counted(endpoint, 1, state="pending", due=REPLAY_BEGUN, replayed=True)
        await w.room.context(tenant).execute(ENDPOINT, endpoint, ResumeEndpoint())
        await tell(w.room, [(tenant, endpoint)])
        (delivery,) = await w.settled(endpoint)
    assert [one["trigger"] for one in await w.attempts(delivery["id"])] == ["event", "replay", "recovery"]


@pytest.mark.parametrize("ordered", [False, True])
async def test_a_replay_is_in_order(w: World, ordered: bool) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=ordered)
    subjects = [new_id() for _ in range(4)]
    async with w.engine():
        await w.ingest(*(w.event(tenant, subject=subject, number=n) for n in range(1, 8) for subject in subjects))
        await w.settled(endpoint)
        first = len(w.receiver.receipts["hooks"])

        async def answer(receipt: Receipt) -> web.Response:
            failing = receipt.body["sequence"] == 3 and w.receiver.ids("hooks").count(receipt.id) < 4
            return web.Response(status=500 if failing else 200)

        w.receiver.manners["hooks"] = answer
        await replay(w, tenant, endpoint)
        await w.settled(endpoint)
    for subject in subjects:
        again = [one.body["sequence"] for one in w.receiver.receipts["hooks"][first:] if one.body["subject"] == subject]
        assert again == [1, 2, 3, 3, 3, 4, 5, 6, 7]
