"""The table of scopes is that of the routes, and a key is issued only with what stands in it."""

import json
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from jembatan.registry import FOLDER, names
from services.directory.api.keys import IssueSchoolKeyBody
from shared.auth.scopes import SCOPES


def of_routes() -> dict[str, set[str]]:
    """What the committed OpenAPI documents of all services ask for, each with the roles that pass."""
    found: dict[str, set[str]] = {}
    for name in names():
        document = json.loads((FOLDER / name / "contracts" / "openapi.json").read_text())
        for access in (each.get("x-access", {}) for path in document["paths"].values() for each in path.values()):
            if "scope" in access:
                found.setdefault(access["scope"], set()).update(access["roles"])
    return found


def rows() -> Iterator[str]:
    """Of the table in docs/access.md: `python -m tests.contracts.test_scopes` prints them."""
    roles = of_routes()
    for scope, may in SCOPES.items():
        yield f"| `{scope}` | {may} | {', '.join(sorted(roles[scope])) or '(whoever it concerns)'} |"


def test_the_table_has_the_scopes_of_the_routes_and_no_other() -> None:
    assert set(SCOPES) == of_routes().keys()


def test_a_misspelt_scope_is_refused_with_the_known_ones() -> None:
    assert IssueSchoolKeyBody(name="system", scopes=("partners:read",)).scopes == ("partners:read",)

    with pytest.raises(ValidationError, match="partners:read, partners:sign"):
        IssueSchoolKeyBody(name="system", scopes=("partners:reed",))


def test_openapi_enumerates_them() -> None:
    assert IssueSchoolKeyBody.model_json_schema()["properties"]["scopes"]["items"]["enum"] == list(SCOPES)


def test_the_page_for_people_has_the_same_table() -> None:
    told = (FOLDER.parent / "docs" / "access.md").read_text()

    assert [line for line in told.splitlines() if line.startswith("| `")] == list(rows())


if __name__ == "__main__":
    print("\n".join(rows()))
