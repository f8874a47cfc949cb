"""Projections on real Kafka: whatever the order and however often, the facts are those of a recomputation."""

import asyncio
import random
from typing import Any

import pytest

from shared.consumer import Hears, Record, dead_letters, redrive
from shared.ids import new_id
from shared.mongo import Index, Mongo
from shared.projection import Fact, Projection, RebuildFailed, drop, rebuild
from shared.settings import ServiceSettings
from tests.integration.kernel.flow import TENANT, Room, entry, hearing, make_topics, no_lag, producing, until

TOPIC = "test.thing.v1"


def fold(fact: Fact | None, record: Record) -> Fact | None:
    if record.type.endswith("thing-ignored.v1"):
        return fact
    if record.type.endswith("thing-ended.v1"):
        return None
    fact = fact or {"total": 0, "events": []}
    return {"total": fact["total"] + record.data["n"], "events": [*fact["events"], record.id], "state": "open"}


THINGS = Projection("things", 1, (TOPIC,), fold, indexes=(Index(("tenant", "state")),))


@pytest.fixture
def room(settings: ServiceSettings, mongo: Mongo) -> Room:
    return Room(settings, mongo)


@pytest.fixture
async def hears(settings: ServiceSettings) -> Hears:
    hears = Hears("reports")
    hears.projection(THINGS)
    await make_topics(settings, TOPIC, hears=hears)
    return hears


def recomputed(entries: list[dict[str, Any]]) -> dict[str, Fact | None]:
    """What the facts must be: a fold over the journal."""
    facts: dict[str, Fact | None] = {}
    for document in sorted(entries, key=lambda each: (each["stream"], each["number"])):
        for event in document["events"]:
            record = Record(
                event["id"], event["type"], "", document["id"], document["at"], document["tenant"], event["number"],
                (), (), None, None, None, False, event["data"],
            )  # fmt: skip
            facts[document["id"]] = fold(facts.get(document["id"]), record)
    return facts


async def stored(room: Room, projection: Projection = THINGS) -> dict[str, Fact | None]:
    """The live facts by aggregate id."""
    facts = {}
    for document in await (await projection.collection(room)).find({}):
        fact = {name: document[name] for name in ("total", "events", "state") if name in document}
        facts[document["id"].split("/")[1]] = fact or None
    return facts


async def test_duplicates_and_disorder_give_the_same_facts(room: Room, settings: ServiceSettings, hears: Hears) -> None:
    chance, ids = random.Random(7), [new_id() for _ in range(8)]
    entries = [
        entry(id, number, kind=chance.choice(["thing-changed.v1", "thing-ignored.v1", "thing-changed.v1"]))
        for id in ids
        for number in range(1, 11)
    ]
    entries += [entry(ids[0], 11, kind="thing-ended.v1")]
    shuffled = entries * 2
    chance.shuffle(shuffled)
    async with producing(settings) as send, hearing(hears, room) as consumer:
        for document in shuffled:
            await send(TOPIC, document)
        await until(lambda: no_lag(consumer))
    assert await stored(room) == recomputed(entries)
    assert await room.mongo.documents("parked").count({}) == 0
    facts = await THINGS.facts(room, TENANT)
    assert (await facts.get(f"test.thing/{ids[1]}"))["number"] == 10
    assert await facts.count({"state": "open"}) == 7
    assert await (await THINGS.collection(room)).count({"gap": {"$ne": None}}) == 0


async def test_a_gap_parks_what_follows_and_heals(room: Room, settings: ServiceSettings, hears: Hears) -> None:
    id, other = new_id(), new_id()
    entries = [entry(id, number) for number in range(1, 6)]
    async with producing(settings) as send, hearing(hears, room) as consumer:
        for which in (0, 2, 3, 3):
            await send(TOPIC, entries[which])
        await send(TOPIC, entry(other, 1))
        await until(lambda: no_lag(consumer))
        collection = await THINGS.collection(room)
        found = await collection.find_one({"id": f"test.thing/{id}"})
        assert (found["number"], found["gap"]) == (1, 2)
        assert await room.mongo.documents("parked").count({}) == 2
        assert (await stored(room))[other]
        await send(TOPIC, entries[1])
        await until(lambda: no_lag(consumer))
        found = await collection.find_one({"id": f"test.thing/{id}"})
        assert (found["number"], found["gap"], found["total"]) == (4, None, 10)
        await send(TOPIC, entries[4])
        await until(lambda: no_lag(consumer))
    assert (await stored(room))[id] == recomputed(entries)[id]
    assert await room.mongo.documents("parked").count({}) == 0


async def test_a_gap_outlives_a_restart(room: Room, settings: ServiceSettings, hears: Hears) -> None:
    id = new_id()
    entries = [entry(id, number) for number in range(1, 4)]
    async with producing(settings) as send:
        async with hearing(hears, room) as consumer:
            await send(TOPIC, entries[2])
            await send(TOPIC, entries[1])
            await until(lambda: no_lag(consumer))
        async with hearing(hears, room) as consumer:
            await send(TOPIC, entries[0])
            await until(lambda: no_lag(consumer))
    assert await stored(room) == recomputed(entries)


async def test_poison_parks_its_stream_and_redrive_mends_it(room: Room, settings: ServiceSettings) -> None:
    broken = True

    def careful(fact: Fact | None, record: Record) -> Fact | None:
        if broken and record.number == 2:
            raise KeyError("a bug")
        return fold(fact, record)

    hears, id = Hears("reports"), new_id()
    projection = hears.projection(Projection("things", 1, (TOPIC,), careful))
    await make_topics(settings, TOPIC, hears=hears)
    entries = [entry(id, number) for number in range(1, 5)]
    group, kafka = settings.topic_prefix + "reports.things", settings.kafka_client_options()
    async with producing(settings) as send, hearing(hears, room) as consumer:
        for document in entries:
            await send(TOPIC, document)
        await until(lambda: no_lag(consumer))
        assert (await (await projection.collection(room)).find_one({}))["number"] == 1
        assert [letter.reason for letter in await dead_letters(group, kafka=kafka)] == ["unexpected KeyError"]
        broken = False
        assert (await redrive(group, kafka=kafka)).sent == 1
        await until(lambda: no_lag(consumer))
    assert await stored(room, projection) == recomputed(entries)


async def test_two_writers_on_the_same_facts_lose_nothing(room: Room, settings: ServiceSettings) -> None:
    """A member that was declared dead and its successor: compare-and-set on the stored number."""
    from shared.projection.facts import Facts
    from shared.projection.parking import Arrived
    from tests.integration.kernel.flow import as_records

    ids = [new_id() for _ in range(5)]
    entries = [entry(id, number) for id in ids for number in range(1, 31)]
    arrived = [Arrived(None, record) for record in as_records(entries)]
    arrived.sort(key=lambda each: each.record.number)
    await rebuildable(room)
    one, two = (Facts(room.mongo, THINGS, 1) for _ in range(2))

    async def feed(facts: Facts, size: int) -> None:
        for start in range(0, len(arrived), size):
            assert not await facts.take_in(arrived[start : start + size])
            await asyncio.sleep(0)

    await asyncio.gather(feed(one, 7), feed(two, 11))
    assert await stored(room) == recomputed(entries)


async def rebuildable(room: Room) -> None:
    """The collection of generation 1."""
    from shared.mongo import apply
    from shared.projection.pointer import collection_of

    await apply(room.mongo, [collection_of(THINGS, 1)])


async def test_rebuild_while_events_flow_then_flip(room: Room, settings: ServiceSettings, hears: Hears) -> None:
    ids = [new_id() for _ in range(10)]
    entries: list[dict[str, Any]] = []
    stop = asyncio.Event()

    async def produce(send: Any) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            fresh = [entry(id, number) for id in ids]
            entries.extend(fresh)
            await asyncio.gather(*(send(TOPIC, document) for document in fresh))
            await asyncio.sleep(0.01)

    async with producing(settings) as send, hearing(hears, room) as consumer:
        flowing = asyncio.create_task(produce(send))
        await until(lambda: len(entries) > 200)
        built = await rebuild(
            THINGS,
            service="reports",
            mongo=room.mongo,
            kafka=settings.kafka_client_options(),
            prefix=settings.topic_prefix,
        )
        assert (built.old, built.generation, built.dead) == (1, 2, 0)
        assert built.records >= 200
        await until(lambda: any(group.endswith(".v2") for group in consumer.assigned()))
        await asyncio.sleep(0.5)
        stop.set()
        await flowing
        await until(lambda: no_lag(consumer))
    assert await THINGS.collection_name(room) == "things_v2"
    assert await stored(room) == recomputed(entries)
    assert await room.mongo.documents("things_v1").count({}) == len(ids), "kept until told"
    await drop(THINGS, 1, mongo=room.mongo)
    assert await room.mongo.documents("things_v1").count({}) == 0
    with pytest.raises(RebuildFailed, match="live"):
        await drop(THINGS, 2, mongo=room.mongo)


async def test_a_new_fold_waits_for_its_rebuild(room: Room, settings: ServiceSettings, hears: Hears) -> None:
    id = new_id()
    async with producing(settings) as send, hearing(hears, room) as consumer:
        await send(TOPIC, entry(id, 1))
        await until(lambda: no_lag(consumer))
    newer = Hears("reports")
    projection = newer.projection(
        Projection("things", 2, (TOPIC,), lambda fact, record: {"total": 100, "state": "new"})
    )
    from shared.consumer import Consumer
    from tests.integration.kernel.flow import FAST

    consumer = Consumer(newer, room, pace=FAST)
    running = asyncio.create_task(consumer.run())

    async def says() -> bool:
        return "jembatan rebuild reports things" in str(await consumer.ready())

    await until(says)
    kafka = settings.kafka_client_options()
    await rebuild(projection, service="reports", mongo=room.mongo, kafka=kafka, prefix=settings.topic_prefix)

    async def ready() -> bool:
        return await consumer.ready() is None

    await until(ready)
    await consumer.stop()
    await running
    assert (await stored(room, projection))[id] == {"total": 100, "state": "new"}
