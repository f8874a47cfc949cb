"""Documents that go with a command: stored just before the journal insert, swept when the command never came."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from shared.clock import Clock
from shared.mongo import Document, Index, Mongo, TenantCollection

PATIENCE: Final = timedelta(hours=1)
"""How long a staged document may wait for its command; far longer than any command takes."""

STAGED: Final = Index(("staged_at",), across="the sweep goes over all tenants")
"""Of every collection that holds such documents: the sweep goes to a service's own by this."""

OF_THE_KERNEL: Final = ("people", "texts", "sealed")

SETTLED: Final = {"$unset": {"staged_at": "", "commands": "", "entries": ""}}
"""The change that makes a staged document an ordinary one."""


def staged_fields(command_id: str, entry_id: str, at: datetime) -> Document:
    """What a staged document carries until its command is known to have been accepted.

    Lists, since several attempts at one command may stage the same document, and any of them may win.
    """
    return {"commands": [command_id], "entries": [entry_id], "staged_at": at}


async def discard(kept: TenantCollection, id: str, entry_id: str) -> None:
    """Take back what one attempt has staged, unless another attempt staged the same document as well."""
    waiting: dict[str, Any] = {"staged_at": {"$exists": True}}
    await kept.update(id, {"$pull": {"entries": entry_id}}, where=waiting | {"entries": entry_id})
    await kept.remove_all({"_id": kept.key(id), "entries": []} | waiting)


async def accepted_ones(mongo: Mongo, documents: Iterable[Document]) -> set[str]:
    """`_id` of those whose command stands in the journal."""
    waiting = list(documents)
    entries: set[str] = set()
    for tenant in {document["tenant"] for document in waiting}:
        commands = [command for one in waiting if one["tenant"] == tenant for command in one["commands"]]
        query = {"tenant": tenant, "command_id": {"$in": commands}}
        found = mongo.documents("journal").majority().find(query, fields={"entry_id": 1})
        entries |= {entry["entry_id"] async for entry in found}
    return {document["_id"] for document in waiting if entries.intersection(document["entries"])}


async def sweep(mongo: Mongo, clock: Clock, collections: Iterable[str] = OF_THE_KERNEL) -> int:
    """Remove what was staged over an hour ago for a command that never came; how many there were. Safe to repeat."""
    removed = 0
    for name in collections:
        removed += await _sweep(mongo, name, clock.machine() - PATIENCE)
    return removed


async def _sweep(mongo: Mongo, name: str, before: datetime, most: int = 500) -> int:
    documents = mongo.documents(name)
    query: dict[str, Any] = {"staged_at": {"$lt": before}}
    fields = {"tenant": 1, "commands": 1, "entries": 1}
    waiting = await documents.find(query, fields=fields, sort=[("staged_at", 1)], limit=most)
    accepted = await accepted_ones(mongo, waiting)
    lost = [one["_id"] for one in waiting if one["_id"] not in accepted]
    await documents.update_many({"_id": {"$in": sorted(accepted)}}, SETTLED)
    if lost:
        await documents.delete_many({"_id": {"$in": lost}, **query})
    return len(lost)
