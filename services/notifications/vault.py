"""What must never be read anywhere else: secrets of endpoints, their signing keys, their own headers; sealed at rest.

A collection of its own: in events, journal and logs there are only ids. Beside the sealed bytes stand the names of
headers and the public half of a signing key, which are no secrets.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec

from services.notifications.sealing import Seal, Unsealable
from services.notifications.signing import new_seed, public_key
from services.notifications.views import SECRETS, key
from shared.mongo import Duplicate, Mongo, TenantCollection

PAIR: Final = ".ed25519"
"""After the id of a secret: the signing key that goes with it, and ends with it."""


class Vault:
    """The sealed things of all endpoints. What was opened once is kept in memory."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._mongo = mongo
        self._seal = seal
        self._opened: dict[str, bytes] = {}

    async def put(self, tenant: str, id: str, secret: bytes) -> None:
        """Store a secret; its id is what events carry."""
        await self._of(tenant).put(id, self._seal.close(secret, key(tenant, id)))

    async def get(self, tenant: str, ids: Sequence[str]) -> tuple[bytes, ...]:
        """The secrets in the order of `ids`; raises `Unsealable`."""
        lacking = [id for id in ids if key(tenant, id) not in self._opened]
        for document in await self._of(tenant).find({"id": {"$in": lacking}}) if lacking else ():
            self._opened[document["_id"]] = self._seal.open(document, document["_id"])
        try:
            return tuple(self._opened[key(tenant, id)] for id in ids)
        except KeyError:
            raise Unsealable("a secret of the endpoint is not stored") from None

    async def pair(self, tenant: str, secret: str) -> None:
        """Make the signing key that goes with a secret, where there is none yet."""
        id, seed = secret + PAIR, new_seed()
        with suppress(Duplicate):
            sealed = self._seal.close(seed, key(tenant, id))
            await self._of(tenant).insert(id, {**sealed, "public": public_key(seed)})

    async def seeds(self, tenant: str, secrets: Sequence[str]) -> tuple[bytes, ...]:
        """The signing keys that go with these secrets, in their order; raises `Unsealable`."""
        return await self.get(tenant, [id + PAIR for id in secrets])

    async def public_keys(self, tenant: str, secrets: Sequence[str]) -> dict[str, str]:
        """Secret id → `whpk_…` of its signing key, where it has one."""
        found = await self._of(tenant).find({"id": {"$in": [id + PAIR for id in secrets]}})
        known = {one["id"].removesuffix(PAIR): str(one["public"]) for one in found}
        return {id: known[id] for id in secrets if id in known}

    async def put_headers(self, tenant: str, id: str, headers: Mapping[str, str]) -> None:
        """Store headers: the names may be read, the values are sealed."""
        sealed = self._seal.close(msgspec.json.encode(dict(headers)), key(tenant, id))
        await self._of(tenant).put(id, {**sealed, "names": sorted(headers)})

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

    async def keep(self, tenant: str, id: str | None, until: datetime | None) -> None:
        """Let the database forget it at `until` (machine time), with its signing key, or keep it when None."""
        if id is not None:
            change: dict[str, Any] = {"$set": {"expires": until}} if until else {"$unset": {"expires": ""}}
            await self._of(tenant).update_all({"id": {"$in": [id, id + PAIR]}}, change)

    def _of(self, tenant: str) -> TenantCollection:
        return self._mongo.tenant(tenant)[SECRETS]
