"""From a record on a real broker to a verified webhook, through the consumer of the kernel and the engine."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from services.notifications.consumers import HEARD, PUBLIC_TOPICS
from services.notifications.wire import message_id
from shared.consumer import Consumer
from shared.consumer.runtime import groups_of
from shared.envelope import encode
from shared.ids import new_id
from shared.topics import Topic, apply, group_topics
from tests.integration.notifications_world import World, world


@pytest.fixture
async def w(mongo_url: str, database: str, kafka_bootstrap: str, topic_prefix: str) -> AsyncIterator[World]:
    kafka = {"kafka_bootstrap": kafka_bootstrap, "topic_prefix": topic_prefix, "replication": 1, "partitions": 2}
    async with world(mongo_url, database, **kafka) as made:
        settings = made.room.settings
        topics = [Topic(topic_prefix + name, 2, 1) for name in HEARD.topics]
        await apply(settings.kafka_client_options(), [*topics, *group_topics(settings, groups_of(HEARD, topic_prefix))])
        yield made


async def test_what_is_published_arrives_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    settings = w.room.settings
    consumer = Consumer(HEARD, w.room)
    producer = AIOKafkaProducer(**settings.kafka_client_options())
    await producer.start()
    hearing = asyncio.create_task(consumer.run())
    events = [(new_id(), number) for number in (1, 2, 3)]
    subject = new_id()

    async def publish(event: str, number: int, *, replay: bool = False) -> None:
        recorded = {"id": event, "type": "mou-signed.v1", "number": number, "data": {"n": number}, "partners": [tenant]}
        at = w.room.clock.now()
        stored = {"id": subject, "aggregate": "mou", "tenant": new_id(), "at": at}
        stored["tenant"] = "01981e4a-6c00-7000-8000-0000000000aa"
        key, value, headers = encode(stored, recorded, service="partners", replay=replay)
        await producer.send_and_wait(settings.topic_prefix + "partners.mou.v1", value, key=key, headers=headers)

    try:
        async with w.engine():
            for event, number in events:
                await publish(event, number)
            await w.receiver.received("hooks", 3)
            start = time.perf_counter()
            events.append((new_id(), 4))
            await publish(*events[-1])
            await w.receiver.received("hooks", 4)
            print(f"published to received: {(w.receiver.receipts['hooks'][-1].at - start) * 1000:.1f} ms")
            for event, number in events:
                await publish(event, number, replay=True)
            await asyncio.sleep(1)
            await w.settled(endpoint)
    finally:
        await consumer.stop()
        await hearing
        await producer.stop()
    assert w.receiver.ids("hooks") == [message_id(event) for event, _ in events]


def test_every_public_topic_of_the_services_that_own_facts_is_heard() -> None:
    from services.partners.app import SERVICE as PARTNERS
    from services.placements.app import SERVICE as PLACEMENTS
    from services.teachers.app import SERVICE as TEACHERS

    inside = {
        "partners.numbering.v1",
        "partners.facility-month.v1",
        "placements.calendar.v1",
        "teachers.teacher-calendar.v1",
    }
    published = {d.topic(service.name) for service in (PARTNERS, PLACEMENTS, TEACHERS) for d in service.deciders}
    assert {name for name in published - inside if not name.endswith(".person.v1")} == set(PUBLIC_TOPICS)
