"""Where a benchmark runs: the servers that the environment names, a database and topics of its own."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.mongo import Mongo, connect
from shared.settings import ServiceSettings


def bench_settings() -> ServiceSettings:
    """Settings of a service called `bench`."""
    run = f"bench{secrets.token_hex(3)}"
    return ServiceSettings.model_validate(
        {
            "service": "bench",
            "environment": "development",
            "mongo_url": os.environ["JEMBATAN_TEST_MONGO_URL"],
            "mongo_database": run,
            "mongo_timeout_seconds": 60,
            "kafka_bootstrap": os.environ["JEMBATAN_TEST_KAFKA"],
            "topic_prefix": f"{run}.",
            "replication": 1,
            "link_key": "link-key-of-the-benchmarks-" + "0" * 32,
        }
    )


@asynccontextmanager
async def open_mongo(settings: ServiceSettings) -> AsyncIterator[Mongo]:
    """A connection to a fresh database that is dropped afterwards."""
    mongo = connect(settings)
    try:
        yield mongo
    finally:
        await mongo.client.drop_database(settings.mongo_database)
        await mongo.close()
