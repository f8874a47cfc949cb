"""Kafka → facts: raw `getmany` + decode + fold + `bulk_write` beside a projection; interleaved rounds.

`python -m tests.bench.bench_projector [rounds] [size]`, with JEMBATAN_TEST_MONGO_URL and JEMBATAN_TEST_KAFKA.
Targets: live projection ≥ 0.85 of the raw loop with the same decoder, rebuild ≤ 1.2 × its time.
"""

import asyncio
import sys
import time
from statistics import median
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import ReplaceOne

from shared.consumer import Consumer, Hears, Record
from shared.envelope import decode, encode
from shared.ids import new_id
from shared.mongo import Mongo
from shared.projection import Fact, Projection, rebuild
from shared.settings import ServiceSettings
from tests.bench.servers import bench_settings, open_mongo
from tests.integration.kernel.flow import Room, entry, make_topics

TOPIC = "bench.thing.v1"
BATCH = 500


def fold(fact: Fact | None, record: Record) -> Fact:
    """Counts and remembers the last event."""
    return {"count": (fact or {"count": 0})["count"] + 1, "state": record.type, "evidence": record.id}


async def raw(settings: ServiceSettings, mongo: Mongo, size: int, run: str) -> float:
    """Seconds that aiokafka and pymongo alone need; its facts stay in memory, written once per batch.

    From the first record in hand: joining the group is no part of it.
    """
    name = settings.topic_prefix + TOPIC
    options = {**settings.kafka_client_options(), "group_id": f"{settings.topic_prefix}{run}"}
    consumer = AIOKafkaConsumer(name, **options, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    while not consumer.assignment():  # noqa: ASYNC110 - polled as users of aiokafka do
        await asyncio.sleep(0.01)
    facts: dict[str, Fact] = {}
    done, began = 0, 0.0
    while done < size:
        touched = set()
        for records in (await consumer.getmany(timeout_ms=20, max_records=BATCH)).values():
            began = began or time.perf_counter()
            for each in records:
                record = decode(each.headers, each.key, each.value)
                facts[record.stream] = fold(facts.get(record.stream), record)
                touched.add(record.stream)
                done += 1
        if touched:
            writes = [ReplaceOne({"_id": id}, {"_id": id, **facts[id]}, upsert=True) for id in touched]
            await mongo.database[run].bulk_write(writes, ordered=False)
            await consumer.commit()
    took = time.perf_counter() - began
    await consumer.stop()
    return took


async def live(settings: ServiceSettings, mongo: Mongo, size: int, run: str) -> float:
    """Seconds that the consumer runtime with a projection needs, from the first record in hand to the last fact."""
    began = 0.0

    def timed(fact: Fact | None, record: Record) -> Fact:
        nonlocal began
        began = began or time.perf_counter()
        return fold(fact, record)

    hears = Hears(run)
    projection = hears.projection(Projection(f"facts-{run}", 1, (TOPIC,), timed))
    await make_topics(settings, hears=hears)
    consumer = Consumer(hears, Room(settings, mongo))
    running = asyncio.create_task(consumer.run())
    collection = mongo.documents(f"{projection.name}_v1")
    while await collection.count({"count": 5}) < size // 5:  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.05)
    took = time.perf_counter() - began
    await consumer.stop()
    await running
    return took


async def rebuilt(settings: ServiceSettings, mongo: Mongo, size: int, run: str) -> float:
    """Seconds that a rebuild needs."""
    projection = Projection(f"again-{run}", 1, (TOPIC,), fold)
    kafka, prefix = settings.kafka_client_options(), settings.topic_prefix
    began = time.perf_counter()
    done = await rebuild(projection, service=run, mongo=mongo, kafka=kafka, prefix=prefix)
    assert done.records == size
    return time.perf_counter() - began


async def fill(settings: ServiceSettings, size: int) -> None:
    """`size` events of 500 bytes in streams of five."""
    producer = AIOKafkaProducer(**settings.kafka_client_options())
    await producer.start()
    ids, data = [new_id() for _ in range(size // 5)], {"text": "x" * 440, "agreement": new_id()}
    for number in range(1, 6):
        for id in ids:
            document: dict[str, Any] = entry(id, number, data=data)
            key, value, headers = encode(document, document["events"][0], service="bench")
            await producer.send(settings.topic_prefix + TOPIC, key=key, value=value, headers=headers)
    await producer.stop()


async def measure(rounds: int, size: int) -> dict[str, float]:
    """Median events per second of each, and the ratios."""
    settings = bench_settings()
    rates: dict[str, list[float]] = {"raw": [], "live": [], "rebuild": []}
    loops = {"raw": raw, "live": live, "rebuild": rebuilt}
    async with open_mongo(settings) as mongo:
        await make_topics(settings, TOPIC)
        await fill(settings, size)
        for turn in range(rounds):
            for name, loop in loops.items():
                rates[name].append(size / await loop(settings, mongo, size, f"{name}{turn}"))
    medians = {name: median(values) for name, values in rates.items()}
    return {**medians, "ratio": medians["live"] / medians["raw"], "rebuild_ratio": medians["raw"] / medians["rebuild"]}


def main(rounds: int = 3, size: int = 10_000) -> dict[str, float]:
    """Print and return the figures."""
    figures = asyncio.run(measure(rounds, size))
    print(
        f"projector  raw {figures['raw']:>9,.0f}/s   ours {figures['live']:>9,.0f}/s   ratio {figures['ratio']:.2f}\n"
        f"rebuild    raw {figures['raw']:>9,.0f}/s   ours {figures['rebuild']:>9,.0f}/s   "
        f"time {figures['rebuild_ratio']:.2f} × raw"
    )
    return figures


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
