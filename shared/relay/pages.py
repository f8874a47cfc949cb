"""Reading the outbox: oldest entries first, but an event of a stream only after all before it."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from shared.mongo import Document, Documents

STREAMS_PER_QUERY: Final = 100
FIRST: Final = 1


class Outbox:
    """Unpublished journal entries, read with majority: what Kafka is told no failover takes back."""

    def __init__(self, journal: Documents, limit: int = 1_000, remembered: int = 50_000) -> None:
        self._journal = journal
        self._read = journal.majority()
        self.limit = limit
        self._remembered = remembered
        self._published: OrderedDict[str, int] = OrderedDict()
        """Stream → last number that Kafka has acknowledged. A fact for ever, so it may be as old as it likes."""

    async def page(self, buckets: Sequence[int], after: str = "") -> list[Document]:
        """The oldest unpublished entries after this `entry_id`; fewer than `limit` means there are no more."""
        filter: dict[str, Any] = {"published": False, "bucket": {"$in": list(buckets)}}
        if after:
            filter["entry_id"] = {"$gt": after}
        return await self._read.find(filter, sort=[("entry_id", 1)], limit=self.limit)

    async def in_order(self, page: Sequence[Document]) -> list[list[Document]]:
        """The page as runs, one per stream, each sorted by number and with nothing unpublished before or inside it.

        A page proves nothing by itself (it is cut off, and a scan may miss what commits beside it), so for every stream
        whose predecessor we have not published ourselves the journal is asked, and what was missed is added.
        """
        streams: dict[str, dict[str, Document]] = {}
        for entry in page:
            streams.setdefault(entry["stream"], {})[entry["_id"]] = entry
        doubtful = [stream for stream, entries in streams.items() if not self._connected(stream, entries.values())]
        for entry in await self._missed(doubtful, streams):
            if entry["last"] <= self._published.get(entry["stream"], 0):
                continue  # Kafka has it; its mark is under way
            streams[entry["stream"]][entry["_id"]] = entry
        return [sorted(entries.values(), key=_number) for entries in streams.values()]

    def _connected(self, stream: str, entries: Iterable[Document]) -> bool:
        """Each follows the one before it, and the first follows what we have published."""
        last = None
        for entry in sorted(entries, key=_number):
            number = entry["number"]
            if last is None and number != FIRST and self._published.get(stream, 0) < number - 1:
                return False
            if last is not None and number != last + 1:
                return False
            last = entry["last"]
        return True

    async def _missed(self, doubtful: Sequence[str], streams: dict[str, dict[str, Document]]) -> list[Document]:
        missed: list[Document] = []
        for start in range(0, len(doubtful), STREAMS_PER_QUERY):
            ranges = [
                {"_id": {"$gt": f"{stream}/", "$lt": max(streams[stream])}}
                for stream in doubtful[start : start + STREAMS_PER_QUERY]
            ]
            missed += await self._read.find({"$or": ranges, "published": False})
        return missed

    def acknowledged(self, entries: Iterable[Document]) -> None:
        """Kafka has these."""
        for entry in entries:
            stream = entry["stream"]
            self._published[stream] = max(entry["last"], self._published.get(stream, 0))
            self._published.move_to_end(stream)
        while len(self._published) > self._remembered:
            self._published.popitem(last=False)

    async def mark(self, entries: Sequence[Document]) -> None:
        """They are published. Marking twice is marking once."""
        await self._journal.update_many({"_id": {"$in": [e["_id"] for e in entries]}}, {"$set": {"published": True}})

    async def oldest(self) -> str | None:
        """`entry_id` of the oldest unpublished entry of all buckets."""
        found = await self._read.find({"published": False}, sort=[("entry_id", 1)], limit=1, fields={"entry_id": 1})
        return found[0]["entry_id"] if found else None

    async def waiting(self) -> int:
        """How many entries are unpublished in all buckets."""
        return await self._journal.count({"published": False})


def _number(entry: Document) -> int:
    number: int = entry["number"]
    return number
