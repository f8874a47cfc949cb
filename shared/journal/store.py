"""The collection `journal`: insert is the compare-and-set, everything else is reading."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import bson

from shared.journal.entry import END, Entry, entry_key
from shared.mongo import Collection, Index, Mongo, Session
from shared.refusals import Busy, Invalid

LIMIT: Final = 900_000
"""Bytes of one entry: well below what Kafka takes in one message and MongoDB in one document (16 MB)."""

SHORT: Final = 4
"""Entries that are looked for one by one before a range is read."""

JOURNAL: Final = Collection(
    "journal",
    indexes=(
        Index(("tenant", "command_id"), unique=True),
        Index(("bucket", "entry_id"), where={"published": False}, across="The outbox: the relay serves all tenants."),
        Index(("entry_id",), across="Healing and republishing go through time, over all tenants."),
    ),
)


class Store:
    """Entries in and out."""

    def __init__(self, mongo: Mongo) -> None:
        self.documents = mongo.documents(JOURNAL.name)
        self._majority = self.documents.majority()

    async def insert(self, entry: Entry, session: Session = None) -> None:
        """Append; `Duplicate` when the number or the command id is taken, `Invalid` when it could not be sent."""
        document = entry.document()
        size = len(bson.encode(document))
        if size > LIMIT:
            raise Invalid(
                "too-large",
                f"This would be recorded in {size} bytes; the limit is {LIMIT}.",
                mend="Split it into several requests.",
                limit=LIMIT,
            )
        await self.documents.insert_one(document, session=session)

    async def of_command(self, tenant: str, command_id: str) -> Entry | None:
        """The entry of this command id, or None when the primary has none.

        An entry that a failover could still take back is waited for: only what a majority holds is an answer.
        """
        by_command = {"tenant": tenant, "command_id": command_id}
        for attempt in range(8):
            document = await self._majority.find_one(by_command)
            if document is not None:
                return Entry.read(document)
            if await self.documents.find_one(by_command, fields={"_id": 1}) is None:
                return None
            await asyncio.sleep(0.01 * 2**attempt)
        raise Busy("try-again", "The command is recorded but not yet safe on a majority of database members.")

    async def after(self, stream: str, number: int) -> list[Entry]:
        """The entries whose events come after `number`, oldest first."""
        return [entry async for entry in self.between(stream, number)]

    async def tail(self, stream: str, number: int) -> list[Entry]:
        """The same for a `number` that is hardly ever behind: by exact `_id`, which is cheap on every server."""
        tail: list[Entry] = []
        for _ in range(SHORT):
            document = await self.documents.find_one({"_id": entry_key(stream, number + 1)})
            if document is None:
                return tail
            tail.append(Entry.read(document))
            number = tail[-1].last
        return tail + await self.after(stream, number)

    async def upto(self, stream: str, number: int) -> list[Entry]:
        """The entries from the beginning to event `number`."""
        return [entry async for entry in self.between(stream, 0, number)]

    async def between(self, stream: str, after: int, upto: int | None = None) -> AsyncIterator[Entry]:
        """Entries of one stream by a closed range of `_id`, oldest first."""
        end = f"{stream}/{END}" if upto is None else entry_key(stream, upto + 1)
        own_range = {"_id": {"$gte": entry_key(stream, after + 1), "$lt": end}}
        async for document in self.documents.find(own_range, sort=[("_id", 1)]):
            yield Entry.read(document)
