"""The worker of the reporting service on real Kafka: duplicates and disorder, a restart, a rebuild (C43)."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from services.reporting.consumers import HEARD
from services.reporting.facts import FACTS, TOPICS
from shared.auth.memberships import TOPICS as DIRECTORY
from shared.ids import new_id
from shared.projection import rebuild
from shared.runtime import Runtime
from shared.worker import Worker
from tests.integration.kernel.flow import entry, make_topics, no_lag, producing, until
from tests.integration.reporting.world import PLACED, World, done, figures


@asynccontextmanager
async def working(room: Runtime) -> AsyncIterator[Worker]:
    """The service's worker, ready; drained at the end."""
    worker = Worker(room)
    running = asyncio.create_task(worker.run())
    assert worker.consumer is not None
    try:

        async def ready() -> bool:
            assert worker.consumer is not None
            return await worker.consumer.ready() is None

        await until(ready, 40)
        yield worker
    finally:
        running.cancel()
        await asyncio.wait({running}, timeout=40)


def placed(school: str, *ends: str) -> list[dict[str, Any]]:
    """The journal entries of one placement."""
    id, kinds = new_id(), [*PLACED, *ends]
    return [
        entry(id, number, tenant=school, aggregate="placement", kind=f"{kind}.v1", data={"placement": id})
        for number, kind in enumerate(kinds, 1)
    ]


async def numbers(world: World, caller: dict[str, str]) -> dict[str, int]:
    """What the school reads, each figure with as many rows of evidence."""
    school = world.schools[0]
    summary = done(await world.get(f"/schools/{school}/summary", caller))
    for figure in summary["figures"]:
        rows = await world.rows(figure["evidence"].removeprefix("/reporting"), caller, limit=50)
        assert len(rows) == figure["number"]
    return {name: figure["number"] for name, figure in figures(summary).items()}


async def test_c43_nothing_is_lost_and_nothing_counted_twice(world: World, room: Runtime) -> None:
    school, chance = world.schools[0], random.Random(11)
    caller = await world.member("principal", school, "principal")
    await make_topics(room.settings, *TOPICS, *DIRECTORY, hears=HEARD)
    done_ones = [placed(school, "internship-completed") for _ in range(5)]
    entries = [each for one in [*done_ones, *(placed(school) for _ in range(4))] for each in one]
    mixed = entries * 2
    chance.shuffle(mixed)
    async with producing(room.settings) as send:
        async with working(room) as worker:
            for document in mixed[:40]:
                await send("placements.placement.v1", document, service="placements")
            assert worker.consumer is not None
            await until(lambda: no_lag(worker.consumer), 30)  # type: ignore[arg-type]  # it is there, see above
        for document in mixed[40:]:
            await send("placements.placement.v1", document, service="placements")
        async with working(room) as worker:
            assert worker.consumer is not None
            await until(lambda: no_lag(worker.consumer), 30)  # type: ignore[arg-type]  # it is there, see above
            found = await numbers(world, caller)
            assert (found["placements"], found["completions"]) == (9, 5)
            kafka, prefix = room.settings.kafka_client_options(), room.settings.topic_prefix
            rebuilt = await rebuild(FACTS, service="reporting", mongo=room.mongo, kafka=kafka, prefix=prefix)
            assert (rebuilt.facts, rebuilt.before, rebuilt.dead) == (9, 9, 0)
            found = await numbers(world, caller)
    assert (found["placements"], found["completions"]) == (9, 5)
    assert await room.mongo.documents("parked").count({}) == 0
