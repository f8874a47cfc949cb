"""Free text that people write or that is about people. Nothing else holds any; events carry a salted digest."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from shared.clock import Clock
from shared.events import TextRef
from shared.mongo import Collection, Document, Duplicate, Index, Mongo
from shared.staging import STAGED, discard, staged_fields

NAME: Final = "texts"
COLLECTION: Final = Collection(NAME, indexes=(Index(("tenant", "about")), STAGED))


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
        """Store it; storing twice is storing once."""
        document = {"text": self.text, "about": list(self.about), "salt": self.salt}
        staged = staged_fields(command_id, entry_id, runtime.clock.machine())
        await runtime.mongo.tenant(tenant)[NAME].put(self.id, document | staged)

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take it back."""
        await discard(runtime.mongo.tenant(tenant)[NAME], self.id, entry_id)


class Texts:
    """The collection `texts` of one service."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        self._mongo = mongo
        self._clock = clock

    def stage(self, id: str, *, text: str, about: Sequence[str] = ()) -> StagedText:
        """A text about these persons; erased with any of them."""
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
        """Is the stored text the one that the event spoke of?"""
        document = await self._mongo.tenant(tenant)[NAME].get(reference.id)
        return document is not None and _digest(document) == reference.digest

    async def about(self, tenant: str, person: str) -> list[Document]:
        """`{id, text}` of everything written about this person."""
        found = self._mongo.tenant(tenant)[NAME].find({"about": person})
        return [{"id": document["id"], "text": document["text"]} async for document in found if "text" in document]

    async def erase_about(self, tenant: str, person: str) -> int:
        """Remove every text about this person, with its salt; how many there were."""
        return await self._mongo.tenant(tenant)[NAME].remove_all({"about": person})

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


def _digest(document: Document) -> str:
    return hashlib.sha256((document.get("salt", "") + document.get("text", "")).encode()).hexdigest()
