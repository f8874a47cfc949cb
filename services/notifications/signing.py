"""Standard Webhooks signatures (https://www.standardwebhooks.com, specification 1.0).

Signed content is `id + "." + timestamp + "." + raw body`; the header `webhook-signature` holds one `v1,<base64>` per
valid secret, separated by spaces, so that a receiver with the old or the new secret verifies during a rotation.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from typing import Final

from shared.refusals import Invalid

PREFIX: Final = "whsec_"
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


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64 HMAC-SHA256>` over id, unix seconds and the very bytes that are sent."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, content, "sha256")).decode("ascii")


def signed_headers(valid: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks; `valid` holds the newest secret first."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message_id, timestamp, body) for secret in valid),
    }
