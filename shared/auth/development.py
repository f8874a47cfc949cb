"""An issuer for trying out and for tests. It exists only where the environment says development and names a key."""

import hashlib
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from shared.auth.jwks import FixedKeys
from shared.auth.jwt import Identity, Issuer
from shared.clock import Clock, SystemClock
from shared.settings import ServiceSettings

DEVELOPMENT_ISSUER: Final = "urn:jembatan:development"
ALGORITHM: Final = "Ed25519"
OPERATOR: Final = "operator"
"""The subject that is an operator of a development deployment."""


class NotDevelopment(Exception):
    """The development issuer was asked for where it must not exist."""


def development_issuer(settings: ServiceSettings) -> Issuer | None:
    """The issuer, or None where it must not exist."""
    if settings.environment != "development" or settings.dev_issuer_key is None:
        return None
    public = OKPKey.import_key(_key(settings).as_dict(private=False))
    return Issuer(DEVELOPMENT_ISSUER, settings.oidc_audience, FixedKeys([public]), (ALGORITHM,))


def development_identity(subject: str) -> Identity:
    """Whom `development_token(…, subject)` stands for."""
    return Identity(DEVELOPMENT_ISSUER, subject)


def development_token(
    settings: ServiceSettings, subject: str, *, lifetime: timedelta = timedelta(hours=12), clock: Clock | None = None
) -> str:
    """A token for `subject`, for the command line and tests; `NotDevelopment` anywhere else."""
    if settings.environment != "development" or settings.dev_issuer_key is None:
        raise NotDevelopment("set JEMBATAN_ENVIRONMENT=development and JEMBATAN_DEV_ISSUER_KEY to get such tokens")
    now = int((clock or SystemClock()).machine().timestamp())
    claims = {
        "iss": DEVELOPMENT_ISSUER,
        "aud": settings.oidc_audience,
        "sub": subject,
        "iat": now,
        "exp": now + int(lifetime.total_seconds()),
    }
    key = _key(settings)
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, registry=JWSRegistry(algorithms=[ALGORITHM]))


def _key(settings: ServiceSettings) -> OKPKey:
    """The same pair in every process that knows the same `dev_issuer_key`."""
    assert settings.dev_issuer_key is not None
    seed = hashlib.sha256(b"jembatan-development-issuer.v1." + settings.dev_issuer_key.get_secret_value().encode())
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed.digest()))
    key.ensure_kid()
    return key
