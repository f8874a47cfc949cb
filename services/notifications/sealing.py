"""Secrets of endpoints at rest: AES-256-GCM, bound to their place, under a key that is named by its id."""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12


class Unsealable(Exception):
    """The key that sealed a secret is not among the settings, or the stored bytes were changed."""


def key_id(text: str) -> str:
    """Names a key without telling anything about it."""
    return sha256(b"jembatan webhook secret key id\0" + text.encode()).hexdigest()[:12]


def _key(text: str) -> AESGCM:
    return AESGCM(sha256(b"jembatan webhook secret key\0" + text.encode()).digest())


class Seal:
    """Seals under the first key; opens under any of them, so that keys can be rotated."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.active = key_id(keys[0])
        """Id of the key that seals."""
        self._keys = {key_id(text): _key(text) for text in keys}

    @property
    def key_ids(self) -> frozenset[str]:
        """Of all keys that open."""
        return frozenset(self._keys)

    def close(self, secret: bytes, place: str) -> dict[str, Any]:
        """The document's part: key id, nonce, ciphertext. `place` must be given again to open it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._keys[self.active].encrypt(nonce, secret, place.encode())
        return {"key": self.active, "nonce": nonce, "sealed": sealed}

    def open(self, document: dict[str, Any], place: str) -> bytes:
        """The secret; `Unsealable` when the key is unknown or the bytes are not what was sealed for this place."""
        key = self._keys.get(document["key"])
        if key is None:
            raise Unsealable(f"key {document['key']} is not in JEMBATAN_NOTIFICATIONS_SECRET_KEYS")
        try:
            return key.decrypt(document["nonce"], document["sealed"], place.encode())
        except InvalidTag:
            raise Unsealable("the sealed secret was changed or belongs elsewhere") from None
