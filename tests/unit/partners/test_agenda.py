"""Everything that waits for somebody can be understood, and no aggregate forgets to say what waits (C6)."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from services.partners import words
from services.partners.app import SERVICE
from services.partners.domain.line import MATTERS
from shared.decider import Decider
from tests.unit.partners.agenda_rules import OF_NO_MATTER

DOMAIN: Final = Path(words.__file__).parent.parent / "domain"
NOTHING_WAITS: Final = {
    "organisation": "likenesses wait as duplicates, and a check of the register is asked of nobody",
    "instrument": "the alliance brings an edition into use when it will",
    "reflection": "what waits for a reflection is the evaluation",
    "skill": "the register of skills",
    "skill-demand": "noted as the partner says it",
    "skill-teaching": "noted as the school teaches it",
    "meeting-series": "its meetings wait",
    "facility": "its bookings wait",
    "facility-month": "its bookings wait",
    "practice": "a school publishes and adopts when it will",
    "numbering": "a number is taken in the same transaction as it is asked for",
    "line": "the table of who decides what is complete without anybody's doing",
    "person": "an erasure is completed by the kernel",
}
"""Aggregates that never wait for anybody, and why."""


def declared(kind: str) -> Iterator[str]:
    """Every literal `what` of a `Need` or `Dated` in the domain."""
    for path in DOMAIN.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind:
                said = {each.arg: each.value for each in node.keywords}["what"]
                if isinstance(said, ast.Constant):
                    yield str(said.value)


def test_what_waits_and_what_stands_in_calendars_has_words() -> None:
    assert set(declared("Need")) - set(words.NEEDS) == set()
    assert set(declared("Dated")) - set(words.DATES) == set()


def test_no_word_is_given_twice() -> None:
    for name in ("NEEDS", "DATES"):
        given = Counter(what for module in words._ALL for what in getattr(module, name, {}))
        assert [what for what, count in given.items() if count > 1] == []


@pytest.mark.parametrize("decider", SERVICE.deciders, ids=lambda decider: decider.name)
def test_an_aggregate_says_what_waits_for_whom(decider: Decider) -> None:  # type: ignore[type-arg]  # any of them
    says = decider.needs.__name__ != "_nothing"
    silent = decider.name in NOTHING_WAITS
    assert not (says and silent), f"{decider.name} has needs: take it out of the list"
    assert says or silent, f"{decider.name}: give it needs, or say why nothing ever waits"


def test_c6_every_need_is_of_a_matter_or_of_somebody_outside_the_line() -> None:
    of_matters = {what for matter in MATTERS.values() for what in matter.needs}
    assert of_matters | set(OF_NO_MATTER) == set(words.NEEDS)
    assert of_matters & set(OF_NO_MATTER) == set()
    assert [name for name, matter in MATTERS.items() if not matter.needs] == [], "giving it away would change nothing"
