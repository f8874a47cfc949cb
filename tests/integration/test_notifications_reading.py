"""What the engine asks the database for: as much as it sends, however much waits; nothing about what is not there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from services.notifications import wire
from services.notifications.engine.deliveries import PAGE
from services.notifications.engine.lanes import AT_ONCE, REPLAYED
from services.notifications.ingest import delivery_document, message_document, tell
from services.notifications.views import DELIVERIES, LANES, MESSAGES, document
from shared.ids import new_id
from shared.mongo.documents import Documents, Found
from tests.integration.notifications_world import TOPIC_TYPE, Receipt, World, world
from tests.integration.test_notifications_replays import replay

LIFE = timedelta(days=1)


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=60) as made:
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """The filters of all reads of deliveries from now on."""
    heard, find = list[Mapping[str, Any]](), Documents.find

    def listening(self: Documents, filter: Mapping[str, Any], **more: Any) -> Found:
        if self.name == DELIVERIES:
            heard.append(filter)
        return find(self, filter, **more)

    monkeypatch.setattr(Documents, "find", listening)
    return heard


async def waiting(w: World, tenant: str, endpoint: str, wait: timedelta, many: int = 1) -> datetime:
    """Deliveries that failed before and are due after so long; when that is."""
    now = datetime.now(UTC)
    due = (now + wait).replace(microsecond=0)
    failed = {"due": due, "attempts": 1, "tries": 1, "error": "timeout"}
    made = [
        delivery_document(
            tenant, endpoint, new_id(), now, type=TOPIC_TYPE, stream=f"s/{n}", subject="s", number=1, trigger="event"
        )
        for n in range(many)
    ]
    await w.room.mongo.documents(DELIVERIES).raw.insert_many([{**one, **failed} for one in made])
    return due


async def rested(w: World, endpoint: str) -> datetime:
    """Until when the lane rests, once it does."""
    async with w.engine(), asyncio.timeout(60):
        while True:
            lane = await w.room.mongo.documents(LANES).find_one({"endpoint": endpoint})
            if lane and lane["next_due"] > AT_ONCE:
                due: datetime = lane["next_due"]
                return due
            await asyncio.sleep(0.02)


async def test_what_waits_for_long_is_not_read_beside_what_is_sent(w: World, asked: list[Mapping[str, Any]]) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await waiting(w, tenant, endpoint, timedelta(days=30), many=200)
    await w.ingest(w.event(tenant))
    await rested(w, endpoint)
    assert len(w.receiver.ids("hooks")) == 1
    matched = [await w.room.mongo.documents(DELIVERIES).count(one) for one in list(asked)]
    assert len(matched) > 3
    assert max(matched) <= 1


async def test_a_lane_rests_until_its_soonest_retry(w: World) -> None:
    for hours in (0.5, 26):
        tenant, endpoint = await w.endpoint(f"hooks{hours}")
        await waiting(w, tenant, endpoint, timedelta(hours=hours + 1), many=3)
        due = await waiting(w, tenant, endpoint, timedelta(hours=hours), many=3)
        await tell(w.room, [(tenant, endpoint)])
        assert await rested(w, endpoint) == due


async def test_one_that_is_due_after_the_last_look_is_looked_for_again(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    due = await waiting(w, tenant, endpoint, timedelta(days=5))
    await tell(w.room, [(tenant, endpoint)])
    assert datetime.now(UTC) + timedelta(days=1) < await rested(w, endpoint) < due


async def test_nothing_is_asked_about_replays_while_there_are_none(w: World, asked: list[Mapping[str, Any]]) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    for count in range(1, 4):
        await w.ingest(w.event(tenant))
        await rested(w, endpoint)
        assert len(w.receiver.ids("hooks")) == count
    assert _of_replays(asked) == []
    await replay(w, tenant, endpoint)
    await rested(w, endpoint)
    assert len(_of_replays(asked)) > 0
    assert len(w.receiver.ids("hooks")) == 6


def _of_replays(asked: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Readings of replays alone."""
    ends = [(one, due) for one in asked if isinstance(due := one.get("due"), dict)]
    return [one for one, due in ends if AT_ONCE < due["$gt"] < REPLAYED and due["$lt"] > REPLAYED]


async def test_what_is_sent_are_the_bytes_that_the_delivery_names_not_others_of_its_event(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    now, event = datetime.now(UTC), new_id()
    bytes_of = {wire.message_key(event, "envelope"): b'{"in":1}', wire.message_key(event, "cloudevents-binary"): b"{}"}
    for number, (message, body) in enumerate(bytes_of.items()):
        kept = message_document(TOPIC_TYPE, wire.Rendered(body, wire.ENVELOPE_HEADERS), None, now)
        await w.room.mongo.documents(MESSAGES).insert_one(document(tenant, message, **kept, expires=now + LIFE))
        fields = {"type": TOPIC_TYPE, "stream": f"s/{number}", "subject": "s", "number": 1, "trigger": "event"}
        made = delivery_document(tenant, endpoint, event, now, message=message, **fields)
        other = wire.delivery_id(event, f"{endpoint}{number}")
        await w.room.mongo.documents(DELIVERIES).insert_one({**made, "_id": f"{tenant}/{other}", "id": other})
    await tell(w.room, [(tenant, endpoint)])
    async with w.engine():
        await w.settled(endpoint)
    assert sorted(one.raw for one in w.receiver.receipts["hooks"]) == sorted(bytes_of.values())


async def test_streams_that_are_busy_are_left_out_without_asking_the_database(
    w: World, asked: list[Mapping[str, Any]]
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subjects = [new_id() for _ in range(20)]
    async with w.engine():
        for number in range(1, 6):
            await w.ingest(*(w.event(tenant, subject=one, number=number) for one in subjects))
        await w.settled(endpoint)
    indexed = {"tenant", "endpoint", "state", "due"}
    pending = [one for one in asked if one.get("state") == "pending"]
    assert len(pending) > 3
    assert [one for one in pending if set(one) != indexed] == []


async def test_a_page_full_of_what_waits_for_its_head_hides_nothing_behind_it(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    failing, other = new_id(), new_id()

    async def answer(receipt: Receipt) -> web.Response:
        return web.Response(status=500 if receipt.body["subject"] == failing else 204)

    w.receiver.manners["hooks"] = answer
    async with w.engine():
        await w.ingest(w.event(tenant, subject=failing, number=1))
        await w.counted(endpoint, 1, attempts=4)  # from then on it waits for seconds
        await w.ingest(*(w.event(tenant, subject=failing, number=number) for number in range(2, PAGE + 20)))
        await w.ingest(w.event(tenant, subject=other))
        await w.counted(endpoint, 1, state="delivered")
    states = {one["subject"]: one["state"] for one in await w.deliveries(endpoint)}
    assert (states[other], states[failing]) == ("delivered", "pending")
