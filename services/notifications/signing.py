"""Standard Webhooks signatures (https://www.standardwebhooks.com, specification 1.0).

Signed content is `id + "." + timestamp + "." + raw body`; the header `webhook-signature` holds one `v1,<base64>` per
valid secret, separated by spaces, so that a receiver with the old or the new secret verifies during a rotation. Behind
them, where the owner wants it, stands one `v1a,<base64>` (ed25519) per valid key: its holder cannot sign with it.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.refusals import Invalid

PREFIX: Final = "whsec_"
PUBLIC_PREFIX: Final = "whpk_"
SEED_BYTES: Final = 32
"""Of an ed25519 key; what follows `whsk_`, which never leaves us."""
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret that the specification allows."""


def new_secret() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


def shown(secret: bytes) -> str:
    """The secret as its owner sees it, once: `whsec_` + base64."""
    return PREFIX + base64.b64encode(secret).decode("ascii")


def parsed(text: str) -> bytes:
    """The bytes of a `whsec_…` text; `Invalid` when it is none or is not 24 to 64 bytes long."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(PREFIX) or not SHORTEST <= len(secret) <= LONGEST:
        raise Invalid(
            "webhook-secret-invalid",
            "A webhook secret is `whsec_` followed by the base64 of 24 to 64 bytes.",
            mend="Leave the secret out, then one is made.",
        )
    return secret


def new_seed() -> bytes:
    """Of a new ed25519 key."""
    return secrets.token_bytes(SEED_BYTES)


@lru_cache(maxsize=4096)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(seed: bytes) -> str:
    """`whpk_` + base64 of the 32 bytes with which anybody verifies."""
    return PUBLIC_PREFIX + _text(_private(seed).public_key().public_bytes_raw())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _content(message_id: str, timestamp: int, body: bytes) -> bytes:
    return f"{message_id}.{timestamp}.".encode() + body


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64 HMAC-SHA256>` over id, unix seconds and the very bytes that are sent."""
    return "v1," + _text(hmac.digest(secret, _content(message_id, timestamp, body), "sha256"))


def asymmetric_signature(seed: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1a,<base64 ed25519>` over the same."""
    return "v1a," + _text(_private(seed).sign(_content(message_id, timestamp, body)))


def signed_headers(
    valid: Sequence[bytes], message_id: str, timestamp: int, body: bytes, seeds: Sequence[bytes] = ()
) -> dict[str, str]:
    """The three headers of Standard Webhooks; `valid` and `seeds` hold the newest first."""
    symmetric = [signature(secret, message_id, timestamp, body) for secret in valid]
    asymmetric = [asymmetric_signature(seed, message_id, timestamp, body) for seed in seeds]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join([*symmetric, *asymmetric]),
    }
