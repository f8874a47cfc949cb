"""What the demo says that became of a step is an event that exists."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.contracts.event_tables import ROOT
from tests.contracts.published import contracts

CHAPTERS = sorted((ROOT / "jembatan" / "demo" / "chapters").glob("*.py"))


def became(source: str) -> Iterator[str]:
    """The third argument of every step that is shown, without what stands in brackets."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "step":
            texts = [each.value for arg in node.args[2:3] for each in ast.walk(arg) if isinstance(each, ast.Constant)]
            yield from re.findall(r"[A-Za-z]+(?:-[a-z]+)+|[A-Z]\w+[A-Z]\w+", " ".join(map(str, texts)))


def test_the_names_are_found() -> None:
    assert list(became('screen.step("who", "does it", f"mou-signed, MoUSigned ({n} places)")')) == [
        "mou-signed",
        "MoUSigned",
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_every_event_that_the_demo_names_is_published(chapter) -> None:
    published = {contract.kind.rsplit(".", 1)[0] for contract in contracts()}

    assert set(became(chapter.read_text())) <= published
