"""The public keys of an OIDC issuer: fetched, cached, replaced when it rotates, kept while it is down."""

import asyncio
import math
from collections.abc import Sequence
from typing import Any, Final

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from shared.clock import Clock
from shared.refusals import Busy

log = structlog.get_logger(__name__)

REFRESH_AFTER: Final = 300.0
"""Seconds after which keys are fetched anew beside the request that noticed: a withdrawn key stops then."""

RETRY_AFTER: Final = 10.0
"""Seconds between two fetches, whatever callers send: unknown key ids cannot be used to hammer an issuer."""

TIMEOUT: Final = 5.0
MAXIMUM_SIZE: Final = 1_000_000


class JwksKeys:
    """Keys behind `jwks_url`, or behind the issuer's discovery document when that is None."""

    def __init__(self, issuer: str, clock: Clock, jwks_url: str | None = None) -> None:
        self._issuer = issuer
        self._clock = clock
        self._url = jwks_url
        self._keys: tuple[Key, ...] | None = None
        self._fetched = -math.inf
        self._tried = -math.inf
        self._lock = asyncio.Lock()
        self._beside: asyncio.Task[None] | None = None

    async def find(self, kid: str | None) -> Key | None:
        """See `Keys`. `Busy` when no key could ever be fetched."""
        key = self._cached(kid)
        if key is None:
            await self._refresh()
            key = self._cached(kid)
        elif self._age() > REFRESH_AFTER and (self._beside is None or self._beside.done()):
            self._beside = asyncio.create_task(self._refresh())
        if key is None and self._keys is None:
            raise Busy("issuer-unavailable", "The keys of the identity provider cannot be fetched.", mend="Try again.")
        return key

    def _age(self) -> float:
        return self._clock.monotonic() - self._fetched

    def _cached(self, kid: str | None) -> Key | None:
        keys = self._keys or ()
        if kid is None:
            return keys[0] if len(keys) == 1 else None
        return next((key for key in keys if key.kid == kid), None)

    async def _refresh(self) -> None:
        async with self._lock:
            if self._clock.monotonic() - self._tried < RETRY_AFTER:
                return
            self._tried = self._clock.monotonic()
            try:
                self._keys = await self._fetch()
                self._fetched = self._clock.monotonic()
            except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.warning("jwks-unavailable", issuer=self._issuer, kept=len(self._keys or ()), error=repr(error))

    async def _fetch(self) -> tuple[Key, ...]:
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            if self._url is None:
                self._url = await self._discover(client)
            document = await _json(client, self._url)
        return signing_keys(document["keys"])

    async def _discover(self, client: httpx.AsyncClient) -> str:
        document = await _json(client, self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document["issuer"] != self._issuer:
            raise ValueError(f"the discovery document is of {document['issuer']!r}, not of {self._issuer!r}")
        return str(document["jwks_uri"])


class FixedKeys:
    """Keys that are known already: the development issuer, tests."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._keys = {key.kid: key for key in keys}

    async def find(self, kid: str | None) -> Key | None:
        """See `Keys`."""
        return self._keys.get(kid)


def signing_keys(published: Sequence[dict[str, Any]]) -> tuple[Key, ...]:
    """The keys that may verify. Symmetric ones, encryption keys and kinds that nobody knows are passed over."""
    return tuple(key for one in published if (key := _signing_key(one)) is not None)


def _signing_key(published: dict[str, Any]) -> Key | None:
    if published.get("kty") == "oct" or published.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(published)
    except (JoseError, ValueError, KeyError) as error:
        log.info("jwks-key-passed-over", kid=published.get("kid"), error=repr(error))
        return None


async def _json(client: httpx.AsyncClient, url: str) -> Any:
    answer = await client.get(url)
    answer.raise_for_status()
    if len(answer.content) > MAXIMUM_SIZE:
        raise ValueError(f"{url} answers with more than {MAXIMUM_SIZE} octets")
    return answer.json()
