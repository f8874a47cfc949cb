"""Through everything that came, oldest first, whatever there is of it: pages in closed ranges of UUIDv7s.

A page is found within a range, an hour at first, that grows while little is found and shrinks when pages are full. So a
page costs what it holds also where a server limits last (ADR 0010), and memory holds one page.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from shared.ids import id_floor, made_at

PAGE: Final = 500
_FIRST: Final = timedelta(hours=1)
_LEAST: Final = timedelta(seconds=1)
_MOST: Final = timedelta(days=64)
_GROWTH: Final = 8
_LONG_AGO: Final = timedelta(days=730)
"""Before that is one range."""

Find = Callable[[dict[str, str], int], Awaitable[Sequence[dict[str, Any]]]]
"""`(range, limit)`: documents with a key in `{"$gt": …, "$lt": …}`, in its order."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents, and the place after them, from which a later walk goes on."""

    documents: Sequence[dict[str, Any]]
    place: str


async def walk(
    find: Find, key: str, until: datetime, *, since: datetime | None = None, place: str = "", page: int = PAGE
) -> AsyncIterator[Page]:
    """Pages from `place`, or from `since`, to `until`, both included; `key` is the field that `find` looks at.

    None is empty, so whoever keeps the place writes no more often than there is something to do.
    """
    end = id_floor(until + timedelta(milliseconds=1))
    low = place or (id_floor(since) if since else "")
    reach = _FIRST
    while low < end:
        high = min(end, _above(low, reach, until))
        documents = await find({"$gt": low, "$lt": high}, page)
        full = len(documents) >= page
        low = str(documents[-1][key]) if full else high
        reach = max(_LEAST, reach / _GROWTH) if full else min(_MOST, reach * _GROWTH)
        if documents:
            yield Page(documents, low)


def _above(low: str, reach: timedelta, until: datetime) -> str:
    """The upper end of the range that begins at `low`."""
    if not low:
        return id_floor(until - _LONG_AGO)
    return id_floor(made_at(low) + reach)
