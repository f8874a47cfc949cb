"""Timed work: once each, in order of due time, also across a scheduler that died."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from shared.ids import new_id
from shared.jobs import MARKS, Jobs
from shared.journal import Entry
from shared.leases import Leases
from tests.integration.kernel.sample import JAR, START, AddCoins, MakeJar, Room

DAY = timedelta(days=1)


def jobs(room: Room) -> Jobs:
    return Jobs(room, [JAR], Leases(room.mongo, room.clock, new_id(), 2), every=0.05)


async def emptied(room: Room) -> list[str]:
    """`<jar>@<due day>` in the order of execution."""
    found = await room.mongo.documents("journal").find({"command": "EmptyJar"}, sort=[("entry_id", 1)])
    entries = [Entry.read(document) for document in found]
    assert all(entry.actor.kind == "job" for entry in entries)
    return [f"{entry.id}@{entry.command_id.rpartition('empty:')[2][37:47]}" for entry in entries]


async def make(room: Room, period: int, **fields: Any) -> str:
    return (await room.context().execute(JAR, new_id(), MakeJar(period=period, **fields))).id


async def test_everything_due_happens_once_and_in_order(room: Room) -> None:
    daily, slow, never = await make(room, 1), await make(room, 2), await make(room, 0)
    scheduler = jobs(room)
    assert await scheduler.next_due() == START + DAY
    assert await scheduler.run_due(START) == 0
    assert await scheduler.run_due(START + 30 * DAY) == 6
    days = [entry.partition("@")[2] for entry in await emptied(room)]
    assert days == sorted(days) == ["2026-01-06", "2026-01-07", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-11"]
    assert await scheduler.next_due() is None
    assert await scheduler.run_due(START + 60 * DAY) == 0
    for id, times in ((daily, 3), (slow, 3), (never, 0)):
        assert (await room.context().require(JAR, id)).state.emptied == times


async def test_a_clock_moves_from_item_to_item(room: Room) -> None:
    await make(room, 1)
    scheduler, moves = jobs(room), []
    while (at := await scheduler.next_due()) is not None:
        await room.clock.move(at)
        assert await scheduler.run_due(at) == 1
        moves.append(at)
    assert moves == [START + DAY, START + 2 * DAY, START + 3 * DAY]
    history = await room.mongo.documents("journal").find({"command": "EmptyJar"}, sort=[("_id", 1)])
    assert [entry["at"] for entry in history] == moves


async def test_a_scheduler_that_died_is_caught_up_without_doubles(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        await make(room, 1)
    await room.clock.move(START + 30 * DAY)
    dying, write, written = Room(room.mongo, room.clock), room.journal.current.write, 0

    async def die(*args: Any) -> None:
        nonlocal written
        written += 1
        if written == 8:
            raise KeyboardInterrupt
        if written % 2:
            raise AutoReconnect("current is not written")
        await write(*args)

    monkeypatch.setattr(dying.journal.current, "write", die)
    with pytest.raises(KeyboardInterrupt):
        await jobs(dying).run_due(room.clock.now())
    partly = len(await emptied(room))
    assert 0 < partly < 15
    fresh = jobs(Room(room.mongo, room.clock))
    await asyncio.gather(fresh.run_due(room.clock.now()), jobs(Room(room.mongo, room.clock)).run_due(room.clock.now()))
    assert len(await emptied(room)) == len(set(await emptied(room))) == 15


async def test_what_is_refused_rests_and_holds_up_nothing(room: Room) -> None:
    stuck, fine = await make(room, 1, size=13), await make(room, 2)
    scheduler = jobs(room)
    assert await scheduler.run_due(START + 2 * DAY) == 1
    assert (await room.context().require(JAR, fine)).state.emptied == 1
    assert (await room.context().require(JAR, stuck)).state.emptied == 0
    assert await scheduler.run_due(START + 2 * DAY) == 0
    assert await scheduler.next_due() == START + 4 * DAY
    assert await jobs(room).next_due() == START + DAY


async def test_a_replica_runs_and_another_takes_over(room: Room) -> None:
    id = await make(room, 1)
    first, second = jobs(room), jobs(Room(room.mongo, room.clock))
    tasks = [asyncio.create_task(first.run())]
    await asyncio.sleep(0.2)
    tasks.append(asyncio.create_task(second.run()))
    await room.clock.move(START + DAY)
    await until(room, id, 1)
    await first.stop()
    await room.clock.move(START + 2 * DAY)
    await until(room, id, 2)
    await second.stop()
    await asyncio.gather(*tasks)
    assert (await room.context().require(JAR, id)).state.emptied == 2, "each day once, whoever runs"


async def until(room: Room, id: str, times: int) -> None:
    async with asyncio.timeout(60):
        while (await room.context().require(JAR, id)).state.emptied < times:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)


async def test_a_state_left_behind_is_healed_before_lists_miss_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    id = await make(room, 1)
    monkeypatch.setattr(room.clock, "machine", lambda: START + timedelta(days=3650))
    await room.context().execute(JAR, id, AddCoins(coins=("a",)))
    current = room.mongo.documents(JAR.collection)
    await current.update_one({"id": id}, {"$set": {"number": 1}})
    assert await jobs(room).heal() == 1
    assert (await current.find_one({"id": id}) or {})["number"] == 2
    assert await jobs(room).heal() == 0
    assert await room.mongo.documents(MARKS.name).count({}) == 1


async def test_what_no_calendar_holds_is_not_recorded(room: Room) -> None:
    id = new_id()
    with pytest.raises(OverflowError):
        await room.context().execute(JAR, id, MakeJar(period=10**8))
    assert await room.mongo.documents("journal").find_one({"id": id}) is None
    assert (await room.context().execute(JAR, id, MakeJar(period=1))).number == 1


async def test_a_stream_that_cannot_be_brought_up_holds_up_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, left, due = await make(room, 0), await make(room, 0), await make(room, 1)
    monkeypatch.setattr(room.clock, "machine", lambda: START + timedelta(days=3650))
    await room.mongo.documents("journal").update_one({"id": broken}, {"$set": {"events.0.data.period": 10**8}})
    current = room.mongo.documents(JAR.collection)
    await current.delete_many({"id": {"$in": [broken, left]}})
    assert await jobs(room).heal() == 1
    assert await current.find_one({"id": left})
    assert await current.find_one({"id": broken}) is None
    assert await jobs(room).heal() == 0, "what cannot be brought up is not tried for ever"
    assert await jobs(room).run_due(START + DAY) == 1
    assert (await room.context().require(JAR, due)).state.emptied == 1
