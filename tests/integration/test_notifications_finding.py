"""A worker finds what is nobody's and due, however much others are busy with, and all that is its own."""

from collections.abc import AsyncIterator

import pytest

from services.notifications.engine.lanes import AT_ONCE, MOST_DUE, Lanes
from services.notifications.views import LANES, document
from shared.ids import new_id
from tests.integration.notifications_world import World, world
from tests.integration.partners.explaining import must_plan, plan_of


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=60) as made:
        yield made


async def test_however_many_lanes_others_are_busy_with_what_is_nobodys_is_found(w: World) -> None:
    tenant, _ = await w.endpoint("hooks")
    busy = {"owner": "/1//elsewhere", "fence": 1, "beat": "b", "breaker": {}, "throttle": {}, "next_due": AT_ONCE}
    theirs = [document(new_id(), one, endpoint=one, **busy) for one in (new_id() for _ in range(MOST_DUE + 10))]
    await w.room.mongo.documents(LANES).raw.insert_many(theirs)
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.receiver.received("hooks", 1, 20)
    assert len(w.receiver.ids("hooks")) == 1
    assert await w.room.mongo.documents(LANES).count({"owner": "/1//elsewhere", "fence": 1}) == len(theirs)


async def test_of_its_own_lanes_a_worker_sees_all_and_what_is_nobodys_first(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.engine.lanes.MOST_DUE", 2)
    mine = Lanes(w.room.mongo, w.room.clock, "/1//me", 30)
    places = [(new_id(), new_id()) for _ in range(6)]
    await mine.wake(places[:4])
    for lane in await mine.due() + await mine.due(2):
        await mine.take(lane)
    await mine.wake(places)
    due = await mine.due(4)
    assert {(one["tenant"], one["endpoint"]) for one in due} == set(places)
    assert [one["owner"] for one in due] == [None, None, *["/1//me"] * 4]
    await must_plan(w.room.mongo)
    asked = {"owner": {"$in": [None, "/1//me"]}, "next_due": {"$lte": w.room.clock.machine()}}
    plan = await plan_of(w.room.mongo, (LANES, asked, [("owner", 1), ("next_due", 1)], 6))
    assert "COLLSCAN" not in plan
    assert "owner_next_due" in plan
