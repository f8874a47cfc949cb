"""Opaque identifiers: UUIDv7 as text, so that what is made later sorts later."""

from datetime import UTC, datetime
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


def made_at(id: str) -> datetime:
    """When a UUIDv7 was made, to the millisecond; also of the beginning that `id_floor` gives."""
    return datetime.fromtimestamp(int(id[:8] + id[9:13], 16) / 1000, UTC)
