"""What a list asks the database for."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from shared.http import Listing
from shared.mongo import TenantCollection


class Listening(TenantCollection):
    """Keeps what it was asked."""

    def __init__(self, own: TenantCollection) -> None:
        super().__init__(own._documents, own.tenant)
        self.asked: list[tuple[Any, Any, int]] = []

    def find(self, filter: Any = None, *, sort: Any = None, limit: int = 0, fields: Any = None) -> Any:
        self.asked.append(({**(filter or {}), "tenant": self.tenant}, sort, limit))
        return super().find(filter, sort=sort, limit=limit, fields=fields)


async def asked_by(
    listing: Listing, collection: TenantCollection, query: str, where: Mapping[str, Any] | None = None
) -> list[tuple[Any, Any, int]]:
    """Filter, sort and limit of every query that the list makes for these parameters."""
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []}
    listening = Listening(collection)
    assert (await listing.answer(Request(scope), listening, where=where)).status_code == 200
    return listening.asked
