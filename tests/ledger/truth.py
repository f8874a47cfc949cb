"""What stands in the databases and in Kafka of a deployment, read without the services."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from jembatan.preparation import runtime_of
from shared.consumer import Record
from shared.decider import Decider
from shared.envelope import decode, encode, heard_heartbeat
from shared.journal import Entry
from shared.runtime import Runtime
from shared.topics import partitions_of


@dataclass
class Truth:
    """The journals of several services, read at one moment when nothing moves any more."""

    runtimes: Mapping[str, Runtime]
    journals: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Service → journal documents, by stream and number."""

    @classmethod
    def of(cls, names: tuple[str, ...], environ: Mapping[str, str]) -> "Truth":
        """Nothing is read yet."""
        return cls({name: runtime_of(name, environ) for name in names})

    async def read(self) -> "Truth":
        """Read the journals."""
        for name, runtime in self.runtimes.items():
            found = runtime.mongo.documents("journal").majority().find({}, sort=[("_id", 1)])
            self.journals[name] = [document async for document in found]
        return self

    async def close(self) -> None:
        """Close the connections."""
        for runtime in self.runtimes.values():
            await runtime.close()

    def deciders(self) -> Iterator[tuple[str, Decider[Any, Any, Any]]]:
        """Every aggregate, with its service."""
        for name, runtime in self.runtimes.items():
            for decider in runtime.definition.deciders:
                yield name, decider

    def streams(self, service: str) -> dict[str, list[Entry]]:
        """Entries of each stream in order."""
        streams: dict[str, list[Entry]] = defaultdict(list)
        for document in self.journals[service]:
            streams[document["stream"]].append(Entry.read(document))
        return streams

    def records(self, topic: str) -> list[Record]:
        """What must be heard from a topic (without prefix), in order per stream."""
        service, decider = next((name, each) for name, each in self.deciders() if each.topic(name) == topic)
        documents = [each for each in self.journals[service] if each["aggregate"] == decider.name]
        return [record for document in documents for record in records_of(document, service)]

    def topics(self) -> list[str]:
        """Of every aggregate, without prefix."""
        return [decider.topic(name) for name, decider in self.deciders()]


def records_of(document: Mapping[str, Any], service: str) -> list[Record]:
    """The events of one stored entry as consumers must hear them."""
    encoded = (encode(document, event, service=service) for event in document["events"])
    return [decode(headers, key, value) for key, value, headers in encoded]


async def published(runtime: Runtime, topics: list[str]) -> dict[str, list[Record]]:
    """Everything in Kafka: topic (without prefix) → records as they stand there, heartbeats left out."""
    prefix = runtime.settings.topic_prefix
    consumer = AIOKafkaConsumer(**runtime.settings.kafka_client_options(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        heard: dict[str, list[Record]] = {topic: [] for topic in topics}
        found = await partitions_of(runtime.settings.kafka_client_options(), [prefix + topic for topic in topics])
        there = [TopicPartition(topic, partition) for topic, count in found.items() for partition in range(count)]
        consumer.assign(there)
        ends = await consumer.end_offsets(there)
        while any([await consumer.position(each) < ends[each] for each in there]):
            for place, records in (await consumer.getmany(timeout_ms=200)).items():
                decoded = [decode(r.headers, r.key, r.value) for r in records if heard_heartbeat(r.headers) is None]
                heard[place.topic.removeprefix(prefix)] += decoded
        return heard
    finally:
        await consumer.stop()
