"""The broker is away while commands are accepted; the database is killed under load. Real processes, real servers."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from jembatan.stack.kafka import EmbeddedKafka
from jembatan.stack.mongo import EmbeddedMongo
from tests.chaos.load import drive
from tests.chaos.world import World

STORIES = 3
DATABASE_KILLS = 2

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


@pytest.fixture
async def own_kafka(tmp_path: Path) -> AsyncIterator[EmbeddedKafka]:
    """A broker that may be stopped."""
    kafka = EmbeddedKafka(tmp_path / "kafka")
    await kafka.start()
    yield kafka
    await kafka.stop()


@pytest.fixture
async def own_mongo(tmp_path: Path) -> AsyncIterator[EmbeddedMongo]:
    """A database that may be killed."""
    mongo = EmbeddedMongo(tmp_path / "mongo")
    await mongo.start()
    yield mongo
    await mongo.stop()


async def holds(world: World) -> None:
    """Nothing moves any more, and everything that must hold holds."""
    await world.settle()
    wrong = await world.violations()
    print(world.figures())
    assert not wrong, f"{world.where()}: {len(wrong)} violation(s), the first: {wrong[0]}\n" + "\n".join(wrong[:20])


async def test_commands_accepted_without_a_broker_all_flow_in_order_when_it_is_back(
    service_environment: dict[str, str], database: str, tmp_path: Path, own_kafka: EmbeddedKafka
) -> None:
    environment = {
        **service_environment,
        "JEMBATAN_KAFKA_BOOTSTRAP": own_kafka.bootstrap,
        "JEMBATAN_DIRECTORY_TRUST_SECONDS": "600",  # how long the principal may decide by what was heard before
    }
    async with World(environment, database, tmp_path) as world:
        cast = await world.gather()
        driving = asyncio.create_task(drive(cast, 1, STORIES, heard=False))
        await asyncio.sleep(1)
        await own_kafka.stop()
        await driving
        world.lap("driven")
        waiting = await world.unpublished()
        await own_kafka.start()
        print(f"{waiting} entries waited for the broker")
        assert waiting > 20
        await holds(world)


async def test_nothing_accepted_is_lost_when_the_database_is_killed_under_load(
    service_environment: dict[str, str], database: str, tmp_path: Path, own_mongo: EmbeddedMongo
) -> None:
    environment = {**service_environment, "JEMBATAN_MONGO_URL": own_mongo.url}
    async with World(environment, database, tmp_path) as world:
        cast = await world.gather()
        driving = asyncio.create_task(drive(cast, 2, STORIES))
        for _ in range(DATABASE_KILLS):
            await _answered(world, 25)
            await _killed(own_mongo)
            assert not driving.done(), "the database was not killed under load"
            await own_mongo.start()
        await driving
        world.lap("driven")
        await holds(world)


async def _answered(world: World, more: int) -> None:
    """Until so many more commands were answered, or a minute has passed."""
    until = len(world.ledger.entries) + more
    with suppress(TimeoutError):
        async with asyncio.timeout(60):
            await world.ledger.reaches(until)


async def _killed(mongo: EmbeddedMongo) -> None:
    child = mongo.child
    assert child is not None
    assert child.process is not None
    child.process.send_signal(signal.SIGKILL)
    await child.ended()
    await mongo.stop()
