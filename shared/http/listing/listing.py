"""Every list of the API: declared columns and filters, keyset pages as JSON, all rows as CSV or XLSX."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, Protocol

from pydantic import BaseModel, Field, create_model
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.http.faults import Fault
from shared.http.listing import cursor as cursors
from shared.http.listing.columns import Column, at_path
from shared.http.listing.cursor import Cursor
from shared.http.listing.export import as_csv, as_xlsx
from shared.http.listing.filters import AFTER_ALL, Asked, Expand, Filter, read
from shared.http.listing.negotiation import CSV, JSON, XLSX, preferred
from shared.http.listing.parts import Parts
from shared.http.listing.rows import Rows
from shared.http.listing.windows import day_floors, id_floors
from shared.http.openapi import problem_responses
from shared.http.words import Language, language_of
from shared.ids import Id
from shared.mongo import TenantCollection
from shared.refusals import Invalid

Enrich = Callable[[list[dict[str, Any]]], Awaitable[list[dict[str, Any]]]]
"""Adds to the documents of one page what stands elsewhere, such as names out of `people`."""


@dataclass(frozen=True)
class Export:
    """What a spreadsheet shows of a list where that is more than its items, such as what an import reads again."""

    columns: Sequence[Column]
    rows: Enrich
    """The rows of some documents, in their order; of one there may be several or none."""


MOST: Final = 200
USUAL: Final = 50
_EXPORT_PAGE: Final = 500
_ID: Final = Column("id", "ID", "ID", "id", type=Id)


@dataclass(frozen=True)
class Sort:
    """Another order than newest first: by an indexed field, ties by id."""

    field: str
    descending: bool = False
    days: bool = False
    """Every document has a day there (ISO), latest first: pages are found however many days there are. A filter that is
    used with it has an index on tenant, its own field, this one and `_id`."""
    ids: bool = False
    """Every document has a UUIDv7 of its own there (when it came, say), latest first. A filter that is used with it has
    an index on tenant, its own field and this one; a range of the instants when they were made bounds the walk."""

    def __post_init__(self) -> None:
        if (self.days or self.ids) and not self.descending:
            raise ValueError("Days and ids are listed latest first.")


@dataclass(frozen=True)
class Listing:
    """Declares a list. `name` names the export and the OpenAPI schema; columns come after `id`, which is always there.

    `total` order: newest id first, or `sort`.
    """

    name: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    sort: Sort | None = None
    timed: bool = True
    """Ids are UUIDv7, so that what is newer can be looked for first."""
    _columns: tuple[Column, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        named = {column.name for column in self.columns}
        columns = tuple(self.columns) if "id" in named else (_ID, *self.columns)
        object.__setattr__(self, "_columns", columns)

    async def answer(
        self,
        request: Request,
        collection: TenantCollection,
        *,
        where: Mapping[str, Any] | None = None,
        enrich: Enrich | None = None,
        export: Export | None = None,
        expand: Expand | None = None,
    ) -> Response:
        """One page as JSON, or everything as CSV or XLSX, of what matches `where` and the request's filters.

        An `export` says what CSV and XLSX show instead of the items; `expand`, which stored values the values of a
        filter stand for.

        Raises `Invalid` with every fault of the query, `NotAcceptable` for other formats.
        """
        return await self._answer(
            request, lambda asked: _Source(self, collection, [dict(where or {}), asked.query], enrich), export, expand
        )

    async def answer_rows(
        self, request: Request, rows: Sequence[Mapping[str, Any]], *, enrich: Enrich | None = None
    ) -> Response:
        """The same of rows that were gathered from several places: each has `order` and `key` (`Rows`).

        Filters look at the rows as they are, before `enrich`.
        """
        return await self._answer(request, lambda asked: Rows(rows, asked.query, enrich))

    async def answer_parts(
        self,
        request: Request,
        collection: TenantCollection,
        within: str,
        part_id: str,
        *,
        where: Mapping[str, Any] | None = None,
        enrich: Enrich | None = None,
    ) -> Response:
        """The same of the parts that documents hold in a list at `within` (`state.agreements`), newest document first.

        A row is its document with `part` and `parent` beside, and with the part's own `id`, found at `part_id` in it.
        Filters and `where` name the whole path (`state.agreements.status`); each part is judged by itself.
        """

        def parts(asked: Asked) -> Parts:
            wheres = [dict(where or {}), asked.query]
            some: dict[str, Any] = {within: {"$ne": []}}
            return Parts(_Source(self, collection, [*wheres, some], None), within, part_id, wheres, enrich)

        return await self._answer(request, parts)

    async def _answer(
        self,
        request: Request,
        source_of: Callable[[Asked], "Source"],
        export: Export | None = None,
        expand: Expand | None = None,
    ) -> Response:
        format = preferred(request.headers.get("accept"))
        language = language_of(request.headers.get("accept-language"))
        asked, limit = self._asked(request, language, expand)
        source = source_of(asked)
        if format == JSON:
            return await self._page(request, source, asked, limit)
        columns = export.columns if export else self._columns
        rows = self._all(source, columns, export.rows if export else None)
        return await (as_csv if format == CSV else as_xlsx)(self.name, columns, rows, language)

    def documented(self) -> dict[str, Any]:
        """Keyword arguments for the route: parameters, and the three formats of the answer."""
        binary = {"schema": {"type": "string", "format": "binary"}}
        answer = {
            "model": self.page_model,
            "description": "A page as JSON; every row as CSV or XLSX.",
            "content": {CSV: {"schema": {"type": "string"}}, XLSX: binary},
        }
        parameters = [one for declared in self.filters for one in declared.documented()] + _PAGING
        return {
            "response_model": None,
            "responses": {200: answer, **problem_responses((406,))},
            "openapi_extra": {"parameters": parameters},
        }

    @cached_property
    def page_model(self) -> type[BaseModel]:
        """The JSON answer as a model, for OpenAPI."""
        title = "".join(part.capitalize() for part in self.name.replace("_", "-").split("-"))
        members: dict[str, Any] = {
            column.name: (column.type if column.name == "id" else column.type | None, ...) for column in self._columns
        }
        row = create_model(f"{title}Row", **members)
        next = Field(default=None, description="The `cursor` of the next page; null on the last.")
        return create_model(f"{title}Page", items=(list[row], ...), next=(str | None, next))

    def item(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """One document as the list shows it."""
        return {column.name: column.value(document) for column in self._columns}

    def _asked(self, request: Request, language: Language, expand: Expand | None) -> tuple[Asked, int]:
        params = request.query_params
        asked = read(tuple(self.filters), params, language, expand)
        limit, wrong = _limit(params.get("limit"), language)
        known = {"limit", "cursor"} | {name for one in self.filters for name in one.parameters}
        faults = [*asked.faults, *wrong, *_unknown(set(params) - known, known, language)]
        if faults:
            raise Invalid("not-valid", "The query is not valid.", errors=[fault.model_dump() for fault in faults])
        return asked, limit

    async def _page(self, request: Request, source: "Source", asked: Asked, limit: int) -> Response:
        print = cursors.fingerprint(self.name, asked.given)
        given = request.query_params.get("cursor")
        after = cursors.decode(given, print) if given else None
        documents = await source.read(after, limit + 1)
        page = await source.enriched(documents[:limit])
        more = len(documents) > limit
        next = cursors.encode(source.position(documents[limit - 1]), print) if more else None
        return JSONResponse({"items": [self.item(document) for document in page], "next": next})

    async def _all(
        self, source: "Source", columns: Sequence[Column], rows: Enrich | None
    ) -> AsyncIterator[list[dict[str, Any]]]:
        after: Cursor | None = None
        while documents := await source.read(after, _EXPORT_PAGE):
            shown = await source.enriched(documents)
            shown = await rows(shown) if rows else shown
            yield [{column.name: column.value(document) for column in columns} for document in shown]
            after = source.position(documents[-1])
            if len(documents) < _EXPORT_PAGE:
                return


class Source(Protocol):
    """Where the rows of a list come from."""

    async def read(self, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        """The next `limit` rows after a position."""
        ...

    async def enriched(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """With what stands elsewhere."""
        ...

    def position(self, document: Mapping[str, Any]) -> Cursor:
        """Where a page ends that ends with this row."""
        ...


@dataclass(frozen=True)
class _Source:
    """The matching documents, in order, from a position on."""

    listing: Listing
    collection: TenantCollection
    wheres: list[dict[str, Any]]
    enrich: Enrich | None

    async def read(self, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        sort = self.listing.sort
        if sort is None:
            return await self._by_id(after, limit)
        if sort.days:
            return await self._by_day(sort.field, after, limit)
        if sort.ids:
            return await self._by_made(sort.field, after, limit)
        conditions = [{"_id": {"$gte": self.collection.key(""), "$lt": self._end(None)}}, *self._given()]
        if after is not None:
            conditions.append(_beyond(sort, after, self._end(after)))
        order = [(sort.field, -1 if sort.descending else 1), ("_id", -1)]
        return await self.collection.find({"$and": conditions}, sort=order, limit=limit)

    async def one(self, id: str) -> list[dict[str, Any]]:
        """The document with this id, if it matches."""
        asked = _all_of([{"_id": self.collection.key(id)}, *self._given()])
        return await self.collection.find(asked, sort=[("_id", -1)], limit=1)

    async def _by_id(self, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        sought = id_floors(after.last if after else None) if self.listing.timed else ("",)
        floors = (self.collection.key(floor) for floor in sought)
        return await self._down("_id", floors, self._end(after), limit, self._given())

    async def _by_day(self, day: str, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        """What is left of the day on which the page before ended, then the days before it."""
        least, most, given = self._bounds(day)
        if after is None:
            return await self._down(day, _above(least, day_floors(most)), (most or "") + AFTER_ALL, limit, given)
        key = str(after.key)
        ids = {"$gte": self.collection.key(""), "$lt": self._end(after)}
        found = await self.collection.find(_all_of([{day: key, "_id": ids}, *given]), sort=[("_id", -1)], limit=limit)
        if len(found) < limit:
            floors = _above(least, day_floors(key))
            found += await self._down(day, floors, key, limit - len(found), given)
        return found

    async def _by_made(self, field: str, after: Cursor | None, limit: int) -> list[dict[str, Any]]:
        """Below where the page before ended, or below the latest that is asked for."""
        least, most, given = self._bounds(field)
        top = str(after.key) if after is not None else most
        return await self._down(field, _above(least, id_floors(top)), top or AFTER_ALL, limit, given)

    async def _down(
        self, field: str, floors: Iterable[str], top: str, limit: int, given: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """From below `top` down, floor by floor, until there are enough."""
        order = [(name, -1) for name in dict.fromkeys((field, "_id"))]
        found: list[dict[str, Any]] = []
        for floor in floors:
            if floor < top:
                asked = _all_of([{field: {"$gte": floor, "$lt": top}}, *given])
                found += await self.collection.find(asked, sort=order, limit=limit - len(found))
                top = floor
            if len(found) >= limit:
                break
        return found

    def _given(self) -> list[dict[str, Any]]:
        return [where for where in self.wheres if where]

    def _bounds(self, field: str) -> tuple[str, str | None, list[dict[str, Any]]]:
        """First and last day, or other key of the order, that are asked for, both included, and what else is."""
        asked = [where[field] for where in self.wheres if field in where]
        least = max((bounds["$gte"] for bounds in asked if "$gte" in bounds), default="")
        most = min((bounds["$lte"] for bounds in asked if "$lte" in bounds), default=None)
        rest = ({name: part for name, part in where.items() if name != field} for where in self.wheres)
        return least, most, [where for where in rest if where]

    def _end(self, after: Cursor | None) -> str:
        """Upper bound of `_id`: where the page before ended, else where the tenant ends (`0` follows `/`)."""
        return self.collection.key(after.last) if after is not None else self.collection.tenant + "0"

    async def enriched(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await self.enrich(documents) if self.enrich is not None and documents else documents

    def position(self, document: Mapping[str, Any]) -> Cursor:
        sort = self.listing.sort
        key = at_path(document, sort.field) if sort is not None else None
        if isinstance(key, datetime) and key.tzinfo is None:
            key = key.replace(tzinfo=UTC)
        return Cursor(key, str(document["id"]))


def _all_of(conditions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One flat filter where no two speak of the same: simple servers find no index below an `$and`."""
    names = [name for each in conditions for name in each]
    if len(set(names)) < len(names):
        return {"$and": list(conditions)}
    return {name: part for each in conditions for name, part in each.items()}


def _above(least: str, floors: Iterable[str]) -> Iterator[str]:
    """The floors down to `least`, which is the last."""
    for floor in floors:
        yield max(floor, least)
        if floor <= least:
            return


def _beyond(sort: Sort, after: Cursor, end: str) -> dict[str, Any]:
    """Later in the order; absent values come first ascending and last descending, as the database sorts them."""
    ties = {sort.field: after.key, "_id": {"$lt": end}}
    if after.key is None:
        return ties if sort.descending else {"$or": [ties, {sort.field: {"$ne": None}}]}
    if sort.descending:
        return {"$or": [ties, {sort.field: {"$lt": after.key}}, {sort.field: None}]}
    return {"$or": [ties, {sort.field: {"$gt": after.key}}]}


def _limit(given: str | None, language: Language) -> tuple[int, list[Fault]]:
    if given is None:
        return USUAL, []
    if given.isascii() and given.isdecimal() and len(given) <= 3 and 1 <= int(given) <= MOST:
        return int(given), []
    what = f"Bukan bilangan 1 sampai {MOST}." if language == "id" else f"It is not a number from 1 to {MOST}."
    mend = "Ubah atau hapus." if language == "id" else "Change it or leave it out."
    return USUAL, [Fault(where="query.limit", what=what, mend=mend)]


def _unknown(names: set[str], known: set[str], language: Language) -> list[Fault]:
    what = "Saringan ini tidak ada." if language == "id" else "There is no such filter."
    mend = ("Gunakan: " if language == "id" else "Use: ") + ", ".join(sorted(known))
    return [Fault(where=f"query.{name}"[:200], what=what, mend=mend) for name in sorted(names)[:20]]


_PAGING: Final[list[dict[str, Any]]] = [
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": "Items per page.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    {
        "name": "cursor",
        "in": "query",
        "required": False,
        "description": "`next` of the page before, with the same filters.",
        "schema": {"type": "string"},
    },
]
