"""Whatever waits for somebody is called something that a state says (C6), and by no whole statement."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from services.partners.app import SERVICE
from services.partners.views.titles import LONGEST, NAMES, cut, paths_of
from shared.decider import Decider

NEEDING = [each for each in SERVICE.deciders if each.needs.__name__ != "_nothing"]


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation: `tuple[Lesson, ...]` has one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_of(argument)


def leads_somewhere(state: type[BaseModel], path: str) -> bool:
    """Whether a state can have a value there."""
    first, _, rest = path.partition(".")
    if first not in state.model_fields:
        return False
    return not rest or any(leads_somewhere(model, rest) for model in models_of(state.model_fields[first].annotation))


@pytest.mark.parametrize("decider", NEEDING, ids=lambda decider: decider.name)
def test_c6_what_waits_has_a_title(decider: Decider[Any, Any, Any]) -> None:
    for named in NAMES[decider.name]:
        assert named.path.startswith("state.")
        assert leads_somewhere(decider.state, named.path.removeprefix("state.")), named.path


def test_c6_titles_are_of_things_that_wait_and_of_appointments() -> None:
    assert set(NAMES) == {decider.name for decider in NEEDING} | {"line"}


@pytest.mark.parametrize("aggregate", sorted(NAMES))
def test_c6_a_title_is_read_by_paths_that_a_server_takes(aggregate: str) -> None:
    """MongoDB refuses an empty path."""
    assert all(path.startswith("state.") for path in paths_of(aggregate))


def test_a_title_is_kept_and_a_statement_cut_at_a_word() -> None:
    assert cut("A short one") == "A short one"
    assert cut("w" * LONGEST) == "w" * LONGEST
    long = cut("word " * 40)
    assert len(long) <= LONGEST
    assert long.endswith("word …")
    assert cut("w" * 200) == "w" * (LONGEST - 2) + " …"
    assert cut("One\n\nTwo") == "One Two"
