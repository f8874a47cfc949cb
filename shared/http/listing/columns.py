"""What a list shows of each document, as JSON and as a cell for a spreadsheet."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from shared.http.words import Language

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One member of each item and one column of an export."""

    name: str
    """Member of the JSON item."""
    id: str
    """Header in Indonesian."""
    en: str
    """Header in English."""
    path: str | Callable[[Document], Any] = ""
    """Where the value is in the document (`state.sector`), or a function of it; `state.<name>` when empty."""
    type: Any = str
    """Of the value, for OpenAPI. A value that is not there is null."""

    def value(self, document: Document) -> Any:
        """The value as JSON has it."""
        found = self.path(document) if callable(self.path) else at_path(document, self.path or f"state.{self.name}")
        return jsonable(found)

    def label(self, language: Language) -> str:
        """The header."""
        return self.id if language == "id" else self.en


def at_path(document: Document, path: str) -> Any:
    """The value at `a.b.c`, none where a step is missing."""
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def jsonable(value: Any) -> Any:
    """Instants in UTC with `Z`, dates as `YYYY-MM-DD`, everything else as it is."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: jsonable(member) for name, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(member) for member in value]
    return value


def cell(value: Any, language: Language) -> str | int | float:
    """The value as one cell: numbers stay numbers, everything else is text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _TRUTH[language][value]
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        return "; ".join(str(cell(member, language)) for member in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


_TRUTH: dict[Language, tuple[str, str]] = {"id": ("tidak", "ya"), "en": ("no", "yes")}


def harmless(text: str | float) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, CSV injection): a leading `=`, `+`, `-`, `@` is quoted."""
    if not isinstance(text, str):
        return str(text)
    return "'" + text if text.lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text
