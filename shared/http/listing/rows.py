"""Rows of a list that were gathered instead of queried: the same filters, pages and exports over them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.http.listing.columns import at_path
from shared.http.listing.cursor import Cursor


@dataclass(frozen=True)
class Rows:
    """Each has `order`, a text by which they are sorted, and `key`, which is its own and breaks ties."""

    rows: Sequence[Mapping[str, Any]]
    query: Mapping[str, Any]
    """As declared filters ask it."""
    enrich: Callable[[list[dict[str, Any]]], Awaitable[list[dict[str, Any]]]] | None = None
    """Adds what stands elsewhere to the rows that are shown."""

    async def read(self, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        """The next `limit` rows after a position."""
        found = sorted((dict(row) for row in self.rows if self._matches(row)), key=_place)
        later = found if after is None else [row for row in found if _place(row) > (str(after.key), after.last)]
        return later[:limit]

    async def enriched(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """With what stands elsewhere."""
        return await self.enrich(documents) if self.enrich else documents

    def position(self, document: Mapping[str, Any]) -> Cursor:
        """Where a page ends that ends with this row."""
        return Cursor(*_place(document))

    def _matches(self, row: Mapping[str, Any]) -> bool:
        return all(fits(at_path(row, field), asked) for field, asked in self.query.items())


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["order"], row["key"]


def fits(value: Any, asked: Any) -> bool:
    """Whether a value is what a declared filter asks for."""
    if not isinstance(asked, Mapping):
        return bool(value == asked)
    if "$in" in asked:
        return value in asked["$in"]
    if value is None:
        return False
    above = "$gte" not in asked or value >= asked["$gte"]
    below = ("$lte" not in asked or value <= asked["$lte"]) and ("$lt" not in asked or value < asked["$lt"])
    return bool(above and below)
