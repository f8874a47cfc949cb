"""Command → journal: raw `insert_one` of the same document beside `ctx.execute`; interleaved rounds.

`python -m tests.bench.bench_command [rounds] [size]`, with JEMBATAN_TEST_MONGO_URL. On top of the insert, `execute`
loads the state, decides, and replaces the cached state; a new stream has nothing to load.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import Any

from shared.clock import SystemClock
from shared.ids import new_id
from shared.journal import JOURNAL
from shared.mongo import Collection, Mongo, apply
from tests.bench.servers import bench_settings, open_mongo
from tests.integration.kernel import sample as jars
from tests.integration.kernel.sample import JAR, EmptyJar, MakeJar

AT_ONCE = 16
RAW = Collection("raw_journal", JOURNAL.indexes)
"""The same indexes."""


class Room(jars.Room):
    """A runtime whose metrics bear a name of their own."""

    service = "bench"


Loop = Callable[[Room, int], Awaitable[float]]


async def sample(room: Room) -> dict[str, Any]:
    """A document as the journal stores it."""
    made = await room.context().execute(JAR, new_id(), MakeJar())
    found = await room.mongo.documents(JOURNAL.name).find_one({"id": made.id})
    assert found is not None
    return found


async def raw(room: Room, size: int) -> float:
    """Seconds for `size` inserts one by one."""
    documents = await _copies(room, size)
    began = time.perf_counter()
    for document in documents:
        await room.mongo.database[RAW.name].insert_one(document)
    return time.perf_counter() - began


async def raw_at_once(room: Room, size: int) -> float:
    """Seconds for `size` inserts, `AT_ONCE` under way."""
    documents = await _copies(room, size)
    return await _spread(size, lambda number: room.mongo.database[RAW.name].insert_one(documents[number]))


async def _copies(room: Room, size: int) -> Sequence[dict[str, Any]]:
    document = await sample(room)
    ids = [new_id() for _ in range(size)]
    return [{**document, "_id": f"school-a/jar/{id}/0000000001", "entry_id": id, "command_id": id} for id in ids]


async def busy(room: Room, size: int) -> float:
    """Seconds for `size` commands one by one on one stream."""
    made = await room.context().execute(JAR, new_id(), MakeJar())
    began = time.perf_counter()
    for _ in range(size):
        await room.context().execute(JAR, made.id, EmptyJar())
    return time.perf_counter() - began


async def new(room: Room, size: int) -> float:
    """Seconds for `size` commands one by one, each on a stream of its own."""
    began = time.perf_counter()
    for _ in range(size):
        await room.context().execute(JAR, new_id(), MakeJar())
    return time.perf_counter() - began


async def new_at_once(room: Room, size: int) -> float:
    """The same with `AT_ONCE` under way."""
    return await _spread(size, lambda _number: room.context().execute(JAR, new_id(), MakeJar()))


async def _spread(size: int, act: Callable[[int], Awaitable[Any]]) -> float:
    numbers = iter(range(size))

    async def work() -> None:
        for number in numbers:
            await act(number)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return time.perf_counter() - began


async def measure(rounds: int, size: int) -> dict[str, float]:
    """Median commands per second of each, and the ratios."""
    loops: dict[str, Loop] = {"raw": raw, "busy": busy, "new": new, "raw_many": raw_at_once, "new_many": new_at_once}
    rates: dict[str, list[float]] = {name: [] for name in loops}
    settings = bench_settings()
    async with open_mongo(settings) as mongo:
        room = await _room(mongo)
        for _ in range(rounds):
            for name, loop in loops.items():
                rates[name].append(size / await loop(room, size))
    medians = {name: median(values) for name, values in rates.items()}
    ratios = {"busy_ratio": medians["busy"] / medians["raw"], "new_ratio": medians["new"] / medians["raw"]}
    return {**medians, **ratios, "many_ratio": medians["new_many"] / medians["raw_many"]}


async def _room(mongo: Mongo) -> Room:
    room = Room(mongo, SystemClock())
    await apply(mongo, [*room.journal.collections(), RAW])
    return room


def main(rounds: int = 5, size: int = 400) -> dict[str, float]:
    """Print and return the figures."""
    figures = asyncio.run(measure(rounds, size))
    for label, theirs, ours, ratio in (
        ("busy stream", "raw", "busy", "busy_ratio"),
        ("new streams", "raw", "new", "new_ratio"),
        (f"{AT_ONCE} at once", "raw_many", "new_many", "many_ratio"),
    ):
        print(
            f"command, {label:<12} raw {figures[theirs]:>7,.0f}/s   ours {figures[ours]:>7,.0f}/s   "
            f"ratio {figures[ratio]:.2f}"
        )
    return figures


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
