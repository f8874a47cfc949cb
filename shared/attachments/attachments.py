"""Evidence files: what is known of each in the collection `attachments`, the bytes in `Files`. Never in the journal.

The file's name is personal text, so it stands here and in no event, log line or URL. A file belongs to one tenant and
is never shared with another owner, so that erasing one leaves no other without it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from shared.attachments.files import Files
from shared.attachments.incoming import Incoming
from shared.attachments.kinds import Sniffer, settled_name, settled_type
from shared.clock import Clock
from shared.context import Context
from shared.events import Actor
from shared.ids import new_id
from shared.mongo import Collection, Document, Duplicate, Filter, Index, Mongo
from shared.refusals import Busy, Invalid, NotFound, Refusal
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

Retention = Literal["record", "evidence", "temporary"]
"""How long it is kept: like the record it belongs to, for the years of evidence, or for some days."""

NAME: Final = "attachments"
COLLECTION: Final = Collection(
    NAME,
    indexes=(
        Index(("tenant", "state", "-_id")),
        Index(("tenant", "about")),
        Index(("tenant", "command_id"), unique=True, where={"command_id": {"$exists": True}}),
        Index(("waiting_since",), across="the sweep goes over all tenants"),
        Index(("until",), across="the sweep goes over all tenants"),
    ),
)
PATIENCE: Final = timedelta(days=1)
"""How long a file may wait for a command that names it."""
_LONGEST: Final = 900.0
"""Seconds that an upload may take."""
_GONE: Final = {"name": "", "sha256": "", "until": "", "waiting_since": "", "namings": "", "command_id": ""}


class FileTooLarge(Refusal):
    """The file is larger than this deployment takes (413)."""

    status = 413
    title = "Too large"


class Gone(Refusal):
    """It was here, and was deleted (410)."""

    status = 410
    title = "No longer there"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known of a file."""

    id: str
    tenant: str
    name: str
    media_type: str
    size: int
    sha256: str
    retention: Retention
    about: tuple[str, ...]
    uploaded_at: datetime
    by: str
    organisation: str | None
    repeated: bool = False
    """The upload was a repetition of one that was accepted before."""

    def __repr__(self) -> str:
        """Without the name."""
        return f"Attachment({self.id}, {self.media_type}, {self.size} bytes)"


class Attachments:
    """The collection `attachments` of one service, and its files."""

    def __init__(self, mongo: Mongo, clock: Clock, settings: ServiceSettings) -> None:
        self._mongo = mongo
        self._clock = clock
        self._settings = settings
        self.files = Files(settings)

    async def receive(
        self, ctx: Context, incoming: Incoming, *, retention: Retention = "evidence", about: Sequence[str] = ()
    ) -> Attachment:
        """Store a file as it comes. Whatever breaks it off, nothing of it stays.

        Raises `FileTooLarge`, `NotTaken`, `Invalid` (empty, broken off, key reused) or `Busy` (the store is away).
        """
        id = new_id()
        kept = ctx[NAME]
        waiting = {"state": "receiving", "waiting_since": self._clock.machine(), "about": list(about)}
        await kept.insert(id, waiting)
        try:
            await self._require_people(ctx, about)  # now, so that an erasure that begins later finds it
            async with asyncio.timeout(_LONGEST):
                facts = await self._stream(kept.key(id), incoming)
            change = {"$set": facts | _origin(ctx) | {"retention": retention} | self._until(retention)}
            if not await kept.update(id, change, where={"state": "receiving"}):
                raise _person_unknown()
        except Duplicate:
            await self._forget(ctx.tenant, id)
            return await self._repeated(ctx, facts)
        except TimeoutError:
            await self._forget(ctx.tenant, id)
            raise Invalid("upload-too-slow", "The file came too slowly.", mend="Use a faster line.") from None
        except BaseException:
            with suppress(Busy):  # then the sweep does it
                await asyncio.shield(self._forget(ctx.tenant, id))
            raise
        return await self.require(ctx.tenant, id)

    async def get(self, tenant: str, id: str) -> Attachment | None:
        """The attachment, or None when there is none or it was deleted."""
        document = await self._mongo.tenant(tenant)[NAME].find_one({"_id": f"{tenant}/{id}", "state": "kept"})
        return _attachment(document) if document else None

    async def require(self, tenant: str, id: str, where: Filter | None = None) -> Attachment:
        """The attachment that matches; `Gone` when it was deleted, `NotFound` when this tenant never had it."""
        document = await self._mongo.tenant(tenant)[NAME].find_one({**(where or {}), "_id": f"{tenant}/{id}"})
        if document is None or document["state"] == "receiving":
            raise NotFound("attachment", id)
        if document["state"] != "kept":
            raise Gone(
                "attachment-gone", "This attachment was deleted.", mend="Nothing brings it back.", why=document["state"]
            )
        return _attachment(document)

    async def present(self, tenant: str, ids: Iterable[str], where: Filter) -> set[str]:
        """Those of `ids` that are attachments of the tenant and match; one query."""
        query = {**where, "_id": {"$in": [f"{tenant}/{id}" for id in set(ids)]}, "state": "kept"}
        found = self._mongo.tenant(tenant)[NAME].find(query, fields={"id": 1})
        return {document["id"] async for document in found}

    async def content(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The bytes, piece by piece; `Busy` when the store is away."""
        try:
            return await self.files.read(f"{attachment.tenant}/{attachment.id}")
        except FileNotFoundError:
            log.error("attachment-lost", id=attachment.id)  # noqa: TRY400 - the message would name the store's path
            raise Gone(
                "attachment-lost", "The content of this attachment is missing.", mend="Upload it again."
            ) from None

    async def about(self, tenant: str, person: str) -> list[Document]:
        """What there is about a person, for the right of access."""
        found = self._mongo.tenant(tenant)[NAME].find({"about": person, "state": "kept"})
        shown = ("id", "name", "media_type", "size", "sha256")
        return [{name: document[name] for name in shown} async for document in found]

    async def erase_about(self, tenant: str, person: str) -> int:
        """Delete every file about this person; how many there were. What names one will find that it is gone."""
        ids = [one["id"] async for one in self._mongo.tenant(tenant)[NAME].find({"about": person})]
        for id in ids:
            await self._bury(tenant, id, "erased")
        return len(ids)

    async def sweep(self) -> int:
        """Delete what no accepted command has named within a day, and what is past its time. Safe to repeat."""
        from shared.attachments.naming import sort_named

        deleted = 0
        documents = self._mongo.documents(NAME)
        waiting = {"waiting_since": {"$lt": self._clock.machine() - PATIENCE}}
        orphans = await documents.find(waiting, sort=[("waiting_since", 1)], limit=500)
        for orphan in await sort_named(self._mongo, orphans):
            deleted += await self._sweep(orphan["tenant"], orphan["id"], waiting)
        async for old in documents.find({"until": {"$lt": self._clock.now()}}, limit=500):
            try:
                await self._bury(old["tenant"], old["id"], "expired")
            except Busy as busy:  # one that the store does not give away is no reason to keep the others
                log.warning("file-not-deleted", tenant=old["tenant"], attachment=old["id"], why=busy.code)
            else:
                deleted += 1
        return deleted

    async def _stream(self, key: str, incoming: Incoming) -> Document:
        sniffer, digest, size = Sniffer(), hashlib.sha256(), 0

        async def watched() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in incoming.chunks:
                size += len(chunk)
                if size > self._settings.attachments_max_bytes:
                    raise self._too_large()
                sniffer.feed(chunk)
                digest.update(chunk)
                yield chunk

        await self.files.write(key, watched())
        if not size:
            raise Invalid("file-missing", "The file is empty.", mend="Send a file with content.")
        media_type = settled_type(incoming.declared, sniffer.media_type())
        name = settled_name(incoming.name, media_type)
        return {"state": "kept", "name": name, "media_type": media_type, "size": size, "sha256": digest.hexdigest()}

    def _too_large(self) -> FileTooLarge:
        limit = self._settings.attachments_max_bytes
        return FileTooLarge(
            "file-too-large", "The file is too large.", mend=f"Send at most {limit} bytes.", limit=limit
        )

    def _until(self, retention: Retention) -> Document:
        settings = self._settings
        days = {
            "evidence": settings.attachments_evidence_years * 365.25,
            "temporary": settings.attachments_temporary_days,
        }
        return {"until": self._clock.now() + timedelta(days=days[retention])} if retention in days else {}

    async def _require_people(self, ctx: Context, about: Sequence[str]) -> None:
        missing = set(about) - set(await ctx.runtime.people.many(ctx.tenant, about)) if about else set()
        if missing:
            raise _person_unknown()

    async def _repeated(self, ctx: Context, facts: Document) -> Attachment:
        """The same key again is the same upload, if it is the same file."""
        known = await ctx[NAME].find_one({"command_id": ctx.command_id})
        if known is None:
            raise Busy("try-again", "The service is busy.", mend="Repeat the same request in a moment.")
        if (known["sha256"], known["request_hash"]) != (facts["sha256"], ctx.request_hash):
            raise Invalid(
                "idempotency-key-reused",
                "This key was used for another request.",
                mend="Use a new key for a new request.",
            )
        return _attachment(known, repeated=True)

    async def _sweep(self, tenant: str, id: str, waiting: Filter) -> bool:
        """Nobody can name it from here on; False when a command has named it at the last moment."""
        claimed = await self._mongo.tenant(tenant)[NAME].update(id, {"$set": {"state": "receiving"}}, where=waiting)
        if claimed:
            await self._forget(tenant, id)
        return claimed

    async def _forget(self, tenant: str, id: str) -> None:
        """As if it had never come: first the bytes, so that a crash between leaves something to find them by."""
        await self.files.remove(f"{tenant}/{id}")
        await self._mongo.tenant(tenant)[NAME].remove(id)

    async def _bury(self, tenant: str, id: str, why: Literal["erased", "expired"]) -> None:
        """Bytes and name go, the id stays known."""
        await self.files.remove(f"{tenant}/{id}")
        await self._mongo.tenant(tenant)[NAME].update(id, {"$set": {"state": why, "about": []}, "$unset": _GONE})
        log.info("attachment-deleted", tenant=tenant, id=id, why=why)


def _person_unknown() -> Invalid:
    return Invalid("person-unknown", "There is no such person here.", mend="Name persons of this school.")


def own_uploads(actor: Actor) -> Filter:
    """What of a tenant's attachments a caller may see and name: members all, organisations and links their own."""
    if actor.organisation is not None:
        return {"organisation": actor.organisation}
    return {"by": actor.id} if actor.kind == "link" else {}


def _origin(ctx: Context) -> Document:
    return {
        "by": ctx.actor.id,
        "organisation": ctx.actor.organisation,
        "uploaded_at": ctx.now,
        "command_id": ctx.command_id,
        "request_hash": ctx.request_hash,
    }


def _attachment(document: Document, *, repeated: bool = False) -> Attachment:
    return Attachment(
        id=document["id"],
        tenant=document["tenant"],
        name=document["name"],
        media_type=document["media_type"],
        size=document["size"],
        sha256=document["sha256"],
        retention=document["retention"],
        about=tuple(document["about"]),
        uploaded_at=document["uploaded_at"],
        by=document["by"],
        organisation=document["organisation"],
        repeated=repeated,
    )
