"""After how long others read what a killed member did."""

import asyncio
import time

import pytest

from shared.consumer import Hears, Record
from shared.ids import new_id
from shared.mongo import Mongo, connect
from shared.settings import ServiceSettings
from tests.forked import Forked
from tests.integration.kernel.flow import Room, entry, hearing, make_topics, producing, until

TOPIC = "test.thing.v1"
CHANGED = "id.jembatan.test.thing-changed.v1"


def _listener() -> Hears:
    hears = Hears("listener")

    @hears.on(CHANGED)
    async def changed(rt: Room, record: Record) -> None:
        rt.seen.append(record)

    return hears


def _member(settings: ServiceSettings) -> None:
    """Hears, and says so in the database, until it is killed."""

    async def hear() -> None:
        mongo = connect(settings)
        async with hearing(_listener(), Room(settings, mongo)):
            await mongo.documents("joined").raw.insert_one({})
            await asyncio.sleep(3600)

    asyncio.run(hear())


async def _taken_over(settings: ServiceSettings, mongo: Mongo) -> float:
    """Seconds from the death of a member with these settings until another has heard what is in every partition."""
    room, joined = Room(settings, mongo), mongo.documents("joined")
    with Forked(_member, settings):
        await until(lambda: joined.count({}))
    killed = time.monotonic()
    await joined.raw.delete_many({})
    async with hearing(_listener(), room), producing(settings) as send:
        for number in range(settings.partitions):
            await send(TOPIC, entry(new_id(), 1), partition=number)
        await until(lambda: len(room.seen) >= settings.partitions)
    return time.monotonic() - killed


@pytest.mark.timeout(120)
async def test_partitions_of_a_killed_member_stand_still_for_its_session(
    settings: ServiceSettings, mongo: Mongo
) -> None:
    await make_topics(settings, TOPIC, hears=_listener())
    brief, long = (settings.model_copy(update={"kafka_session_seconds": seconds}) for seconds in (1.0, 8.0))
    soon, late = await _taken_over(brief, mongo), await _taken_over(long, mongo)
    assert late - soon > 3.5, "half of what the sessions differ by"
