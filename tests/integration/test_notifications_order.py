"""With `ordered` nothing of an aggregate is sent before what came earlier has ended, whatever happens in between."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from aiohttp import web

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import ChangeEndpoint
from services.notifications.domain.endpoint.values import Terms
from services.notifications.engine.deliveries import Deliveries, Result
from services.notifications.replays import redeliver
from services.notifications.views import DELIVERIES
from shared.ids import new_id
from tests.integration.notifications_worker import worker
from tests.integration.notifications_world import Answer, Receipt, World, until, world

STEPS = "0,0.2,0.4"
OVERTAKING_AT_ONCE = {"webhook_timeout_seconds": 60, "webhook_hold_seconds": 0, "retry_steps": STEPS}


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, **OVERTAKING_AT_ONCE) as made:
        yield made


def failing(w: World, path: str, times: dict[int, int]) -> Answer:
    """500 for the first so many attempts at these numbers of each stream."""
    seen: dict[str, int] = defaultdict(int)

    async def answer(receipt: Receipt) -> web.Response:
        seen[receipt.id] += 1
        return web.Response(status=500 if seen[receipt.id] <= times.get(receipt.body["sequence"], 0) else 200)

    w.receiver.manners[path] = answer
    return answer


def sequence(w: World, path: str, subject: str) -> list[int]:
    """The numbers of one stream, as they were received."""
    return [one.body["sequence"] for one in w.receiver.receipts[path] if one.body["subject"] == subject]


async def numbered(w: World, tenant: str, subjects: list[str], first: int, last: int) -> None:
    for number in range(first, last + 1):
        await w.ingest(*(w.event(tenant, subject=subject, number=number) for subject in subjects))


async def test_a_failing_head_is_waited_for_until_it_is_delivered_or_given_up(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    failing(w, "hooks", {2: 2, 4: 99})
    subjects = [new_id() for _ in range(3)]
    async with w.engine():
        await numbered(w, tenant, subjects, 1, 6)
        await w.ended(endpoint, 18)
    for subject in subjects:
        assert sequence(w, "hooks", subject) == [1, 2, 2, 2, 3, 4, 4, 4, 5, 6]


async def test_without_it_others_overtake_a_head_that_waits_for_longer_than_the_hold(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    failing(w, "hooks", {2: 1})
    subject = new_id()
    async with w.engine():
        await numbered(w, tenant, [subject], 1, 4)
        await w.settled(endpoint)
    assert sequence(w, "hooks", subject) == [1, 2, 3, 4, 2]


async def test_a_restart_while_the_head_waits_changes_nothing(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    failing(w, "hooks", {1: 2})
    subjects = [new_id() for _ in range(3)]
    async with w.engine():
        await numbered(w, tenant, subjects, 1, 3)
        await until(lambda: len(w.receiver.receipts["hooks"]) >= 3, 60, "the first attempts")
    for _ in range(6):
        async with w.engine():
            await asyncio.sleep(0.15)
    async with w.engine():
        await w.settled(endpoint)
    for subject in subjects:
        assert sequence(w, "hooks", subject) == [1, 1, 1, 2, 3]


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_again_and_again_nothing_is_sent_before_what_came_earlier_was_taken(
    w: World, mongo_url: str, database: str, seed: int
) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    taken, early, seen = defaultdict[str, set[int]](set), [], defaultdict[str, int](int)

    async def answer(receipt: Receipt) -> web.Response:
        number, stream = receipt.body["sequence"], taken[receipt.body["subject"]]
        if stream != set(range(1, number)) | ({number} & stream):
            early.append((number, sorted(stream)))
        seen[receipt.id] += 1
        if number % 3 == 0 and seen[receipt.id] == 1:
            return web.Response(status=500)
        stream.add(number)
        return web.Response()

    w.receiver.manners["hooks"] = answer
    subjects = [new_id() for _ in range(6)]
    await numbered(w, tenant, subjects, 1, 7)
    settings = {"webhook_hold_seconds": 0, "retry_steps": "0,0.2,0.4,0.8", "webhook_timeout_seconds": 1}
    for kill in range(3):
        faults = f"webhook.after-post:kill:0.08:{seed * 10 + kill}"
        with worker(mongo_url, database, w.receiver.address, faults=faults, **settings) as process:
            await asyncio.to_thread(process.wait, 8)
    async with w.engine():
        await w.settled(endpoint)
    assert early == []
    for subject in subjects:
        assert sequence(w, "hooks", subject) == sorted(sequence(w, "hooks", subject)), "repetitions are in order, too"


@pytest.mark.parametrize("ordered", [False, True])
async def test_only_with_it_the_next_one_waits_until_the_result_is_stored(
    w: World, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what a crash repeats is in order, too."""
    conclude, stored = Deliveries.conclude, asyncio.Event()

    async def late(self: Deliveries, results: Sequence[Result]) -> list[None]:
        await stored.wait()
        return await conclude(self, results)

    monkeypatch.setattr(Deliveries, "conclude", late)
    tenant, endpoint = await w.endpoint("hooks", ordered=ordered)
    subject = new_id()
    async with w.engine():
        await numbered(w, tenant, [subject], 1, 2)
        await w.receiver.received("hooks", 1 if ordered else 2)
        await asyncio.sleep(0.3)
        assert sequence(w, "hooks", subject) == ([1] if ordered else [1, 2])
        stored.set()
        await w.settled(endpoint)
    assert sequence(w, "hooks", subject) == [1, 2]


async def test_a_head_that_is_sent_for_anew_ends_the_wait(mongo_url: str, database: str) -> None:
    patient = {**OVERTAKING_AT_ONCE, "retry_steps": "0,3600"}
    async with world(mongo_url, database, **patient) as w:
        tenant, endpoint = await w.endpoint("hooks", ordered=True)
        failing(w, "hooks", {1: 1})
        subject = new_id()
        async with w.engine():
            await numbered(w, tenant, [subject], 1, 3)
            await until(lambda: len(w.receiver.receipts["hooks"]) == 1, 60, "the first attempt")
            await w.counted(endpoint, 1, state="pending", tries=1)
            await asyncio.sleep(0.3)
            assert sequence(w, "hooks", subject) == [1]
            head = (await w.deliveries(endpoint))[0]
            await redeliver(w.room.context(tenant), endpoint, head["id"])
            await w.settled(endpoint)
        assert sequence(w, "hooks", subject) == [1, 1, 2, 3]


async def test_it_holds_for_what_failed_before_it_was_asked_for(w: World) -> None:
    """Both wait, the later one for less: the earlier one goes first all the same."""
    tenant, endpoint = await w.endpoint("hooks")
    subject, now = new_id(), w.room.clock.machine()
    await numbered(w, tenant, [subject], 1, 3)
    dues = [now + timedelta(seconds=1.5), now - timedelta(seconds=1)]
    for one, due in zip(await w.deliveries(endpoint), dues, strict=False):
        await w.room.mongo.documents(DELIVERIES).update_one({"_id": one["_id"]}, {"$set": {"due": due, "tries": 1}})
    ordered = ChangeEndpoint(url=f"http://{w.receiver.address}/hooks", terms=Terms(ordered=True))
    await w.room.context(tenant).execute(ENDPOINT, endpoint, ordered)
    async with w.engine():
        await w.settled(endpoint)
    assert sequence(w, "hooks", subject) == [1, 2, 3]


async def test_both_due_are_sent_in_order(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    subject, now = new_id(), w.room.clock.machine()
    await numbered(w, tenant, [subject], 1, 3)
    dues = [now - timedelta(seconds=1), now - timedelta(seconds=2)]
    for one, due in zip(await w.deliveries(endpoint), dues, strict=False):
        await w.room.mongo.documents(DELIVERIES).update_one({"_id": one["_id"]}, {"$set": {"due": due, "tries": 1}})
    async with w.engine():
        await w.settled(endpoint)
    assert sequence(w, "hooks", subject) == [1, 2, 3]
