"""Sending the journal again: the recovery for a lost topic, and what heals a gap in a projection."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from shared.journal.entry import END
from shared.mongo import Document, Mongo
from shared.relay.outgoing import WINDOW, Message, Outgoing
from shared.relay.relay import messages_of


class NothingToRepublish(Exception):
    """The request names neither a stream nor a time nor everything."""


async def republish(
    *,
    service: str,
    mongo: Mongo,
    topics: Mapping[str, str],
    kafka: Mapping[str, Any],
    since: datetime | None = None,
    stream: str | None = None,
    everything: bool = False,
) -> int:
    """Send published entries again with the replay mark, in order per stream; how many events were sent.

    `stream` is `<tenant>/<aggregate>/<id>`; `since` is machine time (when the command was accepted). Entries that are
    not yet published are left to the relay. Idempotent for every consumer: ids and numbers are those of the first time.
    Raises `Unsent` when Kafka does not take them; beginning again is safe.
    """
    if not (since or stream or everything):
        raise NothingToRepublish("Say what: --stream <tenant>/<aggregate>/<id>, --since <time>, or --all.")
    outgoing = Outgoing(kafka)
    sent = 0
    window: list[Message] = []
    try:
        async for entry in _entries(mongo, since, stream):
            window += messages_of(entry, service=service, topic=topics[entry["aggregate"]], replay=True)
            if len(window) >= WINDOW:
                await outgoing.send_all(window)
                sent, window = sent + len(window), []
        await outgoing.send_all(window)
        return sent + len(window)
    finally:
        await outgoing.close()


async def _entries(mongo: Mongo, since: datetime | None, stream: str | None) -> AsyncIterator[Document]:
    filter: dict[str, Any] = {"published": True}
    if stream is not None:
        filter["_id"] = {"$gt": f"{stream}/", "$lt": f"{stream}/{END}"}
    if since is not None:
        filter["entry_id"] = {"$gte": first_id(since)}
    async for entry in mongo.documents("journal").majority().find(filter, sort=[("_id", 1)]):
        yield entry


def first_id(at: datetime) -> str:
    """The smallest UUIDv7 that could have been made at this time."""
    digits = f"{int(at.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-8000-000000000000"
