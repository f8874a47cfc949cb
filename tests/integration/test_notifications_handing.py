"""What is stored in the process that owns a lane is handed to the lane, which reads nothing; and changes no order."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from services.notifications import ingest
from services.notifications.app import SERVICE
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint, ResumeEndpoint
from services.notifications.engine.deliveries import PAGE, Deliveries, Intent
from services.notifications.engine.lanes import Lanes, Place
from services.notifications.engine.targets import FRESH_SECONDS
from services.notifications.views import DELIVERIES, MESSAGES, WATERMARKS
from shared.envelope import Record
from shared.ids import new_id
from shared.mongo.documents import Documents, Found
from shared.runtime import Runtime
from tests.integration.notifications_world import TOPIC_TYPE, Answer, Receipt, World, ok, world
from tests.integration.test_notifications_waking import at_rest, process

SLOWLY = 0.02
QUIET = 0.3
"""Seconds."""
MOST_AT_ONCE = 20
MOST_WAITING = 120
"""Deliveries that the lane has not sent yet: more than go at once, fewer than are handed over."""


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=60, lease_term_seconds=30) as made:
        yield made


@pytest.fixture
async def elsewhere(w: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator["Elsewhere"]:
    """Another process that hears events, without an engine."""
    room = Runtime(SERVICE, w.room.settings)
    yield Elsewhere(room, monkeypatch)
    await room.close()


class Elsewhere:
    """Its `told` says whether the database is told that a lane has something to send."""

    def __init__(self, room: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
        self._room = room
        self._patch = monkeypatch

    async def ingest(self, *records: Record, told: bool = True) -> None:
        """As one batch of its consumer."""
        with process(self._patch, another=True), self._patch.context() as patch:
            if not told:
                patch.setattr(Lanes, "wake", untold)
            await ingest.ingest(self._room, records)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collections from which something was read from now on, of those that a lane reads."""
    heard, find = list[str](), Documents.find

    def listening(self: Documents, filter: Mapping[str, Any], **more: Any) -> Found:
        if self.name in (DELIVERIES, MESSAGES):
            heard.append(self.name)
        return find(self, filter, **more)

    monkeypatch.setattr(Documents, "find", listening)
    return heard


async def warm(w: World, tenant: str, endpoint: str) -> None:
    """The lane is owned here and has nothing to do, not even to look once more after it has said so."""
    await w.ingest(w.event(tenant))
    await at_rest(w, endpoint)
    await asyncio.sleep(QUIET)


async def untold(_self: Lanes, _places: Iterable[Place]) -> None:
    """In the place of `Lanes.wake`: the database does not say that there is something."""


def no_more(*_: object) -> None:
    """In the place of something that a process did not come to."""
    raise ConnectionError


async def died(*_: object) -> None:
    """The same."""
    no_more()


def numbers(w: World, subject: str) -> list[int]:
    """In the order of receipt."""
    return [one.body["sequence"] for one in w.receiver.receipts["hooks"] if one.body["subject"] == subject]


def failing(w: World, times: int, others: Answer = ok) -> str:
    """A subject whose first event the receiver refuses so often; everything else it answers as `others`."""
    subject, refusals = new_id(), [500] * times

    async def answer(receipt: Receipt) -> web.Response:
        mine = receipt.body["subject"] == subject
        return web.Response(status=refusals.pop()) if mine and refusals else await others(receipt)

    w.receiver.manners["hooks"] = answer
    return subject


async def test_a_lane_reads_nothing_of_what_was_stored_beside_it(w: World, read: list[str]) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subjects = [new_id() for _ in range(3)]
    async with w.engine():
        await warm(w, tenant, endpoint)
        read.clear()
        for number in (1, 2):
            await w.ingest(*(w.event(tenant, subject=one, number=number) for one in subjects))
            await w.receiver.received("hooks", 1 + 3 * number)
        assert read == []
        await w.settled(endpoint)
    assert [numbers(w, one) for one in subjects] == [[1, 2]] * 3


@pytest.mark.parametrize("ordered", [False, True])
async def test_what_another_process_has_stored_of_a_stream_goes_first(
    w: World, elsewhere: Elsewhere, ordered: bool
) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=ordered)
    subject = new_id()
    async with w.engine():
        await warm(w, tenant, endpoint)
        await w.ingest(w.event(tenant, subject=subject, number=1))
        await elsewhere.ingest(w.event(tenant, subject=subject, number=2), told=False)
        await w.ingest(w.event(tenant, subject=subject, number=3))
        await w.settled(endpoint)
    assert numbers(w, subject) == [1, 2, 3]


@pytest.mark.parametrize("one_by_one", [False, True])
async def test_also_when_an_event_between_them_is_not_wanted(w: World, elsewhere: Elsewhere, one_by_one: bool) -> None:
    tenant, endpoint = await w.endpoint("hooks", filters=(TOPIC_TYPE,))
    subject, other = new_id(), TOPIC_TYPE.replace("mou-signed", "mou-drafted")
    events = [w.event(tenant, subject=subject, number=number) for number in (1, 2, 3)]
    events[1] = replace(events[1], type=other)
    async with w.engine():
        await warm(w, tenant, endpoint)
        await elsewhere.ingest(events[0], told=False)
        for some in [[one] for one in events[1:]] if one_by_one else [events[1:]]:
            await w.ingest(*some)
        await w.settled(endpoint)
    assert numbers(w, subject) == [1, 3]


@pytest.mark.parametrize("before", [0, 1])
async def test_what_one_that_died_has_stored_of_a_stream_goes_first(
    w: World, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = new_id()
    events = [w.event(tenant, subject=subject, number=number) for number in range(1, before + 3)]

    async with w.engine():
        await warm(w, tenant, endpoint)
        if before:
            await w.ingest(*events[:before])
        with monkeypatch.context() as patch:
            patch.setattr(ingest, "_raise_watermarks", died)
            with pytest.raises(ConnectionError):
                await elsewhere.ingest(events[before], told=False)
        await w.ingest(*events[before:])
        await w.settled(endpoint)
    assert numbers(w, subject) == [one.number for one in events]


async def test_a_redriven_event_is_read(w: World, read: list[str]) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await warm(w, tenant, endpoint)
        read.clear()
        await w.ingest(w.event(tenant, redriven=True))
        await w.receiver.received("hooks", 2)
    assert set(read) == {DELIVERIES, MESSAGES}


async def test_what_is_heard_again_is_not_handed_over_again(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event, intents, intend = w.event(tenant), list[Intent](), Deliveries.intend

    async def counting(self: Deliveries, some: Sequence[Intent]) -> list[bool]:
        intents.extend(some)
        return await intend(self, some)

    monkeypatch.setattr(Deliveries, "intend", counting)
    async with w.engine():
        await warm(w, tenant, endpoint)
        with monkeypatch.context() as patch:
            patch.setattr(ingest, "_raise_watermarks", died)
            with pytest.raises(ConnectionError):
                await w.ingest(event)
        await w.settled(endpoint)
        await w.ingest(event, w.event(tenant))
        await w.receiver.received("hooks", 3)
        await w.settled(endpoint)
    assert len(intents) == len(w.receiver.ids("hooks")) == 3


@pytest.mark.parametrize("ordered", [False, True])
async def test_what_comes_while_its_head_waits_is_not_handed_over(w: World, ordered: bool) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=ordered)
    subject = failing(w, 3)
    async with w.engine():
        await warm(w, tenant, endpoint)
        await w.ingest(w.event(tenant, subject=subject, number=1))
        await w.counted(endpoint, 1, attempts={"$gte": 3})
        for number in (2, 3):
            await w.ingest(w.event(tenant, subject=subject, number=number), w.event(tenant))
        await w.settled(endpoint)
    assert numbers(w, subject) == [1, 1, 1, 1, 2, 3]


async def fed(w: World, tenant: str, subject: str, receipts: int) -> None:
    """The lane has never nothing to do, until so many of the subject were received."""
    stored = len(w.receiver.ids("hooks"))
    while len(numbers(w, subject)) < receipts:
        if stored - len(w.receiver.ids("hooks")) < MOST_WAITING:
            await w.ingest(*(w.event(tenant) for _ in range(MOST_AT_ONCE)))
            stored += MOST_AT_ONCE
        await asyncio.sleep(0.001)


async def slowly(_receipt: Receipt) -> web.Response:
    """204 after a moment."""
    await asyncio.sleep(SLOWLY)
    return web.Response(status=204)


async def test_a_lane_that_is_fed_without_end_still_sees_to_what_others_store(w: World, elsewhere: Elsewhere) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = new_id()
    w.receiver.manners["hooks"] = slowly
    async with w.engine(), asyncio.timeout(60):
        await warm(w, tenant, endpoint)
        await elsewhere.ingest(w.event(tenant, subject=subject))
        await fed(w, tenant, subject, 1)
        await w.settled(endpoint)
    assert len(w.receiver.ids("hooks")) == len(set(w.receiver.ids("hooks")))


async def test_a_lane_that_is_fed_without_end_still_sees_to_retries(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = failing(w, 2, slowly)
    async with w.engine(), asyncio.timeout(60):
        await warm(w, tenant, endpoint)
        await w.ingest(w.event(tenant, subject=subject))
        await fed(w, tenant, subject, 3)
        await w.settled(endpoint)
    assert len(numbers(w, subject)) == 3


async def test_a_lane_that_is_fed_without_end_still_sees_to_what_waited_for_its_head(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = failing(w, 2, slowly)
    async with w.engine(), asyncio.timeout(60):
        await warm(w, tenant, endpoint)
        await w.ingest(*(w.event(tenant, subject=subject, number=number) for number in (1, 2, 3)))
        await fed(w, tenant, subject, 5)
        await w.settled(endpoint)
    assert numbers(w, subject) == [1, 1, 1, 2, 3]


async def test_no_more_is_handed_over_than_a_page(w: World, read: list[str]) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    opened = asyncio.Event()

    async def later(_receipt: Receipt) -> web.Response:
        await opened.wait()
        return web.Response(status=204)

    async with w.engine():
        await warm(w, tenant, endpoint)
        w.receiver.manners["hooks"] = later
        read.clear()
        await w.ingest(*(w.event(tenant) for _ in range(PAGE)))
        assert read == []
        await w.ingest(*(w.event(tenant) for _ in range(PAGE)))
        opened.set()
        await w.receiver.received("hooks", 1 + 2 * PAGE)
        assert set(read) == {DELIVERIES, MESSAGES}


async def test_what_comes_while_an_endpoint_is_paused_costs_no_reading_until_it_is_resumed(
    w: World, read: list[str]
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await warm(w, tenant, endpoint)
        await w.room.context(tenant).execute(ENDPOINT, endpoint, PauseEndpoint())
        await asyncio.sleep(2 * FRESH_SECONDS)
        await w.ingest(w.event(tenant))
        await asyncio.sleep(FRESH_SECONDS)
        read.clear()
        for _ in range(5):
            await w.ingest(w.event(tenant))
            await asyncio.sleep(0.05)
        assert read == []
        await w.room.context(tenant).execute(ENDPOINT, endpoint, ResumeEndpoint())
        await ingest.tell(w.room, [(tenant, endpoint)])
        await w.receiver.received("hooks", 7)
        assert set(read) == {DELIVERIES, MESSAGES}


async def test_a_lane_that_is_given_back_with_what_was_handed_over_is_due(w: World, read: list[str]) -> None:
    tenant, endpoint = await w.endpoint("hooks", rate=0.5, burst=1)
    async with w.engine():
        await warm(w, tenant, endpoint)
        read.clear()
        await w.ingest(*(w.event(tenant) for _ in range(3)))
        assert read == []
    assert len(w.receiver.ids("hooks")) < 4
    async with w.engine():
        await w.settled(endpoint)
    assert len(w.receiver.ids("hooks")) == 4


async def test_a_lane_that_is_not_its_own_for_a_moment_reads_what_came_meanwhile(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    subject = new_id()
    async with w.engine():
        await warm(w, tenant, endpoint)
        with monkeypatch.context() as patch:
            patch.setattr(Lanes, "alive", lambda *_: False)
            patch.setattr(Lanes, "wake", untold)
            await w.ingest(w.event(tenant, subject=subject, number=1))
        await w.ingest(w.event(tenant, subject=subject, number=2))
        await w.settled(endpoint)
    assert numbers(w, subject) == [1, 2]


async def test_what_goes_out_are_the_bytes_that_are_stored(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    async with w.engine():
        await warm(w, tenant, endpoint)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ingest, "_delivery", no_more)
            with pytest.raises(ConnectionError):
                await w.ingest(event)
        await w.ingest(replace(event, data={"of": "another version"}))
        await w.settled(endpoint)
    assert w.receiver.receipts["hooks"][1].body["data"] == event.data


async def test_a_watermark_that_somebody_else_has_made_meanwhile_is_raised(w: World) -> None:
    tenant, _ = await w.endpoint("hooks")
    subject = new_id()
    low, high = (w.event(tenant, subject=subject, number=number) for number in (1, 5))
    (hearer,), _ = await ingest._hearers(w.room.mongo, [low, high], None)
    await ingest._raise_watermarks(w.room.mongo, [ingest.Heard(low, hearer)], ())
    await ingest._raise_watermarks(w.room.mongo, [ingest.Heard(high, hearer)], ())
    await ingest._raise_watermarks(w.room.mongo, [ingest.Heard(low, hearer)], ())
    (mark,) = await w.room.mongo.documents(WATERMARKS).find({"tenant": tenant})
    assert (mark["_id"], mark["number"]) == (ingest.Heard(low, hearer).mark, 5)
