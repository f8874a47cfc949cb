"""Addresses that a server has refused for good, per tenant, as salted hashes: nobody is written to twice in vain."""

import hashlib
from typing import Final

from shared.clock import Clock
from shared.ids import new_id
from shared.mongo import Collection, Duplicate, Mongo

SUPPRESSIONS: Final = Collection("suppressions", across="The salt is the service's; all else starts with the tenant.")
_SALT: Final = "salt"


def fingerprint(salt: str, address: str) -> str:
    """Under which an address is known to bounce, without being kept."""
    return hashlib.sha256((salt + address.strip().lower()).encode()).hexdigest()


class Suppressions:
    """The collection `suppressions` of one service."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        self._mongo = mongo
        self._clock = clock
        self._salt = ""

    async def holds(self, tenant: str, address: str) -> bool:
        """Was this address refused before?"""
        return await self._mongo.tenant(tenant)[SUPPRESSIONS.name].get(await self._key(address)) is not None

    async def add(self, tenant: str, address: str) -> None:
        """It was refused for good."""
        await self._mongo.tenant(tenant)[SUPPRESSIONS.name].put(await self._key(address), {"at": self._clock.machine()})

    async def lift(self, tenant: str, address: str) -> None:
        """Its owner asks us to try once more."""
        await self._mongo.tenant(tenant)[SUPPRESSIONS.name].remove(await self._key(address))

    async def _key(self, address: str) -> str:
        return fingerprint(await self._own_salt(), address)

    async def _own_salt(self) -> str:
        """Made once per database, so that the list of refused addresses says nothing to whoever steals it alone."""
        kept = self._mongo.documents(SUPPRESSIONS.name)
        while not self._salt:
            stored = await kept.find_one({"_id": _SALT})
            self._salt = stored["salt"] if stored else ""
            if not stored:
                try:
                    await kept.insert_one({"_id": _SALT, "salt": new_id() + new_id()})
                except Duplicate:
                    continue
        return self._salt
