"""Removing an endpoint or everything of an organisation; what nobody can send any more ends truthfully."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from services.notifications import purging, removing, retention, showing
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint, PauseEndpoint, VerifyEndpoint
from services.notifications.engine.targets import FRESH_SECONDS
from services.notifications.ingest import tell
from services.notifications.operations import OPERATIONS
from services.notifications.pages import links
from services.notifications.pages.links import HooksLinkBody
from services.notifications.settings import settings_of
from services.notifications.standing import standing
from services.notifications.vault import Vault
from services.notifications.views import (
    ATTEMPTS,
    COLLECTIONS,
    DELIVERIES,
    LANES,
    MESSAGES,
    SECRETS,
    TALLIES,
    WATERMARKS,
)
from services.notifications.wire import message_id
from shared.http.operations import OperationRun
from shared.ids import id_floor, new_id
from shared.refusals import NotFound
from tests.integration.notifications_world import Receipt, World, keep_secret, world

JOURNALS = ("journal", "current_endpoint")


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as made:
        yield made


async def holding(w: World, word: str) -> set[str]:
    """Every collection of the database in which the word is found, in any field, key or bytes."""
    found = set()
    for name in await w.room.mongo.database.list_collection_names():
        async for document in w.room.mongo.documents(name).find({}):
            if word in repr(document):
                found.add(name)
    return found


async def filled(w: World, hook: str, tenant: str | None = None) -> tuple[str, str]:
    """An endpoint with deliveries, attempts, a look, counts and something pending."""
    tenant, endpoint = await w.endpoint(hook, tenant)
    async with w.engine():
        await w.ingest(*(w.event(tenant) for _ in range(4)))
        done, *_ = await w.settled(endpoint)
    await showing.delivery(w.room.context(tenant), endpoint, done["id"], "api")
    await w.ingest(w.event(tenant))
    return tenant, endpoint


async def test_after_an_erasure_nothing_is_left_but_the_journals_ids(w: World) -> None:
    tenant, first = await filled(w, "one")
    _, second = await filled(w, "two", tenant)
    strangers, theirs = await filled(w, "theirs")
    before = await holding(w, tenant)
    assert {one.name for one in COLLECTIONS} - before <= {
        "verifications",
        "event_types",
        "hooks_links",
        "stream_programmes",
    }, "the test leaves nothing out"
    operation = await removing.all_of(w.room.context(tenant))
    await OPERATIONS.round(w.room, 1)
    stored = await w.room.mongo.tenant(tenant)["operations"].get(operation.id)
    assert stored is not None
    assert stored["state"] == "finished"
    assert set(stored["counts"]) >= {"messages", "deliveries", "attempts", "payload_accesses", "endpoint_secrets"}
    assert stored["counts"]["endpoint_secrets"] == 2
    assert await holding(w, tenant) <= {*JOURNALS, "operations"}
    for endpoint in (first, second):
        assert await holding(w, endpoint) <= {*JOURNALS, "operations"}
    assert await holding(w, w.receiver.secrets["one"]) == set()
    assert await holding(w, f"{w.receiver.address}/one") == {"journal"}, "the events that told the URL stay"
    assert len(await w.deliveries(theirs)) == 5
    await w.ingest(w.event(tenant, partners=(tenant, strangers)))
    assert len(await w.deliveries(theirs)) == 6
    assert await holding(w, tenant) <= {*JOURNALS, "operations", MESSAGES}, "a body names whom it concerns"
    assert await w.deliveries(first) == []


@pytest.mark.parametrize("when", ["before it begins", "while it works"])
async def test_what_is_registered_after_an_erasure_was_asked_for_stays_whole(
    w: World, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    tenant, old = await filled(w, "old")
    advance, new = OperationRun.advance, list[str]()

    async def newcomer() -> None:
        endpoint = (await w.endpoint("new", tenant))[1]
        await w.ingest(w.event(tenant))
        new.append(endpoint)

    async def meanwhile(self: OperationRun, place: str, **counts: Any) -> None:
        await advance(self, place, **counts)
        if not new:
            await newcomer()

    operation = await removing.all_of(w.room.context(tenant))
    if when == "while it works":
        monkeypatch.setattr(OperationRun, "advance", meanwhile)
    else:
        await newcomer()
    await OPERATIONS.round(w.room, 1)
    stored = await w.room.mongo.tenant(tenant)["operations"].get(operation.id)
    assert stored is not None
    assert (stored["state"], stored["counts"]["endpoint_secrets"]) == ("finished", 1)
    assert (await holding(w, old)) <= {*JOURNALS, "operations"}
    with pytest.raises(NotFound):
        await standing(w.room.context(tenant), old)
    kept = {"watermarks", "deliveries", "current_endpoint", "journal", "lanes"}
    assert kept <= await holding(w, new[0])
    async with w.engine():
        await tell(w.room, [(tenant, new[0])])
        await w.settled(new[0])
    assert len(w.receiver.ids("new")) == 1


async def test_an_erasure_takes_what_nobody_owns_but_not_what_waits_for_its_command(w: World) -> None:
    tenant, endpoint = await filled(w, "hooks")
    ctx, seal = w.room.context(tenant), settings_of(w.room).seal
    await links.mint(ctx, HooksLinkBody())
    await keep_secret(w.room.mongo, seal, tenant, new_id(), b"of nobody" * 4)
    for name in (DELIVERIES, ATTEMPTS, TALLIES, WATERMARKS, MESSAGES):
        async for document in w.room.mongo.tenant(tenant)[name].find({}):
            id = document["_id"].partition("/")[2].replace(endpoint, new_id()) + "0"
            other = {**document, "_id": f"{tenant}/{id}", "id": id, "endpoint": new_id()}
            await w.room.mongo.documents(name).insert_one(other)
    secret, _ = Vault(w.room.mongo, seal).stage(tenant, new_id(), b"of a registration under way" * 2)
    await secret.store(w.room, tenant, "coming", new_id())
    await removing.all_of(w.room.context(tenant))
    await OPERATIONS.round(w.room, 1)
    assert await holding(w, tenant) <= {*JOURNALS, "operations", SECRETS}
    assert [one["id"] async for one in w.room.mongo.documents(SECRETS).find({})] == [secret.id]


async def test_of_a_removed_endpoint_nothing_is_left_and_its_neighbour_keeps_what_both_heard(w: World) -> None:
    tenant, mine = await w.endpoint("mine")
    _, neighbour = await w.endpoint("neighbour", tenant)
    both = [w.event(tenant) for _ in range(3)]
    await w.ingest(*both)
    only_mine = w.event(tenant)
    await w.ingest(only_mine)
    await w.room.mongo.documents(DELIVERIES).delete_one({"event": only_mine.id, "endpoint": neighbour})
    ctx = w.room.context(tenant)
    await removing.endpoint(ctx, mine)
    await OPERATIONS.round(w.room, 1)
    assert await holding(w, mine) <= {*JOURNALS, "operations"}
    assert {one["id"] for one in await w.room.mongo.documents(MESSAGES).find({})} == {one.id for one in both}
    with pytest.raises(NotFound):
        await standing(ctx, mine)
    with pytest.raises(NotFound):
        await ctx.also("more").execute(ENDPOINT, mine, PauseEndpoint())
    async with w.engine():
        await w.settled(neighbour)
    assert len(w.receiver.ids("neighbour")) == 3
    assert w.receiver.ids("mine") == []


async def test_a_lane_at_work_ends_quietly_and_then_the_rest_goes(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    free = asyncio.Event()

    async def hang(_: Receipt) -> web.Response:
        await free.wait()
        return web.Response()

    w.receiver.manners["hooks"] = hang
    w.room.settings = w.room.settings.model_copy(update={"webhook_timeout_seconds": 60})
    async with w.engine():
        await w.ingest(*(w.event(tenant) for _ in range(30)))
        await w.receiver.received("hooks", 1)
        operation = await removing.endpoint(w.room.context(tenant), endpoint)
        working = asyncio.create_task(OPERATIONS.round(w.room, 1))
        await asyncio.sleep(FRESH_SECONDS + 0.3)
        assert not working.done(), "a worker is still sending"
        free.set()
        await working
        stored = await w.room.mongo.tenant(tenant)["operations"].get(operation.id)
        assert stored is not None
        assert stored["state"] == "finished"
        assert await holding(w, endpoint) <= {*JOURNALS, "operations"}
    assert len(w.receiver.ids("hooks")) < 30
    assert await w.room.mongo.documents(LANES).count({}) == 0


async def test_what_comes_while_it_is_removed_goes_with_its_lane(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.ingest(w.event(tenant))
    late = [one async for one in w.room.mongo.documents(DELIVERIES).find({})]
    await removing.endpoint(w.room.context(tenant), endpoint)
    await OPERATIONS.round(w.room, 1)
    assert await w.deliveries(endpoint) == []
    await w.room.mongo.documents(DELIVERIES).insert_one(late[0])
    await tell(w.room, [(tenant, endpoint)])
    async with w.engine():
        async with asyncio.timeout(60):
            while await w.room.mongo.documents(LANES).count({}):  # noqa: ASYNC110 - it is a document
                await asyncio.sleep(0.05)
    assert await w.deliveries(endpoint) == []
    assert w.receiver.ids("hooks") == []


class Killed(BaseException):
    """Nobody catches it."""


async def test_a_removal_that_is_killed_after_each_page_goes_on(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant, endpoint = await filled(w, "hooks")
    await w.ingest(*(w.event(tenant) for _ in range(20)))
    monkeypatch.setattr(purging, "PAGE", 3)
    advance = OperationRun.advance

    async def dying(self: OperationRun, place: str, **counts: Any) -> None:
        await advance(self, place, **counts)
        raise Killed

    monkeypatch.setattr(OperationRun, "advance", dying)
    await removing.endpoint(w.room.context(tenant), endpoint)
    for fence in range(1, 100):
        try:
            await OPERATIONS.round(w.room, fence)
        except Killed:
            continue
        break
    assert fence > 10
    assert await holding(w, endpoint) <= {*JOURNALS, "operations"}


async def test_what_accumulated_longer_than_its_payload_is_kept_fails_truthfully_when_enabled(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    ctx = w.room.context(tenant)
    await ctx.execute(ENDPOINT, endpoint, DisableEndpoint(reason="failing"))
    old, new = w.event(tenant), w.event(tenant)
    await w.ingest(old)
    await w.room.mongo.documents(MESSAGES).delete_many({})
    await w.ingest(new)
    url = f"http://{w.receiver.address}/hooks"
    await ctx.also("on").execute(ENDPOINT, endpoint, VerifyEndpoint(method="challenge", url=url))
    async with w.engine():
        await tell(w.room, [(tenant, endpoint)])
        await w.receiver.received("hooks", 1)
        async with asyncio.timeout(60):
            while {one["state"] for one in await w.deliveries(endpoint)} & {"pending", "sending"}:  # noqa: ASYNC110 - documents
                await asyncio.sleep(0.05)
    expired, delivered = await w.deliveries(endpoint)
    assert (expired["state"], expired["error"]) == ("failed", "payload-expired")
    assert delivered["state"] == "delivered"
    assert w.receiver.ids("hooks") == [message_id(new.id)]
    (attempt,) = await w.attempts(expired["id"])
    assert (attempt["error"], attempt["status"], attempt["request_headers"]) == ("payload-expired", None, {})


async def test_what_accumulates_for_an_endpoint_that_is_never_enabled_ends_with_its_payload(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.room.context(tenant).execute(ENDPOINT, endpoint, DisableEndpoint(reason="by-owner"))
    old, young = w.event(tenant), w.event(tenant)
    await w.ingest(old, young)
    long_ago = w.room.clock.machine() - w.room.settings.payload_life - timedelta(days=1)
    aged = {"order": f"{id_floor(long_ago)}-7000-8000-000000000001"}
    await w.room.mongo.documents(DELIVERIES).update_one({"event": old.id}, {"$set": aged})
    assert await retention.expire(w.room) == 1
    assert await retention.expire(w.room) == 0
    states = {one["event"]: (one["state"], one["error"]) for one in await w.deliveries(endpoint)}
    assert states == {old.id: ("failed", "payload-expired"), young.id: ("pending", None)}
    (ended,) = await w.room.mongo.documents(DELIVERIES).find({"event": old.id})
    assert ended["expires"] > w.room.clock.machine()
    assert await w.attempts(ended["id"]) == []


async def test_a_stranger_removes_nothing(w: World) -> None:
    _, endpoint = await w.endpoint("hooks")
    with pytest.raises(NotFound):
        await removing.endpoint(w.room.context(new_id()), endpoint)
