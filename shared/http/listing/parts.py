"""Rows that are parts of documents: the agreements under MoUs, the follow-ups of meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.http.listing.columns import at_path
from shared.http.listing.cursor import Cursor
from shared.http.listing.rows import fits


class Parents(Protocol):
    """Reads the documents that hold the parts."""

    async def read(self, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        """The next documents after a position."""
        ...

    async def one(self, id: str) -> list[dict[str, Any]]:
        """The document with this id, if it matches."""
        ...

    def position(self, document: Mapping[str, Any]) -> Cursor:
        """Of a document."""
        ...


@dataclass(frozen=True)
class Parts:
    """The parts of each document, newest first, document by document; a cursor names both."""

    parents: Parents
    within: str
    part_id: str
    wheres: Sequence[Mapping[str, Any]]
    enrich: Any

    async def read(self, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        """The next `limit` parts after a position."""
        found: list[dict[str, Any]] = []
        at: Cursor | None = None
        if after is not None:
            parent, _, part = after.last.partition("/")
            at = Cursor(after.key, parent)
            found = [row for one in await self.parents.one(parent) for row in self._rows(one) if row["id"] < part]
        while len(found) < limit:
            documents = await self.parents.read(at, limit)
            found += [row for one in documents for row in self._rows(one)]
            if len(documents) < limit:
                break
            at = self.parents.position(documents[-1])
        return found[:limit]

    async def enriched(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """With what stands elsewhere."""
        enriched: list[dict[str, Any]] = await self.enrich(documents) if self.enrich and documents else documents
        return enriched

    def position(self, document: Mapping[str, Any]) -> Cursor:
        """Where a page ends that ends with this part."""
        parent = self.parents.position({**document, "id": document["parent"]})
        return Cursor(parent.key, f"{parent.last}/{document['id']}")

    def _rows(self, document: Mapping[str, Any]) -> list[dict[str, Any]]:
        parts = at_path(document, self.within) or []
        rows = [
            {**document, "part": part, "parent": document["id"], "id": str(at_path(part, self.part_id))}
            for part in parts
            if self._matches(part)
        ]
        return sorted(rows, key=lambda row: row["id"], reverse=True)

    def _matches(self, part: Mapping[str, Any]) -> bool:
        own = f"{self.within}."
        asked = [item for where in self.wheres for item in where.items() if item[0].startswith(own)]
        return all(fits(at_path(part, field.removeprefix(own)), condition) for field, condition in asked)
