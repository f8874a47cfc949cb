"""Topics are declared, never made by accident: name, partitions, retention; `apply` creates what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from shared.decider import Decider

FOREVER: Final = timedelta(milliseconds=-1)
REDRIVE_RETENTION: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it must be. Partitions are fixed at creation: a key would move to another one."""

    name: str
    """With the prefix."""
    partitions: int
    replication: int
    retention: timedelta = FOREVER
    compact: bool = False
    """Keep only the newest record of each key; only for topics whose events carry the full state."""

    @property
    def configs(self) -> dict[str, str]:
        """As Kafka wants them. Two replicas of three must have a record before it is acknowledged."""
        return {
            "retention.ms": str(int(self.retention / timedelta(milliseconds=1))),
            "cleanup.policy": "compact" if self.compact else "delete",
            "min.insync.replicas": str(max(1, self.replication - 1)),
        }


@dataclass
class Applied:
    """What `apply` did and found."""

    created: list[str] = field(default_factory=list)
    existing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Each says what, where and how to mend it."""


def domain_topics(settings: Any, service: str, deciders: Iterable[Decider[Any, Any, Any]]) -> list[Topic]:
    """One per aggregate: kept for ever, or compacted in one partition where events carry the full state."""
    return [_domain_topic(settings, service, decider) for decider in deciders]


def _domain_topic(settings: Any, service: str, decider: Decider[Any, Any, Any]) -> Topic:
    partitions = 1 if decider.compact else settings.partitions
    name = settings.topic_prefix + decider.topic(service)
    return Topic(name, partitions, settings.replication, compact=decider.compact)


def relay_topics(settings: Any, service: str, deciders: Iterable[Decider[Any, Any, Any]]) -> dict[str, str]:
    """Aggregate name → full topic name: what the relay and `republish` want."""
    return {decider.name: settings.topic_prefix + decider.topic(service) for decider in deciders}


def dead_letter_topic(group: str) -> str:
    """`<group>.dead-letters.v1`: what this group could not get through, kept for ever."""
    return f"{group}.dead-letters.v1"


def redrive_topic(group: str) -> str:
    """`<group>.redrive.v1`: dead letters that are heard again, by this group only."""
    return f"{group}.redrive.v1"


def group_topics(settings: Any, groups: Iterable[str]) -> list[Topic]:
    """Of consumer groups (names with prefix): dead letters and redrive, one partition each."""
    topics = []
    for group in groups:
        topics.append(Topic(dead_letter_topic(group), 1, settings.replication))
        topics.append(Topic(redrive_topic(group), 1, settings.replication, REDRIVE_RETENTION))
    return topics


async def apply(kafka: Mapping[str, Any], topics: Sequence[Topic]) -> Applied:
    """Create what is missing. What exists is never changed: a difference is a problem that is told.

    Raises `KafkaError` when Kafka does not answer.
    """
    admin = AIOKafkaAdminClient(**kafka)
    await admin.start()
    try:
        found = await _partitions(admin, [topic.name for topic in topics])
        applied = Applied(existing=[topic.name for topic in topics if topic.name in found])
        applied.problems += [problem for topic in topics if (problem := _difference(topic, found))]
        await _create(admin, [topic for topic in topics if topic.name not in found], applied)
        return applied
    finally:
        await admin.close()


async def missing(kafka: Mapping[str, Any], topics: Sequence[Topic]) -> list[str]:
    """What `apply` would create or complain about, one line each. Raises `KafkaError`."""
    found = await partitions_of(kafka, [topic.name for topic in topics])
    lacking = [f"topic {topic.name} does not exist" for topic in topics if topic.name not in found]
    return lacking + [problem for topic in topics if (problem := _difference(topic, found))]


async def partitions_of(kafka: Mapping[str, Any], names: Sequence[str]) -> dict[str, int]:
    """How many partitions each of these topics has; absent ones are left out. Raises `KafkaError`."""
    admin = AIOKafkaAdminClient(**kafka)
    try:
        await admin.start()
        return await _partitions(admin, names)
    finally:
        await admin.close()


async def _partitions(admin: Any, names: Sequence[str]) -> dict[str, int]:
    described = await admin.describe_topics(list(names)) if names else []
    return {found["topic"]: len(found["partitions"]) for found in described if found["error_code"] == 0}


def _difference(topic: Topic, found: Mapping[str, int]) -> str | None:
    have = found.get(topic.name, topic.partitions)
    if have == topic.partitions:
        return None
    return (
        f"topic {topic.name} has {have} partitions, declared are {topic.partitions}: set the declared number back, "
        "or migrate (a new topic version and `republish`); adding partitions would break the order of streams"
    )


async def _create(admin: Any, topics: Sequence[Topic], applied: Applied) -> None:
    if not topics:
        return
    wanted = [
        NewTopic(topic.name, topic.partitions, topic.replication, topic_configs=topic.configs) for topic in topics
    ]
    answer = await admin.create_topics(wanted)
    for name, code, *rest in answer.topic_errors:
        error = for_code(code)
        if code == 0:
            applied.created.append(name)
        elif error is TopicAlreadyExistsError:
            applied.existing.append(name)
        else:
            applied.problems.append(
                f"topic {name} cannot be created: {error.__name__} {rest[0] if rest else ''}".strip()
            )


__all__ = [
    "Applied",
    "KafkaError",
    "Topic",
    "apply",
    "dead_letter_topic",
    "domain_topics",
    "group_topics",
    "missing",
    "partitions_of",
    "redrive_topic",
    "relay_topics",
]
