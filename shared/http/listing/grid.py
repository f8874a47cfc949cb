"""A short list that a route answers as it is in JSON: the same rows as CSV or XLSX, by `Accept`."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from shared.http.listing.columns import Column, jsonable
from shared.http.listing.export import as_csv, as_xlsx
from shared.http.listing.negotiation import CSV, JSON, XLSX, preferred
from shared.http.openapi import problem_responses
from shared.http.words import language_of

Answer = Callable[..., Awaitable[Any]]
_REQUEST: Final = "negotiated_by"


def _itself(answer: Any) -> Iterable[Any]:
    rows: Iterable[Any] = answer
    return rows


@dataclass(frozen=True)
class Grid:
    """Declares the columns; a path is where the value is in a row as JSON has it."""

    name: str
    """Of the file."""
    columns: Sequence[Column]
    rows: Callable[[Any], Iterable[Any]] = _itself
    """The rows of what the route answers: models or mappings."""

    def documented(self) -> dict[str, Any]:
        """What the route says beside its JSON."""
        binary = {"schema": {"type": "string", "format": "binary"}}
        content = {CSV: {"schema": {"type": "string"}}, XLSX: binary}
        return {"responses": {200: {"content": content}, **problem_responses((406,))}}

    def beside(self, endpoint: Answer) -> Answer:
        """The endpoint, which answers JSON as before, and CSV or XLSX to whoever asks for one of them."""
        signature = inspect.signature(endpoint)
        asked = next((one.name for one in signature.parameters.values() if one.annotation is Request), None)

        @wraps(endpoint)
        async def answer(**given: Any) -> Any:
            request: Request = given[asked] if asked else given.pop(_REQUEST)
            format = preferred(request.headers.get("accept"))
            found = await endpoint(**given)
            return found if format == JSON else await self._export(found, format, request)

        own = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
        more = [] if asked else [inspect.Parameter(_REQUEST, inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
        answer.__signature__ = signature.replace(parameters=[*own, *more])  # type: ignore[attr-defined]  # FastAPI reads it
        return answer

    async def _export(self, found: Any, format: str, request: Request) -> Response:
        language = language_of(request.headers.get("accept-language"))
        rows = [_plain(row) for row in self.rows(found)]
        items = [{column.name: column.value(row) for column in self.columns} for row in rows]
        export = as_csv if format == CSV else as_xlsx
        return await export(self.name, self.columns, _at_once(items), language)


def _plain(row: Any) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = row.model_dump(mode="json") if isinstance(row, BaseModel) else jsonable(row)
    return plain


async def _at_once(items: list[dict[str, Any]]) -> AsyncIterator[list[dict[str, Any]]]:
    yield items
