"""The embedded servers of a test run."""

from pathlib import Path

from jembatan.stack.kafka import EmbeddedKafka
from jembatan.stack.mongo import EmbeddedMongo
from tests.stack import Stop


async def embedded_mongo(folder: Path) -> tuple[str, str, Stop]:
    """A database without passwords, whose expired documents go within a second where the server can do that."""
    mongo = EmbeddedMongo(folder, testing=True)
    url = await mongo.start()
    return url, f"embedded {mongo.server.kind} ({mongo.server.why})", mongo.stop


async def embedded_kafka(folder: Path) -> tuple[str, str, Stop]:
    """One broker."""
    kafka = EmbeddedKafka(folder)
    return await kafka.start(), "embedded Apache Kafka 4.3.1", kafka.stop
