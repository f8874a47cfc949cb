"""From the journal through Kafka to copy and fact, on both drivers."""

import asyncio

from shared.consumer import FRESHNESS, Hears, Record
from shared.ids import new_id
from shared.journal.store import JOURNAL
from shared.mongo import Mongo, apply
from shared.projection import PARKED, PROJECTIONS, Fact, Projection, rebuild
from shared.relay import Relay, republish
from shared.settings import ServiceSettings
from tests.integration.kernel.flow import TENANT, AllBuckets, Room, entry, hearing, make_topics, no_lag, until

TOPIC = "test.thing.v1"


def fold(fact: Fact | None, record: Record) -> Fact:
    return {"numbers": [*(fact or {"numbers": []})["numbers"], record.number]}


async def test_the_whole_way(storage: Mongo, settings: ServiceSettings) -> None:
    """Also a gap that `republish` heals, and a rebuild."""
    await apply(storage, [JOURNAL, FRESHNESS, PARKED, PROJECTIONS])
    hears, room, id = Hears("listener"), Room(settings, storage), new_id()
    hears.copy(TOPIC, collection="things", keep=lambda record: dict(record.data))
    things = hears.projection(Projection("things", 1, (TOPIC,), fold))
    await make_topics(settings, TOPIC, hears=hears)
    topics, kafka = {"thing": settings.topic_prefix + TOPIC}, settings.kafka_client_options()
    relay = Relay(service="test", mongo=storage, leases=AllBuckets(), topics=topics, kafka=kafka, sweep=0.1)
    running = asyncio.create_task(relay.run())
    journal = storage.documents("journal")
    async with hearing(hears, room) as consumer:
        for number in (1, 3, 4):
            await journal.insert_one(entry(id, number, published=number == 1))
        await until(lambda: no_lag(consumer))

        async def parked() -> bool:
            return await storage.documents("parked").count({}) == 2

        await until(parked)
        await journal.insert_one(entry(id, 2, published=True))
        sent = await republish(service="test", mongo=storage, topics=topics, kafka=kafka, stream=f"{TENANT}/thing/{id}")
        assert sent == 4

        async def healed() -> bool:
            found = await (await things.facts(room, TENANT)).get(f"test.thing/{id}")
            return found is not None and found.get("numbers") == [1, 2, 3, 4]

        await until(healed)
        await until(lambda: no_lag(consumer))
    await relay.stop()
    await running
    copy = await storage.tenant(TENANT)["things"].get(id)
    assert copy is not None
    assert (copy["number"], copy["n"]) == (4, 4)
    built = await rebuild(things, service="listener", mongo=storage, kafka=kafka, prefix=settings.topic_prefix)
    assert (built.facts, built.before) == (1, 1)
    again = await (await things.facts(room, TENANT)).get(f"test.thing/{id}")
    assert again is not None
    assert again["numbers"] == [1, 2, 3, 4]
