"""A skill in the register of an alliance or a school: coded, named in both languages (C13)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.partners.domain.instrument import Label
from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.refusals import Refused

SkillCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9.-]{1,39}$"), Field(examples=["HOT.FO.CHECKIN"])]
SkillKind = Literal["hard", "soft"]
SkillStatus = Literal["registered", "retired"]


class Naming(Value):
    """What a skill is called, and of which kind it is (C14 measures both kinds)."""

    label: Label
    kind: SkillKind = "hard"


class SkillRegistered(Naming, Event):
    """A skill entered the register (C13)."""

    code: SkillCode
    by: str


class SkillRenamed(Naming, Event):
    """The skill is called otherwise; its code stays (C13)."""

    by: str


class SkillRetired(Event):
    """Nobody asks for it or teaches it anew (C13)."""

    by: str


SkillEvent = SkillRegistered | SkillRenamed | SkillRetired


class RegisterSkill(Naming, Command):
    """Enter a skill. One code per register is held by a claim in the same transaction."""

    code: SkillCode
    by: str


class RenameSkill(Naming, Command):
    """Call it otherwise."""

    by: str


class RetireSkill(Command):
    """Let nobody ask for it or teach it anew."""

    by: str


class Skill(Naming):
    """What is known of a skill."""

    code: str
    status: SkillStatus = "registered"


def _register(command: RegisterSkill, _now: datetime) -> list[SkillEvent]:
    return [SkillRegistered.model_validate(command.model_dump())]


def _rename(skill: Skill, command: RenameSkill, _now: datetime) -> list[SkillEvent]:
    must_be_registered(skill.status)
    return [SkillRenamed.model_validate(command.model_dump())]


def _retire(skill: Skill, command: RetireSkill, _now: datetime) -> list[SkillEvent]:
    must_be_registered(skill.status)
    return [SkillRetired(by=command.by)]


def must_be_registered(status: SkillStatus) -> None:
    """Refuse a skill that was retired."""
    if status == "retired":
        raise Refused("skill-retired", "The skill was retired.", mend="Use another one of the register.")


SKILL: Decider[Skill, Command, SkillEvent] = Decider(
    name="skill",
    state=Skill,
    events=SkillEvent,
    decide=rules("skill", {RegisterSkill: _register}, {RenameSkill: _rename, RetireSkill: _retire}),
    evolve=changes(
        lambda event: Skill.model_validate(event.model_dump()),
        {
            SkillRenamed: lambda old, e: old.but(label=e.label, kind=e.kind),
            SkillRetired: lambda old, _: old.but(status="retired"),
        },
    ),
)
