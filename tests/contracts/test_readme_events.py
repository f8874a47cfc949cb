"""README.md and docs/events.md tell of every event that the committed contracts hold, and of no other."""

from pathlib import Path

import pytest

from tests.contracts.event_tables import ROOT, TABLES, topics, within

AGAIN = "run `python -m tests.contracts.event_tables`"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_the_table_is_what_the_contracts_say(path: Path) -> None:
    assert within(path.read_text()) == TABLES[path](), f"{path.relative_to(ROOT)} is out of date: {AGAIN}"


def test_every_committed_schema_is_told() -> None:
    committed = {path.parent.name for path in ROOT.glob("services/*/contracts/schemas/*/1.json")}
    assert committed == {kind for topic in topics() for kind, _ in topic.events}
