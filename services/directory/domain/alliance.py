"""An alliance: schools that learn from each other and keep one register of partner organisations (C28, C30)."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.ids import Id

NAME_LENGTH = 200


class Alliance(Value):
    """An alliance as it stands."""

    id: Id
    name: str = Field(examples=["Aliansi SMK Kalimantan"], max_length=NAME_LENGTH)


class AllianceFounded(Event):
    """An alliance was founded (C28)."""

    alliance: Alliance


class AllianceRenamed(Event):
    """An alliance has another name."""

    alliance: Alliance


class FoundAlliance(Command):
    """Found an alliance."""

    alliance: Id
    name: str


class RenameAlliance(Command):
    """Give an alliance another name."""

    name: str


AllianceEvent = AllianceFounded | AllianceRenamed


def _found(command: FoundAlliance, _now: datetime) -> Sequence[AllianceEvent]:
    return [AllianceFounded(alliance=Alliance(id=command.alliance, name=command.name))]


def _rename(state: Alliance, command: RenameAlliance, _now: datetime) -> Sequence[AllianceEvent]:
    return [] if command.name == state.name else [AllianceRenamed(alliance=state.but(name=command.name))]


ALLIANCE = Decider(
    name="alliance",
    state=Alliance,
    events=AllianceEvent,
    decide=rules("alliance", {FoundAlliance: _found}, {RenameAlliance: _rename}),
    evolve=changes(lambda event: event.alliance, {AllianceRenamed: lambda _, event: event.alliance}),
    compact=True,
)
"""Its id is its tenant."""
