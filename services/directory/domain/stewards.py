"""Those who answer for a place: a school's principals, an alliance's administrators. There is always one (C6).

A stream of its own, appended to in the same transaction as the member's: so two who remove each other at once cannot
both succeed.
"""

from collections.abc import Sequence
from datetime import datetime

from services.directory.domain.granting import STEWARD, Place
from shared.decider import Decider
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused


class Stewards(Value):
    """Members who answer for a place."""

    place: Place
    members: tuple[Id, ...] = ()


class StewardsChanged(Event):
    """Others answer for the place now (C6)."""

    stewards: Stewards


class KeepSteward(Command):
    """Whether this member is one of them from now on."""

    place: Place
    member: Id
    steward: bool


def decide(state: Stewards | None, command: KeepSteward, _now: datetime) -> Sequence[StewardsChanged]:
    """The rules."""
    stewards = state or Stewards(place=command.place)
    if command.steward == (command.member in stewards.members):
        return []
    if command.steward:
        return [StewardsChanged(stewards=stewards.but(members=(*stewards.members, command.member)))]
    rest = tuple(member for member in stewards.members if member != command.member)
    if not rest:
        raise _last(command.place)
    return [StewardsChanged(stewards=stewards.but(members=rest))]


def _last(place: Place) -> Refused:
    return Refused(
        "last-steward",
        f"This is the last {STEWARD[place]} of the {place}.",
        mend=f"Give another member the role {STEWARD[place]} first.",
    )


def evolve(_state: Stewards | None, event: StewardsChanged) -> Stewards:
    """The changes."""
    return event.stewards


STEWARDS = Decider(name="stewards", state=Stewards, events=StewardsChanged, decide=decide, evolve=evolve, compact=True)
"""Its id is its tenant."""
