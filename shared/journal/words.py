"""What goes into the journal's functions and what comes out."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import SecretStr

from shared.decider import Decider
from shared.events import Actor, Command, Event, Value
from shared.refusals import Refusal

S = TypeVar("S", bound=Value)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """One aggregate as it stands."""

    id: str
    number: int
    """Of its last event; the `ETag`."""
    state: S


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """What a command came to. Of a repeated command: what it came to the first time."""

    id: str
    number: int
    state: S
    events: tuple[Event, ...]
    """Empty when there was nothing to change; then nothing was stored."""
    repeated: bool
    """This command id was applied before; nothing was done now."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stream's part of a command over several streams (`Context.execute_all`)."""

    decider: Decider[Any, Any, Any]
    id: str
    command: Command


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that only one aggregate of the tenant may hold, like a registration number. No personal data.

    Held by the first step's aggregate; claiming what it already holds passes, and so does releasing what it does not.
    """

    kind: str
    value: str
    refusal: Refusal | None = None
    """Raised when another aggregate holds it; `Refused("already-claimed")` when None."""
    release: bool = False
    """Give it back instead."""

    @classmethod
    def of_number(
        cls, kind: str, number: str, *, tenant: str, key: SecretStr, refusal: Refusal, release: bool = False
    ) -> "Claim":
        """A person's number, once per tenant and never kept: its HMAC, since a plain hash of digits can be undone."""
        said = f"{kind}.v1.{tenant}.{number}".encode()
        digest = hmac.new(key.get_secret_value().encode(), said, hashlib.sha256).hexdigest()
        return cls(kind, digest, refusal, release)


async def _nothing(_entry_id: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Cause:
    """Whose command it is and why: what an entry says beside its events."""

    tenant: str
    actor: Actor
    now: datetime
    command_id: str
    given: bool = False
    """The command id came from outside, so it may have been applied already."""
    request_hash: str = ""
    """Of method, path and body; the same command id with another one is `Invalid`."""
    correlation_id: str = ""
    causation_id: str | None = None
    trace: str | None = None
    expected: int | None = None
    """The number of `If-Match`."""
    stage: Callable[[str], Awaitable[None]] = _nothing
    """Called with the entry id before the first insert, never when refused: stores people, texts, letters."""
    discard: Callable[[str], Awaitable[None]] = _nothing
    """Called with the entry id when it is certain that it will never stand in the journal: takes them back."""
