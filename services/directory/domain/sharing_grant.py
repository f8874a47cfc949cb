"""What a school lets another school or its alliance see (C30, C43). Without a grant only totals are seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

Shared = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=64, examples=["placements"])]
"""What is shared: the name of a report, an open list."""


class SharingGrant(Value):
    """A grant as it stands."""

    id: Id
    to: Id
    """A school of the same alliance, or the alliance."""
    what: tuple[Shared, ...]
    active: bool = True


class SharingGranted(Event):
    """A school lets another see facts behind its totals (C43)."""

    grant: SharingGrant


class SharingWithdrawn(Event):
    """A school took a grant back (C43)."""

    grant: SharingGrant


class GrantSharing(Command):
    """Let another see something."""

    grant: Id
    school: Id
    to: Id
    what: tuple[str, ...]


class WithdrawSharing(Command):
    """Take a grant back."""


SharingEvent = SharingGranted | SharingWithdrawn


def _grant(command: GrantSharing, _now: datetime) -> Sequence[SharingEvent]:
    if command.to == command.school:
        raise Refused("sharing-with-itself", "A school sees its own facts anyway.", mend="Name another school.")
    grant = SharingGrant(id=command.grant, to=command.to, what=tuple(sorted(set(command.what))))
    return [SharingGranted(grant=grant)]


def _withdraw(state: SharingGrant, _command: WithdrawSharing, _now: datetime) -> Sequence[SharingEvent]:
    return [SharingWithdrawn(grant=state.but(active=False))] if state.active else []


def _audience(state: SharingGrant, _event: SharingEvent) -> Audience:
    return Audience(schools=(state.to,))


SHARING_GRANT = Decider(
    name="sharing-grant",
    state=SharingGrant,
    events=SharingEvent,
    decide=rules("sharing grant", {GrantSharing: _grant}, {WithdrawSharing: _withdraw}),
    evolve=changes(lambda event: event.grant, {SharingWithdrawn: lambda _, event: event.grant}),
    audience=_audience,
    compact=True,
)
"""Its tenant is the school that gives."""
