"""What an operation is: as stored and as shown."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from shared.http.words import Language, say
from shared.ids import Id
from shared.mongo import Collection, Document, Index
from shared.spreadsheets import RowProblem

NAME: Final = "operations"
OPERATIONS_COLLECTION: Final = Collection(
    NAME,
    indexes=(
        Index(("tenant", "command_id"), unique=True),
        Index(("tenant", "state", "_id")),
        Index(("tenant", "kind", "_id")),
        Index(("state", "queued_at"), across="One replica runs the operations of all tenants."),
    ),
)
MOST_PROBLEMS: Final = 1_000
"""Kept per operation; `problems_omitted` counts the rest."""

State = Literal["queued", "running", "finished", "failed", "cancelled"]


class RowFault(BaseModel):
    """What is wrong with one row; never what stands in it."""

    line: int = Field(description="As a person sees it in the file; 0 is the whole file.", examples=[7])
    column: str = Field(examples=["nib"])
    code: str = Field(examples=["cell-not-digits"])
    what: str = Field(examples=["It is not 13 digits."])
    mend: str = Field(examples=["Write exactly 13 digits; format the column as text to keep leading zeros."])


class Operation(BaseModel):
    """Work that takes longer than a request. Ask again after `Retry-After` while it is queued or running."""

    id: Id
    kind: str = Field(examples=["import-partners"])
    state: State
    total: int = Field(description="Rows; 0 until they were counted.")
    done: int
    accepted: int
    rejected: int
    counts: dict[str, int] = Field(
        default_factory=dict, description="What else is counted, by kind of work.", examples=[{"marked": 1200}]
    )
    reached: datetime | None = Field(None, description="Everything up to then is done, where work goes by time.")
    problems: list[RowFault]
    problems_omitted: int = Field(description="Beside those that are listed.")
    queued_at: datetime
    finished_at: datetime | None = None
    href: str = Field("", examples=["/partners/schools/…/operations/…"])
    repeated: bool = Field(False, exclude=True)


def new_document(kind: str, params: Document, at: datetime, origin: Document) -> Document:
    """An operation that nobody has begun."""
    counts = {"total": 0, "done": 0, "accepted": 0, "rejected": 0}
    fresh = {"state": "queued", "line": 0, "place": "", "problems": [], "problems_omitted": 0, "attempts": 0}
    return {"kind": kind, "params": params, "queued_at": at, "finished_at": None, **counts, **fresh, **origin}


def shown(document: Document, language: Language, href: str = "", *, repeated: bool = False) -> Operation:
    """The resource, its problems in this language."""
    counted = {name: document[name] for name in ("total", "done", "accepted", "rejected", "problems_omitted")}
    return Operation(
        id=document["id"],
        kind=document["kind"],
        state=document["state"],
        counts=document.get("counts", {}),
        reached=document.get("reached"),
        problems=[_problem(one, language) for one in document["problems"]],
        queued_at=document["queued_at"],
        finished_at=document["finished_at"],
        href=href,
        repeated=repeated,
        **counted,
    )


def stored(problem: RowProblem) -> dict[str, Any]:
    """A problem as kept: its words are chosen when it is read."""
    return {
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "what": problem.what,
        "mend": problem.mend,
        "facts": problem.facts,
    }


def _problem(kept: Document, language: Language) -> RowFault:
    words = say(kept["code"], language, kept["facts"])
    what, mend = words.detail or kept["what"], words.mend or kept["mend"]
    return RowFault(line=kept["line"], column=kept["column"], code=kept["code"], what=what, mend=mend)
