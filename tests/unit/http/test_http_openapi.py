"""The OpenAPI document says what is true."""

import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from tests.unit.http.sample import SCHOOL, sample

JARS_PATH = "/jars/schools/{school}/jars"


@pytest.fixture
def document() -> dict[str, Any]:
    return sample().openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, item in document["paths"].items() for method, one in item.items()]


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [one for value in node.values() for one in references(value)]
    return [one for value in node for one in references(value)] if isinstance(node, list) else []


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_operation_ids_and_parameters_are_unique_and_complete(document: dict[str, Any]) -> None:
    ids = [one["operationId"] for _, _, one in operations(document)]
    assert len(ids) == len(set(ids))
    for path, _, one in operations(document):
        names = [(parameter["in"], parameter["name"].lower()) for parameter in one.get("parameters", [])]
        assert len(names) == len(set(names))
        assert {name for where, name in names if where == "path"} == set(re.findall(r"\{(\w+)\}", path))
        assert one["tags"] == ["jars"]
        assert one["summary"]


def test_problems_are_documented_as_problems_and_only_they(document: dict[str, Any]) -> None:
    for _, method, one in operations(document):
        for status, response in one["responses"].items():
            if status >= "400":
                assert set(response["content"]) == {"application/problem+json"}, (method, status)
        assert {"401", "403", "404", "422", "503"} <= set(one["responses"])
        if method == "post":
            assert {"400", "409", "413", "415"} <= set(one["responses"])
        if method == "put":
            assert {"412", "428"} <= set(one["responses"])
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_post_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for _, method, one in operations(document):
        names = {parameter["name"] for parameter in one.get("parameters", [])}
        assert ("Idempotency-Key" in names) == (method == "post")


def test_a_list_shows_its_filters_and_formats(document: dict[str, Any]) -> None:
    one = document["paths"][JARS_PATH]["get"]
    names = {parameter["name"] for parameter in one["parameters"]}
    assert {"kind", "opened_from", "opened_to", "name", "limit", "cursor"} <= names
    assert len(one["responses"]["200"]["content"]) == 3
    page = document["components"]["schemas"]["JarsPage"]
    assert set(page["properties"]) == {"items", "next"}
    assert "coins" in document["components"]["schemas"]["JarsRow"]["properties"]


def test_an_upload_shows_its_formats(document: dict[str, Any]) -> None:
    content = document["paths"][JARS_PATH + "/import"]["post"]["requestBody"]["content"]
    assert {"text/csv", "multipart/form-data"} <= set(content)


def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    validate(document)


async def test_document_docs_and_probes_are_there(client: httpx.AsyncClient) -> None:
    assert (await client.get("/jars/openapi.json")).json()["openapi"].startswith("3.1")
    page = await client.get("/jars/docs")
    assert page.status_code == 200
    assert "/jars/openapi.json" in page.text
    assert "https://" not in page.text
    assert (await client.get("/jars/livez")).json() == {"status": "ok"}
    assert (await client.get("/jars/readyz")).status_code == 200
    assert (await client.get("/jars/docs/../../etc/passwd")).status_code == 404


async def test_probes_and_metrics_are_those_of_the_process() -> None:
    async def failing() -> tuple[bool, dict[str, Any]]:
        return False, {"status": "failing"}

    app = sample(readyz=failing, metrics=lambda: (b"jembatan_http 1\n", "text/plain; version=0.0.4"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jembatan") as client:
        assert (await client.get("/jars/readyz")).status_code == 503
        assert (await client.get("/jars/metrics")).text == "jembatan_http 1\n"
        assert (await client.get(f"/jars/schools/{SCHOOL}/jars")).status_code == 200
