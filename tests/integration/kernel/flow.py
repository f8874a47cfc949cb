"""What the tests of relay, consumers and projections share: a journal filled by hand, topics, and looking at Kafka."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.consumer import Consumer, Hears, Pace
from shared.consumer.runtime import groups_of
from shared.envelope import Record, decode, encode
from shared.events import Actor
from shared.ids import new_id
from shared.journal.entry import Entry, Recorded, bucket_of
from shared.mongo import Mongo
from shared.settings import ServiceSettings
from shared.topics import Topic, apply, group_topics, partitions_of

TENANT = "01981e4a-6c00-7000-8000-0000000000aa"
FAST = Pace(retry=0.5, effect=5, whole=10, rest=1.0, drain=5, stuck=5)
AT = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


async def until(condition: Callable[[], Awaitable[Any] | Any], seconds: float = 60.0, every: float = 0.05) -> Any:
    """The first true answer. `seconds` only end a test that hangs: a slow machine is no failure."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        answer = await answer if asyncio.iscoroutine(answer) else answer
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds} s"
        await asyncio.sleep(every)


def entry(
    id: str,
    number: int,
    count: int = 1,
    *,
    data: dict[str, Any] | None = None,
    kind: str = "thing-changed.v1",
    **other: Any,
) -> dict[str, Any]:
    """The stored document of one command's events."""
    tenant, aggregate = other.get("tenant", TENANT), other.get("aggregate", "thing")
    events = tuple(Recorded(new_id(), number + i, kind, data or {"n": number + i}) for i in range(count))
    made = Entry(
        tenant=tenant,
        aggregate=aggregate,
        id=id,
        number=number,
        last=number + count - 1,
        entry_id=other.get("entry_id") or new_id(),
        command_id=new_id(),
        request_hash="",
        command="ChangeThing",
        events=events,
        at=AT,
        actor=Actor(kind="job", id="test"),
        correlation_id=new_id(),
        causation_id=None,
        trace=None,
        bucket=bucket_of(f"{tenant}/{aggregate}/{id}", 16),
        published=other.get("published", False),
    )
    return made.document()


class AllBuckets:
    """Leases of a replica that is alone."""

    def __init__(self) -> None:
        self.asked = self.released = False

    async def hold(self, names: Sequence[str]) -> set[str]:
        """Everything."""
        self.asked = True
        return set(names)

    async def release(self) -> None:
        """Remembered."""
        self.released = True


async def make_topics(settings: ServiceSettings, *names: str, hears: Hears | None = None) -> None:
    """Domain topics and those of the groups."""
    prefix, partitions = settings.topic_prefix, settings.partitions
    topics = [Topic(prefix + name, partitions, 1) for name in names]
    topics += group_topics(settings, groups_of(hears, prefix) if hears else [])
    applied = await apply(settings.kafka_client_options(), topics)
    assert not applied.problems, applied.problems


async def read_all(settings: ServiceSettings, topic: str) -> list[Any]:
    """Every raw record that is in the topic now, in order per partition."""
    consumer = AIOKafkaConsumer(**settings.kafka_client_options(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        count = (await partitions_of(settings.kafka_client_options(), [topic]))[topic]
        partitions = [TopicPartition(topic, number) for number in range(count)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        records: list[Any] = []
        while [each for each in partitions if await consumer.position(each) < ends[each]]:
            for polled in (await consumer.getmany(timeout_ms=200)).values():
                records += polled
        return records
    finally:
        await consumer.stop()


async def read_events(settings: ServiceSettings, topic: str) -> list[Record]:
    """Every event in the topic."""
    return [decode(raw.headers, raw.key, raw.value) for raw in await read_all(settings, topic)]


def per_stream(records: Sequence[Record]) -> dict[str, list[int]]:
    """Numbers in order of arrival, by subject."""
    streams: dict[str, list[int]] = {}
    for record in records:
        streams.setdefault(record.subject, []).append(record.number)
    return streams


def firsts(numbers: Sequence[int]) -> list[int]:
    """First receipts."""
    return list(dict.fromkeys(numbers))


def as_records(entries: Sequence[dict[str, Any]]) -> list[Record]:
    """The events of these entries as they would be heard."""
    encoded = [encode(document, event, service="test") for document in entries for event in document["events"]]
    return [decode(headers, key, value) for key, value, headers in encoded]


@dataclass
class Room:
    """As much of a runtime as consumers need."""

    settings: ServiceSettings
    mongo: Mongo
    seen: list[Record] = field(default_factory=list)


@asynccontextmanager
async def producing(settings: ServiceSettings) -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    """`send(topic, document)` for entries, or raw with `value=` and so on."""
    producer = AIOKafkaProducer(**settings.kafka_client_options(), enable_idempotence=True)
    await producer.start()

    async def send(topic: str, document: dict[str, Any] | None = None, service: str = "test", **raw: Any) -> None:
        name = settings.topic_prefix + topic
        if document is None:
            await producer.send_and_wait(name, **raw)
            return
        for event in document["events"]:
            key, value, headers = encode(document, event, service=service)
            await producer.send_and_wait(name, key=key, value=value, headers=headers, **raw)

    try:
        yield send
    finally:
        await producer.stop()


@asynccontextmanager
async def hearing(hears: Hears, room: Any, pace: Pace = FAST) -> AsyncIterator[Consumer]:
    """A consumer that runs and is ready; drained at the end."""
    consumer = Consumer(hears, room, pace=pace)
    running = asyncio.create_task(consumer.run())
    try:

        async def ready() -> bool:
            assert not running.done(), running.result()
            return await consumer.ready() is None

        await until(ready)
        yield consumer
    finally:
        await consumer.stop()
        await asyncio.wait_for(running, 60)


async def no_lag(consumer: Consumer) -> bool:
    """Everything is committed."""
    return all(lag == 0 for group in (await consumer.lag()).values() for lag in group.values())


def healthy(consumer: Consumer) -> Callable[[], Awaitable[bool]]:
    """Has it nothing to complain of? For `until`: a slow machine may make it begin anew now and then."""

    async def check() -> bool:
        return await consumer.healthy() is None

    return check
