"""A list that is computed as a whole, such as a matrix: declared like others, all rows in one answer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, create_model
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.http.listing.export import as_csv, as_xlsx
from shared.http.listing.filters import read
from shared.http.listing.listing import Listing, _unknown
from shared.http.listing.negotiation import CSV, JSON, preferred
from shared.http.words import language_of
from shared.refusals import Invalid

Rows = Callable[[Mapping[str, Any]], Awaitable[Sequence[Mapping[str, Any]]]]
"""Computes the rows; gets what was asked by `field` of each filter, in its JSON form."""


@dataclass(frozen=True)
class Table(Listing):
    """Declares a computed list: a column's path is where the value is in a row. It has no pages and no `id`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_columns", tuple(self.columns))

    async def show(self, request: Request, rows: Rows) -> Response:
        """Every row as JSON, CSV or XLSX. Raises `Invalid` with every fault of the query."""
        format = preferred(request.headers.get("accept"))
        language = language_of(request.headers.get("accept-language"))
        asked = read(tuple(self.filters), request.query_params, language)
        known = {name for one in self.filters for name in one.parameters}
        faults = [*asked.faults, *_unknown(set(request.query_params) - known, known, language)]
        if faults:
            raise Invalid("not-valid", "The query is not valid.", errors=[fault.model_dump() for fault in faults])
        items = [self.item(row) for row in await rows(asked.query)]
        if format == JSON:
            return JSONResponse({"items": items})
        export = as_csv if format == CSV else as_xlsx
        return await export(self.name, self._columns, _all(items), language)

    def documented(self) -> dict[str, Any]:
        """As of other lists, without pages."""
        parameters = [one for declared in self.filters for one in declared.documented()]
        return super().documented() | {"openapi_extra": {"parameters": parameters}}

    @cached_property
    def page_model(self) -> type[BaseModel]:
        """The JSON answer as a model, for OpenAPI."""
        title = "".join(part.capitalize() for part in self.name.split("-"))
        members: dict[str, Any] = {column.name: (column.type | None, ...) for column in self._columns}
        row = create_model(f"{title}Row", **members)
        return create_model(f"{title}Table", items=(list[row], ...))


async def _all(items: list[dict[str, Any]]) -> AsyncIterator[list[dict[str, Any]]]:
    yield items
