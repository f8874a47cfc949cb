"""Where a lane sends to: the endpoint as it stands, with the secrets that sign now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from pydantic import ValidationError

from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.sealing import Unsealable
from services.notifications.vault import Vault
from shared.clock import Clock
from shared.mongo import Mongo

FRESH_SECONDS: Final = 1.0
"""How long a change of an endpoint may go unnoticed by a running lane."""

_log = structlog.get_logger("notifications.targets")


@dataclass(frozen=True, slots=True)
class Target:
    """The endpoint. `secrets` is empty when they cannot be opened, which is our fault and never the partner's."""

    tenant: str
    endpoint: str
    state: Endpoint
    secrets: tuple[bytes, ...]
    read: float


class Targets:
    """Reads targets, each at most once a second."""

    def __init__(self, mongo: Mongo, clock: Clock, vault: Vault) -> None:
        self._mongo = mongo
        self._clock = clock
        self._vault = vault

    async def read(self, tenant: str, endpoint: str, known: Target | None = None) -> Target | None:
        """The endpoint now, or `known` while that is fresh; None when there is none that can be read."""
        now = self._clock.monotonic()
        if known and now - known.read < FRESH_SECONDS:
            return known
        current = await self._mongo.tenant(tenant)[ENDPOINT.collection].get(endpoint)
        if current is None:
            return None
        try:
            state = Endpoint.model_validate(current["state"])
        except ValidationError:  # whose words would quote what is stored
            _log.error("endpoint_unreadable", endpoint=endpoint)
            return None
        secrets = await self._secrets(tenant, state, self._clock.machine())
        return Target(tenant, endpoint, state, secrets, now)

    async def _secrets(self, tenant: str, state: Endpoint, now: datetime) -> tuple[bytes, ...]:
        try:
            return await self._vault.get(tenant, state.valid_secrets(now))
        except Unsealable:
            return ()
