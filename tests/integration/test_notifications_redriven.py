"""What comes from the dead letters is heard after all, once; who cannot be read costs nobody else anything."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from services.notifications import metrics
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.engine import runner
from services.notifications.mail import digests
from services.notifications.mail.items import ITEMS
from services.notifications.settings import settings_of
from services.notifications.views import DELIVERIES, MESSAGES, WATERMARKS
from shared.envelope import Poison
from shared.ids import id_floor, new_id
from tests.integration.mail_world import school
from tests.integration.notifications_world import World, until, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as made:
        yield made


async def numbers(w: World, endpoint: str) -> list[int]:
    return [one["number"] for one in await w.deliveries(endpoint)]


async def test_an_event_that_is_redriven_is_heard_behind_later_ones_and_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = new_id()
    died, later = w.event(tenant, subject=subject, number=5), w.event(tenant, subject=subject, number=6)
    await w.ingest(later)
    await w.ingest(died)
    assert await numbers(w, endpoint) == [6], "who comes late and does not say why is a repetition"
    for _ in range(3):
        await w.ingest(replace(died, redriven=True))
    assert await numbers(w, endpoint) == [6, 5]


async def test_a_redrive_lowers_no_watermark(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = new_id()
    events = [w.event(tenant, subject=subject, number=number) for number in (5, 6, 7)]
    await w.ingest(events[2])
    await w.ingest(replace(events[0], redriven=True))
    [mark] = await w.room.mongo.documents(WATERMARKS).find({"tenant": tenant})
    assert mark["number"] == 7
    await w.ingest(*(replace(one, replay=True) for one in events))
    assert await numbers(w, endpoint) == [7, 5], "what is republished reaches nobody by that"


async def test_a_republished_event_that_died_on_the_way_is_heard_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    await w.ingest(event)
    await w.ingest(replace(event, replay=True, redriven=True))
    assert await numbers(w, endpoint) == [1]


async def test_what_is_older_than_deliveries_are_kept_is_judged_by_the_watermark(w: World) -> None:
    """Its delivery may have been made and have expired since, so nothing else tells whether it was heard."""
    tenant, endpoint = await w.endpoint("hooks")
    made = w.room.clock.machine() - settings_of(w.room).payload_life
    old = w.event(tenant, subject=new_id(), number=1, id=id_floor(made) + new_id()[13:], redriven=True)
    before = metrics.INGESTED.labels("redriven-too-late")._value.get()
    await w.ingest(old)
    await w.room.mongo.documents(DELIVERIES).delete_one({"endpoint": endpoint})
    await w.ingest(old)
    assert await numbers(w, endpoint) == []
    assert metrics.INGESTED.labels("redriven-too-late")._value.get() == before + 1
    await w.ingest(replace(old, id=id_floor(made + timedelta(days=1)) + new_id()[13:]))
    assert await numbers(w, endpoint) == [1]


async def test_an_endpoint_that_cannot_be_read_costs_nobody_else_anything_and_loses_nothing(w: World) -> None:
    tenant, sound = await w.endpoint("sound")
    _, broken = await w.endpoint("broken", tenant)
    other_tenant, other = await w.endpoint("other")
    stored = w.room.mongo.documents(ENDPOINT.collection)
    await stored.update_one({"id": broken}, {"$set": {"state.status": "of-a-later-version"}})
    subject = new_id()
    first = w.event(tenant, subject=subject, number=1, partners=(tenant, other_tenant))
    with pytest.raises(Poison, match=broken):
        await w.ingest(w.event(other_tenant), first)
    assert await numbers(w, sound) == [1]
    assert await numbers(w, other) == [1, 1]
    await w.ingest(w.event(other_tenant))
    await stored.update_one({"id": broken}, {"$set": {"state.status": "verified"}})
    await w.ingest(w.event(tenant, subject=subject, number=2))
    await w.ingest(replace(first, redriven=True))
    assert await numbers(w, broken) == [2, 1]
    assert await numbers(w, sound) == [1, 2]
    assert await numbers(w, other) == [1, 1, 1]


async def test_what_waits_for_an_endpoint_that_cannot_be_read_goes_on_waiting_without_a_crash(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "UNREADABLE", timedelta(seconds=1))
    tenant, broken = await w.endpoint("broken")
    sound_tenant, sound = await w.endpoint("sound")
    stored = w.room.mongo.documents(ENDPOINT.collection)
    await w.ingest(w.event(tenant))
    await stored.update_one({"id": broken}, {"$set": {"state.status": "of-a-later-version"}})
    with capture_logs() as said:
        async with w.engine():
            await w.ingest(*(w.event(sound_tenant) for _ in range(5)))
            await w.settled(sound)
            await until(lambda: bool(said), 60, "a line in the log")
    assert {one["event"] for one in said} == {"endpoint_unreadable"}
    assert w.receiver.address not in repr(said), "what it holds is nobody's business"
    async with w.engine():
        await stored.update_one({"id": broken}, {"$set": {"state.status": "verified"}})
        await w.settled(broken)


async def test_a_digest_tells_what_is_redriven_once(mongo_url: str, database: str) -> None:
    async with school(mongo_url, database, "console:") as it:
        endpoint, clock, room = await it.endpoint("coordinator", digest="daily"), it.w.room.clock, it.w.room
        told, died = it.event(subject=new_id(), number=6), it.event(subject=new_id(), number=5)
        await it.w.ingest(told, replace(told, id=new_id(), subject=died.subject))
        await clock.move(clock.now() + timedelta(days=1))
        assert await digests.make_digests(room) == 1
        for _ in range(2):
            await it.w.ingest(replace(told, redriven=True), replace(died, redriven=True))
        [waiting] = await room.mongo.documents(ITEMS).find({"endpoint": endpoint})
        assert waiting["event"] == died.id
        await clock.move(clock.now() + timedelta(days=1))
        assert await digests.make_digests(room) == 1
        await it.w.ingest(replace(told, redriven=True), replace(died, redriven=True))
        assert await room.mongo.documents(ITEMS).count({}) == 0
        lists = [one["items"] for one in await room.mongo.documents(MESSAGES).find({"items": {"$exists": True}})]
        assert sorted(len(one) for one in lists) == [1, 2]


async def test_an_endpoint_that_cannot_be_read_stops_nobodys_digests(mongo_url: str, database: str) -> None:
    async with school(mongo_url, database, "console:") as it:
        both, clock = [await it.endpoint("coordinator", digest="daily") for _ in range(2)], it.w.room.clock
        stored = it.w.room.mongo.documents(ENDPOINT.collection)
        await it.w.ingest(it.event())
        await clock.move(clock.now() + timedelta(days=1))
        for status, made in (("of-a-later-version", 1), ("verified", 1), ("verified", 0)):
            await stored.update_one({"id": min(both)}, {"$set": {"state.status": status}})
            assert await digests.make_digests(it.w.room) == made
