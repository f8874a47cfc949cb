"""What is committed under `contracts/` is what the code says, and no revision breaks the one before."""

import json
from itertools import pairwise
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from jembatan.commands.contracts import arguments
from jembatan.registry import FOLDER, names, service
from shared.contracts import EventContract, breaks, differences
from tests.contracts.published import contracts, revisions, sample

EACH = pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract.type)
SERVICES = pytest.mark.parametrize("name", names())


@SERVICES
def test_the_committed_contract_is_what_the_code_says(name: str) -> None:
    assert [f"{each.path}: {each.what}" for each in differences(**arguments(name))] == []


@EACH
def test_every_revision_is_readable_by_the_ones_beside_it(contract: EventContract) -> None:
    schemas = revisions(contract)
    assert schemas
    assert [line for old, new in pairwise(schemas) for line in breaks(old, new)] == []


@EACH
def test_the_sample_fits_every_revision_and_the_event(contract: EventContract) -> None:
    data = sample(contract)
    for schema in revisions(contract):
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    contract.model.model_validate(data)


@SERVICES
def test_what_a_service_hears_is_published(name: str) -> None:
    hears = service(name).hears
    if hears is None:
        return
    published = {(contract.topic, contract.type) for contract in contracts()}
    topics = {topic for topic, _ in published}
    assert {topic for topic in hears.all_topics if topic not in topics} == set()
    assert set(hears.effects) - published == set()
    assert {(copy.topic, type) for copy in hears.copies for type in copy.types} - published == set()


@SERVICES
def test_the_openapi_document_is_whole(name: str) -> None:
    document = json.loads((FOLDER / name / "contracts" / "openapi.json").read_text())
    for reference in _references(document):
        _resolve(document, reference)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    assert [operation["operationId"] for operation in operations if not operation.get("summary")] == []


@SERVICES
def test_the_openapi_document_is_valid(name: str) -> None:
    document = json.loads((FOLDER / name / "contracts" / "openapi.json").read_text())
    assert document["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(each) for each in node.values()))
    return set().union(*(_references(each) for each in node)) if isinstance(node, list) else set()


def _resolve(document: dict[str, Any], reference: str) -> None:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        assert part in node, reference
        node = node[part]
