"""The tables of events in README.md and docs/events.md, made from the committed AsyncAPI documents.

`python -m tests.contracts.event_tables` writes them anew; `test_readme_events.py` fails where they differ.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- events: generated -->", "<!-- events: end -->"


@dataclass(frozen=True)
class Topic:
    """A topic that a service publishes, with kind and summary of each of its events."""

    name: str
    events: tuple[tuple[str, str], ...]


def topics() -> list[Topic]:
    """Of all services, in the order of their contracts."""
    documents = sorted(ROOT.glob("services/*/contracts/asyncapi.json"))
    return [topic for path in documents for topic in _published(json.loads(path.read_text()))]


def _published(document: dict[str, Any]) -> Iterator[Topic]:
    messages = document["components"]["messages"]
    for name, channel in document["channels"].items():
        if kinds := channel.get("messages"):
            yield Topic(name, tuple((kind, messages[kind]["summary"]) for kind in kinds))


def short_table() -> str:
    """A row per topic."""
    rows = [f"| `{topic.name}` | {', '.join(_plain(kind) for kind, _ in topic.events)} |" for topic in topics()]
    return "\n".join(["| Topic | Events |", "|---|---|", *rows])


def long_table() -> str:
    """A section per topic, a row per event."""
    parts = []
    for topic in topics():
        rows = [f"| `{kind}` | {summary} |" for kind, summary in topic.events]
        parts.append("\n".join([f"### `{topic.name}`", "", "| Event | What happened |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def _plain(kind: str) -> str:
    """`mou-signed.v1` is told as `mou-signed`; later versions keep theirs."""
    return f"`{kind.removesuffix('.v1')}`"


TABLES = {ROOT / "README.md": short_table, ROOT / "docs" / "events.md": long_table}


def within(text: str) -> str:
    """What stands between the marks."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def write() -> None:
    """Both tables, in place."""
    for path, table in TABLES.items():
        before, _, rest = path.read_text().partition(BEGIN)
        path.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    write()
