"""What is added in the process that owns a lane costs the lane no write, and waits for nobody if that process ends."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from pymongo.errors import AutoReconnect

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import (
    DisableEndpoint,
    PauseEndpoint,
    ResumeEndpoint,
    VerifyEndpoint,
)
from services.notifications.endpoints import resume_lane
from services.notifications.engine import running
from services.notifications.engine.lanes import AT_ONCE, Held, Lanes, Place
from services.notifications.engine.runner import Runner
from services.notifications.engine.workshop import Workshop
from services.notifications.sender import Sender
from services.notifications.views import LANES
from shared.events import Command
from shared.ids import new_id
from shared.runtime import Runtime
from tests.integration.notifications_world import Receipt, World, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=60, lease_term_seconds=30) as made:
        yield made


async def lane_once(w: World, endpoint: str, *, owned: bool, due: bool) -> None:
    """The lane is like this in the database: with an owner, and due at once or not today."""
    async with asyncio.timeout(20):
        while True:
            (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
            rests = lane["next_due"] > w.room.clock.machine() + timedelta(days=1)
            if bool(lane["owner"]) == owned and (lane["next_due"] == AT_ONCE if due else rests):
                return
            await asyncio.sleep(0.02)


async def at_rest(w: World, endpoint: str) -> None:
    """All is delivered, the lane is owned, and the database says that nothing is due."""
    await w.settled(endpoint)
    await lane_once(w, endpoint, owned=True, due=False)


async def fence_of(w: World, endpoint: str) -> int:
    """It grows whenever the lane is taken."""
    (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
    return int(lane["fence"])


async def silence(_receipt: Receipt) -> web.Response:
    """For a minute."""
    return web.Response(status=503, headers={"retry-after": "60"})


@pytest.fixture
def soon_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lanes with nothing to do are given back after a moment."""
    made = running.workshop

    def impatient(rt: Runtime, sender: Sender) -> Workshop:
        shop = made(rt, sender)
        return replace(shop, limits=replace(shop.limits, idle=0.3))

    monkeypatch.setattr(running, "workshop", impatient)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was written to lanes: `woken` or `rests`."""
    found: list[str] = []
    wake, rest = Lanes.wake, Lanes.rest

    async def waking(self: Lanes, places: Iterable[Place]) -> None:
        found.append("woken")
        await wake(self, places)

    async def resting(self: Lanes, held: Held, until: datetime) -> None:
        found.append("rests")
        await rest(self, held, until)

    monkeypatch.setattr(Lanes, "wake", waking)
    monkeypatch.setattr(Lanes, "rest", resting)
    return found


@contextmanager
def process(monkeypatch: pytest.MonkeyPatch, *, another: bool) -> Iterator[None]:
    """As if done in a process that has no engine, or in this one."""
    with monkeypatch.context() as elsewhere:
        if another:
            elsewhere.setattr(running, "_RUNNING", set())
        yield


async def given_back(w: World, endpoint: str) -> None:
    """The lane was taken, and is nobody's again; it is not due for long."""
    async with asyncio.timeout(20):
        while True:
            (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
            rests = lane["next_due"] > w.room.clock.machine() + timedelta(minutes=30)
            if lane["fence"] and lane["owner"] is None and rests:
                return
            await asyncio.sleep(0.02)


WAYS = ("paused", "disabled")


async def closed_and_open(w: World, tenant: str, endpoint: str, way: str, *, opens: bool) -> None:
    """One half of the way: nothing is sent any more, or again."""
    url = f"http://{w.receiver.address}/hooks"
    halves: dict[str, tuple[Command, Command]] = {
        "paused": (PauseEndpoint(), ResumeEndpoint()),
        "disabled": (DisableEndpoint(reason="by-owner"), VerifyEndpoint(method="challenge", url=url)),
    }
    await w.room.context(tenant).execute(ENDPOINT, endpoint, halves[way][opens])
    if opens:
        await resume_lane(w.room.context(tenant), endpoint)


@pytest.mark.parametrize("another", [False, True])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("soon_idle")
async def test_the_lane_of_an_endpoint_that_hears_nothing_is_given_back_and_woken(
    w: World, monkeypatch: pytest.MonkeyPatch, way: str, another: bool
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await closed_and_open(w, tenant, endpoint, way, opens=False)
    async with w.engine():
        await w.ingest(w.event(tenant))
        await given_back(w, endpoint)
        with process(monkeypatch, another=another):
            await closed_and_open(w, tenant, endpoint, way, opens=True)
        await w.receiver.received("hooks", 1, 20)
    assert w.receiver.ids("hooks") == [one["message_id"] for one in await w.deliveries(endpoint)]


async def test_a_lane_at_rest_that_is_still_held_is_woken_too(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        for another in (False, True):
            known = len(w.receiver.ids("hooks"))
            await closed_and_open(w, tenant, endpoint, "paused", opens=False)
            await asyncio.sleep(1.1)  # so long may a change go unnoticed
            await w.ingest(w.event(tenant))
            await lane_held_for_long(w, endpoint)
            assert len(w.receiver.ids("hooks")) == known
            with process(monkeypatch, another=another):
                await closed_and_open(w, tenant, endpoint, "paused", opens=True)
            await w.receiver.received("hooks", known + 1, 20)
            await w.settled(endpoint)


async def lane_held_for_long(w: World, endpoint: str) -> None:
    """It has an owner, and nothing to do."""
    async with asyncio.timeout(20):
        while True:
            soon = w.room.clock.machine() + timedelta(minutes=30)
            held = {"endpoint": endpoint, "owner": {"$gt": ""}, "next_due": {"$gt": soon}}
            if await w.room.mongo.documents(LANES).find_one(held):
                return
            await asyncio.sleep(0.02)


async def test_a_word_about_the_endpoint_that_a_rest_overwrites_is_heard(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process resumes it after the lane has read that it is paused, and before the lane rests."""
    tenant, endpoint = await w.endpoint("hooks")
    rest, resumed = Lanes.rest, False

    async def resuming(self: Lanes, held: Held, until: datetime) -> None:
        nonlocal resumed
        if not resumed:
            resumed = True
            with process(monkeypatch, another=True):
                await closed_and_open(w, tenant, endpoint, "paused", opens=True)
        await rest(self, held, until)

    await closed_and_open(w, tenant, endpoint, "paused", opens=False)
    monkeypatch.setattr(Lanes, "rest", resuming)
    monkeypatch.setattr(Runner, "nudge", lambda _lane: None)
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.receiver.received("hooks", 1, 20)
    assert resumed
    assert w.receiver.ids("hooks") == [one["message_id"] for one in await w.deliveries(endpoint)]


async def test_an_owned_lane_is_told_and_not_written(w: World, written: list[str]) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        await at_rest(w, endpoint)
        assert written.count("woken") == 1, "nobody owned it"
        await asyncio.sleep(1)  # a look at what is due that began before the rest is over
        written.clear()
        for count in range(2, 7):
            await w.ingest(w.event(tenant))
            await w.receiver.received("hooks", count)
            await w.settled(endpoint)
        assert written == []


async def test_a_lane_that_was_silenced_is_not_written_either(w: World, written: list[str]) -> None:
    tenant, endpoint = await w.endpoint("hooks")

    w.receiver.manners["hooks"] = silence
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.counted(endpoint, 1, state="pending", tries=1)
        await asyncio.sleep(1)
        written.clear()
        for _ in range(5):
            await w.ingest(w.event(tenant))
            await asyncio.sleep(0.1)
        assert written == []
        (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
        assert lane["owner"]
    assert len(w.receiver.ids("hooks")) == 1


async def test_what_another_process_adds_is_found_by_the_lane_at_rest(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        await at_rest(w, endpoint)
        fence = await fence_of(w, endpoint)
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(running, "_RUNNING", set())
            await w.ingest(w.event(tenant))
        await w.receiver.received("hooks", 2)
        await at_rest(w, endpoint)
        assert await fence_of(w, endpoint) == fence, "its owner found it: the lane had not to be taken anew"


async def test_what_a_lane_was_told_and_has_not_sent_is_due_at_once_when_its_process_ends(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        await at_rest(w, endpoint)
        door = asyncio.Event()

        async def answer(_receipt: Receipt) -> web.Response:
            await door.wait()
            return web.Response()

        w.receiver.manners["hooks"] = answer
        subject = new_id()
        await w.ingest(*(w.event(tenant, subject=subject, number=number) for number in (1, 2)))
        await w.receiver.received("hooks", 2)
        asyncio.get_running_loop().call_later(0.5, door.set)
    await lane_once(w, endpoint, owned=False, due=True)
    assert [one["state"] for one in await w.deliveries(endpoint)] == ["delivered", "delivered", "pending"]
    async with w.engine():
        await w.settled(endpoint)
    assert [one.body["sequence"] for one in w.receiver.receipts["hooks"]] == [1, 1, 2]


async def test_a_lane_that_is_given_back_after_a_rest_is_not_due(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        await at_rest(w, endpoint)
    await lane_once(w, endpoint, owned=False, due=False)


async def test_a_rest_that_could_not_be_stored_leaves_the_lane_due(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver asks for silence, and the database is away when that is to be written, until the process ends."""
    tenant, endpoint = await w.endpoint("hooks")

    async def lost(self: Lanes, held: Held, until: datetime) -> None:
        failed.set()
        raise AutoReconnect("away")

    failed = asyncio.Event()
    async with w.engine():
        await w.ingest(w.event(tenant))
        await at_rest(w, endpoint)
        w.receiver.manners["hooks"] = silence
        monkeypatch.setattr(Lanes, "rest", lost)
        await w.ingest(w.event(tenant))
        await asyncio.wait_for(failed.wait(), 20)
    await lane_once(w, endpoint, owned=False, due=True)


async def test_what_a_rest_overwrites_is_due_when_the_process_that_found_it_ends(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a retry, of which nobody told the lane, it rests; just before, another process adds something."""
    tenant, endpoint = await w.endpoint("hooks")
    subject, rest = new_id(), Lanes.rest
    door, asked, added = asyncio.Event(), 0, False

    async def answer(_receipt: Receipt) -> web.Response:
        nonlocal asked
        asked += 1
        if asked == 4:
            await door.wait()
        return web.Response(status=500 if asked == 2 else 200)

    async def adding(self: Lanes, held: Held, until: datetime) -> None:
        nonlocal added
        if asked == 3 and not added:
            added = True
            with monkeypatch.context() as elsewhere:
                elsewhere.setattr(running, "_RUNNING", set())
                await w.ingest(*(w.event(tenant, subject=subject, number=number) for number in (1, 2)))
        await rest(self, held, until)

    w.receiver.manners["hooks"] = answer
    monkeypatch.setattr(Runner, "nudge", lambda _lane: None)  # nobody looks at what is due in this very moment
    monkeypatch.setattr(Lanes, "rest", adding)
    async with w.engine():
        await w.ingest(w.event(tenant))
        await at_rest(w, endpoint)
        await w.ingest(w.event(tenant))
        await w.receiver.received("hooks", 4)
        asyncio.get_running_loop().call_later(0.5, door.set)
    await lane_once(w, endpoint, owned=False, due=True)
    async with w.engine():
        await w.settled(endpoint)
    assert [one.body["sequence"] for one in w.receiver.receipts["hooks"][-2:]] == [1, 2]
