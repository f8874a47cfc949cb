"""After a restore: who asked to be forgotten, from the journal and from Kafka, which knows what a backup has lost."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.envelope import Poison, Record, decode, heard_heartbeat
from shared.people import PERSON, PersonErased
from shared.topics import partitions_of

_POLL_MS: Final = 200
_KIND: Final = f".{PersonErased.wire_kind()}"


async def replay(runtime: Any) -> int:
    """Forget again everybody whose `PersonErased` stands in the journal or in the topic; how many still had data here.

    What the service does when it hears that another one forgot somebody is done again, too.

    Safe to repeat. Raises `KafkaError` when the broker does not answer: then it is not known who else asked.
    """
    settings = runtime.settings
    own, kafka = PERSON.topic(runtime.service), settings.kafka_client_options()
    published = {(each.tenant, each.subject) async for each in erased_in(settings.topic_prefix + own, kafka)}
    remembered = await runtime.people.erased_in_journal()
    forgotten = int(await runtime.people.forget_again(published | remembered))
    await _hear_again(runtime, own)
    return forgotten


async def _hear_again(runtime: Any, own: str) -> None:
    """Consumer groups are further than the backup, so nothing else brings the erasures of others here again."""
    settings, hears = runtime.settings, runtime.definition.hears
    for (topic, type), effects in hears.effects.items() if hears else ():
        if type.endswith(_KIND) and topic != own:
            async for record in erased_in(settings.topic_prefix + topic, settings.kafka_client_options()):
                for effect in effects:
                    await effect(runtime, record)


async def erased_in(topic: str, kafka: Mapping[str, Any]) -> AsyncIterator[Record]:
    """Every erasure that was published, up to the end that there is now."""
    count = (await partitions_of(kafka, [topic])).get(topic, 0)
    partitions = [TopicPartition(topic, number) for number in range(count)]
    if not partitions:
        return
    consumer = AIOKafkaConsumer(**kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        while [each for each in partitions if await consumer.position(each) < ends[each]]:
            for records in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
                for record in filter(None, map(_erased, records)):
                    yield record
    finally:
        await consumer.stop()


def _erased(raw: Any) -> Record | None:
    if heard_heartbeat(raw.headers) is not None:
        return None
    try:
        record = decode(raw.headers, raw.key, raw.value)
    except Poison:
        return None
    return record if record.type.endswith(_KIND) else None
