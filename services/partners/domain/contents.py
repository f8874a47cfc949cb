"""What is signed: the canonical content of a document and its hash. A signature names the hash it saw."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from shared.refusals import Refused


def canonical_text(text: str) -> str:
    """NFC, `\\n` line ends, no blank ends: the same words always give the same octets."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def content_hash(terms: Mapping[str, Any], text: str) -> str:
    """SHA-256 over the terms (JSON types) and the canonical text; key order and blanks at line ends do not count."""
    content = {"terms": dict(terms), "text": canonical_text(text)}
    octets = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(octets).hexdigest()


def check_seen(seen: str, present: str, code: str = "content-changed") -> None:
    """Refuse an answer that names another content hash than the present one."""
    if seen != present:
        raise Refused(
            code,
            "The content is not the one that the answer names.",
            mend="Read it again and name the present content hash.",
            content_hash=present,
        )
