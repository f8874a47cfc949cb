"""Group commit, bulkheads, order in a lane, ids, seals, settings."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.notifications import wire
from services.notifications.engine.batches import Batches
from services.notifications.engine.deliveries import Delivery
from services.notifications.engine.lane_queue import LaneQueue
from services.notifications.engine.lanes import NEVER, REPLAYED
from services.notifications.engine.slots import FEW, Pace, Slots, Window
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


async def test_one_that_cannot_be_written_fails_alone() -> None:
    written: list[str] = []

    async def write(items: Sequence[str]) -> list[str]:
        for item in items:
            item.encode()
        written.extend(items)
        return list(items)

    batches = Batches(write)
    found = await asyncio.gather(*(batches.add(one) for one in ("a", "\udcff", "b")), return_exceptions=True)
    assert (found[0], found[2]) == ("a", "b")
    assert isinstance(found[1], UnicodeEncodeError)
    assert written == ["a", "b"]
    assert await batches.add("c") == "c"


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


async def test_a_lane_has_few_requests_at_once_until_its_pace_is_known() -> None:
    slots, quick, steady, slow = Slots(100), Pace(), Pace(), Pace()
    assert [pace.at_once(8) for pace in (quick, steady, slow)] == [FEW] * 3
    assert Pace().at_once(1) == 1, "a smaller window stays as it is"
    slots.answered(quick, 0.01)
    assert (quick.at_once(8), quick.slow) == (8, False)
    slots.answered(steady, 1.5)
    assert (steady.at_once(8), steady.slow) == (FEW, False), "one late answer says neither"
    for _ in range(10):
        slots.answered(steady, 1.5)
    slots.answered(slow, 15)
    for late in (steady, slow):
        assert (late.at_once(8), late.slow) == (8, True), "now the cap of slow lanes holds it"


async def test_a_slow_lane_that_answers_soon_again_recovers() -> None:
    slots, pace = Slots(100), Pace()
    async with slots.taken(pace):
        slots.answered(pace, 15)
        assert (slots.used, slots.used_slow) == (1, 1)
        answers = 0
        while pace.slow:
            slots.answered(pace, 0.01)
            answers += 1
        assert 1 < answers < 10
        assert (slots.used, slots.used_slow, pace.at_once(8)) == (1, 0, 8)
    assert (slots.used, slots.used_slow) == (0, 0)


async def test_a_window_that_grows_lets_in_who_waits_in_the_order_of_coming() -> None:
    window, came, door = Window(2), list[int](), asyncio.Event()

    async def work(number: int) -> None:
        async with window:
            came.append(number)
            await door.wait()

    tasks = [asyncio.create_task(work(n)) for n in range(10)]
    await asyncio.sleep(0)
    assert came == [0, 1]
    tasks[3].cancel()
    window.resize(8)
    tasks[5].cancel()  # it was let in and does not know it yet
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0), window:
            raise AssertionError("it came last")
    for _ in tasks:
        await asyncio.sleep(0)
    assert came == [0, 1, 2, 4, 6, 7, 8, 9], "9 has the place of the one that gave up"
    door.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert window.used == 0


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


def test_a_hold_without_an_end_ends_when_its_head_is_here_again() -> None:
    queue = LaneQueue()
    a1, a2, b1 = delivery("a", 1), delivery("a", 2), delivery("b", 1)
    queue.add([a1, a2])
    queue.next()
    queue.hold("a", NEVER)
    queue.done(a1)
    assert not queue.release(NOW + timedelta(days=4))
    assert queue.held_until is None
    queue.add([a2, b1])
    assert queue.next() == b1, "the rest of the stream waits, wherever it comes from"
    queue.clear()
    queue.add_retries([a1])
    queue.add([a2])
    assert [queue.next(), queue.next()] == [a1, None]


def test_a_hold_whose_head_waits_no_longer_is_let_go() -> None:
    queue = LaneQueue()
    for stream in ("a", "b", "c"):
        queue.hold(stream, NEVER)
    assert not queue.keep_held({"a", "b"}, ["a", "b"])
    assert queue.keep_held({"a", "b"}, ["a"])
    assert queue.held == {"a", "c"}, "c was not looked at"


def test_replays_go_last_and_leave_their_stream_to_what_is_fresh() -> None:
    queue = LaneQueue()
    old_a, old_b, fresh_a = delivery("a", 1), delivery("b", 1), delivery("a", 9)
    assert queue.add_replays([old_a, old_b]) == 2
    assert queue.passed_over() == set(), "what is fresh is read although replays of its stream are here"
    assert queue.passed_over_by_replays() == {"a", "b"}
    assert queue.next_replay() == old_a
    queue.add([fresh_a])
    assert queue.next() is None, "one after the other, replays included"
    assert queue.replaying == 1
    queue.done(old_a)
    assert (queue.replaying, queue.next()) == (0, fresh_a)


@pytest.mark.parametrize("ordered", [False, True])
def test_of_a_replay_that_has_begun_what_is_fresh_waits_only_with_order(ordered: bool) -> None:
    queue = LaneQueue()
    old = delivery("a", 1)
    queue.hold("a", NEVER)
    queue.replay_again(["a"], ordered=ordered)
    assert queue.held == set()
    assert queue.passed_over() == ({"a"} if ordered else set())
    assert queue.passed_over_by_replays() == set(), "so that it can be read"
    queue.add_replays([old])
    assert queue.next_replay() == old
    queue.done(old)
    assert queue.passed_over() == set()


def test_a_begun_replay_that_is_one_no_longer_keeps_nothing_waiting() -> None:
    queue = LaneQueue()
    queue.replay_again(["a", "b"], ordered=True)
    seen = queue.begun
    queue.replay_again(["c"], ordered=True)
    queue.keep_begun(seen, {"a"})
    assert queue.begun == {"a", "c"}, "c was not looked at"
    queue.forget_holds()
    assert queue.passed_over() == set()


def test_the_probe_is_the_one_that_has_been_due_for_longest() -> None:
    queue = LaneQueue()
    retry, early, late = delivery("a", 1), delivery("b", 1), delivery("c", 1)
    retry.due = NOW + timedelta(seconds=5)
    early.created = NOW + timedelta(seconds=4)
    late.created = NOW + timedelta(seconds=6)
    replay = delivery("d", 1)
    replay.due, replay.created = REPLAYED, NOW - timedelta(days=9)
    queue.add_replays([replay])
    queue.add([retry, late, early])
    assert [queue.oldest() for _ in range(5)] == [early, retry, late, replay, None]


async def test_a_window_that_shrinks_is_reached_as_places_are_given_back() -> None:
    window, inside, door = Window(4), 0, asyncio.Event()

    async def work() -> None:
        nonlocal inside
        async with window:
            inside += 1
            await door.wait()
            await asyncio.sleep(0)
            inside -= 1

    tasks = [asyncio.create_task(work()) for _ in range(12)]
    await asyncio.sleep(0)
    assert inside == 4
    window.resize(2)
    tasks[5].cancel()
    door.set()
    most = 0
    while window.used > 2:  # noqa: ASYNC110 - turns of the loop are what it is about
        await asyncio.sleep(0)
    while not all(task.done() for task in tasks):
        most = max(most, window.used)
        await asyncio.sleep(0)
    assert (most, window.used, inside) == (2, 0, 0)


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
