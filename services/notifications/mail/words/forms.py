"""What letters are worded with: one `Topic` per kind of thing, with a headline per event in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Pair = tuple[str, str]
"""Indonesian, English."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Events of one aggregate. `path` is where the thing is in the API, below its tenant; `{id}` is the thing."""

    name: Pair
    path: str
    events: Mapping[str, Pair]
    """`mou-signed.v1` → headline."""


@dataclass(frozen=True, slots=True)
class Known:
    """An event type as letters know it."""

    topic: Topic
    headline: Pair
    advice: Pair | None = None
    """What it means for the reader, and what is to be done."""


LANGUAGES: Final = ("id", "en")
