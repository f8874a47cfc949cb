"""Two entries of the register that may be one organisation: laid before the alliance until somebody decides (C1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from services.partners.domain.organisation.likeness import Reason
from shared.agenda import Addressee, Need
from shared.decider import Decider, changes
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

DuplicateStatus = Literal["suspected", "withdrawn", "dismissed", "merged"]


class Pair(Value):
    """Two entries of the register, the one with the smaller id first."""

    first: Id
    second: Id


class DuplicateSuspected(Pair, Event):
    """Two entries look like one organisation (C1)."""

    score: int = Field(ge=0, le=100, examples=[93])
    why: tuple[str, ...] = Field(examples=[["same-name", "same-town"]])


class DuplicateWithdrawn(Pair, Event):
    """The entries were changed and do not look alike any more (C1)."""


class DuplicateDismissed(Pair, Event):
    """Somebody decided that they are two organisations (C1)."""

    by: str


class DuplicateMerged(Pair, Event):
    """One of the entries was merged, into the other or elsewhere (C1)."""

    into: Id


DuplicateEvent = DuplicateSuspected | DuplicateWithdrawn | DuplicateDismissed | DuplicateMerged


class SuspectDuplicate(Pair, Command):
    """Lay the pair before the alliance, unless that was decided before."""

    score: int
    why: tuple[Reason, ...]


class WithdrawDuplicate(Command):
    """They are not alike any more."""


class DismissDuplicate(Command):
    """They are two."""

    by: str


class SettleDuplicate(Command):
    """One of them was merged."""

    into: Id


class Duplicate(Value):
    """What is known of the pair."""

    first: Id
    second: Id
    score: int
    why: tuple[str, ...]
    status: DuplicateStatus = "suspected"
    into: Id | None = None


def pair_id(one: str, other: str) -> str:
    """The stream of a pair, whichever is named first."""
    return str(uuid5(NAMESPACE_URL, "duplicate/" + "/".join(sorted((one, other)))))


def _decide(pair: Duplicate | None, command: Command, _now: datetime) -> Sequence[DuplicateEvent]:
    if isinstance(command, SuspectDuplicate):
        return _suspect(pair, command)
    if pair is None:
        raise NotFound("duplicate")
    if isinstance(command, DismissDuplicate):
        return _dismiss(pair, command)
    both = {"first": pair.first, "second": pair.second}
    if isinstance(command, SettleDuplicate):
        return [DuplicateMerged(**both, into=command.into)] if pair.status != "merged" else []
    return [DuplicateWithdrawn(**both)] if pair.status == "suspected" else []


def _suspect(pair: Duplicate | None, command: SuspectDuplicate) -> Sequence[DuplicateEvent]:
    decided = pair is not None and pair.status in ("dismissed", "merged")
    same = pair is not None and pair.status == "suspected" and (pair.score, pair.why) == (command.score, command.why)
    return [] if decided or same else [DuplicateSuspected.model_validate(command.model_dump())]


def _dismiss(pair: Duplicate, command: DismissDuplicate) -> Sequence[DuplicateEvent]:
    if pair.status != "suspected":
        raise Refused("duplicate-decided", f"The pair is {pair.status} already.", mend="Nothing has to be done.")
    return [DuplicateDismissed(first=pair.first, second=pair.second, by=command.by)]


def _suspected(event: DuplicateSuspected) -> Duplicate:
    return Duplicate.model_validate(event.model_dump())


def _needs(pair: Duplicate) -> Sequence[Need]:
    if pair.status != "suspected":
        return ()
    action = "POST /alliances/{tenant}/duplicates/{id}/decision"
    return (Need(what="decide-duplicate", whom=Addressee(roles=("alliance_admin",)), action=action),)


DUPLICATE: Decider[Duplicate, Command, DuplicateEvent] = Decider(
    name="duplicate",
    state=Duplicate,
    events=DuplicateEvent,
    decide=_decide,
    evolve=changes(
        _suspected,
        {
            DuplicateSuspected: lambda _, e: _suspected(e),
            DuplicateWithdrawn: lambda old, _: old.but(status="withdrawn"),
            DuplicateDismissed: lambda old, _: old.but(status="dismissed"),
            DuplicateMerged: lambda old, e: old.but(status="merged", into=e.into),
        },
    ),
    needs=_needs,
)
