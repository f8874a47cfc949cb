"""Encryption keys are changed without stopping anything: what older keys sealed is opened, and sealed under the first.

1. Add the new key behind the old one in `JEMBATAN_NOTIFICATIONS_SECRET_KEYS`; start the processes again, one by one.
2. Put it in front; start them again: from now on it seals, and every process can open it.
3. `jembatan reseal`, then `jembatan doctor`. 4. Take the old key away.

Running processes notice nothing: they open under any key that they know, and what they write meanwhile is not touched.
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final

from pymongo import UpdateOne

from services.notifications.sealing import Seal, Unsealable
from services.notifications.views import SECRETS
from shared.mongo import Mongo

BATCH: Final = 200

Progress = Callable[[int, int], None]
"""Of how many are handled, and how many there are to handle."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many things are sealed: under the first key, under older ones, and under keys that nobody has named."""

    first: int
    older: int
    unknown: dict[str, int]
    """Key id → how many."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """What a run did."""

    resealed: int
    unopened: int
    """Left as they are: their key is not among the settings, or their bytes were changed."""


async def count(mongo: Mongo, seal: Seal) -> Sealed:
    """Of all tenants."""
    groups = await mongo.documents(SECRETS).aggregate([{"$group": {"_id": "$key", "count": {"$sum": 1}}}])
    counts: dict[str, int] = {one["_id"]: one["count"] for one in groups}
    first = counts.pop(seal.active, 0)
    older = {id: number for id, number in counts.items() if id in seal.key_ids}
    unknown = {id: number for id, number in counts.items() if id not in seal.key_ids}
    return Sealed(first, sum(older.values()), unknown)


async def reseal(mongo: Mongo, seal: Seal, progress: Progress = lambda _done, _total: None) -> Resealed:
    """Seal everything under the first key. May be repeated, interrupted, and run beside everything else."""
    secrets = mongo.documents(SECRETS)
    older = {"key": {"$ne": seal.active}}
    total, done, resealed = await secrets.count(older), 0, 0
    async for batch in _batches(secrets.find(older)):
        writes = [write for document in batch if (write := _write(seal, document)) is not None]
        if writes:
            await secrets.bulk_write(writes, ordered=False)
        done, resealed = done + len(batch), resealed + len(writes)
        progress(done, total)
    return Resealed(resealed, done - resealed)


async def _batches(found: AsyncIterable[dict[str, Any]]) -> AsyncIterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    async for document in found:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(seal: Seal, document: dict[str, Any]) -> UpdateOne | None:
    """Only where it still is what was read: the nonce says so."""
    try:
        opened = seal.open(document, document["_id"])
    except Unsealable:
        return None
    read = {"_id": document["_id"], "key": document["key"], "nonce": document["nonce"]}
    return UpdateOne(read, {"$set": seal.close(opened, document["_id"])})
