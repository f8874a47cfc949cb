"""Replays go when nothing else can, in half of the window at most, in order, with the same `webhook-id`."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from services.notifications.engine.lanes import REPLAYED
from services.notifications.ingest import tell
from services.notifications.views import DELIVERIES
from shared.ids import new_id
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
