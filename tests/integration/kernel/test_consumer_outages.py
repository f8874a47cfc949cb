"""Kafka is not there, goes away and comes back: a broker of our own, stopped, paused and killed."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from jembatan.stack.kafka import EmbeddedKafka
from shared.consumer import Consumer, Hears, Record
from shared.ids import new_id
from shared.journal.store import JOURNAL
from shared.mongo import Mongo, apply
from shared.projection import Fact, Projection
from shared.relay import Relay
from shared.settings import ServiceSettings
from tests.integration.kernel.flow import (
    FAST,
    AllBuckets,
    Room,
    entry,
    firsts,
    healthy,
    make_topics,
    no_lag,
    per_stream,
    read_events,
    until,
)

TOPIC = "test.thing.v1"


def fold(fact: Fact | None, record: Record) -> Fact:
    return {"events": [*(fact or {"events": []})["events"], record.id]}


class Broker:
    """One broker on a fixed port, started again on the same data."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.kafka: EmbeddedKafka | None = None

    async def start(self) -> None:
        self.kafka = EmbeddedKafka(self.folder, port=self.port)
        await self.kafka.start()

    async def stop(self) -> None:
        if self.kafka is not None:
            await self.kafka.stop()
            self.kafka = None

    def signal(self, number: int) -> None:
        """To the broker itself."""
        text = (self.folder / "owner.lock").read_text()
        os.kill(int(text.split("pid ")[1].split(",")[0]), number)


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    broker = Broker(tmp_path / "kafka", port)
    yield broker
    await broker.stop()


@pytest.fixture
def own(settings: ServiceSettings, broker: Broker) -> ServiceSettings:
    return settings.model_copy(update={"kafka_bootstrap": f"127.0.0.1:{broker.port}"})


def ready(consumer: Consumer) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return await consumer.ready() is None

    return check


@pytest.mark.timeout(240)
async def test_from_command_to_fact_through_every_outage(own: ServiceSettings, mongo: Mongo, broker: Broker) -> None:
    """Started without Kafka; then the broker is stopped, frozen, and killed while commands are accepted."""
    await apply(mongo, [JOURNAL])
    room = Room(own, mongo)
    hears = Hears("listener")

    @hears.on("id.jembatan.test.thing-changed.v1")
    async def changed(rt: Room, record: Record) -> None:
        rt.seen.append(record)

    things = hears.projection(Projection("things", 1, (TOPIC,), fold))
    consumer = Consumer(hears, room, pace=FAST)
    relay = Relay(
        service="test",
        mongo=mongo,
        leases=AllBuckets(),
        topics={"thing": own.topic_prefix + TOPIC},
        kafka=own.kafka_client_options(),
        sweep=0.2,
        send_timeout=4,
    )
    tasks = [asyncio.create_task(consumer.run()), asyncio.create_task(relay.run())]
    ids, number = [new_id() for _ in range(6)], 0

    async def commands() -> None:
        nonlocal number
        number += 1
        for id in ids:
            await mongo.documents("journal").insert_one(entry(id, number))
        relay.wake()

    async def all_heard() -> bool:
        return sum(map(len, map(firsts, per_stream(room.seen).values()))) == number * len(ids) and await no_lag(
            consumer
        )

    await commands()
    await asyncio.sleep(1.5)
    assert await consumer.ready() is not None
    assert await consumer.healthy() is None
    await broker.start()
    await make_topics(own, TOPIC, hears=hears)
    await until(ready(consumer))
    await until(all_heard)

    await commands()
    await broker.stop()
    await commands()
    await asyncio.sleep(3)
    assert not any(task.done() for task in tasks)
    await broker.start()
    await commands()
    await until(all_heard)

    broker.signal(signal.SIGSTOP)
    await commands()
    await asyncio.sleep(6)
    broker.signal(signal.SIGCONT)
    await until(all_heard)

    await commands()
    broker.signal(signal.SIGKILL)
    await commands()
    await asyncio.sleep(1)
    await broker.stop()
    await broker.start()
    await until(all_heard)
    await until(healthy(consumer))

    await consumer.stop()
    await relay.stop()
    await asyncio.wait_for(asyncio.gather(*tasks), 60)
    published = await read_events(own, own.topic_prefix + TOPIC)
    order = {id: list(range(1, number + 1)) for id in ids}
    assert {id: firsts(numbers) for id, numbers in per_stream(published).items()} == order
    assert {id: firsts(numbers) for id, numbers in per_stream(room.seen).items()} == order
    facts = {document["id"].split("/")[1]: document for document in await (await things.collection(room)).find({})}
    journal = await mongo.documents("journal").find({}, sort=[("_id", 1)])
    expected = {id: [event["id"] for each in journal if each["id"] == id for event in each["events"]] for id in ids}
    assert {id: fact["events"] for id, fact in facts.items()} == expected
