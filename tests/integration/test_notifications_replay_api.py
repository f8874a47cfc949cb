"""Replay: one delivery, a filter, or since a time; resumable, taken back when cancelled, the same `webhook-id`."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.notifications import replays
from services.notifications.bodies_replays import Recovery, ReplayBody, ReplayFilter
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint, VerifyEndpoint
from services.notifications.engine.lanes import AT_ONCE, REPLAYED
from services.notifications.ingest import tell
from services.notifications.operations import OPERATIONS
from services.notifications.views import DELIVERIES, MESSAGES
from services.notifications.wire import message_id
from shared.http.operations import Operation, OperationRun
from shared.ids import new_id
from shared.refusals import NotFound, Refused
from tests.integration.notifications_world import TOPIC_TYPE, World, world

OTHER_TYPE = "id.jembatan.placements.internship-completed.v1"


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as made:
        yield made


async def ended(w: World, endpoint: str, state: str, where: dict[str, Any] | None = None) -> None:
    """As the engine leaves them, without sending anything."""
    done = {
        "state": state,
        "attempts": 1,
        "tries": 1,
        "due": AT_ONCE,
        "error": None if state == "delivered" else "timeout",
    }
    done["finished"] = w.room.clock.machine()
    found = {"endpoint": endpoint, **(where or {})}
    await w.room.mongo.documents(DELIVERIES).update_many(found, {"$set": done})


async def replayed(w: World, tenant: str, endpoint: str, fence: int = 1, **asked: Any) -> Operation:
    """Started and run to its end."""
    operation = await replays.start(w.room.context(tenant), endpoint, ReplayBody(**asked))
    await OPERATIONS.round(w.room, fence)
    return await stored(w, tenant, operation.id)


async def stored(w: World, tenant: str, id: str) -> Any:
    document = await w.room.mongo.tenant(tenant)["operations"].get(id)
    assert document is not None
    return document


async def marked(w: World, endpoint: str) -> list[str]:
    """Events whose delivery waits to be replayed."""
    return [
        one["event"] for one in await w.deliveries(endpoint) if one["state"] == "pending" and one["due"] == REPLAYED
    ]


async def test_disable_wait_enable_recover_since_nothing_is_missing_and_nothing_twice(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    events = [w.event(tenant) for _ in range(12)]
    began = w.room.clock.machine()
    await w.ingest(*events[:4])
    await ended(w, endpoint, "failed")
    ctx = w.room.context(tenant)
    await ctx.execute(ENDPOINT, endpoint, DisableEndpoint(reason="failing"))
    await w.ingest(*events[4:])
    url = f"http://{w.receiver.address}/hooks"
    await ctx.also("on").execute(ENDPOINT, endpoint, VerifyEndpoint(method="challenge", url=url))
    operation = await replayed(w, tenant, endpoint, recover=Recovery(since=began))
    assert (operation["state"], operation["counts"]) == ("finished", {"marked": 4, "skipped": 8, "expired": 0})
    async with w.engine():
        await tell(w.room, [(tenant, endpoint)])
        await w.settled(endpoint)
    assert Counter(w.receiver.ids("hooks")) == Counter(message_id(one.id) for one in events)
    again = await replayed(w, tenant, endpoint, 2, recover=Recovery(since=began))
    assert again["counts"].get("marked", 0) == 0


async def test_what_is_replayed_keeps_its_id_and_says_why_it_was_sent(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        (delivery,) = await w.settled(endpoint)
        operation = await replayed(w, tenant, endpoint, delivery=delivery["id"])
        await w.receiver.received("hooks", 2)
        (delivery,) = await w.settled(endpoint)
    assert operation["counts"]["marked"] == 1
    assert len(set(w.receiver.ids("hooks"))) == 1
    assert [one["trigger"] for one in await w.attempts(delivery["id"])] == ["event", "replay"]
    assert delivery["replay"] == operation["id"]


async def test_a_filter_chooses_by_type_state_subject_and_time(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = new_id()
    early = w.event(tenant, subject=subject)
    other = w.event(tenant, type=OTHER_TYPE)
    await w.ingest(early, other)
    await ended(w, endpoint, "delivered")
    until = (await w.deliveries(endpoint))[0]["created"] - timedelta(milliseconds=1)

    async def chosen(fence: int, **filter: Any) -> list[str]:
        await ended(w, endpoint, "delivered")
        await replayed(w, tenant, endpoint, fence, filter=ReplayFilter(**filter))
        return await marked(w, endpoint)

    assert await chosen(1, types=("partners.*",)) == [early.id]
    assert await chosen(2, types=(OTHER_TYPE,)) == [other.id]
    assert await chosen(3, types=("teachers.*",)) == []
    assert await chosen(4, subject=subject) == [early.id]
    assert await chosen(5, states=("failed",)) == []
    assert await chosen(6, states=("failed", "delivered")) == [early.id, other.id]
    assert await chosen(7, until=until) == []
    assert await chosen(8, since=until, until=until + timedelta(hours=1)) == [early.id, other.id]
    assert await chosen(9) == [early.id, other.id]


async def test_what_waits_or_is_under_way_is_left_alone_and_what_is_gone_is_counted(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    waiting, sending, gone, expired, failed = events = [w.event(tenant) for _ in range(5)]
    await w.ingest(*events)
    await ended(w, endpoint, "failed", {"event": {"$in": [gone.id, expired.id, failed.id]}})
    deliveries, messages = (w.room.mongo.documents(name) for name in (DELIVERIES, MESSAGES))
    await deliveries.update_one({"event": sending.id}, {"$set": {"state": "sending"}})
    await messages.delete_one({"id": gone.id})
    await messages.update_one({"id": expired.id}, {"$set": {"expires": w.room.clock.machine() - timedelta(seconds=1)}})
    operation = await replayed(w, tenant, endpoint, filter=ReplayFilter())
    assert operation["counts"] == {"marked": 1, "skipped": 2, "expired": 2}
    assert (operation["done"], operation["accepted"], operation["rejected"]) == (5, 1, 4)
    assert await marked(w, endpoint) == [failed.id]
    states = {one["event"]: one["state"] for one in await w.deliveries(endpoint)}
    assert (states[waiting.id], states[sending.id], states[gone.id]) == ("pending", "sending", "failed")


class Killed(BaseException):
    """Nobody catches it."""


@pytest.mark.parametrize("where", ["operation.before-advance", "after"])
async def test_killed_at_any_page_it_goes_on_and_marks_nothing_twice(
    w: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Killed before or after each page is counted; between two lives what was marked is sent and delivered."""
    tenant, endpoint = await w.endpoint("hooks")
    for _ in range(4):
        await w.ingest(*(w.event(tenant) for _ in range(10)))
    await ended(w, endpoint, "failed")
    monkeypatch.setattr(replays, "PAGE", 7)
    advance, sent = OperationRun.advance, Counter[str]()

    async def dying(self: OperationRun, place: str, **counts: Any) -> None:
        if where == "after":
            await advance(self, place, **counts)
        raise Killed

    async def deliver() -> None:
        sent.update(await marked(w, endpoint))
        await ended(w, endpoint, "delivered", {"due": REPLAYED})

    operation = await replays.start(w.room.context(tenant), endpoint, ReplayBody(filter=ReplayFilter()))
    for fence in range(1, 400):
        monkeypatch.setattr(OperationRun, "advance", dying if fence % 2 else advance)
        if fence % 2 == 0:  # one page of progress, so that it is not given up
            monkeypatch.setattr(OperationRun, "advance", _once(advance))
        try:
            await OPERATIONS.round(w.room, fence)
        except Killed:
            await deliver()
            continue
        break
    await deliver()
    document = await stored(w, tenant, operation.id)
    assert (document["state"], document["counts"]["marked"], document["accepted"]) == ("finished", 40, 40)
    assert set(sent.values()) == {1}
    assert len(sent) == 40


def _once(advance: Any) -> Any:
    calls = 0

    async def once(self: OperationRun, place: str, **counts: Any) -> None:
        nonlocal calls
        await advance(self, place, **counts)
        calls += 1
        if calls > 1:
            raise Killed

    return once


async def test_the_same_key_is_the_same_replay(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    ctx = w.room.context(tenant)
    body = ReplayBody(filter=ReplayFilter())
    first = await replays.start(ctx, endpoint, body)
    again = await replays.start(ctx, endpoint, body)
    assert (first.id, again.repeated) == (again.id, True)


async def test_a_cancelled_replay_takes_back_what_was_not_sent_yet(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    events = [w.event(tenant) for _ in range(6)]
    await w.ingest(*events)
    await ended(w, endpoint, "failed", {"event": {"$in": [one.id for one in events[:3]]}})
    await ended(w, endpoint, "delivered", {"state": "pending"})
    ctx = w.room.context(tenant)
    operation = await replays.start(ctx, endpoint, ReplayBody(filter=ReplayFilter()))
    run = OperationRun(w.room, {**await stored(w, tenant, operation.id), "state": "running"}, b"", 1)
    await w.room.mongo.documents("operations").update_one(
        {"id": operation.id}, {"$set": {"state": "running", "fence": 1}}
    )
    await replays.replay(run)
    assert len(await marked(w, endpoint)) == 6
    await w.room.mongo.documents(DELIVERIES).update_one({"event": events[0].id}, {"$set": {"state": "sending"}})
    for _ in range(2):
        assert (await OPERATIONS.cancel(ctx, operation.id)).state == "cancelled"
    await OPERATIONS.round(w.room, 2)
    assert await marked(w, endpoint) == []
    states = [one["state"] for one in await w.deliveries(endpoint)]
    assert states == ["sending", "failed", "failed", "delivered", "delivered", "delivered"]
    (taken,) = await w.room.mongo.documents("operations").find({"kind": replays.TAKE_BACK})
    assert (taken["state"], taken["counts"]) == ("finished", {"taken_back": 5})


async def test_an_ended_replay_is_not_cancelled(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    operation = await replayed(w, tenant, endpoint, filter=ReplayFilter())
    with pytest.raises(Refused, match="operation-over"):
        await OPERATIONS.cancel(w.room.context(tenant), operation["id"])
    with pytest.raises(NotFound):
        await OPERATIONS.cancel(w.room.context(new_id()), operation["id"])


async def test_one_delivery_at_once_is_sent_once_per_key_and_refused_without_its_payload(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.ingest(w.event(tenant))
    (delivery,) = await w.deliveries(endpoint)
    await ended(w, endpoint, "failed")
    ctx = w.room.context(tenant)
    ctx.given = True
    await replays.redeliver(ctx, endpoint, delivery["id"])
    await ended(w, endpoint, "delivered")
    await replays.redeliver(ctx, endpoint, delivery["id"])
    assert (await w.deliveries(endpoint))[0]["state"] == "delivered"
    await w.room.mongo.documents(MESSAGES).delete_many({})
    with pytest.raises(Refused, match="payload-expired"):
        await replays.redeliver(w.room.context(tenant), endpoint, delivery["id"])


async def test_fresh_goes_before_what_is_replayed(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    old = [w.event(tenant) for _ in range(3)]
    await w.ingest(*old)
    await ended(w, endpoint, "delivered")
    await replayed(w, tenant, endpoint, filter=ReplayFilter())
    fresh = w.event(tenant, type=TOPIC_TYPE)
    await w.ingest(fresh)
    w.room.settings = w.room.settings.model_copy(update={"webhook_window": 1})
    async with w.engine():
        await w.receiver.received("hooks", 4)
        await w.settled(endpoint)
    assert w.receiver.ids("hooks")[0] == message_id(fresh.id)
