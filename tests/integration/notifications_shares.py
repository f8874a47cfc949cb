"""A topic in the database, for replicas that hear where they deliver: partitions, who has which, offsets.

As with a consumer group a partition may move at any time, and who had it may still be about to finish a batch of it.
"""

import asyncio
import pickle
from collections.abc import Sequence
from typing import Any, Final

from services.notifications.ingest import ingest
from shared.envelope import Record
from shared.mongo import Mongo
from shared.runtime import Runtime

PARTITIONS: Final = 3
SHARES: Final = "chaos_shares"
"""Partition, who has it, and the next batch."""
BATCHES: Final = "chaos_batches"
_NOBODY: Final = ""


async def hear(room: Runtime, replica: str) -> None:
    """What the partitions hold that this replica has, for ever; a batch is ingested before the offset is raised."""
    shares, batches = room.mongo.documents(SHARES), room.mongo.documents(BATCHES)
    while True:
        for share in await shares.find({"owner": replica}):
            partition, number = share["_id"], share["next"]
            if batch := await batches.find_one({"_id": f"{partition}/{number}"}):
                await ingest(room, pickle.loads(batch["records"]))
                await shares.update_one({"_id": partition, "next": number}, {"$set": {"next": number + 1}})
        await asyncio.sleep(0.01)


class Shares:
    """The test's side of it."""

    def __init__(self, mongo: Mongo) -> None:
        self._shares, self._batches = mongo.documents(SHARES), mongo.documents(BATCHES)
        self._published = [0] * PARTITIONS

    async def open(self) -> None:
        """Partitions that nobody has."""
        await self._shares.raw.insert_many([{"_id": n, "owner": _NOBODY, "next": 0} for n in range(PARTITIONS)])

    async def publish(self, partition: int, records: Sequence[Record]) -> None:
        """One batch."""
        batch: dict[str, Any] = {"_id": f"{partition}/{self._published[partition]}", "records": pickle.dumps(records)}
        await self._batches.insert_one(batch)
        self._published[partition] += 1

    async def give(self, partition: int, replica: str) -> None:
        """From now on it is this one's."""
        await self._shares.update_one({"_id": partition}, {"$set": {"owner": replica}})

    async def all_heard(self) -> None:
        """Waits until everything is."""
        async with asyncio.timeout(120):
            while not await self.heard():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.05)

    async def heard(self) -> bool:
        """Everything?"""
        return [one["next"] for one in await self._shares.find({}, sort=[("_id", 1)])] == self._published
