"""The OpenAPI document as it truly is: problems as `application/problem+json`, no invented answers."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.http.problems import MEDIA_TYPE, Problem
from shared.ids import ID_PATTERN

_SAID: Final = {
    400: "The request cannot be read.",
    401: "Nobody is known by these credentials.",
    403: "The caller may not do this.",
    404: "There is no such thing for this tenant.",
    406: "None of the formats in Accept is available.",
    409: "A rule says no.",
    410: "It was here, and was deleted or has expired.",
    412: "Changed meanwhile: If-Match names an older number.",
    413: "The body is too large.",
    415: "The content type is not supported.",
    422: "The request does not have the right form.",
    428: "If-Match is required.",
    503: "Busy, or the database is away: try again after Retry-After.",
}


def problem_responses(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    """FastAPI's `responses` for these statuses."""
    return {status: problem_response(status) for status in statuses}


def problem_response(status: int) -> dict[str, Any]:
    """One documented problem."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}} if status == 503 else {}
    return {"description": _SAID[status], "content": content} | ({"headers": headers} if headers else {})


def describe(app: FastAPI) -> dict[str, Any]:
    """The document of `app`, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _complete(
            get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
        )
    return app.openapi_schema


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    model = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(model.pop("$defs", {}))
    schemas["Problem"] = model
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["securitySchemes"] = _security_schemes()
    for path, operation in _operations(document):
        _document_parameters(path, operation)
        _document_writes(operation)
    return document


def _security_schemes() -> dict[str, Any]:
    from shared.auth.documentation import SECURITY_SCHEMES  # `shared.auth` stands on this package

    return SECURITY_SCHEMES


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        yield from ((path, operation) for method, operation in item.items() if method != "parameters")


def _document_parameters(path: str, operation: dict[str, Any]) -> None:
    """Each once, and those of the path that only `allow` reads as well."""
    parameters = {(one["in"], one["name"].lower()): one for one in operation.get("parameters", ())}
    for name in re.findall(r"\{(\w+)\}", path):
        schema = {"type": "string", "pattern": ID_PATTERN, "examples": ["01981e4a-6c00-7000-8000-000000000001"]}
        parameters.setdefault(("path", name.lower()), {"name": name, "in": "path", "required": True, "schema": schema})
    if parameters:
        operation["parameters"] = list(parameters.values())


_NEEDED_TAG: Final[dict[str, Any]] = {"required": True, "schema": {"type": "string", "examples": ['"7"']}}
"""FastAPI sees a header that may be missing, since without it the answer is 428 and not 422."""


def _document_writes(operation: dict[str, Any]) -> None:
    """What follows from the rest: 415 from a body, 412 and 428 from If-Match."""
    responses = operation.setdefault("responses", {})
    parameters = {parameter["name"].lower(): parameter for parameter in operation.get("parameters", ())}
    if "requestBody" in operation:
        responses.setdefault("415", problem_response(415))
    if "if-match" in parameters:
        parameters["if-match"] |= _NEEDED_TAG
        responses.setdefault("412", problem_response(412))
        responses.setdefault("428", problem_response(428))
