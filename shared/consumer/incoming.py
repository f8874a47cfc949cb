"""One raw Kafka record, read as what it is: an event, a heartbeat, a dead letter that is heard again, or poison."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from aiokafka import TopicPartition

from shared.envelope import Poison, Record, decode, heard_heartbeat
from shared.topics import redrive_topic

DEAD_TOPIC: Final = "x-dead-topic"


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with where it came from."""

    raw: Any
    """aiokafka's `ConsumerRecord`."""
    topic: str
    """Where its producer published it, without prefix; of a redriven record the original topic."""
    record: Record

    @property
    def partition(self) -> TopicPartition:
        """Where it was read; of a redriven record the redrive topic's."""
        return partition_of(self.raw)


@dataclass(frozen=True, slots=True)
class Beat:
    """A heartbeat: everything before `at` (machine time of its producer) stands before it in this partition."""

    topic: str
    partition: TopicPartition
    at: datetime


def partition_of(raw: Any) -> TopicPartition:
    """The raw record's topic and partition."""
    return TopicPartition(raw.topic, raw.partition)


def read(raw: Any, *, group: str, prefix: str) -> Heard | Beat:
    """Raises `Poison`."""
    topic = _origin(raw, group).removeprefix(prefix)
    at = heard_heartbeat(raw.headers)
    if at is not None:
        return Beat(topic, partition_of(raw), at)
    record = decode(raw.headers, raw.key, raw.value)
    redriven = raw.topic == redrive_topic(group)
    return Heard(raw, topic, replace(record, redriven=True) if redriven else record)


def _origin(raw: Any, group: str) -> str:
    topic: str = raw.topic
    if topic != redrive_topic(group):
        return topic
    origin = header(raw.headers, DEAD_TOPIC)
    if origin is None:
        raise Poison(f"redriven without the header {DEAD_TOPIC}")
    return origin


def header(headers: Iterable[tuple[str, bytes | None]], name: str) -> str | None:
    """The header's text, or None."""
    value = dict(headers).get(name)
    return value.decode(errors="replace") if value is not None else None
