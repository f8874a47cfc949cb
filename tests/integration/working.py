"""Whole services in the test's own process: the real runtime, the real worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from shared.consumer import Hears
from shared.runtime import Runtime
from shared.topics import Topic, apply
from shared.worker import Worker
from tests.integration.kernel.flow import until


@asynccontextmanager
async def working(*runtimes: Runtime) -> AsyncIterator[None]:
    """Their workers on real Kafka, once every consumer hears, for as long as the block lasts."""
    await make_topics(*runtimes)
    workers = [Worker(runtime) for runtime in runtimes]
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        for worker in workers:
            if worker.consumer:
                await until(_hears(worker))
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def _hears(worker: Worker):
    async def hears() -> bool:
        assert worker.consumer is not None
        return await worker.consumer.ready() is None

    return hears


async def make_topics(*runtimes: Runtime) -> None:
    """Their own, those of their groups, and those that services which are not here would publish."""
    topics = {topic.name: topic for runtime in runtimes for topic in runtime.topics()}
    for runtime in runtimes:
        hears = runtime.definition.hears or Hears(runtime.service)
        for name in hears.all_topics:
            full = runtime.settings.topic_prefix + name
            topics.setdefault(full, Topic(full, 1, 1))
    applied = await apply(runtimes[0].settings.kafka_client_options(), list(topics.values()))
    assert not applied.problems, applied.problems
