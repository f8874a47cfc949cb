"""The relay on real Kafka and a real journal: everything is published, in order per stream, whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.ids import new_id
from shared.journal.store import JOURNAL
from shared.leases import LEASES, Leases
from shared.mongo import Mongo, apply
from shared.relay import Relay, republish, republishing
from shared.relay.outgoing import Outgoing
from shared.relay.relay import bucket_name
from shared.settings import ServiceSettings
from tests.integration.kernel.flow import (
    TENANT,
    AllBuckets,
    entry,
    firsts,
    make_topics,
    per_stream,
    read_all,
    read_events,
    until,
)

TOPIC = "test.thing.v1"
Make = Callable[..., Relay]


@pytest.fixture
async def make(settings: ServiceSettings, mongo: Mongo) -> Make:
    await apply(mongo, [JOURNAL, LEASES])
    await make_topics(settings, TOPIC)

    def relay(leases: Any = None, **options: Any) -> Relay:
        topics = options.pop("topics", {"thing": settings.topic_prefix + TOPIC})
        kafka = options.pop("kafka", settings.kafka_client_options())
        options = {
            "service": "test",
            "mongo": mongo,
            "topics": topics,
            "kafka": kafka,
            "sweep": 0.2,
            "term": 1.0,
            **options,
        }
        return Relay(leases=leases or AllBuckets(), **options)

    return relay


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[Relay]:
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        await relay.stop()
        await asyncio.wait_for(task, 60)


def all_published(mongo: Mongo) -> Callable[[], Any]:
    async def check() -> bool:
        return await mongo.documents("journal").count({"published": False}) == 0

    return check


async def append(mongo: Mongo, *entries: dict[str, Any]) -> None:
    for document in entries:
        await mongo.documents("journal").insert_one(document)


async def test_every_event_is_published_in_order_while_commands_flow(
    make: Make, mongo: Mongo, settings: ServiceSettings
) -> None:
    relay = make()

    async def commands(id: str) -> None:
        number = 1
        for step in range(20):
            await append(mongo, entry(id, number, count=1 + step % 3))
            number += 1 + step % 3
            relay.wake()

    ids = [new_id() for _ in range(10)]
    async with running(relay):
        await asyncio.gather(*(commands(id) for id in ids))
        await until(all_published(mongo))
    events = await read_events(settings, settings.topic_prefix + TOPIC)
    assert per_stream(events) == {id: list(range(1, 40)) for id in ids}
    assert len({event.id for event in events}) == len(events) == relay.published
    assert {event.source for event in events} == {"/jembatan/test/thing"}


@pytest.mark.parametrize("limit", [1, 3, 1000])
async def test_numbers_decide_the_order_not_entry_ids(
    make: Make, mongo: Mongo, settings: ServiceSettings, limit: int
) -> None:
    """Two processes whose clocks disagree write one stream; pages are cut off anywhere."""
    id, early = new_id(), [new_id() for _ in range(9)]
    entry_ids = [early[i] for i in (4, 8, 1, 7, 0, 6, 2, 5, 3)]
    await append(mongo, *(entry(id, n, entry_id=entry_ids[n - 1], published=n == 4) for n in range(1, 10)))
    async with running(make(limit=limit)):
        await until(all_published(mongo))
    numbers = per_stream(await read_events(settings, settings.topic_prefix + TOPIC))[id]
    assert firsts(numbers) == [1, 2, 3, 5, 6, 7, 8, 9]


async def test_an_entry_that_cannot_be_sent_stalls_its_stream_only(
    make: Make, mongo: Mongo, settings: ServiceSettings
) -> None:
    bad, good = new_id(), [new_id() for _ in range(20)]
    await append(mongo, entry(bad, 1), entry(bad, 2, data={"n": "x" * 1_100_000}), entry(bad, 3))
    await append(mongo, *(entry(id, 1) for id in good))
    await append(mongo, entry(new_id(), 1, aggregate="unknown"), entry(new_id(), 1, aggregate="absent"))
    topics = {"thing": settings.topic_prefix + TOPIC, "absent": settings.topic_prefix + "absent"}
    relay = make(limit=2, topics=topics)
    async with running(relay):

        async def waiting() -> int:
            return await mongo.documents("journal").count({"published": False})

        await until(lambda: waiting_is(waiting, 4))
        await until(lambda: len(relay.stalled) == 3)
        assert "larger than Kafka takes" in relay.stalled[f"{TENANT}/thing/{bad}"]
        assert sum("jembatan topics apply" in reason for reason in relay.stalled.values()) == 1
        await append(mongo, entry(good[0], 2))
        relay.wake()
        await until(lambda: waiting_is(waiting, 4))
    streams = per_stream(await read_events(settings, settings.topic_prefix + TOPIC))
    assert streams == {bad: [1], good[0]: [1, 2], **{id: [1] for id in good[1:]}}


async def waiting_is(waiting: Callable[[], Any], count: int) -> bool:
    return bool(await waiting() == count)


async def test_a_topic_that_comes_later_is_served(make: Make, mongo: Mongo, settings: ServiceSettings) -> None:
    await append(mongo, entry(new_id(), 1, aggregate="late"))
    relay = make(topics={"late": settings.topic_prefix + "test.late.v1"})
    async with running(relay):
        await until(lambda: relay.stalled)
        await make_topics(settings, "test.late.v1")
        await until(all_published(mongo))
        assert not relay.stalled


async def test_replicas_share_and_the_buckets_of_a_killed_one_are_taken_over(
    make: Make, mongo: Mongo, settings: ServiceSettings
) -> None:
    leases = [Leases(mongo, SystemClock(), new_id(), 2.0) for _ in range(2)]
    one, two = (make(each, buckets=16, term=2.0) for each in leases)
    ids = [new_id() for _ in range(32)]
    first, second = asyncio.create_task(one.run()), asyncio.create_task(two.run())
    await append(mongo, *(entry(id, 1) for id in ids))
    await until(all_published(mongo))
    await until(lambda: all(sum(map(each.holds, map(bucket_name, range(16)))) == 8 for each in leases))
    before = one.published, two.published
    await append(mongo, *(entry(id, 2) for id in ids))
    await until(all_published(mongo))
    assert one.published > before[0]
    assert two.published > before[1]
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await append(mongo, *(entry(id, 3) for id in ids))
    await until(all_published(mongo))
    await two.stop()
    await asyncio.wait_for(second, 60)
    streams = per_stream(await read_events(settings, settings.topic_prefix + TOPIC))
    assert {id: firsts(numbers) for id, numbers in streams.items()} == {id: [1, 2, 3] for id in ids}


async def test_a_clean_stop_gives_the_leases_back(make: Make) -> None:
    leases = AllBuckets()
    async with running(make(leases)):
        await until(lambda: leases.asked)
    assert leases.released


async def test_republish_sends_again_with_the_mark_in_order(
    make: Make, mongo: Mongo, settings: ServiceSettings
) -> None:
    ids = [new_id() for _ in range(5)]
    await append(mongo, *(entry(id, n, count=2) for n in (1, 3, 5) for id in ids))
    async with running(make()):
        await until(all_published(mongo))
    await append(mongo, entry(ids[0], 7))
    common = {"service": "test", "mongo": mongo, "topics": {"thing": settings.topic_prefix + TOPIC}}
    common["kafka"] = settings.kafka_client_options()
    first = await read_events(settings, settings.topic_prefix + TOPIC)
    assert await republish(**common, stream=f"{TENANT}/thing/{ids[1]}") == 6
    assert await republish(**common, everything=True) == 30
    events = await read_events(settings, settings.topic_prefix + TOPIC)
    replays = [event for event in events if event.replay]
    assert len(replays) == 36
    assert {event.id for event in replays} == {event.id for event in first}
    expected = {id: [1, 2, 3, 4, 5, 6] for id in ids} | {ids[1]: [1, 2, 3, 4, 5, 6] * 2}
    assert per_stream(replays) == expected


async def test_what_the_relay_sends_beside_a_republishing_stays_last_in_a_compacted_topic(
    make: Make, mongo: Mongo, settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [new_id() for _ in range(3)]
    await append(mongo, *(entry(id, 1) for id in ids))
    name = settings.topic_prefix + TOPIC
    async with running(make()):
        await until(all_published(mongo))
        send_all, sent = Outgoing.send_all, []

        async def beside(outgoing: Outgoing, messages: Any) -> None:
            """Twice, before a window goes out, something newer is accepted and sent by the relay."""
            if len(sent) < 2:
                sent.append(len(messages))
                await append(mongo, entry(ids[1], 1 + len(sent)))
                await until(all_published(mongo))
            await send_all(outgoing, messages)

        monkeypatch.setattr(republishing.Outgoing, "send_all", beside)
        common = {"service": "test", "mongo": mongo, "topics": {"thing": name}}
        common["kafka"] = settings.kafka_client_options()
        assert await republish(**common, compacted={"thing"}, everything=True) == 5
    monkeypatch.undo()
    numbers = per_stream(await read_events(settings, name))
    assert {id: numbers[id][-1] for id in ids} == {ids[0]: 1, ids[1]: 3, ids[2]: 1}


async def test_heartbeats_reach_every_partition_and_tell_the_truth(
    make: Make, mongo: Mongo, settings: ServiceSettings
) -> None:
    from shared.relay import Heartbeat

    name = settings.topic_prefix + TOPIC
    clock = SystemClock()
    beats = Heartbeat(service="test", mongo=mongo, clock=clock, kafka=settings.kafka_client_options(), topics=[name])
    before = clock.machine()
    assert await beats.beat() >= before
    await append(mongo, entry(new_id(), 1))
    unpublished_since = clock.machine()
    await asyncio.sleep(0.2)
    assert await beats.beat() <= unpublished_since
    raws = await read_all(settings, name)
    assert sorted(raw.partition for raw in raws) == sorted([*range(settings.partitions)] * 2)
