"""The coordination line of a school: to whom it has given which matter (C6)."""

from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from services.partners.domain.line import MATTERS, HolderRole, MatterName, only_principal
from shared.decider import Decider
from shared.events import Actor, Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

LINE_ID: Final = str(uuid5(NAMESPACE_URL, "line"))
"""The stream of a school's table; the same in every school, as streams are per tenant."""


class Holder(Value):
    """Who sees to a matter: one role, or one member."""

    matter: MatterName
    role: HolderRole | None = None
    member: Id | None = None
    """Id of the membership."""


class MatterAssigned(Holder, Event):
    """The principal gave a matter to a role or a member (C6)."""

    by: str


class MatterReturned(Event):
    """The matter is with whom it usually is again (C6)."""

    matter: MatterName
    by: str


LineEvent = MatterAssigned | MatterReturned


class AssignMatter(Holder, Command):
    """Give a matter to a role or a member."""

    by: Actor
    member_roles: frozenset[str] = frozenset()
    """Fact: what the member is in the school."""


class ReturnMatter(Command):
    """Let it be with whom it usually is."""

    matter: MatterName
    by: Actor


class Line(Value):
    """What the school has decided otherwise than usual."""

    held: tuple[Holder, ...] = ()

    def holder(self, matter: MatterName) -> Holder | None:
        """Who was given the matter."""
        return next((each for each in self.held if each.matter == matter), None)


def _decide(line: Line | None, command: Command, _now: datetime) -> list[LineEvent]:
    match command:
        case AssignMatter():
            return _assign(line or Line(), command)
        case ReturnMatter():
            return _return(line or Line(), command)
        case _:
            raise TypeError(f"A line knows no {type(command).__name__}.")


def _assign(line: Line, command: AssignMatter) -> list[LineEvent]:
    only_principal(command.by)
    matter = MATTERS[command.matter]
    if matter.fixed:
        raise Refused("matter-fixed", "Only the principal decides this.", mend="Leave it with the principal.")
    if (command.role is None) == (command.member is None):
        raise Refused("holder-not-one", "Name either a role or a member.", mend="Give one of the two.")
    given = {command.role} if command.role else command.member_roles
    if not given & set(matter.able):
        raise Refused(
            "matter-beyond-role",
            f"This can be done by: {', '.join(matter.able)}.",
            mend="Give it to one of these roles, or to a member who has one.",
            able=list(matter.able),
        )
    holder = Holder(matter=command.matter, role=command.role, member=command.member)
    return [] if line.holder(command.matter) == holder else [MatterAssigned(**holder.model_dump(), by=command.by.id)]


def _return(line: Line, command: ReturnMatter) -> list[LineEvent]:
    only_principal(command.by)
    if line.holder(command.matter) is None:
        raise Refused("matter-as-usual", "The matter is with whom it usually is.", mend="Nothing has to be done.")
    return [MatterReturned(matter=command.matter, by=command.by.id)]


def _evolve(line: Line | None, event: LineEvent) -> Line:
    others = tuple(each for each in (line or Line()).held if each.matter != event.matter)
    given = (Holder.model_validate(event.model_dump()),) if isinstance(event, MatterAssigned) else ()
    return Line(held=(*others, *given))


COORDINATION: Decider[Line, Command, LineEvent] = Decider(
    name="line", state=Line, events=LineEvent, decide=_decide, evolve=_evolve
)
