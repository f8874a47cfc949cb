"""A small service for the tests of `shared.http`: jars that hold coins, in memory, without authentication."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Response
from pydantic import Field
from starlette.requests import Request

from shared.http import (
    Body,
    Changed,
    Column,
    Created,
    Filter,
    Listing,
    Router,
    Sort,
    changed,
    command_identity,
    created,
    if_match,
)
from shared.http.app import make_app
from shared.http.tags import number_seen
from shared.http.uploads import UPLOAD, Upload, upload
from shared.ids import Id, new_id
from shared.refusals import NOTHING_SEEN, Busy, IfMatchRequired, NotFound, Refused, Stale

SCHOOL = "01981e4a-6c00-7000-8000-0000000000aa"


@dataclass
class Outcome:
    id: str
    number: int
    repeated: bool = False


class Part(Body):
    coin: Annotated[int, Field(ge=1, le=1000)]


class JarBody(Body):
    """A jar to be made."""

    name: Annotated[str, Field(min_length=1, max_length=40, examples=["Piggy"])]
    kind: Literal["glass", "clay"] = "clay"
    opened: date | None = None
    heavy: bool = False
    parts: tuple[Part, ...] = ()


class Memory:
    """As much of a `TenantCollection` as a list needs: filters of one level, bounds and sorting."""

    tenant = SCHOOL

    def __init__(self, documents: Sequence[dict[str, Any]] = ()) -> None:
        self.documents = [*documents]
        self.asked: list[Any] = []

    def key(self, id: str) -> str:
        return f"{self.tenant}/{id}"

    async def find(self, filter: dict[str, Any], *, sort: Any, limit: int) -> list[dict[str, Any]]:
        self.asked.append(filter)
        found = [one for one in self.documents if all(_matches(one, part) for part in filter.get("$and", [filter]))]
        for name, direction in reversed(sort):
            found.sort(key=lambda one: (_at(one, name) is not None, _at(one, name) or ""), reverse=direction < 0)
        return found[:limit]


def _at(document: dict[str, Any], path: str) -> Any:
    for step in path.split("."):
        document = document.get(step)  # type: ignore[assignment]  # the last step is the value
    return document


def _matches(document: dict[str, Any], part: dict[str, Any]) -> bool:
    return all(
        any(_matches(document, one) for one in wanted) if name == "$or" else _fits(_at(document, name), wanted)
        for name, wanted in part.items()
    )


def _fits(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(value == wanted)
    tests = {
        "$gte": lambda bound: value is not None and value >= bound,
        "$gt": lambda bound: value is not None and value > bound,
        "$lte": lambda bound: value is not None and value <= bound,
        "$lt": lambda bound: value is not None and value < bound,
        "$in": lambda options: value in options,
        "$ne": lambda other: value != other,
    }
    return all(tests[name](bound) for name, bound in wanted.items())


def jar(name: str | None, kind: str = "clay", opened: str | None = None, id: str | None = None) -> dict[str, Any]:
    id = id or new_id()
    state = {"name": name, "kind": kind, "opened": opened, "coins": [1, 2]}
    return {"_id": f"{SCHOOL}/{id}", "tenant": SCHOOL, "id": id, "number": 3, "state": state}


COLUMNS = (
    Column("name", "Nama", "Name"),
    Column("kind", "Jenis", "Kind"),
    Column("opened", "Dibuka", "Opened", type=date),
    Column("coins", "Jumlah koin", "Coins", lambda document: len(document["state"]["coins"]), int),
)
FILTERS = (
    Filter("kind", "state.kind", "in", Literal["clay", "glass"]),
    Filter("opened", "state.opened", "range", date),
    Filter("name", "state.name", "prefix"),
    Filter("coins", "coins", "eq", int),
)
JARS = Listing("jars", COLUMNS, FILTERS)
BY_NAME = Listing("jars-by-name", COLUMNS, FILTERS, Sort("state.name"))
FROM_Z = Listing("jars-from-z", COLUMNS, FILTERS, Sort("state.name", descending=True))


@dataclass
class Jars:
    """What the routes work on."""

    memory: Memory = field(default_factory=Memory)
    identities: list[tuple[str | None, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


async def identity(request: Request) -> str | None:
    command, request_hash = await command_identity(request, "key-1")
    request.app.state.runtime.identities.append((command, request_hash))
    return command


Command = Annotated[str | None, Depends(identity)]


def refuse(name: str) -> None:
    """Whatever can go wrong, by name."""
    if name == "busy":
        raise Busy("try-again", "Too many at once.")
    if name == "crash":
        raise RuntimeError(f"the name is {name} and secret")
    if name == "refused":
        raise Refused("jar-refused", "No such jar may be made.", mend="Choose another name.", most=3)


def routes() -> Router:
    router = Router("jars")

    @router.post("/schools/{school}/jars", status_code=201)
    async def make_jar(school: Id, body: JarBody, request: Request, response: Response, command: Command) -> Created:
        """Make a jar."""
        refuse(body.name)
        repeated = command is not None and command in request.app.state.runtime.seen
        request.app.state.runtime.seen.add(command)
        outcome = Outcome(new_id(), 1, repeated)
        return created(response, outcome, f"/jars/schools/{school}/jars/{outcome.id}")

    @router.put("/schools/{school}/jars/{jar}", dependencies=[if_match])
    async def change_jar(school: Id, jar: Id, body: JarBody, request: Request, response: Response) -> Changed:
        """Change a jar."""
        seen = number_seen(request)
        if seen == NOTHING_SEEN:
            raise IfMatchRequired
        if seen == 1:
            raise Stale("stale", "The jar has changed.", mend="Read it again.")
        return changed(response, Outcome(jar, 8))

    @router.get("/schools/{school}/jars/{jar}")
    async def one_jar(school: Id, jar: Id) -> Changed:
        """One jar."""
        raise NotFound("jar", jar)

    for path, listing in (("jars", JARS), ("jars-by-name", BY_NAME), ("jars-from-z", FROM_Z)):
        _add_listing(router, path, listing)

    @router.post("/schools/{school}/jars/import", status_code=202, openapi_extra=UPLOAD)
    async def import_jars(school: Id, file: Annotated[Upload, Depends(upload)], command: Command) -> dict[str, int]:
        """Take in a list."""
        return {"bytes": len(file.content)}

    return router


def _add_listing(router: Router, path: str, listing: Listing) -> None:
    @router.listing(f"/schools/{{school}}/{path}", listing, operation_id=path.replace("-", "_"))
    async def jars(school: Id, request: Request) -> Response:
        """All jars."""
        return await listing.answer(request, request.app.state.runtime.memory)


def sample(jars: Jars | None = None, **options: Any) -> FastAPI:
    return make_app("jars", "Jars", "Jars for tests.\n\nAnd more.", [routes()], jars or Jars(), **options)
