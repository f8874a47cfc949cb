"""Group commit, bulkheads, order in a lane, ids, seals, settings."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.notifications import wire
from services.notifications.engine.batches import Batches
from services.notifications.engine.deliveries import Delivery
from services.notifications.engine.lane_queue import LaneQueue
from services.notifications.engine.slots import Pace, Slots
from services.notifications.sealing import Seal, Unsealable
from services.notifications.settings import NotificationsSettings
from shared.ids import new_id
from shared.settings import SettingsError, load

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


async def test_what_is_added_while_a_write_runs_shares_the_next_one() -> None:
    written: list[list[int]] = []

    async def write(items: Sequence[int]) -> list[int]:
        written.append(list(items))
        await asyncio.sleep(0.01)
        return [item * 10 for item in items]

    batches = Batches(write)
    results = await asyncio.gather(*(batches.add(n) for n in range(1200)))
    assert results == [n * 10 for n in range(1200)]
    assert len(written) <= 4
    assert max(map(len, written)) <= 500


async def test_a_failed_write_fails_those_who_wait_and_no_others() -> None:
    async def write(items: Sequence[str]) -> list[None]:
        if "bad" in items:
            raise ValueError("cannot be written")
        return [None] * len(items)

    batches = Batches(write)
    with pytest.raises(ValueError, match="cannot be written"):
        await batches.add("bad")
    await batches.add("good")


async def test_slow_lanes_leave_slots_to_the_others() -> None:
    slots = Slots(10, 0.3)
    slow = Pace()
    slow.slow = True
    hanging = asyncio.Event()

    async def hold(pace: Pace, until: asyncio.Event) -> None:
        async with slots.taken(pace):
            await until.wait()

    tasks = [asyncio.create_task(hold(slow, hanging)) for _ in range(8)]
    await asyncio.sleep(0)
    assert (slots.used, slots.used_slow) == (3, 3)
    quick = asyncio.Event()
    tasks += [asyncio.create_task(hold(Pace(), quick)) for _ in range(9)]
    await asyncio.sleep(0)
    assert slots.used == 10
    quick.set()
    await asyncio.sleep(0.01)
    assert (slots.used, slots.used_slow) == (3, 3)
    hanging.set()
    await asyncio.gather(*tasks)
    assert (slots.used, slots.used_slow) == (0, 0)


async def test_a_lane_that_hangs_becomes_slow_and_a_waiter_that_gives_up_leaves_no_trace() -> None:
    slots = Slots(1)
    pace, other = Pace(), Pace()
    async with slots.taken(pace):
        waiter = asyncio.create_task(slots.taken(other).__aenter__())
        async with asyncio.timeout(60):
            while not pace.slow:  # noqa: ASYNC110 - it is a timer that sets it
                await asyncio.sleep(0.05)
        assert slots.used_slow == 1
        waiter.cancel()
        await asyncio.gather(waiter, return_exceptions=True)
    assert (slots.used, slots.used_slow) == (0, 0)


def delivery(stream: str, number: int) -> Delivery:
    id = new_id()
    return Delivery(f"t/{id}", "t", id, "e", new_id(), "msg", stream, number, 0, 0, "event", NOW)


def test_one_after_the_other_per_aggregate() -> None:
    queue = LaneQueue()
    a1, a2, b1 = delivery("a", 1), delivery("a", 2), delivery("b", 1)
    assert queue.add([a1, a2, b1]) == 3
    assert queue.add([a1, a2, b1]) == 0
    assert [queue.next(), queue.next(), queue.next()] == [a1, b1, None]
    assert queue.add([a1]) == 0, "what is under way is not taken in again"
    queue.done(a1)
    assert queue.next() == a2
    queue.done(a1)
    assert queue.next() is None, "saying twice that one is done does not free the next"


def test_what_is_sent_frees_its_aggregate_and_is_not_read_again_before_it_is_recorded() -> None:
    queue = LaneQueue()
    a1, a2 = delivery("a", 1), delivery("a", 2)
    queue.add([a1, a2])
    assert queue.next() == a1
    queue.sent(a1)
    assert queue.next() == a2
    assert queue.active == {a1.key, a2.key}
    assert queue.add([a1]) == 0
    queue.done(a1)
    assert queue.active == {a2.key}


def test_an_aggregate_whose_head_waits_for_its_retry_is_held() -> None:
    queue = LaneQueue()
    a1, a2 = delivery("a", 1), delivery("a", 2)
    queue.add([a1, a2])
    queue.next()
    queue.hold("a", NOW + timedelta(seconds=5))
    queue.done(a1)
    assert queue.next() is None
    assert queue.passed_over() == {"a"}
    assert not queue.release(NOW)
    assert queue.release(NOW + timedelta(seconds=5))
    queue.add([a1, a2])
    assert queue.next() == a1


def test_ids_are_derived_and_sort_by_time() -> None:
    event, endpoint = new_id(), new_id()
    assert wire.delivery_id(event, endpoint) == wire.delivery_id(event, endpoint)
    assert wire.is_id(wire.delivery_id(event, endpoint))
    assert wire.delivery_id(event, endpoint) != wire.delivery_id(event, new_id())
    assert wire.delivery_id(event, endpoint)[:13] == event[:13]
    assert "." not in wire.message_id(event)


def test_a_seal_is_bound_to_its_key_and_place() -> None:
    old, new = Seal(["o" * 32]), Seal(["n" * 32, "o" * 32])
    sealed = old.close(b"secret", "t/1")
    assert b"secret" not in sealed["sealed"]
    assert new.open(sealed, "t/1") == b"secret"
    for seal, place in ((Seal(["n" * 32]), "t/1"), (new, "t/2")):
        with pytest.raises(Unsealable):
            seal.open(sealed, place)


BASE = {
    "JEMBATAN_MONGO_URL": "mongodb://x",
    "JEMBATAN_KAFKA_BOOTSTRAP": "x:1",
    "JEMBATAN_LINK_KEY": "0" * 32,
    "JEMBATAN_OIDC_ISSUER": "https://login.example.id",
    "JEMBATAN_NOTIFICATIONS_SECRET_KEYS": "0" * 32,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"JEMBATAN_NOTIFICATIONS_SECRET_KEYS": "short"},
        {"JEMBATAN_NOTIFICATIONS_ALLOWED_ADDRESSES": "127.0.0.1:80"},
        {"JEMBATAN_NOTIFICATIONS_RETRY_STEPS": "5,10"},
        {"JEMBATAN_NOTIFICATIONS_RETRY_STEPS": "0,10,5"},
    ],
)
def test_wrong_settings_are_told(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as told:
        load(NotificationsSettings, {**BASE, **wrong})
    assert "0000" not in str(told.value)


def test_settings_become_rules() -> None:
    settings = load(NotificationsSettings, {**BASE, "JEMBATAN_NOTIFICATIONS_WEBHOOK_PORTS": "443,444"})
    assert settings.guard.ports == {443, 444}
    assert settings.limits.term == 40
    assert len(settings.retry_steps) == 10
