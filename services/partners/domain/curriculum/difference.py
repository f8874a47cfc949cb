"""What changed from one version of a curriculum to another: units and competencies by code, and the text by lines."""

from collections.abc import Mapping
from difflib import unified_diff

from pydantic import BaseModel


class Worded(BaseModel):
    """A competency with its statement."""

    code: str
    statement: str


class WordedUnit(BaseModel):
    """A unit with all its words."""

    code: str
    title: str
    hours: int
    competencies: list[Worded]


class Reworded(BaseModel):
    """The same competency in other words."""

    code: str
    before: str
    after: str


class ChangedUnit(BaseModel):
    """A unit that is in both versions and not the same; what did not change is none or empty."""

    code: str
    title: tuple[str, str] | None = None
    """Before and after."""
    hours: tuple[int, int] | None = None
    added: list[Worded] = []  # pydantic copies it
    removed: list[Worded] = []
    reworded: list[Reworded] = []


class Difference(BaseModel):
    """From one version to another."""

    added: list[WordedUnit]
    removed: list[WordedUnit]
    changed: list[ChangedUnit]
    hours: tuple[int, int]
    """Of all units together, before and after."""
    text: list[str]
    """Unified diff of the text, line by line; empty when it did not change."""


def difference(before: list[WordedUnit], after: list[WordedUnit], texts: tuple[str, str]) -> Difference:
    """What one has to know to judge the later version."""
    old, new = {unit.code: unit for unit in before}, {unit.code: unit for unit in after}
    both = [(old[code], unit) for code, unit in new.items() if code in old]
    return Difference(
        added=[unit for code, unit in new.items() if code not in old],
        removed=[unit for code, unit in old.items() if code not in new],
        changed=[_changed(was, unit) for was, unit in both if was != unit],
        hours=(sum(unit.hours for unit in before), sum(unit.hours for unit in after)),
        text=list(unified_diff(texts[0].splitlines(), texts[1].splitlines(), "before", "after", lineterm="")),
    )


def _changed(before: WordedUnit, after: WordedUnit) -> ChangedUnit:
    old, new = _statements(before), _statements(after)
    return ChangedUnit(
        code=after.code,
        title=(before.title, after.title) if before.title != after.title else None,
        hours=(before.hours, after.hours) if before.hours != after.hours else None,
        added=[Worded(code=code, statement=new[code]) for code in new if code not in old],
        removed=[Worded(code=code, statement=old[code]) for code in old if code not in new],
        reworded=[
            Reworded(code=code, before=old[code], after=new[code])
            for code in new
            if code in old and old[code] != new[code]
        ],
    )


def _statements(unit: WordedUnit) -> Mapping[str, str]:
    return {each.code: each.statement for each in unit.competencies}
