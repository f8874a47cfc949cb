"""The skills that a partner asks for, one stream per partnership (C10, C13)."""

from datetime import date, datetime
from typing import Literal

from services.partners.domain.levels import Level, Spell, begun, ended, may_begin, may_end, running
from services.partners.domain.skill import SkillStatus, must_be_registered
from services.partners.domain.values import Concentration
from shared.decider import Decider
from shared.events import Actor, Audience, Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound

Side = Literal["school", "partner"]


class SkillDemanded(Event):
    """The partner asks for a skill at a level from a day on (C13)."""

    partner: Id
    organisation: Id
    skill: Id
    concentration: Concentration
    level: Level
    since: date
    stated_by: Side
    by: str


class SkillDemandEnded(Event):
    """The partner asks for it no more (C13)."""

    partner: Id
    organisation: Id
    skill: Id
    concentration: Concentration
    until: date
    by: str


SkillDemandEvent = SkillDemanded | SkillDemandEnded


class DemandSkill(Command):
    """State what the partner asks for: staff do it from talks, the partner's system with its key."""

    partner: Id
    organisation: Id
    """Fact: whose partnership it is."""
    skill: Id
    skill_status: SkillStatus
    """Fact from the register."""
    concentration: Concentration
    level: Level
    since: date
    by: Actor


class EndDemand(Command):
    """State that the partner asks for it no more."""

    skill: Id
    concentration: Concentration
    until: date
    by: Actor


class SkillDemand(Value):
    """What a partner asks for, now and before."""

    partner: Id
    organisation: Id
    spells: tuple[Spell, ...] = ()


def _decide(demand: SkillDemand | None, command: DemandSkill | EndDemand, _now: datetime) -> list[SkillDemandEvent]:
    return [_ended(demand, command) if isinstance(command, EndDemand) else _demanded(demand, command)]


def _demanded(demand: SkillDemand | None, command: DemandSkill) -> SkillDemanded:
    side = _side(command.by, command.organisation)
    must_be_registered(command.skill_status)
    may_begin(demand.spells if demand else (), _spell(command))
    return SkillDemanded.model_validate(command.model_dump() | {"stated_by": side, "by": command.by.id})


def _ended(demand: SkillDemand | None, command: EndDemand) -> SkillDemandEnded:
    if demand is None:
        raise NotFound("skill demand")
    _side(command.by, demand.organisation)
    may_end(running(demand.spells, command.skill, command.concentration), command.until)
    whose = {"partner": demand.partner, "organisation": demand.organisation, "by": command.by.id}
    return SkillDemandEnded.model_validate(command.model_dump() | whose)


def _side(actor: Actor, organisation: str) -> Side:
    if actor.organisation is None:
        return "school"
    if actor.organisation != organisation:
        raise NotFound("partner")
    return "partner"


def _spell(stated: DemandSkill | SkillDemanded) -> Spell:
    return Spell.model_validate(stated.model_dump())


def _evolve(demand: SkillDemand | None, event: SkillDemandEvent) -> SkillDemand:
    known = demand or SkillDemand(partner=event.partner, organisation=event.organisation)
    if isinstance(event, SkillDemanded):
        return known.but(spells=begun(known.spells, _spell(event)))
    return known.but(spells=ended(known.spells, event.skill, event.concentration, event.until))


SKILL_DEMAND: Decider[SkillDemand, DemandSkill | EndDemand, SkillDemandEvent] = Decider(
    name="skill-demand",
    state=SkillDemand,
    events=SkillDemandEvent,
    decide=_decide,
    evolve=_evolve,
    audience=lambda demand, _: Audience(partners=(demand.organisation,)),
)
