"""From a record on a real broker to a verified webhook, through the consumer of the kernel and the engine."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiokafka import AIOKafkaProducer

from services.notifications.consumers import HEARD, PUBLIC_TOPICS
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.wire import message_id
from shared.consumer import Consumer, dead_letters, redrive
from shared.consumer.runtime import groups_of
from shared.envelope import encode
from shared.ids import new_id
from shared.topics import Topic, apply, group_topics
from tests.integration.notifications_world import World, world

SCHOOL = "01981e4a-6c00-7000-8000-0000000000aa"


@pytest.fixture
async def w(mongo_url: str, database: str, kafka_bootstrap: str, topic_prefix: str) -> AsyncIterator[World]:
    kafka = {"kafka_bootstrap": kafka_bootstrap, "topic_prefix": topic_prefix, "replication": 1, "partitions": 2}
    async with world(mongo_url, database, **kafka) as made:
        settings = made.room.settings
        topics = [Topic(topic_prefix + name, 2, 1) for name in HEARD.topics]
        await apply(settings.kafka_client_options(), [*topics, *group_topics(settings, groups_of(HEARD, topic_prefix))])
        yield made


@dataclass
class Publisher:
    """Publishes events of one stream that name one organisation, as the relay of `partners` does."""

    w: World
    tenant: str
    producer: AIOKafkaProducer
    subject: str = field(default_factory=new_id)

    async def __call__(self, event: str, number: int, *, replay: bool = False) -> None:
        data = {"id": event, "type": "mou-signed.v1", "number": number, "data": {"n": number}}
        stored = {"id": self.subject, "aggregate": "mou", "tenant": SCHOOL, "at": self.w.room.clock.now()}
        recorded = {**data, "partners": [self.tenant]}
        key, value, headers = encode(stored, recorded, service="partners", replay=replay)
        topic = self.w.room.settings.topic_prefix + "partners.mou.v1"
        await self.producer.send_and_wait(topic, value, key=key, headers=headers)


@asynccontextmanager
async def publishing(w: World, tenant: str) -> AsyncIterator[Publisher]:
    """With the consumer and the engine at work."""
    consumer, producer = Consumer(HEARD, w.room), AIOKafkaProducer(**w.room.settings.kafka_client_options())
    await producer.start()
    hearing = asyncio.create_task(consumer.run())
    try:
        async with w.engine():
            yield Publisher(w, tenant, producer)
    finally:
        await consumer.stop()
        await hearing
        await producer.stop()


async def test_what_is_published_arrives_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    events = [(new_id(), number) for number in (1, 2, 3)]
    async with publishing(w, tenant) as publish:
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
    assert w.receiver.ids("hooks") == [message_id(event) for event, _ in events]


async def test_what_died_is_redriven_to_whoever_has_not_heard_it(w: World) -> None:
    tenant, _ = await w.endpoint("sound")
    _, broken = await w.endpoint("broken", tenant)
    settings = w.room.settings
    [group], kafka = groups_of(HEARD, settings.topic_prefix), settings.kafka_client_options()
    stored, (died, later, last) = w.room.mongo.documents(ENDPOINT.collection), [new_id() for _ in range(3)]
    await stored.update_one({"id": broken}, {"$set": {"state.status": "of-a-later-version"}})
    async with publishing(w, tenant) as publish:
        await publish(died, 5)
        await w.receiver.received("sound", 1)
        async with asyncio.timeout(60):
            while not (letters := await dead_letters(group, kafka=kafka)):  # noqa: ASYNC110 - the broker tells nobody
                await asyncio.sleep(0.1)
        await stored.update_one({"id": broken}, {"$set": {"state.status": "verified"}})
        await publish(later, 6)
        await w.receiver.received("broken", 1)
        assert (await redrive(group, kafka=kafka)).sent == 1
        await w.receiver.received("broken", 2)
        await publish(last, 7)
        await w.receiver.received("broken", 3)
        await w.receiver.received("sound", 3)
    assert [letter.reason for letter in letters] == [f"the stored state of endpoint {broken} cannot be read"]
    assert w.receiver.ids("broken") == [message_id(event) for event in (later, died, last)]
    assert w.receiver.ids("sound") == [message_id(event) for event in (died, later, last)]


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
