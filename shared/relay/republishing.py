"""Sending the journal again: the recovery for a lost topic, and what heals a gap in a projection."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shared.ids import made_at
from shared.journal.entry import END
from shared.mongo import Document, Documents, Mongo
from shared.relay.outgoing import WINDOW, Message, Outgoing
from shared.relay.relay import messages_of

_SKEW: Final = timedelta(hours=1)
"""So far may the clocks of two machines be apart."""


class NothingToRepublish(Exception):
    """The request names neither a stream nor a time nor everything."""


async def republish(
    *,
    service: str,
    mongo: Mongo,
    topics: Mapping[str, str],
    kafka: Mapping[str, Any],
    compacted: Collection[str] = (),
    since: datetime | None = None,
    stream: str | None = None,
    everything: bool = False,
) -> int:
    """Send published entries again with the replay mark, in order per stream; how many events were sent.

    `stream` is `<tenant>/<aggregate>/<id>`; `since` is machine time (when the command was accepted). Entries that are
    not yet published are left to the relay. Idempotent for every consumer: ids and numbers are those of the first time.
    Of aggregates in `compacted` topics, which keep the last record alone, what the relay has sent meanwhile is sent
    once more after it. Raises `Unsent` when Kafka does not take them; beginning again is safe.
    """
    if not (since or stream or everything):
        raise NothingToRepublish("Say what: --stream <tenant>/<aggregate>/<id>, --since <time>, or --all.")
    sending = _Sending(service, topics, Outgoing(kafka))
    journal = mongo.documents("journal").majority()
    begun = first_id(await _oldest_unpublished(journal) - _SKEW)
    try:
        async for entry in journal.find(_asked(since, stream), sort=[("_id", 1)]):
            await sending.add(entry, last=entry["aggregate"] in compacted)
        await sending.flush()
        while await sending.overtaken(journal, begun):
            await sending.flush()
    finally:
        await sending.outgoing.close()
    return sending.sent


class _Sending:
    """What goes out, window by window, and up to which number of streams whose last record counts."""

    def __init__(self, service: str, topics: Mapping[str, str], outgoing: Outgoing) -> None:
        self._service = service
        self._topics = topics
        self.outgoing = outgoing
        self.sent = 0
        self._last: dict[tuple[str, str, str], int] = {}
        self._window: list[Message] = []

    async def add(self, entry: Document, *, last: bool) -> None:
        """Send it, soon."""
        topic = self._topics[entry["aggregate"]]
        self._window += messages_of(entry, service=self._service, topic=topic, replay=True)
        if last:
            self._last[_stream(entry)] = entry["last"]
        if len(self._window) >= WINDOW:
            await self.flush()

    async def flush(self) -> None:
        """Everything that was added is in Kafka."""
        window, self._window = self._window, []
        await self.outgoing.send_all(window)
        self.sent += len(window)

    async def overtaken(self, journal: Documents, since: str) -> bool:
        """Add what is newer than what was sent last of its stream; was there any?

        Published or not: the relay marks after it has sent, and a record that is sent twice is heard once.
        """
        found = False
        if self._last:
            async for entry in journal.find({"entry_id": {"$gte": since}}, sort=[("_id", 1)]):
                if self._last.get(_stream(entry), entry["last"]) < entry["last"]:
                    await self.add(entry, last=True)
                    found = True
        return found


def _stream(entry: Document) -> tuple[str, str, str]:
    return entry["tenant"], entry["aggregate"], entry["id"]


async def _oldest_unpublished(journal: Documents) -> datetime:
    """When the relay's oldest entry was accepted; now when it has none."""
    found = await journal.find({"published": False}, fields={"entry_id": 1}, sort=[("entry_id", 1)], limit=1)
    return made_at(found[0]["entry_id"]) if found else datetime.now(UTC)


def _asked(since: datetime | None, stream: str | None) -> dict[str, Any]:
    filter: dict[str, Any] = {"published": True}
    if stream is not None:
        filter["_id"] = {"$gt": f"{stream}/", "$lt": f"{stream}/{END}"}
    if since is not None:
        filter["entry_id"] = {"$gte": first_id(since)}
    return filter


def first_id(at: datetime) -> str:
    """The smallest UUIDv7 that could have been made at this time."""
    digits = f"{int(at.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-8000-000000000000"
