"""API keys for partners' systems and machines: `jbt_<prefix>_<secret>`. The secret is shown once and kept nowhere."""

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass, field
from typing import Final

PREFIX_LENGTH: Final = 12
"""Characters that name a key; public, and what it is found by."""

SECRET_LENGTH: Final = 43
"""Characters of base62: 256 bits."""

_ALPHABET: Final = string.ascii_letters + string.digits
_SHAPE: Final = re.compile(rf"jbt_([A-Za-z0-9]{{{PREFIX_LENGTH}}})_([A-Za-z0-9]{{{SECRET_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class MintedKey:
    """A key that was just made: `text` goes to its owner, `prefix` and `digest` into the directory."""

    prefix: str
    digest: str
    """SHA-256 of the whole key, hexadecimal. A 256-bit secret needs no slow hash: it cannot be guessed."""
    text: str = field(repr=False)


def mint_key() -> MintedKey:
    """A fresh key."""
    prefix = "".join(secrets.choice(_ALPHABET) for _ in range(PREFIX_LENGTH))
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(SECRET_LENGTH))
    text = f"jbt_{prefix}_{secret}"
    return MintedKey(prefix, digest(text), text)


def digest(text: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(text.encode()).hexdigest()


def prefix_of(text: str) -> str | None:
    """The prefix of something that has the shape of a key; None for anything else."""
    match = _SHAPE.fullmatch(text)
    return match[1] if match else None


def is_key(text: str, expected_digest: str) -> bool:
    """Whether `text` is the key with this digest. Takes the same time wherever they differ."""
    return hmac.compare_digest(digest(text).encode(), expected_digest.encode())
