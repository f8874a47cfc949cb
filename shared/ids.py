"""Opaque identifiers: UUIDv7 as text, so that what is made later sorts later."""

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
