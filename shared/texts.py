"""Free text that people write or that is about people. Nothing else holds any; events carry a salted digest."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from shared.blanking import blanked
from shared.clock import Clock
from shared.events import TextRef
from shared.mongo import Collection, Document, Duplicate, Index, Mongo, TenantCollection
from shared.refusals import Refused
from shared.staging import STAGED, discard, staged_fields

NAME: Final = "texts"
COLLECTION: Final = Collection(NAME, indexes=(Index(("tenant", "about")), STAGED))
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class StagedText:
    """A text that is stored if its command is accepted."""

    id: str
    text: str
    about: tuple[str, ...]
    salt: str

    @property
    def digest(self) -> str:
        """SHA-256 of salt and text, hexadecimal."""
        return hashlib.sha256((self.salt + self.text).encode()).hexdigest()

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Store it; storing twice is storing once. `Refused` while somebody whom it is about is being erased.

        Stored before the look, so that an erasure that begins after it finds the text.
        """
        own = runtime.mongo.tenant(tenant)
        document = {"text": self.text, "about": list(self.about), "salt": self.salt}
        staged = staged_fields(command_id, entry_id, runtime.clock.machine())
        await own[NAME].put(self.id, document | staged)
        persons = [own[NAME].key(one) for one in self.about]
        if persons and await own["people"].find_one({"_id": {"$in": persons}, "erasing_at": {"$exists": True}}):
            raise Refused(
                "person-being-erased", "This person is being erased.", mend="Write nothing more about the person."
            )

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take it back."""
        await discard(runtime.mongo.tenant(tenant)[NAME], self.id, entry_id)


class Texts:
    """The collection `texts` of one service."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        self._mongo = mongo
        self._clock = clock

    def stage(self, id: str, *, text: str, about: Sequence[str] = ()) -> StagedText:
        """A text about these persons: goes with the last of them, and loses each of the others who is erased."""
        return StagedText(id, text, tuple(about), secrets.token_hex(16))

    def reference(self, staged: Any) -> TextRef:
        """What an event may carry of it."""
        text = cast("StagedText", staged)
        return TextRef(id=text.id, digest=text.digest)

    async def get(self, tenant: str, id: str) -> str | None:
        """The text, or None once it was erased."""
        return (await self.many(tenant, [id])).get(id)

    async def many(self, tenant: str, ids: Iterable[str]) -> dict[str, str]:
        """The texts with these ids, as far as they are there."""
        found = self._mongo.tenant(tenant)[NAME].find({"_id": {"$in": [f"{tenant}/{id}" for id in ids]}})
        return {document["id"]: document["text"] async for document in found if "text" in document}

    async def holds(self, tenant: str, reference: TextRef) -> bool:
        """Is the stored text the one that the event spoke of? Not where it is gone or somebody was blanked out."""
        document = await self._mongo.tenant(tenant)[NAME].get(reference.id)
        return document is not None and _digest(document) == reference.digest

    async def redacted(self, tenant: str, ids: Iterable[str]) -> list[str]:
        """Which of these texts were changed since they were written, as somebody was blanked out."""
        keys = [f"{tenant}/{id}" for id in ids]
        found = self._mongo.tenant(tenant)[NAME].find({"_id": {"$in": keys}, "redacted": True}, fields={"id": 1})
        return sorted([document["id"] async for document in found])

    async def about(self, tenant: str, person: str) -> list[Document]:
        """`{id, text}` of everything written about this person, whole; `redacted` where another one was blanked out."""
        found = self._mongo.tenant(tenant)[NAME].find({"about": person})
        shown = ("id", "text", "redacted")
        return [{key: one[key] for key in shown if key in one} async for one in found if "text" in one]

    async def erase_about(self, tenant: str, person: str, data: Mapping[str, Any] | None = None) -> int:
        """Remove every text about this person alone; blank the person out of those about others too (ADR 0015).

        `data` is what `people` holds of the person. Without it nobody knows what to blank, and every text is removed.
        How many there were. Safe to repeat, and beside the erasure of somebody else.
        """
        texts, erased = self._mongo.tenant(tenant)[NAME], 0
        while found := await texts.find({"about": person}, limit=_AT_ONCE):
            for document in found:
                erased += await _erase(texts, document, person, data)
        return erased

    async def put_payload(self, tenant: str, id: str, payload: bytes) -> None:
        """Keep what was uploaded until `remove`; an upload may be full of personal data."""
        kept = {"payload": payload, "about": [], "uploaded_at": self._clock.machine()}
        try:
            await self._mongo.tenant(tenant)[NAME].insert(id, kept)
        except Duplicate:
            return

    async def payload(self, tenant: str, id: str) -> bytes | None:
        """What was uploaded."""
        document = await self._mongo.tenant(tenant)[NAME].get(id)
        return bytes(document["payload"]) if document is not None and "payload" in document else None

    async def remove(self, tenant: str, id: str) -> None:
        """Forget a text or an upload."""
        await self._mongo.tenant(tenant)[NAME].remove(id)


async def _erase(texts: TenantCollection, document: Document, person: str, data: Mapping[str, Any] | None) -> bool:
    """Whether it was done; not where another erasure came first, so that it has to be looked at again."""
    if data is None or set(document["about"]) == {person}:
        return await texts.remove(document["id"])
    as_seen = {"salt": document["salt"], "about": document["about"]}
    return await texts.update(document["id"], {"$set": _without(document, person, data)}, where=as_seen)


def _without(document: Document, person: str, data: Mapping[str, Any]) -> Document:
    """What changes of it. The salt is renewed with the text: by the event's digest the blanks could be guessed back."""
    text = blanked(document["text"], data)
    changed = {"text": text, "salt": secrets.token_hex(16), "redacted": True} if text != document["text"] else {}
    return {"about": [each for each in document["about"] if each != person], **changed}


def _digest(document: Document) -> str:
    return hashlib.sha256((document.get("salt", "") + document.get("text", "")).encode()).hexdigest()
