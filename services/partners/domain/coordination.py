"""The coordination line of a school: who decides what (C6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import NAMESPACE_URL, uuid5

from services.partners.domain.line import only_principal
from shared.agenda import Addressee
from shared.decider import Decider
from shared.events import Actor, Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

LINE_ID: Final = str(uuid5(NAMESPACE_URL, "line"))
"""The stream of a school's table; the same in every school, as streams are per tenant."""

MatterName = Literal[
    "adopt_vision",
    "adopt_plan",
    "approve_programme",
    "sign_mou",
    "end_mou",
    "map_partners",
    "talk_to_partners",
    "prepare_plans",
    "prepare_programmes",
    "prepare_mous",
    "hold_meetings",
    "document_activities",
    "evaluate_partnerships",
    "share_facilities",
]
HolderRole = Literal["principal", "public_relations", "coordinator", "head_of_programme"]


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that somebody decides or sees to."""

    usual: tuple[HolderRole, ...]
    """Who does where the school has said nothing."""
    able: tuple[HolderRole, ...] = ("principal", "public_relations", "coordinator")
    """Who may be given it: the roles that may do what it takes."""

    @property
    def fixed(self) -> bool:
        """Nobody else may be given it."""
        return self.usual == self.able


_PRINCIPAL: Final = Matter(("principal",), ("principal",))
_STAFF: Final[tuple[HolderRole, ...]] = get_args(HolderRole)
MATTERS: Final[Mapping[MatterName, Matter]] = {
    "adopt_vision": _PRINCIPAL,
    "adopt_plan": _PRINCIPAL,
    "approve_programme": _PRINCIPAL,
    "sign_mou": _PRINCIPAL,
    "end_mou": _PRINCIPAL,
    "map_partners": Matter(("public_relations", "coordinator")),
    "talk_to_partners": Matter(("public_relations",)),
    "prepare_plans": Matter(("coordinator", "public_relations")),
    "prepare_programmes": Matter(("coordinator", "public_relations"), _STAFF),
    "prepare_mous": Matter(("coordinator", "public_relations")),
    "hold_meetings": Matter(("coordinator",)),
    "document_activities": Matter(("coordinator", "head_of_programme"), _STAFF),
    "evaluate_partnerships": Matter(("coordinator",)),
    "share_facilities": Matter(("coordinator", "head_of_programme"), _STAFF),
}


def duty(matter: MatterName) -> Addressee:
    """Whoever the school's table gives the matter to, now or later."""
    return Addressee(duty=matter)


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
