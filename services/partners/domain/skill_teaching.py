"""The skills that a concentration teaches, one stream per concentration of a school (C11, C13)."""

from datetime import date, datetime
from typing import Final, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from services.partners.domain.levels import Level, Spell, begun, ended, may_begin, may_end, running
from services.partners.domain.skill import SkillStatus, must_be_registered
from services.partners.domain.values import Concentration
from shared.decider import Decider
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

SourceKind = Literal["curriculum", "curriculum_alignment", "industry_class", "guest_teaching", "training"]
_NAMED: Final = ("curriculum_alignment", "industry_class")


class Source(Value):
    """From where it is known that a skill is taught."""

    kind: SourceKind
    reference: Id | None = Field(default=None, description="The curriculum alignment or industry class.")
    revision: int | None = Field(default=None, ge=1, description="Version of the curriculum alignment.")


class SkillTaught(Event):
    """A concentration teaches a skill up to a level from a day on (C13)."""

    skill: Id
    concentration: Concentration
    level: Level
    since: date
    source: Source
    by: str


class SkillTeachingEnded(Event):
    """The concentration teaches it no more (C13)."""

    skill: Id
    concentration: Concentration
    until: date
    by: str


SkillTeachingEvent = SkillTaught | SkillTeachingEnded


class TeachSkill(Command):
    """State what a concentration teaches, and from where that is known."""

    skill: Id
    skill_status: SkillStatus
    """Fact from the register."""
    concentration: Concentration
    level: Level
    since: date
    source: Source
    by: str


class EndTeaching(Command):
    """State that it is taught no more."""

    skill: Id
    concentration: Concentration
    until: date
    by: str


class Taught(Spell):
    """What is taught, and from where that is known."""

    source: Source


class SkillTeaching(Value):
    """What a concentration teaches, now and before."""

    concentration: Concentration
    spells: tuple[Taught, ...] = ()


def teaching_id(concentration: str) -> str:
    """The stream of a concentration; the same in every school, as streams are per tenant."""
    return str(uuid5(NAMESPACE_URL, f"skills/{concentration}"))


def _decide(
    teaching: SkillTeaching | None, command: TeachSkill | EndTeaching, _now: datetime
) -> list[SkillTeachingEvent]:
    return [_ended(teaching, command) if isinstance(command, EndTeaching) else _taught(teaching, command)]


def _taught(teaching: SkillTeaching | None, command: TeachSkill) -> SkillTaught:
    must_be_registered(command.skill_status)
    source = command.source
    if source.kind in _NAMED and source.reference is None:
        raise Refused("source-not-named", "The source is not named.", mend=f"Give the id of the {source.kind}.")
    may_begin(teaching.spells if teaching else (), _spell(command))
    return SkillTaught.model_validate(command.model_dump())


def _ended(teaching: SkillTeaching | None, command: EndTeaching) -> SkillTeachingEnded:
    if teaching is None:
        raise NotFound("skill teaching")
    may_end(running(teaching.spells, command.skill, command.concentration), command.until)
    return SkillTeachingEnded.model_validate(command.model_dump())


def _spell(stated: TeachSkill | SkillTaught) -> Taught:
    return Taught.model_validate(stated.model_dump())


def _evolve(teaching: SkillTeaching | None, event: SkillTeachingEvent) -> SkillTeaching:
    known = teaching or SkillTeaching(concentration=event.concentration)
    if isinstance(event, SkillTaught):
        return known.but(spells=begun(known.spells, _spell(event)))
    return known.but(spells=ended(known.spells, event.skill, event.concentration, event.until))


SKILL_TEACHING: Decider[SkillTeaching, TeachSkill | EndTeaching, SkillTeachingEvent] = Decider(
    name="skill-teaching",
    state=SkillTeaching,
    events=SkillTeachingEvent,
    decide=_decide,
    evolve=_evolve,
)
