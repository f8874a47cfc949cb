"""The table of scopes is that of the routes, and a key is issued only with what stands in it."""

import json

import pytest
from pydantic import ValidationError

from jembatan.registry import FOLDER, names
from services.directory.api.keys import IssueSchoolKeyBody
from shared.auth.scopes import SCOPES


def of_routes() -> set[str]:
    """What the committed OpenAPI documents of all services ask for."""
    documents = [json.loads((FOLDER / name / "contracts" / "openapi.json").read_text()) for name in names()]
    operations = [each for document in documents for path in document["paths"].values() for each in path.values()]
    return {each["x-access"]["scope"] for each in operations if "scope" in each.get("x-access", {})}


def test_the_table_has_the_scopes_of_the_routes_and_no_other() -> None:
    assert set(SCOPES) == of_routes()


def test_a_misspelt_scope_is_refused_with_the_known_ones() -> None:
    assert IssueSchoolKeyBody(name="system", scopes=("partners:read",)).scopes == ("partners:read",)

    with pytest.raises(ValidationError, match="partners:read, partners:sign"):
        IssueSchoolKeyBody(name="system", scopes=("partners:reed",))


def test_openapi_enumerates_them() -> None:
    assert IssueSchoolKeyBody.model_json_schema()["properties"]["scopes"]["items"]["enum"] == list(SCOPES)
