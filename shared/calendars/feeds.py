"""Secret links to calendars: one per member and service. Only the hash is kept, so a link is shown once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.http.words import Language
from shared.mongo import Collection, Document, Index, Mongo

NAME: Final = "calendar_feeds"
COLLECTION: Final = Collection(
    NAME, indexes=(Index(("digest",), unique=True, across="a link is looked up before it is known whose it is"),)
)
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar a link shows."""

    tenant: str
    member: str
    language: Language
    made_at: datetime


class Feeds:
    """The collection `calendar_feeds` of one service."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        self._mongo = mongo
        self._clock = clock

    async def make(self, tenant: str, member: str, language: Language) -> str:
        """A new secret for the member; the one before opens nothing any more."""
        secret = secrets.token_urlsafe(32)
        made = {"digest": _digest(secret), "language": language, "made_at": self._clock.machine()}
        await self._mongo.tenant(tenant)[NAME].put(member, made)
        return secret

    async def of(self, tenant: str, member: str) -> Feed | None:
        """The member's, if there is one."""
        document = await self._mongo.tenant(tenant)[NAME].get(member)
        return _feed(document) if document else None

    async def revoke(self, tenant: str, member: str) -> None:
        """Whoever has the link sees nothing from now on."""
        await self._mongo.tenant(tenant)[NAME].remove(member)

    async def opened(self, secret: str) -> Feed | None:
        """The feed that a secret opens; None for what is no secret of ours or was revoked."""
        if len(secret) > _LONGEST:
            return None
        document = await self._mongo.documents(NAME).find_one({"digest": _digest(secret)})
        return _feed(document) if document else None


def _digest(secret: str) -> str:
    """Without salt: 256 random bits are not guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _feed(document: Document) -> Feed:
    return Feed(document["tenant"], document["id"], document["language"], document["made_at"])
