"""Every list leaves the system as CSV and XLSX too: no route answers rows in JSON alone."""

from typing import Any, Final

import pytest

from jembatan.commands.contracts import arguments
from jembatan.registry import names
from shared.http.listing.negotiation import CSV, JSON, XLSX

_STREAM: Final = "/notifications/{0}s/{{{0}}}/endpoints/{{endpoint}}/stream"
EXCEPTIONS: Final[dict[str, str]] = {
    _STREAM.format("organisation"): "for a program that follows it, not a list",
    _STREAM.format("school"): "for a program that follows it, not a list",
}
"""Paths that answer rows in JSON alone, each with the reason."""
MEMBERS: Final = ("items", "years", "busy", "days")
"""In an object, what holds the rows where they are all that it is about."""


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _answers_rows(document: dict[str, Any], operation: dict[str, Any]) -> bool:
    content = operation["responses"].get("200", {}).get("content", {})
    schema = _resolved(document, content.get(JSON, {}).get("schema", {}))
    return schema.get("type") == "array" or any(
        _resolved(document, schema.get("properties", {}).get(member, {})).get("type") == "array" for member in MEMBERS
    )


@pytest.mark.parametrize("name", names())
def test_every_get_that_answers_rows_exports_them(name: str) -> None:
    document = arguments(name)["openapi"]
    lists = {
        path: operations["get"]["responses"]["200"]["content"]
        for path, operations in document["paths"].items()
        if "get" in operations and _answers_rows(document, operations["get"])
    }
    assert lists
    wanting = {path for path, content in lists.items() if CSV not in content or XLSX not in content}
    assert wanting == {path for path in EXCEPTIONS if path.startswith(f"/{name}/")}
