"""Where a lane sends to: the endpoint as it stands, with the secrets that sign now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.sealing import Seal, Unsealable
from services.notifications.views import SECRETS, key
from shared.clock import Clock
from shared.mongo import Mongo

FRESH_SECONDS: Final = 1.0
"""How long a change of an endpoint may go unnoticed by a running lane."""


@dataclass(frozen=True, slots=True)
class Target:
    """The endpoint. `secrets` is empty when they cannot be opened, which is our fault and never the partner's."""

    tenant: str
    endpoint: str
    state: Endpoint
    secrets: tuple[bytes, ...]
    read: float


class Vault:
    """The sealed secrets of endpoints, in a collection of their own: never in events, journal or logs."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._mongo = mongo
        self._seal = seal
        self._opened: dict[str, bytes] = {}

    async def put(self, tenant: str, id: str, secret: bytes) -> None:
        """Store a secret; its id is what events carry."""
        await self._mongo.tenant(tenant)[SECRETS].put(id, self._seal.close(secret, key(tenant, id)))

    async def get(self, tenant: str, ids: Sequence[str]) -> tuple[bytes, ...]:
        """The secrets in the order of `ids`; raises `Unsealable`."""
        lacking = [id for id in ids if key(tenant, id) not in self._opened]
        for document in await self._mongo.tenant(tenant)[SECRETS].find({"id": {"$in": lacking}}) if lacking else ():
            self._opened[document["_id"]] = self._seal.open(document, document["_id"])
        try:
            return tuple(self._opened[key(tenant, id)] for id in ids)
        except KeyError:
            raise Unsealable("a secret of the endpoint is not stored") from None


class Targets:
    """Reads targets, each at most once a second."""

    def __init__(self, mongo: Mongo, clock: Clock, vault: Vault) -> None:
        self._mongo = mongo
        self._clock = clock
        self._vault = vault

    async def read(self, tenant: str, endpoint: str, known: Target | None = None) -> Target | None:
        """The endpoint now, or `known` while that is fresh; None when there is no such endpoint."""
        now = self._clock.monotonic()
        if known and now - known.read < FRESH_SECONDS:
            return known
        current = await self._mongo.tenant(tenant)[ENDPOINT.collection].get(endpoint)
        if current is None:
            return None
        state = Endpoint.model_validate(current["state"])
        secrets = await self._secrets(tenant, state, self._clock.machine())
        return Target(tenant, endpoint, state, secrets, now)

    async def _secrets(self, tenant: str, state: Endpoint, now: datetime) -> tuple[bytes, ...]:
        try:
            return await self._vault.get(tenant, state.valid_secrets(now))
        except Unsealable:
            return ()
