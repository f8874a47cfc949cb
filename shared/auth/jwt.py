"""Checks the tokens of any OIDC issuer: who (issuer and subject) holds this one?

Only asymmetric algorithms of an allow-list pass, and only with a key that the issuer publishes for signing, so that
neither `none` nor an HMAC made with a public key can.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry

from shared.auth.encoding import decode
from shared.clock import Clock

_RSA: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
ALGORITHMS: Final = (*_RSA, "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""What may be allowed at all; settings narrow it."""

SKEW: Final = timedelta(seconds=60)
"""How far the issuer's clock and ours may differ."""

MAXIMUM_TOKEN: Final = 8192
"""Characters."""


class TokenInvalid(Exception):
    """The token proves nothing. The message says why and never holds the token."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whom an issuer vouches for. `subject` may be personal: only `hash` is ever stored."""

    issuer: str
    subject: str

    @property
    def hash(self) -> str:
        """SHA-256 of `issuer|subject`: what memberships are found by."""
        return hashlib.sha256(f"{self.issuer}|{self.subject}".encode()).hexdigest()


class Keys(Protocol):
    """Where an issuer's public keys come from."""

    async def find(self, kid: str | None) -> Key | None:
        """The signing key with this id (or the only one, for None)."""
        ...


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer that is trusted, and what its tokens must say."""

    name: str
    """Exactly the `iss` of its tokens."""
    audience: str
    keys: Keys
    algorithms: tuple[str, ...] = ALGORITHMS

    def __post_init__(self) -> None:
        if wrong := set(self.algorithms) - set(ALGORITHMS):
            raise ValueError(f"oidc_algorithms: {sorted(wrong)} cannot be allowed; choose from {', '.join(ALGORITHMS)}")


class TokenVerifier:
    """Checks signature, `iss`, `aud`, `exp`, `nbf`, `iat` and `sub`, with `SKEW` of tolerance on machine time."""

    def __init__(self, issuers: Sequence[Issuer], clock: Clock) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._clock = clock

    async def verify(self, token: str) -> Identity:
        """Whom the token belongs to; `TokenInvalid` otherwise. Blocks on the network only for keys never seen."""
        if len(token) > MAXIMUM_TOKEN:
            raise TokenInvalid("the token is too long")
        header, claims = _peek(token)
        issuer = self._issuers.get(_text(claims, "iss"))
        if issuer is None:
            raise TokenInvalid("the token comes from an issuer that is not trusted here")
        verified = _signed(token, await self._key(issuer, header), issuer)
        self._check_times(verified)
        _check_audience(verified, issuer.audience)
        return Identity(issuer.name, _text(verified, "sub"))

    async def _key(self, issuer: Issuer, header: Mapping[str, Any]) -> Key:
        if header.get("alg") not in issuer.algorithms:
            raise TokenInvalid("the token is signed with an algorithm that is not allowed")
        kid = header.get("kid")
        key = await issuer.keys.find(kid if isinstance(kid, str) else None)
        if key is None:
            raise TokenInvalid("the token is signed with a key that its issuer does not publish")
        return key

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.machine().timestamp()
        skew = SKEW.total_seconds()
        if _seconds(claims, "exp") <= now - skew:
            raise TokenInvalid("the token has expired")
        if "nbf" in claims and _seconds(claims, "nbf") > now + skew:
            raise TokenInvalid("the token is not valid yet")
        if "iat" in claims and _seconds(claims, "iat") > now + skew:
            raise TokenInvalid("the token was issued in the future")


def _signed(token: str, key: Key, issuer: Issuer) -> dict[str, Any]:
    registry = JWSRegistry(algorithms=list(issuer.algorithms))
    try:
        return jwt.decode(token, key, registry=registry).claims
    except (JoseError, ValueError, TypeError) as error:
        raise TokenInvalid("the token's signature does not hold") from error


def _check_audience(claims: Mapping[str, Any], audience: str) -> None:
    given = claims.get("aud")
    if audience not in (given if isinstance(given, list) else [given]):
        raise TokenInvalid("the token is meant for somebody else")


def _peek(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims before anything is proven: good only for finding the issuer."""
    parts = token.split(".")
    try:
        header, claims = (json.loads(decode(part)) for part in parts[:2])
    except (ValueError, RecursionError):
        raise TokenInvalid("this is not a token") from None
    if len(parts) != 3 or not isinstance(header, dict) or not isinstance(claims, dict):
        raise TokenInvalid("this is not a token")
    return header, claims


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 512:
        raise TokenInvalid(f"the token has no usable {name!r}")
    return value


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenInvalid(f"the token has no usable {name!r}")
    return float(value)
