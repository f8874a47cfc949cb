"""Opaque keyset cursors: where a page ended, bound to the list and the filters that it was made with."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from shared.instants import within_reach
from shared.refusals import Invalid

_LONGEST: Final = 2000
_LARGEST: Final = 2**63


@dataclass(frozen=True, slots=True)
class Cursor:
    """After the document with this sort key and this `_id`."""

    key: Any
    last: str


def fingerprint(listing: str, given: Mapping[str, list[str]]) -> str:
    """Of a list and its filters: a cursor of another is refused."""
    canonical = json.dumps([listing, sorted(given.items())], ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def encode(cursor: Cursor, print: str) -> str:
    """As the caller gets it."""
    key = {"$at": cursor.key.astimezone(UTC).isoformat()} if isinstance(cursor.key, datetime) else cursor.key
    raw = json.dumps([print, key, cursor.last], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str, print: str) -> Cursor:
    """Raises `Invalid("bad-cursor")` for anything but a cursor of this list with these filters."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        made_with, key, last = json.loads(raw)
        if made_with != print or not isinstance(last, str) or not 0 < len(last) <= 200 or "\x00" in last:
            raise ValueError
        last.encode()
        return Cursor(_key(key), last)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        raise Invalid("bad-cursor", "The cursor does not come from this list with these filters.") from None


def _key(key: Any) -> Any:
    if isinstance(key, dict) and set(key) == {"$at"}:
        return within_reach(datetime.fromisoformat(key["$at"])).astimezone(UTC)
    if isinstance(key, bool) or key is None:
        return key
    if isinstance(key, int) and abs(key) < _LARGEST:
        return key
    if isinstance(key, float):
        return key
    if isinstance(key, str):
        key.encode()
        return key
    raise ValueError
