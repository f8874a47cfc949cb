"""Levels of skills over time: what counted on which day, and what may follow on what (C13)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, TypeVar

from pydantic import Field

from services.partners.domain.values import Concentration
from shared.events import Value
from shared.ids import Id
from shared.refusals import Refused

Level = Annotated[int, Field(ge=1, le=4, description="1 knows it, 2 does it with help, 3 alone, 4 teaches others.")]


class Spell(Value):
    """A level of one skill for one concentration, from `since` until before `until`."""

    skill: Id
    concentration: Concentration
    level: Level
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.since <= day and (self.until is None or day < self.until)


L = TypeVar("L", bound=Spell)


def running(spells: Iterable[L], skill: str, concentration: str) -> L | None:
    """The one that has no end yet."""
    return next((one for one in spells if _same(one, skill, concentration) and one.until is None), None)


def may_begin(spells: Iterable[Spell], new: Spell) -> None:
    """Refuse what is so already, and what would begin before the one before has begun or ended."""
    known = [one for one in spells if _same(one, new.skill, new.concentration)]
    last = max(known, key=lambda one: one.since, default=None)
    if last is None:
        return
    if last.until is None and last.level == new.level:
        raise Refused("level-stated", "This level is stated already.", mend="State another level, or end it.")
    if new.since <= last.since or (last.until is not None and new.since < last.until):
        raise Refused(
            "since-too-early", "An earlier statement reaches into these days.", mend="Give a later first day.",
            after=(last.until or last.since).isoformat(),
        )  # fmt: skip


def may_end(spell: Spell | None, until: date) -> None:
    """Refuse the end of nothing, and one that is no later than the beginning."""
    if spell is None:
        raise Refused("level-not-stated", "There is no level to end.", mend="Name what is asked or taught now.")
    if until <= spell.since:
        raise Refused("until-too-early", "It would end before it began.", mend=f"Give a day after {spell.since}.")


def begun(spells: tuple[L, ...], new: L) -> tuple[L, ...]:
    """With the new one; the one before ends where it begins."""
    return (*ended(spells, new.skill, new.concentration, new.since), new)


def ended(spells: tuple[L, ...], skill: str, concentration: str, until: date) -> tuple[L, ...]:
    """With the running one ended."""
    return tuple(
        one.but(until=until) if _same(one, skill, concentration) and one.until is None else one for one in spells
    )


def _same(one: Spell, skill: str, concentration: str) -> bool:
    return one.skill == skill and one.concentration == concentration
