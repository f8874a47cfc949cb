"""Link and match: what partners ask for against what is taught, on a day and over days (C13)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.domain.levels import Level, Spell
from services.partners.domain.skill_demand import SkillDemand
from services.partners.domain.skill_teaching import SkillTeaching, Source
from services.partners.domain.values import Concentration
from shared.events import Value
from shared.ids import Id

Standing = Literal["met", "below", "not_taught", "not_asked"]


class Match(Value):
    """One skill in one concentration on a day."""

    concentration: Concentration
    skill: Id
    demanded: Level | None = Field(default=None, description="The highest that any partner asks for.")
    partners: int = Field(default=0, description="How many ask for it.")
    unmet: int = Field(default=0, description="How many of them ask for more than is taught.")
    taught: Level | None = None
    gap: int = Field(default=0, description="Levels that are missing; all of them where it is not taught.")
    standing: Standing
    source: Source | None = None


class Point(Value):
    """How a concentration stands on a day."""

    on: date
    concentration: Concentration
    demanded: int = Field(description="Skills that are asked for.")
    met: int = Field(description="Of these, taught at the level that is asked for.")
    below: int
    not_taught: int
    gap: int = Field(description="Levels that are missing, over all skills.")


Key = tuple[str, str]


def matrix(demands: Iterable[SkillDemand], teachings: Iterable[SkillTeaching], at: date) -> tuple[Match, ...]:
    """By concentration, the widest gap first."""
    asked: dict[Key, list[int]] = defaultdict(list)
    for demand in demands:
        for spell in _on(demand.spells, at):
            asked[_key(spell)].append(spell.level)
    taught = {_key(spell): spell for teaching in teachings for spell in teaching.spells if spell.covers(at)}
    matches = [
        _match(key, asked.get(key, []), found.level if found else None, found.source if found else None)
        for key in asked.keys() | taught.keys()
        for found in (taught.get(key),)
    ]
    return tuple(sorted(matches, key=lambda one: (one.concentration, -one.gap, -one.partners, one.skill)))


def series(
    demands: Sequence[SkillDemand], teachings: Sequence[SkillTeaching], days: Iterable[date]
) -> tuple[Point, ...]:
    """How each concentration stood on each of these days."""
    return tuple(point for day in days for point in _points(day, matrix(demands, teachings, day)))


def _points(day: date, matches: Sequence[Match]) -> list[Point]:
    concentrations = sorted({one.concentration for one in matches})
    return [_point(day, name, [one for one in matches if one.concentration == name]) for name in concentrations]


def _point(day: date, concentration: str, matches: Sequence[Match]) -> Point:
    standings = [one.standing for one in matches]
    return Point(
        on=day,
        concentration=concentration,
        demanded=sum(one.demanded is not None for one in matches),
        met=standings.count("met"),
        below=standings.count("below"),
        not_taught=standings.count("not_taught"),
        gap=sum(one.gap for one in matches),
    )


def _match(key: Key, asked: Sequence[int], taught: int | None, source: Source | None) -> Match:
    demanded, reached = max(asked, default=None), taught or 0
    return Match(
        concentration=key[0],
        skill=key[1],
        demanded=demanded,
        partners=len(asked),
        unmet=sum(level > reached for level in asked),
        taught=taught,
        gap=max(0, (demanded or 0) - reached),
        standing=_standing(demanded, taught),
        source=source,
    )


def _standing(demanded: int | None, taught: int | None) -> Standing:
    if demanded is None:
        return "not_asked"
    if taught is None:
        return "not_taught"
    return "met" if taught >= demanded else "below"


def _on(spells: Iterable[Spell], at: date) -> Iterable[Spell]:
    return (spell for spell in spells if spell.covers(at))


def _key(spell: Spell) -> Key:
    return spell.concentration, spell.skill
