"""kill -9 at any point: nothing is lost, and what is sent twice carries the same `webhook-id`."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from services.notifications.domain.retries import Verdict
from services.notifications.engine.attempts import Made, result_of
from services.notifications.engine.deliveries import PAGE, Deliveries, Delivery, Intent
from services.notifications.engine.lanes import AT_ONCE, NEVER, Held, Lanes
from services.notifications.engine.owners import is_dead, new_owner
from services.notifications.ingest import tell
from services.notifications.sender import Answer, Marks
from services.notifications.views import DELIVERIES, LANES
from services.notifications.wire import message_id
from shared.clock import SystemClock
from shared.envelope import Record
from shared.faults import arm
from shared.ids import new_id
from tests.integration.notifications_worker import worker
from tests.integration.notifications_world import Receipt, World, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as made:
        yield made


class HandClock(SystemClock):
    """Monotonic time by hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


async def test_killed_after_the_post_the_next_owner_records_unknown_and_sends_the_same_id(
    w: World, mongo_url: str, database: str
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    with worker(mongo_url, database, w.receiver.address, faults="webhook.after-post:kill:1:1") as first:
        await w.ingest(event)
        await w.receiver.received("hooks", 1)
        assert await asyncio.to_thread(first.wait, 60) == -signal.SIGKILL
    async with w.engine():
        (delivery,) = await w.settled(endpoint)
    assert w.receiver.ids("hooks") == [message_id(event.id)] * 2
    attempts = await w.attempts(delivery["id"])
    assert [(one["number"], one["error"], one["trigger"]) for one in attempts] == [
        (1, "unknown", "event"),
        (2, None, "recovery"),
    ]


@pytest.mark.parametrize(("steps", "state"), [("0,3600", "pending"), ("0", "failed")])
async def test_killed_between_record_and_result_the_delivery_goes_on_as_the_record_says(
    w: World, mongo_url: str, database: str, steps: str, state: str
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)

    async def broken(_: Receipt) -> web.Response:
        return web.Response(status=500)

    w.receiver.manners["hooks"] = broken
    dies = {"faults": "webhook.after-record:kill:1:1", "retry_steps": steps}
    with worker(mongo_url, database, w.receiver.address, **dies) as first:
        await w.ingest(event)
        assert await asyncio.to_thread(first.wait, 60) == -signal.SIGKILL
    async with w.engine():
        await w.counted(endpoint, 1, state=state)
        await _rests(w, endpoint)
    (delivery,) = await w.deliveries(endpoint)
    (attempt,) = await w.attempts(delivery["id"])
    assert (attempt["number"], attempt["error"], attempt["status"]) == (1, "refused-status", 500)
    stands = {name: delivery[name] for name in ("attempts", "tries", "error", "status", "last_at")}
    assert stands == {"attempts": 1, "tries": 1, "error": "refused-status", "status": 500, "last_at": attempt["ended"]}
    assert delivery["due"] == (attempt["next_due"] or AT_ONCE)
    assert ("expires" in delivery, "finished" in delivery) == (state == "failed", state == "failed")
    assert w.receiver.ids("hooks") == [message_id(event.id)]


async def _rests(w: World, endpoint: str) -> None:
    """There is nothing to send now, says the lane."""
    now = w.room.clock.machine()
    while not await w.room.mongo.documents(LANES).find_one({"endpoint": endpoint, "next_due": {"$gt": now}}):  # noqa: ASYNC110 - another task writes it
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_killed_again_and_again_nothing_is_lost_and_order_is_kept(
    w: World, mongo_url: str, database: str, seed: int
) -> None:
    places = [await w.endpoint(f"hooks{n}") for n in range(3)]

    async def briefly(_: Receipt) -> web.Response:
        await asyncio.sleep(0.005)
        return web.Response(status=200)

    w.receiver.manners |= {f"hooks{n}": briefly for n in range(3)}
    subjects = [new_id() for _ in range(8)]
    kills, sent = 0, Counter[str]()

    async def ingest() -> None:
        for number in range(1, 11):
            events = [w.event(t, subject=s, number=number) for t, _ in places for s in subjects]
            await w.ingest(*events)
            await asyncio.sleep(0.05)

    ingesting = asyncio.create_task(ingest())
    deadline = time.monotonic() + 40
    while kills < 3 and time.monotonic() < deadline:
        faults = f"webhook.after-post:kill:0.02:{seed * 10 + kills}"
        with worker(mongo_url, database, w.receiver.address, faults=faults) as process:
            await asyncio.to_thread(process.wait, max(0.1, min(deadline - time.monotonic(), 5)))
        kills += 1
    await ingesting
    async with w.engine():
        for _, endpoint in places:
            assert len(await w.settled(endpoint)) == 80
    for n in range(3):
        sent.update(Counter(w.receiver.ids(f"hooks{n}")))
        for subject in subjects:
            sequence = [r.body["sequence"] for r in w.receiver.receipts[f"hooks{n}"] if r.body["subject"] == subject]
            assert list(dict.fromkeys(sequence)) == list(range(1, 11))
    doubled = sum(sent.values()) - 3 * 80
    print(f"{kills} kills, {doubled} received twice")
    assert len(sent) == 3 * 80
    assert doubled <= kills * 3 * 8, "no more than were in flight at the kills"
    assert w.receiver.forged == []


async def test_a_lane_is_taken_elsewhere_a_silent_owner_after_a_term_and_never_before(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    clock = HandClock()
    here = Lanes(w.room.mongo, clock, "/1//far-away", 10)
    there = Lanes(w.room.mongo, clock, "/2//another", 10)
    await here.wake([(tenant, endpoint)])
    (lane,) = await here.due()
    held = await here.take(lane)
    assert held is not None
    assert await there.take(lane) is None, "as it was read, it was free; it is not any more"
    assert await there.abandoned([]) == []
    clock.seconds += 9
    await here.renew([held])
    clock.seconds += 9
    assert here.alive(held)
    assert await there.abandoned([]) == []
    clock.seconds += 9.9
    assert not here.alive(held)
    assert await there.abandoned([]) == [], "seen unchanged for less than a term"
    clock.seconds += 0.1
    assert not here.alive(held)
    (silent,) = await there.abandoned([])
    taken = await there.take(silent)
    assert taken is not None
    assert taken.fence == held.fence + 1
    await here.renew([held])
    assert held.lost


def test_only_a_process_that_is_certainly_dead_is_called_dead() -> None:
    assert not is_dead(new_owner())
    assert not is_dead("/1//elsewhere")
    assert not is_dead("another-machine/1/1/x")
    machine, _, started, _ = new_owner().split("/")
    assert is_dead(f"{machine}/999999999/{started}/x") == bool(machine)


async def _taken_elsewhere(w: World) -> tuple[Lanes, Held, Record, dict[str, Any]]:
    """What an owner on another machine has just taken: its lanes, the lane, and the event and delivery in it."""
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    lanes = Lanes(w.room.mongo, w.room.clock, f"/1//{new_id()}", 0.2)
    await w.ingest(event)
    (lane,) = await lanes.due()
    held = await lanes.take(lane)
    assert held is not None
    (stored,) = await w.deliveries(endpoint)
    return lanes, held, event, stored


@pytest.mark.parametrize(("fenced", "errors"), [(True, [None]), (False, ["unknown", None])])
async def test_what_a_silent_owner_wrote_last_is_not_taken_and_what_was_taken_is_found(
    w: World, fenced: bool, errors: list[str | None]
) -> None:
    """`fenced` is what the next owner has seen; the rest is what lies behind a thousand others."""
    lanes, silent, event, stored = await _taken_elsewhere(w)
    late = Intent(Delivery.read(stored), silent.fence, lanes.owner, w.room.clock.machine()).write()
    deliveries = w.room.mongo.documents(DELIVERIES)
    await deliveries.update_one({"_id": stored["_id"]}, {"$set": {"due": NEVER}})
    async with w.engine():
        await _owned_by_another(w, lanes.owner)
        await w.counted(stored["endpoint"], 1, fence=silent.fence + 1)
        if not fenced:
            await deliveries.update_one({"_id": stored["_id"]}, {"$set": {"fence": 0}})
        await deliveries.bulk_write([late])
        await deliveries.update_one({"_id": stored["_id"], "due": NEVER}, {"$set": {"due": AT_ONCE}})
        (delivery,) = await w.settled(stored["endpoint"])
    assert w.receiver.ids("hooks") == [message_id(event.id)]
    assert [one["error"] for one in await w.attempts(delivery["id"])] == errors


async def test_while_a_lane_is_taken_over_nobody_here_takes_it_once_more(w: World) -> None:
    """The database says that it is ours before the answer to the take-over is here, and that something is due."""
    _, silent, event, stored = await _taken_elsewhere(w)
    arm("webhook.after-take:pause-1:1", "development")
    try:
        async with w.engine():
            await w.settled(stored["endpoint"])
            lane = await w.room.mongo.documents(LANES).find_one({"endpoint": stored["endpoint"]})
    finally:
        arm("", "development")
    assert lane is not None
    assert lane["fence"] == silent.fence + 1
    assert w.receiver.ids("hooks") == [message_id(event.id)]


async def test_a_lane_that_we_have_lost_ourselves_was_not_given_back_either(w: World) -> None:
    lanes, *_ = await _taken_elsewhere(w)
    (lane,) = await lanes.due(1)
    again = await lanes.take(lane)
    assert again is not None
    assert again.from_silent
    await lanes.release(again, due=True)
    (lane,) = await lanes.due()
    free = await lanes.take(lane)
    assert free is not None
    assert not free.from_silent


async def test_with_order_nothing_that_a_silent_owner_wrote_last_is_taken_however_much_waits(
    w: World,
) -> None:
    tenant, endpoint = await w.endpoint("hooks", ordered=True)
    event, deliveries = w.event(tenant), w.room.mongo.documents(DELIVERIES)
    lanes = Lanes(w.room.mongo, w.room.clock, f"/1//{new_id()}", 0.2)
    await w.ingest(event)
    (lane,) = await lanes.due()
    silent = await lanes.take(lane)
    assert silent is not None
    (stored,) = await w.deliveries(endpoint)
    late = Intent(Delivery.read(stored), silent.fence, lanes.owner, w.room.clock.machine()).write()
    before = [{**stored, "_id": f"{tenant}/{n}", "id": str(n), "stream": f"s/{n}"} for n in range(4 * PAGE + 10)]
    tomorrow = w.room.clock.machine() + timedelta(days=1)
    await deliveries.raw.insert_many([{**one, "due": tomorrow} for one in before])
    await deliveries.update_one({"_id": stored["_id"]}, {"$set": {"due": NEVER}})
    async with w.engine():
        await _owned_by_another(w, lanes.owner)
        await w.counted(endpoint, 1, fence=silent.fence + 1, due=NEVER)
        await deliveries.bulk_write([late])
        await deliveries.update_one({"_id": stored["_id"], "state": "pending"}, {"$set": {"due": AT_ONCE}})
        await tell(w.room, [(tenant, endpoint)])
        await w.counted(endpoint, 1, state="delivered")
    assert [one["error"] for one in await w.attempts(stored["id"])] == [None]


async def _owned_by_another(w: World, owner: str) -> None:
    lanes = w.room.mongo.documents(LANES)
    while not await lanes.find_one({"owner": {"$nin": [owner, None]}}):  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.05)


async def test_what_was_called_unknown_stays_so_and_is_sent_again(w: World) -> None:
    """A slow owner learns what came of its attempt after the next one has recorded that nobody knows, and died."""
    lanes, slow, event, stored = await _taken_elsewhere(w)
    now = w.room.clock.machine()
    deliveries = Deliveries(w.room.mongo, 30, 90)
    assert await deliveries.intend([Intent(Delivery.read(stored), slow.fence, lanes.owner, now)]) == [True]
    arm("webhook.after-unknown:pause-60:1", "development")
    try:
        next_one = asyncio.create_task(deliveries.recover(replace(slow, fence=slow.fence + 1), now, ()))
        while not await w.attempts(stored["id"]):  # noqa: ASYNC110 - the database is what the task tells
            await asyncio.sleep(0.02)
        next_one.cancel()
    finally:
        arm("", "development")
    (sending,) = await w.deliveries(stored["endpoint"])
    made = Made(now, now, {}, Answer(200, None, "", {}, b"", False, Marks()), Verdict("delivered", None, ""))
    await deliveries.conclude([result_of(made, Delivery.read(sending), slow.fence, lanes.owner, timedelta(days=90))])
    async with w.engine():
        (delivery,) = await w.settled(stored["endpoint"])
    assert w.receiver.ids("hooks") == [message_id(event.id)]
    assert [one["error"] for one in await w.attempts(delivery["id"])] == ["unknown", None]


async def test_of_two_intents_for_one_attempt_one_is_taken(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.ingest(w.event(tenant))
    (stored,) = await w.deliveries(endpoint)
    now = w.room.clock.machine()
    twice = [Intent(Delivery.read(stored), 1, "worker", now) for _ in range(2)]
    assert await Deliveries(w.room.mongo, 30, 90).intend(twice) == [True, False]
