"""What is handed in before it may be seen: kept apart, in no event, list or text, until a rule says that it is opened.

An event carries the id and a digest over the content and its nonce, so that nothing can be exchanged in between.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shared.mongo import Collection, Mongo
from shared.staging import STAGED, discard, staged_fields

NAME: Final = "sealed"
COLLECTION: Final = Collection(NAME, indexes=(STAGED,))


@dataclass(frozen=True, slots=True)
class Sealed:
    """Content that is stored if its command is accepted."""

    id: str
    content: Mapping[str, Any] = field(repr=False)
    nonce: str = field(repr=False)

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Store it; storing twice is storing once."""
        document = {"content": dict(self.content), "nonce": self.nonce}
        staged = staged_fields(command_id, entry_id, runtime.clock.machine())
        await runtime.mongo.tenant(tenant)[NAME].put(self.id, document | staged)

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take it back; nobody has seen it."""
        await discard(runtime.mongo.tenant(tenant)[NAME], self.id, entry_id)


class Sealing:
    """The collection `sealed` of one service. No route reads it: only what opens a seal, by a rule, does."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    def stage(self, id: str, *, content: Mapping[str, Any]) -> Sealed:
        """Content (JSON types) with a nonce of its own."""
        return Sealed(id, content, secrets.token_hex(16))

    async def open(self, tenant: str, id: str) -> Sealed | None:
        """What was sealed, or None when there is no such seal."""
        found = await self._mongo.tenant(tenant)[NAME].get(id)
        return Sealed(id, found["content"], found["nonce"]) if found else None
