"""Opaque identifiers: UUIDv7 as text, so that what is made later sorts later."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field, StringConstraints
from uuid_utils import uuid7

ID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN),
    Field(examples=["01981e4a-6c00-7000-8000-000000000001"]),
]
"""An opaque id. Carries no meaning but its order."""


def new_id() -> str:
    """A fresh UUIDv7, ordered by the machine's time."""
    return str(uuid7())


def id_floor(at: datetime) -> str:
    """The beginning of a UUIDv7, which all ids of this millisecond and of later ones sort after."""
    digits = f"{max(0, int(at.timestamp() * 1000)):012x}"[-12:]
    return f"{digits[:8]}-{digits[8:]}"


def id_of(text: str, floor: str = "") -> str:
    """Always the same id for the same text: a UUIDv7 in form, which begins as `floor` (of `id_floor`, or of another id)
    where it is to sort by a time, and says nothing of time without it.
    """
    digest = sha256(text.encode()).hexdigest()
    begin, rest = (floor, digest) if floor else (f"{digest[:8]}-{digest[8:12]}", digest[12:])
    return f"{begin}-7{rest[:3]}-8{rest[3:6]}-{rest[6:18]}"


def made_at(id: str) -> datetime:
    """When a UUIDv7 was made, to the millisecond; also of the beginning that `id_floor` gives."""
    return datetime.fromtimestamp(int(id[:8] + id[9:13], 16) / 1000, UTC)
