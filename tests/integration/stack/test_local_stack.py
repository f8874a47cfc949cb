"""The embedded servers survive what happens to processes, and nothing of them survives their owner."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from jembatan.environment import environment
from jembatan.stack.errors import StackError
from jembatan.stack.kafka import EmbeddedKafka
from jembatan.stack.local import LocalStack

SERVICES = ("partners", "teachers")


async def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.1)


def stack(folder: Path, said: list[str] | None = None) -> LocalStack:
    return LocalStack(folder, services=SERVICES, environ={}, say=said.append if said is not None else lambda _: None)


async def send(bootstrap: str, numbers: range) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        for number in numbers:
            await producer.send_and_wait("things", str(number).encode())


async def read(bootstrap: str, count: int) -> list[int]:
    consumer = AIOKafkaConsumer("things", bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    async with consumer:
        return [int((await asyncio.wait_for(consumer.getone(), 60)).value or b"-1") for _ in range(count)]


async def insert(url: str, numbers: range) -> None:
    async with AsyncMongoClient[dict[str, object]](url, timeoutMS=30_000) as client:
        for number in numbers:
            await client.jembatan_partners.things.insert_one({"_id": number})


async def stored(url: str) -> list[object]:
    async with AsyncMongoClient[dict[str, object]](url, timeoutMS=30_000) as client:
        return [each["_id"] async for each in client.jembatan_partners.things.find().sort("_id")]


async def test_killed_servers_come_back_on_the_same_ports_with_everything_acknowledged(tmp_path: Path):
    said: list[str] = []
    async with stack(tmp_path, said) as local:
        assert local.kafka
        assert local.mongo
        bootstrap, url = local.kafka.bootstrap, local.mongo.url_of("partners")
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        await admin.create_topics([NewTopic("things", 1, 1)])
        await admin.close()
        await asyncio.gather(send(bootstrap, range(50)), insert(url, range(50)))

        for server in (local.kafka, local.mongo):
            assert server.child
            assert server.child.pid
            os.kill(server.child.pid, signal.SIGKILL)
        await until(lambda: {"Kafka is back", "the database is back"} <= set(said))

        await asyncio.gather(send(bootstrap, range(50, 60)), insert(url, range(50, 60)))
        assert await read(bootstrap, 60) == list(range(60))
        assert await stored(url) == list(range(60))

    async with stack(tmp_path) as again:
        assert again.kafka
        assert again.mongo
        assert await read(again.kafka.bootstrap, 60) == list(range(60))
        assert await stored(again.mongo.url_of("partners")) == list(range(60))


async def test_a_second_start_is_refused_and_other_commands_find_the_first(tmp_path: Path):
    async with stack(tmp_path) as first:
        with pytest.raises(StackError, match=r"in use by a local stack that runs already \(pid \d+\)"):
            async with stack(tmp_path):
                pass
        found = environment(tmp_path, {})

        assert found.variables == first.environment
        assert found.origins["broker"].embedded
        assert "secantusd" in found.origins["database"].why or "mongod" in found.origins["database"].why

    assert environment(tmp_path, {}).variables == {}
    assert not (tmp_path / "stack.json").exists()


async def test_a_service_reaches_its_own_database_only(tmp_path: Path):
    async with stack(tmp_path) as local:
        assert local.mongo
        await insert(local.mongo.url_of("partners"), range(1))
        async with AsyncMongoClient[dict[str, object]](local.mongo.url_of("teachers"), timeoutMS=30_000) as client:
            await client.jembatan_teachers.things.insert_one({"_id": 1})
            await client.jembatan_teachers.things.create_index("a")
            for refused in (
                client.jembatan_partners.things.find_one({}),
                client.jembatan_partners.things.insert_one({"_id": 2}),
            ):
                with pytest.raises(OperationFailure, match="not authorized"):
                    await refused
        nobody = local.mongo.url.replace(local.mongo.url.split("@")[0], "mongodb://x:y")
        async with AsyncMongoClient[dict[str, object]](nobody, timeoutMS=3000) as client:
            with pytest.raises(PyMongoError):
                await client.jembatan_partners.things.find_one({})


PARENT = """
import asyncio, json, sys
from pathlib import Path
from jembatan.stack.local import LocalStack

async def main():
    async with LocalStack(Path(sys.argv[1]), services=["partners"], environ={}) as local:
        print(json.dumps([local.kafka.child.pid, local.mongo.child.pid]), flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_nothing_is_left_when_the_owner_is_killed_and_the_folder_can_be_used_again(tmp_path: Path):
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout
    pids: list[int] = json.loads(await owner.stdout.readline())
    owner.kill()
    await owner.wait()

    async with stack(tmp_path) as local:  # waits for the orphans to end
        assert local.environment["JEMBATAN_LINK_KEY"]
        assert not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    """An orphan that has ended but was not reaped by the system yet does not run."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_a_taken_port_is_one_clear_line(tmp_path: Path):
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as taken:
        port = taken.sockets[0].getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port} for Kafka cannot be used"):
            await EmbeddedKafka(tmp_path, port=port).start()


async def test_what_the_environment_gives_is_not_started(tmp_path: Path):
    given = {"JEMBATAN_KAFKA_BOOTSTRAP": "broker.example:9092", "JEMBATAN_MONGO_URL": "mongodb://db.example/"}
    async with LocalStack(tmp_path, services=SERVICES, environ=given) as local:
        assert local.kafka is None
        assert local.mongo is None
        assert local.origins["broker"].why == "from JEMBATAN_KAFKA_BOOTSTRAP"
        assert not set(local.environment) & set(given)
