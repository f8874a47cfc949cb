"""What must never be read anywhere else: secrets of endpoints, their signing keys, their own headers; sealed at rest.

A collection of its own: in events, journal and logs there are only ids. Beside the sealed bytes stand the names of
headers and the public half of a signing key, which are no secrets. What is new is staged with its command.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from services.notifications.sealing import Seal, Unsealable
from services.notifications.signing import new_seed, public_key
from services.notifications.views import SECRETS, key
from shared.mongo import Document, Duplicate, Mongo, TenantCollection
from shared.staging import discard, staged_fields

PAIR: Final = ".ed25519"
"""After the id of a secret: the signing key that goes with it, and ends with it."""


class Forgotten(Unsealable):
    """It is not stored (any more)."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something sealed that is stored if its command is accepted."""

    id: str
    document: Document = field(repr=False)

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Store it; storing twice is storing once."""
        staged = staged_fields(command_id, entry_id, runtime.clock.machine())
        await runtime.mongo.tenant(tenant)[SECRETS].put(self.id, self.document | staged)

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take it back."""
        await discard(runtime.mongo.tenant(tenant)[SECRETS], self.id, entry_id)


class Vault:
    """The sealed things of all endpoints. What was opened once is kept in memory."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._mongo = mongo
        self._seal = seal
        self._opened: dict[str, bytes] = {}

    def stage(self, tenant: str, id: str, secret: bytes) -> tuple[Sealed, Sealed]:
        """A secret, whose id is what events carry, and the signing key that goes with it."""
        return Sealed(id, self._seal.close(secret, key(tenant, id))), self._pair(tenant, id)

    async def get(self, tenant: str, ids: Sequence[str]) -> tuple[bytes, ...]:
        """The secrets in the order of `ids`; raises `Unsealable`, `Forgotten` where one is not there."""
        lacking = [id for id in ids if key(tenant, id) not in self._opened]
        for document in await self._of(tenant).find({"id": {"$in": lacking}}) if lacking else ():
            self._opened[document["_id"]] = self._seal.open(document, document["_id"])
        try:
            return tuple(self._opened[key(tenant, id)] for id in ids)
        except KeyError:
            raise Forgotten("a secret of the endpoint is not stored") from None

    async def pair(self, tenant: str, secret: str) -> None:
        """Make the signing key that goes with a secret, where there is none yet."""
        made = self._pair(tenant, secret)
        with suppress(Duplicate):
            await self._of(tenant).insert(made.id, made.document)

    def _pair(self, tenant: str, secret: str) -> Sealed:
        id, seed = secret + PAIR, new_seed()
        return Sealed(id, self._seal.close(seed, key(tenant, id)) | {"public": public_key(seed)})

    async def seeds(self, tenant: str, secrets: Sequence[str]) -> tuple[bytes, ...]:
        """The signing keys that go with these secrets, in their order; raises `Unsealable`."""
        return await self.get(tenant, [id + PAIR for id in secrets])

    async def public_keys(self, tenant: str, secrets: Sequence[str]) -> dict[str, str]:
        """Secret id → `whpk_…` of its signing key, where it has one."""
        found = await self._of(tenant).find({"id": {"$in": [id + PAIR for id in secrets]}})
        known = {one["id"].removesuffix(PAIR): str(one["public"]) for one in found}
        return {id: known[id] for id in secrets if id in known}

    def stage_headers(self, tenant: str, id: str, headers: Mapping[str, str]) -> Sealed:
        """Headers: the names may be read, the values are sealed."""
        sealed = self._seal.close(msgspec.json.encode(dict(headers)), key(tenant, id))
        return Sealed(id, sealed | {"names": sorted(headers)})

    async def headers(self, tenant: str, id: str | None) -> dict[str, str]:
        """Name → value; nothing for no id; raises `Unsealable`."""
        if id is None:
            return {}
        (sealed,) = await self.get(tenant, [id])
        return msgspec.json.decode(sealed, type=dict[str, str])

    async def header_names(self, tenant: str, id: str | None) -> tuple[str, ...]:
        """In alphabetical order."""
        found = await self._of(tenant).get(id) if id else None
        return tuple(found["names"]) if found else ()

    async def remove(self, tenant: str, id: str) -> int:
        """Forget it, and the signing key that goes with it; how many there were."""
        return await self._of(tenant).remove_all({"id": {"$in": [id, id + PAIR]}})

    async def end(self, tenant: str, ids: Iterable[str], at: datetime) -> None:
        """Let the database forget them at `at` (machine time) or earlier, with their signing keys."""
        both = [each for id in sorted(ids) for each in (id, id + PAIR)]
        if both:
            await self._of(tenant).update_all({"id": {"$in": both}}, {"$min": {"expires": at}})

    def _of(self, tenant: str) -> TenantCollection:
        return self._mongo.tenant(tenant)[SECRETS]
