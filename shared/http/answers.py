"""Request bodies, and what a command is answered with: id and number of the stream, the number also as `ETag`."""

from typing import Any, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from starlette.responses import Response

from shared.days import FIRST_DAY, LAST_DAY
from shared.http.idempotency import REPLAYED
from shared.http.tags import entity_tag
from shared.ids import Id

_NEVER_GUESSED: Final = {"int", "bool", "float"}
_WITHIN: Final = {"ge": FIRST_DAY, "le": LAST_DAY}
_NOT_SCHEMA: Final = {"default", "metadata", "serialization", "expected"}


def _exact(node: Any) -> Any:
    """Numbers and booleans strict; dates and enumerations stay lax, since JSON has them as text only.

    Dates lie where one can reckon with them, in 1900 to 2199.
    """
    if isinstance(node, list):
        return [_exact(item) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {key: value if key in _NOT_SCHEMA else _exact(value) for key, value in node.items()}
    if copied.get("type") == "date":
        return _WITHIN | copied
    return copied | {"strict": True} if copied.get("type") in _NEVER_GUESSED else copied


class Body(BaseModel):
    """A request body: unknown members are refused, numbers and booleans are not guessed from text, ends are trimmed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: CoreSchema = _exact(handler(source))
        return schema


class Applied(BaseModel):
    """A command was accepted."""

    id: Id
    number: int = Field(description="Number of the stream's last event; also the ETag.", ge=1, examples=[1])


class Created(Applied):
    """A new thing is there; its address is in `Location`."""


class Changed(Applied):
    """The thing has a new state."""


class Done(Protocol):
    """The part of an `Outcome` that an answer needs."""

    @property
    def id(self) -> str:
        """Of the aggregate; on a repetition not the one that was proposed."""

    @property
    def number(self) -> int:
        """Of the last event."""

    @property
    def repeated(self) -> bool:
        """This command was applied before."""


def created(response: Response, outcome: Done, location: str) -> Created:
    """Answer a creation: `Location`, `ETag`, and `Idempotency-Replayed` when this command was applied before.

    `location` must be built with `outcome.id`, which on a repetition is not the id that was proposed.
    """
    response.headers["Location"] = location
    mark(response, outcome)
    return Created(id=outcome.id, number=outcome.number)


def changed(response: Response, outcome: Done) -> Changed:
    """Answer a change: the new `ETag`, and `Idempotency-Replayed` when this command was applied before."""
    mark(response, outcome)
    return Changed(id=outcome.id, number=outcome.number)


def shown(response: Response, number: int) -> None:
    """Give a read resource its `ETag`."""
    response.headers["ETag"] = entity_tag(number)


def mark(response: Response, outcome: Done) -> None:
    """Set the headers of an accepted command, for an answer of one's own shape."""
    response.headers["ETag"] = entity_tag(outcome.number)
    if outcome.repeated:
        response.headers[REPLAYED] = "true"
