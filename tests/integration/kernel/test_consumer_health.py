"""What a consumer says of itself, and what it never does."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaTimeoutError

from shared.clock import SystemClock
from shared.consumer import Consumer, Hears, Record, copy_freshness
from shared.ids import new_id
from shared.mongo import Mongo
from shared.relay import Heartbeat
from shared.settings import ServiceSettings
from shared.telemetry import Telemetry, traceparent
from tests.integration.kernel.flow import FAST, Room, entry, healthy, hearing, make_topics, no_lag, producing, until

TOPIC = "test.thing.v1"
CHANGED = "id.jembatan.test.thing-changed.v1"


async def test_a_missing_topic_is_named_and_served_once_it_is_there(settings: ServiceSettings, mongo: Mongo) -> None:
    hears, room = Hears("listener"), Room(settings, mongo)

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        rt.seen.append(record)

    consumer = Consumer(hears, room, pace=FAST)
    running = asyncio.create_task(consumer.run())

    async def names_it() -> bool:
        return f"{settings.topic_prefix}{TOPIC}" in str(await consumer.ready())

    await until(names_it)
    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send:
        await send(TOPIC, entry(new_id(), 1))
    await until(lambda: room.seen)
    assert await consumer.ready() is None
    await consumer.stop()
    await running


async def test_an_effect_under_way_ends_before_the_stop_and_is_committed(
    settings: ServiceSettings, mongo: Mongo
) -> None:
    hears, room = Hears("listener"), Room(settings, mongo)
    began = asyncio.Event()

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        began.set()
        await asyncio.sleep(1)
        rt.seen.append(record)

    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send:
        async with hearing(hears, room):
            await send(TOPIC, entry(new_id(), 1))
            await began.wait()
        assert len(room.seen) == 1
        async with hearing(hears, room) as consumer:
            assert await no_lag(consumer)
    assert len(room.seen) == 1


async def test_a_hanging_effect_is_cut_off_and_tried_again(settings: ServiceSettings, mongo: Mongo) -> None:
    hears, room, tries = Hears("listener"), Room(settings, mongo), 0

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await asyncio.sleep(3600)
        rt.seen.append(record)

    await make_topics(settings, TOPIC, hears=hears)
    pace = FAST.__class__(retry=3, effect=1, whole=10, rest=1, drain=5, stuck=5)
    async with producing(settings) as send, hearing(hears, room, pace) as consumer:
        await send(TOPIC, entry(new_id(), 1))
        await until(lambda: no_lag(consumer))
    assert (tries, len(room.seen)) == (2, 1)


async def test_a_consumer_that_stands_still_begins_anew(settings: ServiceSettings, mongo: Mongo) -> None:
    hears, room = Hears("listener"), Room(settings, mongo)

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        rt.seen.append(record)

    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send, hearing(hears, room) as consumer:
        await send(TOPIC, entry(new_id(), 1))
        await until(lambda: room.seen)
        group = consumer._keepers[0].group
        assert group is not None
        hangs = asyncio.Event()

        async def hang(**_options: object) -> None:
            hangs.set()
            await asyncio.sleep(3600)

        group._subscriber.consumer.getmany = hang
        await asyncio.wait_for(hangs.wait(), 60)
        await send(TOPIC, entry(new_id(), 1))
        await until(lambda: len(room.seen) == 2)
        assert consumer._keepers[0].group is not group
        await until(healthy(consumer))


async def test_freshness_is_the_oldest_heartbeat_of_all_partitions(settings: ServiceSettings, mongo: Mongo) -> None:
    hears, room = Hears("listener"), Room(settings, mongo)
    hears.copy(TOPIC, collection="things", keep=lambda record: {"n": record.data["n"]})
    await make_topics(settings, TOPIC, hears=hears)
    beats = Heartbeat(
        service="test",
        mongo=mongo,
        clock=SystemClock(),
        kafka=settings.kafka_client_options(),
        topics=[settings.topic_prefix + TOPIC],
    )
    async with producing(settings) as send, hearing(hears, room):
        assert await copy_freshness(room, [TOPIC]) is None
        first = await beats.beat()

        async def is_first() -> bool:
            return await copy_freshness(room, [TOPIC]) == first

        await until(is_first)
        await send(TOPIC, entry(new_id(), 1))
        second = await beats.beat()

        async def is_second() -> bool:
            return await copy_freshness(room, [TOPIC]) == second

        await until(is_second)
        assert await mongo.documents("things").count({}) == 1


async def test_effects_are_part_of_the_trace_of_their_command(settings: ServiceSettings, mongo: Mongo) -> None:
    class Traced(Room):
        telemetry = Telemetry("listener")

    hears, room, heard = Hears("listener"), Traced(settings, mongo), []

    @hears.on(CHANGED)
    async def changed(_rt: Room, _record: Record) -> None:
        heard.append(traceparent())

    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send, hearing(hears, room):
        document = entry(new_id(), 1)
        document["trace"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        await send(TOPIC, document)
        await until(lambda: heard)
    assert str(heard[0]).split("-")[1] == "0af7651916cd43dd8448eb211c80319c"


async def test_a_commit_that_failed_is_made_up_for_when_nothing_follows(
    settings: ServiceSettings, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    hears, room = Hears("listener"), Room(settings, mongo)
    commit, failures = AIOKafkaConsumer.commit, [0]

    async def failing(self: AIOKafkaConsumer, offsets: object = None) -> None:
        if not failures[0]:
            failures[0] += 1
            raise KafkaTimeoutError
        await commit(self, offsets)

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        rt.seen.append(record)

    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send, hearing(hears, room) as consumer:
        monkeypatch.setattr(AIOKafkaConsumer, "commit", failing)
        await send(TOPIC, entry(new_id(), 1))
        await until(lambda: room.seen and failures[0])
        await until(lambda: no_lag(consumer))
    assert len(room.seen) == 1
