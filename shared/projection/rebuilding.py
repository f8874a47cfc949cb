"""Making the next generation of a projection beside the live one, then flipping one pointer document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.consumer.batch import Letter
from shared.consumer.incoming import Heard, read
from shared.consumer.letter_box import DeadLetters
from shared.consumer.trouble import describe
from shared.envelope import Poison
from shared.mongo import Mongo, apply
from shared.projection.declaration import Projection
from shared.projection.facts import Facts
from shared.projection.parking import Arrived, Parking
from shared.projection.pointer import Pointers, collection_of, group_of, letters_group_of
from shared.topics import partitions_of

log = structlog.get_logger(__name__)

RECORDS: Final = 1_000
POLL_MS: Final = 500
CLOSE: Final = 1_000
"""Records of lag below which the flip comes; the live workers do the rest."""


class RebuildFailed(Exception):
    """Nothing was flipped: the live generation is as it was."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    projection: str
    old: int
    generation: int
    records: int
    """Events read, heartbeats not counted."""
    dead: int
    """Of them, those that went to the dead letters."""
    facts: int
    before: int
    """Facts of the old generation, to compare."""


async def rebuild(
    projection: Projection,
    *,
    service: str,
    mongo: Mongo,
    kafka: Mapping[str, Any],
    prefix: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Rebuilt:
    """Fold everything from offset 0 into a new generation, commit its group's offsets where it ends, flip.

    Live workers notice within a second and go on from there. The old generation stays until `drop`. `progress` is told
    (done, total). Raises `RebuildFailed` when topics are missing or another rebuild was faster.
    """
    pointers = Pointers(mongo, projection)
    old, generation = (await pointers.live()).generation, await pointers.begin()
    collection = collection_of(projection, generation)
    await apply(mongo, [collection])
    facts = Facts(mongo, projection, generation)
    letters = DeadLetters(letters_group_of(projection, service, prefix), kafka)
    consumer = AIOKafkaConsumer(
        **kafka,
        group_id=group_of(projection, service, prefix, generation),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 * 1_048_576,
    )
    await consumer.start()
    try:
        run = _Run(kafka, consumer, facts, letters=letters, prefix=prefix, progress=progress)
        await run.read_all([prefix + topic for topic in projection.topics])
        await consumer.commit()
        if not await pointers.flip(old, generation):
            raise RebuildFailed(
                f"Another rebuild of {projection.name} was faster; generation {generation} is not used."
            )
    finally:
        await consumer.stop()
        await letters.close()
    counts = [await mongo.documents(collection_of(projection, each).name).count({}) for each in (generation, old)]
    log.info(
        "projection-rebuilt", projection=projection.name, generation=generation, records=run.records, dead=run.dead
    )
    return Rebuilt(projection.name, old, generation, run.records, run.dead, *counts)


async def drop(projection: Projection, generation: int, *, mongo: Mongo) -> None:
    """Remove a generation that is not live. Raises `RebuildFailed` for the live one."""
    if (await Pointers(mongo, projection).live()).generation == generation:
        raise RebuildFailed(f"Generation {generation} of {projection.name} is live; only older ones can be dropped.")
    name = collection_of(projection, generation).name
    await mongo.documents(name).drop()
    await Parking(mongo, name).clear()


class _Run:
    """Reading topics to their end."""

    def __init__(
        self,
        kafka: Mapping[str, Any],
        consumer: Any,
        facts: Facts,
        *,
        letters: DeadLetters,
        prefix: str,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._kafka = kafka
        self._consumer = consumer
        self._facts = facts
        self._letters = letters
        self._prefix = prefix
        self._progress = progress
        self.records = 0
        self.dead = 0

    async def read_all(self, topics: Sequence[str]) -> None:
        """Until the ends that were captured, and again until little is left."""
        self._consumer.assign(await self._partitions(topics))
        await self._consumer.seek_to_beginning()
        ends = await self._ends()
        while True:
            await self._read_to(ends)
            before, ends = ends, await self._ends()
            if sum(ends.values()) - sum(before.values()) < CLOSE:
                return

    async def _partitions(self, topics: Sequence[str]) -> list[TopicPartition]:
        counts = await partitions_of(self._kafka, topics)
        if lacking := sorted(set(topics) - set(counts)):
            raise RebuildFailed(f"Topics do not exist: {', '.join(lacking)}; run `jembatan topics apply`.")
        return [TopicPartition(topic, number) for topic, count in counts.items() for number in range(count)]

    async def _ends(self) -> dict[TopicPartition, int]:
        ends: dict[TopicPartition, int] = await self._consumer.end_offsets(list(self._consumer.assignment()))
        return ends

    async def _read_to(self, ends: Mapping[TopicPartition, int]) -> None:
        total = sum(ends.values())
        while await self._behind(ends):
            polled = await self._consumer.getmany(timeout_ms=POLL_MS, max_records=RECORDS)
            await self._take_in([raw for records in polled.values() for raw in records])
            if self._progress is not None:
                self._progress(self.records, total)

    async def _behind(self, ends: Mapping[TopicPartition, int]) -> bool:
        for partition, end in ends.items():
            if await self._consumer.position(partition) < end:
                return True
        return False

    async def _take_in(self, raws: Sequence[Any]) -> None:
        heard, letters = [], []
        for raw in raws:
            try:
                each = read(raw, group=self._letters.group, prefix=self._prefix)
            except Poison as error:
                letters.append(Letter(raw, describe(error)))
                continue
            if isinstance(each, Heard):
                heard.append(Arrived(raw, each.record))
        if heard:
            poison = await self._facts.take_in(heard)
            letters += [Letter(refused.raw, describe(error)) for refused, error in poison]
        await self._letters.put(letters)
        self.records += len(heard)
        self.dead += len(letters)
