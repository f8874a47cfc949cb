"""Attachments that a command names: they must be there, and from then on they are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.attachments.attachments import NAME, Retention, own_uploads
from shared.context import Context
from shared.mongo import Document, Mongo
from shared.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Named:
    """Says of attachments which command names them; it counts once the journal holds the entry."""

    tenant: str
    ids: tuple[str, ...]
    retention: Retention | None
    about: tuple[str, ...]

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Note it; noting twice is noting once. `Invalid` when one was swept or erased a moment ago."""
        kept = runtime.mongo.tenant(self.tenant)[NAME]
        naming = {"tenant": tenant, "command": command_id, "entry": entry_id}
        waits_on = {"$addToSet": {"namings": naming}, "$set": {"waiting_since": runtime.clock.machine()}}
        for id in self.ids:
            await kept.update(id, waits_on, where={"state": "kept", "waiting_since": {"$exists": True}})
            if not await kept.update(id, self._change(), where={"state": "kept"}):
                raise _unknown([id])

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Name them no longer; those that nothing else names are swept in time."""
        kept = runtime.mongo.tenant(self.tenant)[NAME]
        for id in self.ids:
            await kept.update(id, {"$pull": {"namings": {"entry": entry_id}}})

    def _change(self) -> Document:
        change: Document = {"$addToSet": {"about": {"$each": list(self.about)}}}
        if self.retention is not None:
            change["$set"] = {"retention": self.retention}
        if self.retention == "record":
            change["$unset"] = {"until": ""}
        return change


async def require_attachments(
    ctx: Context,
    ids: Iterable[str],
    *,
    tenant: str | None = None,
    retention: Retention | None = None,
    about: Iterable[str] = (),
) -> None:
    """Refuse ids that are no attachments of the tenant (or of `tenant`); kept once `ctx`'s command is accepted.

    `ctx` must be the context that executes the command. `retention` changes their class, `about` adds persons with
    whom they are erased. An organisation's key or link may only name what it uploaded itself. Raises `Invalid`.
    """
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        return
    owner = tenant or ctx.tenant
    found = await ctx.runtime.attachments.present(owner, wanted, own_uploads(ctx.actor))
    if unknown := [id for id in wanted if id not in found]:
        raise _unknown(unknown)
    ctx.staged.append(Named(owner, wanted, retention, tuple(about)))


async def add_persons(ctx: Context, ids: Iterable[str], about: Iterable[str]) -> None:
    """Those of the tenant's `ids` that are still there are erased with these persons, too, once accepted."""
    kept = await ctx.runtime.attachments.present(ctx.tenant, ids, own_uploads(ctx.actor))
    await require_attachments(ctx, sorted(kept), about=about)


async def sort_named(mongo: Mongo, waiting: list[Document]) -> list[Document]:
    """Those that no accepted command names; the others wait no longer."""
    namings = [naming for one in waiting for naming in one.get("namings", ())]
    accepted: set[str] = set()
    for tenant in {naming["tenant"] for naming in namings}:
        commands = [naming["command"] for naming in namings if naming["tenant"] == tenant]
        query = {"tenant": tenant, "command_id": {"$in": commands}}
        found = mongo.documents("journal").majority().find(query, fields={"entry_id": 1})
        accepted |= {entry["entry_id"] async for entry in found}
    named = [one["_id"] for one in waiting if any(naming["entry"] in accepted for naming in one.get("namings", ()))]
    settled = {"$unset": {"waiting_since": "", "namings": ""}}
    await mongo.documents(NAME).update_many({"_id": {"$in": named}}, settled)
    return [one for one in waiting if one["_id"] not in named]


def _unknown(ids: list[str]) -> Invalid:
    return Invalid(
        "attachment-unknown",
        "There is no such attachment here.",
        mend="Upload it first, and name the id that the upload was answered with.",
        unknown=ids,
    )
