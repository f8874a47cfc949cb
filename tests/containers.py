"""The servers of a test run as containers, where Docker has their images or gets them soon."""

import asyncio
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from jembatan.stack.folder import free_ports
from tests.stack import Stop

MONGO_IMAGE = "mongo:8.0"
KAFKA_IMAGE = "apache/kafka:4.1.0"
PULL_SECONDS = 60


async def mongo_container(_folder: Path) -> tuple[str, str, Stop]:
    """MongoDB as a replica set of one node."""
    await _have(MONGO_IMAGE)
    container = _container(MONGO_IMAGE, 27017, port := free_ports(1)[0])
    container.with_command("mongod --replSet rs0 --bind_ip_all --setParameter ttlMonitorSleepSecs=1")
    await asyncio.to_thread(container.start)
    url = f"mongodb://{container.get_container_host_ip()}:{port}/?directConnection=true&w=majority&journal=true"
    await _replica_set(url)
    return url, f"container {MONGO_IMAGE}", _stop(container)


async def kafka_container(_folder: Path) -> tuple[str, str, Stop]:
    """One Kafka node."""
    await _have(KAFKA_IMAGE)
    container = _container(KAFKA_IMAGE, 9092, port := free_ports(1)[0])
    bootstrap = f"{container.get_container_host_ip()}:{port}"
    for key, value in _kafka_environment(bootstrap).items():
        container.with_env(key, value)
    await asyncio.to_thread(container.start)
    await _brokers(bootstrap)
    return bootstrap, f"container {KAFKA_IMAGE}", _stop(container)


def _kafka_environment(bootstrap: str) -> dict[str, str]:
    return {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{bootstrap}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    }


def _container(image: str, inner: int, outer: int) -> Any:
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")  # one image less to pull; the holder ends them
    from testcontainers.core.container import DockerContainer

    return DockerContainer(image).with_bind_ports(inner, outer)


async def _have(image: str) -> None:
    """Raises where the image is neither there nor pulled within a minute."""

    def docker(*arguments: str) -> None:
        subprocess.run(["docker", *arguments, image], check=True, capture_output=True, timeout=PULL_SECONDS)

    try:
        await asyncio.to_thread(docker, "image", "inspect")
    except subprocess.SubprocessError:
        await asyncio.to_thread(docker, "pull", "--quiet")


def _stop(container: Any) -> Stop:
    async def stop() -> None:
        await asyncio.to_thread(container.stop)

    return stop


async def _replica_set(url: str) -> None:
    from pymongo import AsyncMongoClient
    from pymongo.errors import PyMongoError

    async with AsyncMongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=500) as client:
        deadline = time.monotonic() + 30
        while True:
            try:
                hello = await client.admin.command("hello")
                if hello.get("isWritablePrimary"):
                    return
                if not hello.get("setName"):
                    config = {"_id": "rs0", "members": [{"_id": 0, "host": "localhost:27017"}]}
                    await client.admin.command("replSetInitiate", config)
            except PyMongoError:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.1)


async def _brokers(bootstrap: str) -> None:
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    deadline = time.monotonic() + 60
    while True:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
        try:
            await admin.start()
            await admin.list_consumer_group_offsets("warm-up")
        except (OSError, KafkaError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)
        else:
            return
        finally:
            await admin.close()
