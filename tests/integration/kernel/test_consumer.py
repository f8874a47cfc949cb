"""Consumers on real Kafka: nothing lost, poison aside, order per stream."""

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel

from shared.consumer import Hears, Record, dead_letters, redrive
from shared.envelope import Poison
from shared.ids import new_id
from shared.mongo import Mongo
from shared.refusals import Busy, Refused
from shared.settings import ServiceSettings
from tests.integration.kernel.flow import (
    Room,
    entry,
    firsts,
    healthy,
    hearing,
    make_topics,
    no_lag,
    per_stream,
    producing,
    until,
)

TOPIC = "test.thing.v1"
CHANGED = "id.jembatan.test.thing-changed.v1"


class Reader(BaseModel):
    n: int


@pytest.fixture
def room(settings: ServiceSettings, mongo: Mongo) -> Room:
    return Room(settings, mongo)


def hearing_everything() -> Hears:
    hears = Hears("listener")

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        record.read(Reader)
        rt.seen.append(record)

    return hears


async def test_every_event_is_heard_in_order_per_stream(room: Room, settings: ServiceSettings) -> None:
    hears, ids = hearing_everything(), [new_id() for _ in range(5)]
    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send, hearing(hears, room) as consumer:
        for number in range(1, 11):
            await asyncio.gather(*(send(TOPIC, entry(id, number)) for id in ids))
        await until(lambda: len(room.seen) >= 50)
        await until(lambda: no_lag(consumer))
    assert {id: firsts(numbers) for id, numbers in per_stream(room.seen).items()} == {
        id: list(range(1, 11)) for id in ids
    }


async def test_poison_of_every_kind_goes_to_the_dead_letters_and_the_rest_passes(
    room: Room, settings: ServiceSettings
) -> None:
    hears = hearing_everything()

    @hears.on("id.jembatan.test.thing-refused.v1", topic=TOPIC)
    async def refused(_rt: Room, _record: Record) -> None:
        raise Refused("quota-exhausted", "No.")

    @hears.on("id.jembatan.test.thing-poison.v1", topic=TOPIC)
    async def poison(_rt: Room, _record: Record) -> None:
        raise Poison("of its own accord")

    @hears.on("id.jembatan.test.thing-broken.v1", topic=TOPIC)
    async def broken(_rt: Room, record: Record) -> None:
        record.data["no such key"]

    await make_topics(settings, TOPIC, hears=hears)
    good = [new_id() for _ in range(4)]
    async with producing(settings) as send:
        await send(TOPIC, entry(good[0], 1))
        await send(TOPIC, value=b"not json", headers=[("ce_id", b"x")], partition=0)
        await send(TOPIC, entry(good[1], 1))
        await send(TOPIC, value=b"\xff\xfe", key=b"k", headers=[("x", b"\xff\xfe\xfd"), ("none", b"")], partition=1)
        await send(TOPIC, key=b"tombstone", value=None, partition=2)
        await send(TOPIC, entry(new_id(), 1, data={"n": "not a number"}))
        await send(TOPIC, entry(good[2], 1))
        for kind in ("thing-refused.v1", "thing-poison.v1", "thing-broken.v1"):
            await send(TOPIC, entry(new_id(), 1, kind=kind))
        await send(TOPIC, entry(new_id(), 1, kind="thing-unknown.v1"))
        await send(TOPIC, entry(good[3], 1))
        async with hearing(hears, room) as consumer:
            await until(lambda: no_lag(consumer))
    assert {record.subject for record in room.seen} == set(good)
    letters = await dead_letters(settings.topic_prefix + "listener", kafka=settings.kafka_client_options())
    assert sorted(letter.reason for letter in letters) == [
        "header ce_id is missing",
        "header ce_id is missing",
        "header ce_source is missing",
        "not valid for Reader: n: int_parsing",
        "of its own accord",
        "refused: quota-exhausted",
        "unexpected KeyError",
    ]
    assert {letter.topic for letter in letters} == {settings.topic_prefix + TOPIC}
    assert len({letter.place for letter in letters}) == 7
    assert [letter.raw.headers[0] for letter in letters if letter.raw.key == b"k"] == [("x", b"\xff\xfe\xfd")]


async def test_redrive_lets_only_the_group_hear_it_again(room: Room, settings: ServiceSettings) -> None:
    mended = False
    hears, id = Hears("listener"), new_id()

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        if not mended:
            raise Poison("not yet mended")
        rt.seen.append(record)

    await make_topics(settings, TOPIC, hears=hears)
    group, kafka = settings.topic_prefix + "listener", settings.kafka_client_options()
    async with producing(settings) as send, hearing(hears, room) as consumer:
        await send(TOPIC, entry(id, 1))
        await until(lambda: no_lag(consumer))
        assert (await redrive(group, kafka=kafka)).sent == 1
        await until(lambda: no_lag(consumer))
        mended = True
        again = await redrive(group, kafka=kafka)
        assert again.sent == 1, "it died a second time, and is one letter more"
        await until(lambda: room.seen)
        assert (await redrive(group, kafka=kafka)).sent == 0
        assert (await redrive(group, kafka=kafka, where=lambda letter: letter.subject == "nobody")).passed_over == 2
        assert (await redrive(group, kafka=kafka, where=lambda letter: letter.subject == id)).sent == 1
    letters = await dead_letters(group, kafka=kafka)
    assert [letter.place for letter in letters] == [letters[0].place] * 2
    assert [(record.subject, record.number) for record in room.seen] == [(id, 1)] * len(room.seen)


async def test_passing_trouble_loses_nothing_and_stops_no_other_partition(
    room: Room, settings: ServiceSettings
) -> None:
    hears, tries, over = Hears("listener"), 0, False
    hard = new_id()

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        nonlocal tries
        if record.subject == hard and not over:
            tries += 1
            raise Busy("try-again", "The copy is behind.")
        rt.seen.append(record)

    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send, hearing(hears, room) as consumer:
        await send(TOPIC, entry(hard, 1), partition=0)
        await send(TOPIC, entry(hard, 2), partition=0)
        await until(lambda: tries > 1)
        others = [new_id() for _ in range(6)]
        for n, id in enumerate(others):
            await send(TOPIC, entry(id, 1), partition=1 + n % 2)
        await until(lambda: {record.subject for record in room.seen} >= set(others))
        await until(healthy(consumer))
        over = True
        await until(lambda: no_lag(consumer))
    assert firsts(per_stream(room.seen)[hard]) == [1, 2]
    assert not await dead_letters(settings.topic_prefix + "listener", kafka=settings.kafka_client_options())


async def test_a_copy_keeps_the_newest_whatever_the_order(room: Room, settings: ServiceSettings) -> None:
    hears, id = Hears("listener"), new_id()
    hears.copy(TOPIC, collection="things", keep=lambda record: {"n": record.data["n"]})
    await make_topics(settings, TOPIC, hears=hears)
    entries = [entry(id, number) for number in range(1, 6)]
    async with producing(settings) as send, hearing(hears, room) as consumer:
        for which in (1, 0, 1, 3, 2, 4, 0, 4, 2):
            await send(TOPIC, entries[which])
            await asyncio.sleep(0.02)
        await send(TOPIC, entry(new_id(), 1, data={"m": 1}))
        await until(lambda: no_lag(consumer))
    stored = await room.mongo.documents("things").find({})
    assert [(document["id"], document["number"], document["n"]) for document in stored] == [(id, 5, 5)]
    letters = await dead_letters(settings.topic_prefix + "listener", kafka=settings.kafka_client_options())
    assert [letter.reason for letter in letters] == ["unexpected KeyError"]


async def test_a_batch_handler_gets_batches_and_poison_is_found_in_them(room: Room, settings: ServiceSettings) -> None:
    hears = Hears("listener")
    sizes: list[int] = []

    @hears.batch([TOPIC])
    async def take(rt: Room, records: list[Record]) -> None:
        for record in records:
            record.read(Reader)
        sizes.append(len(records))
        rt.seen += records

    await make_topics(settings, TOPIC, hears=hears)
    async with producing(settings) as send:
        ids = [new_id() for _ in range(20)]
        for id in ids:
            await send(TOPIC, entry(id, 1))
        async with hearing(hears, room) as consumer:
            await until(lambda: no_lag(consumer))
            assert max(sizes) > 1
            await send(TOPIC, entry(new_id(), 1, data={"n": "x"}))
            await send(TOPIC, entry(ids[0], 2))
            await until(lambda: no_lag(consumer))
    assert {record.subject for record in room.seen} == set(ids)
    assert len(await dead_letters(settings.topic_prefix + "listener", kafka=settings.kafka_client_options())) == 1


async def test_members_come_and_go_and_nothing_is_lost(settings: ServiceSettings, mongo: Mongo) -> None:
    hears, ids = hearing_everything(), [new_id() for _ in range(12)]
    await make_topics(settings, TOPIC, hears=hears)
    one, two = Room(settings, mongo), Room(settings, mongo)
    stop, numbers = asyncio.Event(), 0

    async def produce(send: Any) -> None:
        nonlocal numbers
        while not stop.is_set():
            numbers += 1
            await asyncio.gather(*(send(TOPIC, entry(id, numbers)) for id in ids))
            await asyncio.sleep(0.02)

    async with producing(settings) as send, hearing(hears, one) as consumer:
        flowing = asyncio.create_task(produce(send))
        for turn in range(1, 3):
            async with hearing(hears, two):
                await until(lambda turn=turn: len(two.seen) > 50 * turn)
        stop.set()
        await flowing
        await until(lambda: no_lag(consumer))
    everything = per_stream([*one.seen, *two.seen])
    assert {id: sorted(set(heard)) for id, heard in everything.items()} == {
        id: list(range(1, numbers + 1)) for id in ids
    }
    assert len(one.seen) + len(two.seen) < 12 * numbers * 1.1, "drained on revoke: hardly anything comes twice"
