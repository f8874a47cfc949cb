"""Journal → Kafka: a raw loop that reads, sends in windows of 1,000 and marks, beside the relay; interleaved rounds.

`python -m tests.bench.bench_relay [rounds] [size]`, with JEMBATAN_TEST_MONGO_URL and JEMBATAN_TEST_KAFKA.
Target: relay ≥ 0.8 of the raw loop.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

import msgspec
from aiokafka import AIOKafkaProducer

from shared.ids import new_id
from shared.journal.store import JOURNAL
from shared.mongo import Mongo, apply
from shared.relay import Relay
from shared.settings import ServiceSettings
from shared.topics import Topic
from shared.topics import apply as apply_topics
from tests.bench.servers import bench_settings, open_mongo
from tests.integration.kernel.flow import AllBuckets, entry

WINDOW = 1_000
Loop = Callable[[ServiceSettings, Mongo, str, int], Awaitable[float]]


async def raw(settings: ServiceSettings, mongo: Mongo, topic: str, _size: int) -> float:
    """Seconds that pymongo and aiokafka alone need."""
    producer = AIOKafkaProducer(**settings.kafka_client_options(), enable_idempotence=True, acks="all")
    await producer.start()
    journal: Any = mongo.database["journal"]
    began = time.perf_counter()
    while page := await journal.find({"published": False}).sort("entry_id", 1).limit(WINDOW).to_list():
        sends = []
        for document in page:
            for event in document["events"]:
                value = msgspec.json.encode(event["data"])
                sends.append(await producer.send(topic, value=value, key=document["id"].encode()))
        await asyncio.gather(*sends)
        ids = [document["_id"] for document in page]
        await journal.update_many({"_id": {"$in": ids}}, {"$set": {"published": True}})
    took = time.perf_counter() - began
    await producer.stop()
    return took


async def ours(settings: ServiceSettings, mongo: Mongo, topic: str, size: int) -> float:
    """Seconds that the relay needs, with envelope, order and majority reads."""
    relay = Relay(
        service="bench",
        mongo=mongo,
        leases=AllBuckets(),
        topics={"thing": topic},
        kafka=settings.kafka_client_options(),
        sweep=0.05,
    )
    await relay._outgoing.partitions(topic)  # the raw loop's producer is started before the clock as well
    began = time.perf_counter()
    running = asyncio.create_task(relay.run())
    while relay.published < size:  # noqa: ASYNC110 - asking the database would slow it down
        await asyncio.sleep(0.01)
    while await mongo.documents("journal").find_one({"published": False}, fields={"_id": 1}):  # noqa: ASYNC110 - last mark
        await asyncio.sleep(0.01)
    took = time.perf_counter() - began
    await relay.stop()
    await running
    return took


async def fill(mongo: Mongo, size: int) -> None:
    """`size` events of 500 bytes in streams of five."""
    await mongo.documents("journal").delete_many({})
    ids = [new_id() for _ in range(size // 5)]
    data = {"text": "x" * 440, "agreement": new_id()}
    documents = [entry(id, number, data=data) for number in range(1, 6) for id in ids]
    for start in range(0, len(documents), 2_000):
        await mongo.database["journal"].insert_many(documents[start : start + 2_000])


async def measure(rounds: int, size: int) -> dict[str, float]:
    """Median events per second of each, and the ratio."""
    settings = bench_settings()
    rates: dict[str, list[float]] = {"raw": [], "ours": []}
    async with open_mongo(settings) as mongo:
        await apply(mongo, [JOURNAL])
        topic = f"{settings.topic_prefix}relay"
        await apply_topics(settings.kafka_client_options(), [Topic(topic, 6, 1)])
        loops: dict[str, Loop] = {"raw": raw, "ours": ours}
        for _ in range(rounds):
            for name, loop in loops.items():
                await fill(mongo, size)
                rates[name].append(size / await loop(settings, mongo, topic, size))
    medians = {name: median(values) for name, values in rates.items()}
    return {**medians, "ratio": medians["ours"] / medians["raw"]}


def main(rounds: int = 3, size: int = 5_000) -> dict[str, float]:
    """Print and return the figures."""
    figures = asyncio.run(measure(rounds, size))
    print(f"relay      raw {figures['raw']:>9,.0f}/s   ours {figures['ours']:>9,.0f}/s   ratio {figures['ratio']:.2f}")
    return figures


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
