"""Long work: 202 and a resource that shows how far it is; run by one replica, resumed after a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.context import Context
from shared.holding import run_held
from shared.http.idempotency import REPLAYED
from shared.http.listing import Column, Filter, Listing
from shared.http.operations.run import LeaseLost, OperationRun, RowHandler, Touches, problem_of
from shared.http.operations.words import NAME, Operation, shown, stored
from shared.http.problems import log_crash
from shared.http.router import Router
from shared.http.words import Language, language_of
from shared.ids import Id, new_id
from shared.leases import Leases
from shared.mongo import Document, is_lost, is_transient
from shared.refusals import Busy, NotFound, Refusal, Refused
from shared.spreadsheets import RowProblem, Sheet

log = structlog.get_logger(__name__)

Runner = Callable[[OperationRun], Awaitable[None]]
TakeBack = Callable[[Context, Document], Awaitable[None]]

_AT_ONCE: Final = 4
_ATTEMPTS: Final = 3
_UNFINISHED: Final = ("queued", "running")
_LISTING: Final = Listing(
    "operations",
    columns=(
        Column("kind", "Jenis", "Kind", "kind"),
        Column("state", "Keadaan", "State", "state"),
        Column("total", "Jumlah", "Total", "total", int),
        Column("done", "Selesai", "Done", "done", int),
        Column("accepted", "Diterima", "Accepted", "accepted", int),
        Column("rejected", "Ditolak", "Rejected", "rejected", int),
        Column("queued_at", "Diminta", "Queued", "queued_at"),
        Column("finished_at", "Berakhir", "Finished", "finished_at"),
    ),
    filters=(Filter("state", "state", "in"), Filter("kind", "kind")),
)


class Operations:
    """The kinds of long work of one service, with their routes and their worker."""

    def __init__(self) -> None:
        self._runners: dict[str, Runner] = {}
        self._takers_back: dict[str, TakeBack] = {}

    @property
    def kinds(self) -> tuple[str, ...]:
        """What can be started."""
        return tuple(self._runners)

    def runner(self, kind: str) -> Callable[[Runner], Runner]:
        """Register what does the work of this kind."""

        def register(run: Runner) -> Runner:
            self._runners[kind] = run
            return run

        return register

    def taken_back(self, kind: str) -> Callable[[TakeBack], TakeBack]:
        """Register what follows when work of this kind is cancelled: `async def follow(ctx, operation)`.

        It may be called again, and queues an operation where it would take long.
        """

        def register(follow: TakeBack) -> TakeBack:
            self._takers_back[kind] = follow
            return follow

        return register

    def rows(self, kind: str, sheet: Sheet, touches: Touches | None = None) -> Callable[[RowHandler], RowHandler]:
        """Register what is done with each good row of a list: `async def handle(ctx, row)`.

        `touches` says what a row reads and writes, so that rows which have nothing in common can go at once.
        """

        def register(handle: RowHandler) -> RowHandler:
            async def run(operation: OperationRun) -> None:
                await operation.each(sheet, handle, touches)

            self._runners[kind] = run
            return handle

        return register

    def accepted(self, request: Request, response: Response, operation: Operation) -> Operation:
        """Answer 202: `Location` of the operation, `Retry-After`.

        The tenant's path is taken from the request: `/<service>/<tenants>/<tenant>/operations/<id>`.
        """
        prefix = "/".join(request.url.path.split("/")[:4])
        operation = operation.model_copy(update={"href": f"{prefix}/operations/{operation.id}"})
        response.status_code = 202
        response.headers["Location"] = operation.href
        response.headers["Retry-After"] = "1"
        if operation.repeated:
            response.headers[REPLAYED] = "true"
        return operation

    async def cancel(self, ctx: Context, id: str, language: Language = "en") -> Operation:
        """Let it end after the page or row under way; what is done stays done. Saying so twice is fine.

        Raises `NotFound`, and `Refused("operation-over")` when it has ended by itself.
        """
        over = {"$set": {"state": "cancelled", "finished_at": ctx.runtime.clock.machine()}}
        if await ctx[NAME].update(id, over, where={"state": {"$in": list(_UNFINISHED)}}):
            await ctx.runtime.texts.remove(ctx.tenant, id)
        document = await ctx[NAME].get(id)
        if document is None:
            raise NotFound("operation", id)
        if document["state"] != "cancelled":
            raise Refused("operation-over", "The work has ended already.", mend="Look at what came of it.")
        if follow := self._takers_back.get(document["kind"]):
            await follow(ctx, document)
        return shown(document, language)

    def add_routes(
        self,
        router: Router,
        allowed: Any,
        path: str = "/schools/{school}",
        *,
        cancels: Any = None,
        named: str = "",
    ) -> None:
        """`GET <path>/operations` and `GET <path>/operations/{operation}`; `allowed` is the routes' `allow(...)`.

        With `cancels`, another `allow(...)`, also `POST <path>/operations/{operation}/cancellation`. `named` goes into
        the operation ids of OpenAPI where a service has these routes under several paths.
        """
        ids = f"{router.service}_{named}"

        async def operation(
            operation: Id, request: Request, response: Response, ctx: Annotated[Context, Depends(allowed)]
        ) -> Operation:
            """How far an operation is, and what was wrong with which row."""
            document = await ctx[NAME].get(operation)
            if document is None:
                raise NotFound("operation", operation)
            if document["state"] in _UNFINISHED:
                response.headers["Retry-After"] = "1"
            language = language_of(request.headers.get("accept-language"))
            return shown(document, language, request.url.path)

        async def operations(request: Request, ctx: Annotated[Context, Depends(allowed)]) -> Response:
            """Every operation, newest first."""
            return await _LISTING.answer(request, ctx[NAME])

        router.get(f"{path}/operations/{{operation}}", operation_id=f"{ids}operation")(operation)
        router.listing(f"{path}/operations", _LISTING, operation_id=f"{ids}operations")(operations)
        if cancels is not None:
            self._add_cancelling(router, cancels, path, f"{ids}cancel_operation")

    def _add_cancelling(self, router: Router, allowed: Any, path: str, operation_id: str) -> None:
        async def cancel(operation: Id, request: Request, ctx: Annotated[Context, Depends(allowed)]) -> Operation:
            """Go no further; what is done stays done."""
            language = language_of(request.headers.get("accept-language"))
            cancelled = await self.cancel(ctx, operation, language)
            return cancelled.model_copy(update={"href": request.url.path.removesuffix("/cancellation")})

        router.post(f"{path}/operations/{{operation}}/cancellation", operation_id=operation_id)(cancel)

    async def run(self, runtime: Any) -> None:
        """Until cancelled: run what is queued, while this replica holds the lease."""
        term = runtime.settings.lease_term_seconds
        leases = Leases(runtime.mongo, runtime.clock, new_id(), term)

        async def round(fence: int) -> bool:
            return await self.round(runtime, fence)

        await run_held(leases, "operations", round, term=term)

    async def round(self, runtime: Any, fence: int) -> bool:
        """Run unfinished operations, oldest first, up to four at once and one per tenant, until a moment without any.

        False when there was none. A long one does not keep other tenants waiting.
        """
        running: dict[str, asyncio.Task[None]] = {}
        worked = False
        try:
            while True:
                for document in await self._waiting(runtime, fence, set(running)):
                    running[document["tenant"]] = asyncio.create_task(self._run(runtime, document, fence))
                if not running:
                    return worked
                worked = True
                done, _ = await asyncio.wait(running.values(), timeout=1, return_when=asyncio.FIRST_COMPLETED)
                running = {tenant: task for tenant, task in running.items() if task not in done}
                for task in done:
                    task.result()
        finally:
            for task in running.values():
                task.cancel()
            await asyncio.gather(*running.values(), return_exceptions=True)

    async def _waiting(self, runtime: Any, fence: int, busy: set[str]) -> list[Document]:
        """The oldest unfinished operation of each tenant that has none under way."""
        query = {
            "state": {"$in": list(_UNFINISHED)},
            "kind": {"$in": list(self.kinds)},
            "tenant": {"$nin": sorted(busy)},
            **_not_overtaken(fence),
        }
        found = await runtime.mongo.documents(NAME).find(query, sort=[("queued_at", 1), ("_id", 1)], limit=100)
        firsts: dict[str, Document] = {}
        for document in found:
            firsts.setdefault(document["tenant"], document)
        return list(firsts.values())[: _AT_ONCE - len(busy)]

    async def _run(self, runtime: Any, document: Document, fence: int) -> None:
        claimed = await _claim(runtime, document, fence)
        if claimed is None:
            return
        payload = await runtime.texts.payload(claimed["tenant"], claimed["id"])
        run = OperationRun(runtime, claimed, payload or b"", fence)
        try:
            if claimed["attempts"] > _ATTEMPTS:
                raise Refusal("internal-error", "The work was broken off several times.")
            await self._runners[claimed["kind"]](run)
            await run.progress(force=True)
            await _end(runtime, claimed, fence, "finished")
        except LeaseLost:
            return
        except Busy:
            await _postpone(runtime, claimed, fence)
        except Refusal as refusal:
            await _end(runtime, claimed, fence, "failed", problem_of(0, refusal))
        except Exception as error:
            if is_lost(error) or is_transient(error):
                await _postpone(runtime, claimed, fence)
                return
            log_crash("operation-crashed", error, id=run.id, kind=run.kind)


async def _claim(runtime: Any, document: Document, fence: int) -> Document | None:
    """Ours from now on, unless a later holder of the lease was faster. `attempts` counts starts without progress."""
    kept = runtime.mongo.tenant(document["tenant"])[NAME]
    advanced = document["line"] > document.get("attempted_line", -1)
    change = {
        "state": "running",
        "fence": fence,
        "attempts": 1 if advanced else document["attempts"] + 1,
        "attempted_line": document["line"],
    }
    guard = {"state": {"$in": list(_UNFINISHED)}, **_not_overtaken(fence)}
    if not await kept.update(document["id"], {"$set": change}, where=guard):
        return None
    claimed: Document | None = await kept.get(document["id"])
    return claimed


def _not_overtaken(fence: int) -> Document:
    """Begun by nobody, by us or by an earlier holder of the lease."""
    return {"$or": [{"fence": {"$lte": fence}}, {"fence": {"$exists": False}}]}


async def _postpone(runtime: Any, document: Document, fence: int) -> None:
    """Trouble that passes: not an attempt."""
    await asyncio.sleep(1)
    kept = runtime.mongo.tenant(document["tenant"])[NAME]
    await kept.update(document["id"], {"$set": {"attempts": 0}}, where={"fence": fence, "state": "running"})


async def _end(runtime: Any, document: Document, fence: int, state: str, problem: RowProblem | None = None) -> None:
    """The last word; what was uploaded is forgotten."""
    change: Document = {"$set": {"state": state, "finished_at": runtime.clock.machine()}}
    if problem is not None:
        change["$push"] = {"problems": stored(problem)}
    kept = runtime.mongo.tenant(document["tenant"])[NAME]
    if await kept.update(document["id"], change, where={"fence": fence, "state": "running"}):
        await runtime.texts.remove(document["tenant"], document["id"])
        log.info("operation", id=document["id"], kind=document["kind"], state=state)
