"""Everything that a service hears, running: its own group, and one group per projection."""

import asyncio
from functools import partial
from typing import Any

from aiokafka import TopicPartition

from shared.consumer.batch import Pace
from shared.consumer.declaration import Hears
from shared.consumer.effects import Effects, Work
from shared.consumer.freshness import Freshness
from shared.consumer.group import Group
from shared.consumer.keeper import Keeper, NotNow
from shared.consumer.lag import Ends, lag_of
from shared.consumer.letter_box import DeadLetters
from shared.mongo import apply
from shared.projection.declaration import Projection
from shared.projection.facts import Facts
from shared.projection.pointer import Pointers, collection_of, group_of, letters_group_of
from shared.projection.work import ProjectionWork
from shared.topics import redrive_topic


def groups_of(hears: Hears, prefix: str) -> list[str]:
    """Whose dead-letter and redrive topics must exist: the service's own group and one per projection."""
    own = [prefix + hears.name] if hears.topics else []
    return own + [letters_group_of(projection, hears.name, prefix) for projection in hears.projections]


class Consumer:
    """Runs a `Hears`. `run()` until `stop()`; starts without Kafka and waits for it.

    `rt` is handed to effects and must have `mongo` and `settings` (`topic_prefix`, `kafka_session_seconds`,
    `kafka_client_options()`).
    """

    def __init__(self, hears: Hears, rt: Any, *, pace: Pace | None = None) -> None:
        self._hears = hears
        self._rt = rt
        self._pace = pace or Pace()
        self._prefix: str = rt.settings.topic_prefix
        self._kafka: dict[str, Any] = rt.settings.kafka_client_options()
        self._ends = Ends(self._kafka)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        own = [Keeper(own_group(hears.name, self._prefix), self._own, self._ends)] if hears.topics else []
        self._keepers = own + [self._keeper(projection) for projection in hears.projections]

    async def run(self) -> None:
        """Hear until stopped; then every batch under way is finished and committed."""
        self._tasks = [asyncio.create_task(keeper.run(self._stopping)) for keeper in self._keepers]
        try:
            await asyncio.gather(*self._tasks)
            await self._stopping.wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._ends.close()

    async def stop(self) -> None:
        """Drain: `run` returns soon."""
        self._stopping.set()

    def assigned(self) -> dict[str, frozenset[TopicPartition]]:
        """Partitions by group."""
        return {keeper.group.name: keeper.group.assigned for keeper in self._keepers if keeper.group is not None}

    async def lag(self) -> dict[str, dict[str, int]]:
        """Records not yet committed, by group and `topic/partition`. Raises `KafkaError`."""
        groups = {keeper.group.name: keeper.group.topics for keeper in self._keepers if keeper.group is not None}
        return await lag_of(self._kafka, groups)

    async def healthy(self) -> str | None:
        """None, or why this process should be started anew (a `shared.health.Check`)."""
        dead = [keeper.name for keeper, task in zip(self._keepers, self._tasks, strict=False) if task.done()]
        if dead and not self._stopping.is_set():
            return f"consumers have ended: {', '.join(dead)}"
        return next((problem for keeper in self._keepers if (problem := keeper.unhealthy())), None)

    async def ready(self) -> str | None:
        """None, or why it does not hear yet (a `shared.health.Check`)."""
        for keeper in self._keepers:
            if problem := await keeper.unready():
                return problem
        return None

    # -- groups -------------------------------------------------------------------------------------------------------

    async def _own(self) -> Group:
        name = own_group(self._hears.name, self._prefix)
        work = Effects(self._hears, self._rt, self._rt.mongo)
        return self._group(name, name, self._hears.topics, work, Freshness(self._rt.mongo))

    def _group(
        self, name: str, letters: str, topics: tuple[str, ...], work: Work, freshness: Freshness | None = None
    ) -> Group:
        return Group(
            name=name,
            topics=[*(self._prefix + topic for topic in topics), redrive_topic(letters)],
            letters=DeadLetters(letters, self._kafka),
            work=work,
            kafka=self._kafka,
            prefix=self._prefix,
            freshness=freshness,
            pace=self._pace,
            session=self._rt.settings.kafka_session_seconds,
            client_id=f"jembatan-{self._hears.name}",
        )

    def _keeper(self, projection: Projection) -> Keeper:
        pointers = Pointers(self._rt.mongo, projection)
        name = letters_group_of(projection, self._hears.name, self._prefix)
        return Keeper(
            name, partial(self._generation, projection, pointers), self._ends, partial(self._over, projection, pointers)
        )

    async def _generation(self, projection: Projection, pointers: Pointers) -> Group:
        pointer = await pointers.live()
        if pointer.version != projection.version:
            raise NotNow(
                f"stands still: generation {pointer.generation} was folded by version {pointer.version}, this process "
                f"has version {projection.version}; run `jembatan rebuild {self._hears.name} {projection.name}`"
            )
        await apply(self._rt.mongo, [collection_of(projection, pointer.generation)])
        facts = Facts(self._rt.mongo, projection, pointer.generation)
        name = group_of(projection, self._hears.name, self._prefix, pointer.generation)
        letters = letters_group_of(projection, self._hears.name, self._prefix)
        return self._group(name, letters, projection.topics, ProjectionWork(facts))

    async def _over(self, projection: Projection, pointers: Pointers, group: Group) -> bool:
        pointer = await pointers.live()
        return group.name != group_of(projection, self._hears.name, self._prefix, pointer.generation)


def own_group(name: str, prefix: str) -> str:
    """The service's own consumer group."""
    return prefix + name
