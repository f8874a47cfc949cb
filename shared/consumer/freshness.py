"""How far behind a copy can be at most: the oldest heartbeat heard over all partitions of its topics."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pymongo import UpdateOne

from shared.consumer.incoming import Beat
from shared.mongo import Collection, Mongo

FRESHNESS: Final = Collection(
    "freshness", across="One document per topic and partition of Kafka, which holds the records of all tenants."
)


class Freshness:
    """Notes heartbeats once everything before them has been taken in."""

    def __init__(self, mongo: Mongo) -> None:
        self._documents = mongo.documents(FRESHNESS.name)

    async def note(self, beats: Sequence[Beat]) -> None:
        """Never goes back in time."""
        newest: dict[str, datetime] = {}
        for beat in beats:
            place = f"{beat.topic}/{beat.partition.partition}"
            newest[place] = max(beat.at, newest.get(place, beat.at))
        writes = [UpdateOne({"_id": place}, {"$max": {"at": at}}, upsert=True) for place, at in newest.items()]
        await self._documents.write_new(writes)  # where two members wrote the first one, the next heartbeat is soon


async def copy_freshness(rt: Any, topics: Sequence[str]) -> datetime | None:
    """Until when (machine time of the producer) copies of these topics are complete; None before the first heartbeats.

    `topics` without prefix; every partition of each must have been heard.
    """
    return await heard_until(rt.mongo, topics, rt.settings.partitions)


async def heard_until(mongo: Mongo, topics: Sequence[str], partitions: int) -> datetime | None:
    """The same for topics with so many partitions; compacted ones have one."""
    places = [f"{topic}/{partition}" for topic in topics for partition in range(partitions)]
    found = await mongo.documents(FRESHNESS.name).find({"_id": {"$in": places}})
    return min(document["at"] for document in found) if len(found) == len(places) else None
