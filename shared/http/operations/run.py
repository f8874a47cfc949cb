"""One operation while it runs: rows, progress, and what a row's command is called."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

import structlog
from pydantic import ValidationError

from shared.context import Context
from shared.events import Actor
from shared.faults import point
from shared.http.operations.words import MOST_PROBLEMS, NAME, stored
from shared.mongo import Document
from shared.refusals import Busy, Refusal
from shared.spreadsheets import Row, RowProblem, Sheet

log = structlog.get_logger(__name__)

RowHandler = Callable[[Context, Row], Awaitable[None]]
"""Executes one command (further ones through `ctx.also`); a refusal, or what a model does not take, becomes the row's
problem."""

Touches = Callable[[Row], frozenset[str] | None]
"""What a good row reads and writes, by any names that tell it apart; None: it may be anything, so it goes alone."""

_AT_ONCE: Final = 8
_BATCH_ROWS: Final = 250
"""Read at a time, so that a long list does not stand in memory as a whole."""
_FLUSH_ROWS: Final = 25
_FLUSH_SECONDS: Final = 0.5


class LeaseLost(Exception):
    """Another replica runs this operation now, or it was cancelled."""


class OperationRun:
    """Rows are counted together with the position in one write, so that a crash counts none twice.

    A row that ran and was not yet counted runs again with the same command id, which changes nothing.
    """

    def __init__(self, runtime: Any, document: Document, payload: bytes, fence: int) -> None:
        self.runtime = runtime
        self.tenant: str = document["tenant"]
        self.id: str = document["id"]
        self.kind: str = document["kind"]
        self.params: dict[str, Any] = document["params"]
        self.queued_at: datetime = document["queued_at"]
        """When it was asked for, in machine time."""
        self.payload = payload
        self._document = document
        self._fence = fence
        self.place: str = document.get("place", "")
        """Where the life before this one got to, in the words of `advance`; empty at first."""
        self._line: int = document["line"]
        self._other: dict[str, int] = dict(document.get("counts", {}))
        self._counts: dict[str, int] = {name: document[name] for name in ("done", "accepted", "rejected")}
        self._problems: list[RowProblem] = []
        self._known = len(document["problems"])
        self._omitted: int = document["problems_omitted"]
        self._unsaved = 0
        self._saved_at = 0.0

    def context(self, step: int | str) -> Context:
        """A context for one command; `step` (a line, a name) makes its id, so that a repetition changes nothing."""
        return Context(
            runtime=self.runtime,
            tenant=self.tenant,
            actor=Actor.model_validate(self._document["actor"]),
            now=self.runtime.clock.now(),
            command_id=f"operation:{self.id}/{step}",
            given=True,
            correlation_id=self._document["correlation_id"],
            causation_id=self.id,
        )

    async def each(self, sheet: Sheet, handle: RowHandler, touches: Touches | None = None) -> None:
        """Every row of the payload that is not done yet: faulty ones are reported, good ones handled.

        Neighbours that touch nothing in common are handled at once; without `touches` one after the other.
        """
        await self.begin(await asyncio.to_thread(sheet.count, self.payload))
        rows = sheet.read(self.payload)
        while batch := await asyncio.to_thread(_some, rows):
            for group in together([row for row in batch if row.line > self._line], touches):
                await self._handle(group, handle)
        await self.progress(force=True)

    @property
    def counts(self) -> dict[str, int]:
        """What `advance` has counted so far, lives before this one included."""
        return dict(self._other)

    async def begin(self, total: int) -> None:
        """Say how much there is to do."""
        await self._write({"total": total})

    async def advance(
        self,
        place: str,
        *,
        accepted: int = 0,
        rejected: int = 0,
        reached: datetime | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """One more page of work that has no rows: what it counted and where the next begins, in one write.

        So a crash counts no page twice, and a page that ran and was not counted runs again: it must bear that.
        Raises `LeaseLost`, also when the operation was cancelled.
        """
        for name, more in (("done", accepted + rejected), ("accepted", accepted), ("rejected", rejected)):
            self._counts[name] += more
        for name, more in (counts or {}).items():
            self._other[name] = self._other.get(name, 0) + more
        self.place = place
        self._line += 1
        await point("operation.before-advance")
        said = {"reached": reached} if reached else {}
        await self._write({**self._counts, **said, "counts": self._other, "place": place, "line": self._line})

    async def accept(self, line: int) -> None:
        """One more was done, and well."""
        self._count("accepted", line)
        await self.progress()

    async def reject(self, line: int, *problems: RowProblem) -> None:
        """One more was done and refused."""
        self._count("rejected", line)
        for problem in problems:
            if self._known + len(self._problems) < MOST_PROBLEMS:
                self._problems.append(problem)
            else:
                self._omitted += 1
        await self.progress()

    async def progress(self, *, force: bool = False) -> None:
        """Write down how far it is, now and then. Raises `LeaseLost` when another replica took over."""
        now = self.runtime.clock.monotonic()
        due = self._unsaved >= _FLUSH_ROWS or now - self._saved_at >= _FLUSH_SECONDS
        if not (force or due):
            return
        new, self._problems = self._problems, []
        change = {**self._counts, "line": self._line, "problems_omitted": self._omitted}
        await self._write(change, new)
        self._known += len(new)
        self._unsaved, self._saved_at = 0, now

    async def _handle(self, rows: Sequence[Row], handle: RowHandler) -> None:
        """Counted in their order: what ran and is not counted, since an earlier one could not, runs again."""
        outcomes = await asyncio.gather(*(self._outcome(row, handle) for row in rows), return_exceptions=True)
        for row, outcome in zip(rows, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                raise outcome
            await (self.reject(row.line, *outcome) if outcome else self.accept(row.line))

    async def _outcome(self, row: Row, handle: RowHandler) -> tuple[RowProblem, ...]:
        """What is wrong with the row."""
        if row.problems:
            return row.problems
        try:
            await handle(self.context(row.line), row)
            await point("operation.after-row")
        except Busy:
            raise
        except Refusal as refusal:
            return (problem_of(row.line, refusal),)
        except ValidationError as error:
            return (_not_valid(row.line, error),)
        return ()

    def _count(self, outcome: str, line: int) -> None:
        self._counts["done"] += 1
        self._counts[outcome] += 1
        self._line = max(self._line, line)
        self._unsaved += 1

    async def _write(self, change: Document, problems: list[RowProblem] | None = None) -> None:
        update: dict[str, Any] = {"$set": change}
        if problems:
            update["$push"] = {"problems": {"$each": [stored(one) for one in problems]}}
        guard = {"fence": self._fence, "state": "running", "line": {"$lte": self._line}}
        if not await self.runtime.mongo.tenant(self.tenant)[NAME].update(self.id, update, where=guard):
            raise LeaseLost(self.id)


def together(rows: Sequence[Row], touches: Touches | None) -> Iterator[list[Row]]:
    """The rows in their order, in groups in which no two good ones touch the same."""
    group: list[Row] = []
    taken: set[str] = set()
    for row in rows:
        own = frozenset[str]() if row.problems else touches(row) if touches else None
        if group and (own is None or taken & own or len(group) == _AT_ONCE):
            yield group
            group, taken = [], set()
        group.append(row)
        if own is None:
            yield group
            group = []
        else:
            taken |= own
    if group:
        yield group


def _some(rows: Iterator[Row]) -> list[Row]:
    return list(islice(rows, _BATCH_ROWS))


def _not_valid(line: int, error: ValidationError) -> RowProblem:
    """What a model did not take and no parser refused: which members, never what stands in them."""
    members = ", ".join(dict.fromkeys(".".join(map(str, one["loc"])) for one in error.errors(include_input=False)))
    log.warning("row-not-valid", line=line, model=error.title, members=members)
    return RowProblem(line, "", "row-not-valid", facts={"members": members})


def problem_of(line: int, refusal: Refusal) -> RowProblem:
    """A refusal as the problem of a row. Its `column` fact, where it has one, names the column."""
    column = str(refusal.facts.get("column", ""))
    facts = {name: value for name, value in refusal.facts.items() if isinstance(value, str | int | float | bool)}
    return RowProblem(line, column, refusal.code, refusal.detail, refusal.mend, facts)
