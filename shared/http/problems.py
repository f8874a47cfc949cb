"""Every error is an RFC 9457 problem document: what was refused, why, and what would make it pass.

Whoever opens an address in a browser reads the same as a page.
"""

import json
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import structlog
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from shared.http import cell_words, kernel_words
from shared.http.faults import Fault, faults_of
from shared.http.pages import Pages, prefers_page
from shared.http.words import Language, language_of, say
from shared.mongo import is_lost, is_transient
from shared.refusals import Busy, Refusal

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:jembatan:problem:"

_CODES: Final = {404: "unknown-path", 405: "method-not-allowed", 400: "unreadable-body"}
_PAGES: Final = Pages(Path(__file__).parent / "templates")
_FOR_PROGRAMS: Final[Mapping[Language, str]] = {
    "id": "Alamat ini dibaca oleh program yang membawa kunci. Buka tautan dari surat Anda, atau halaman sekolah Anda.",
    "en": "This address is read by programs that bring a key. Open the link in your letter, or your school's pages.",
}
_RESERVED: Final = {"type", "title", "status", "detail", "instance", "mend", "errors"}

kernel_words.register()
cell_words.register()


class Problem(BaseModel):
    """RFC 9457. Further members are facts of the refusal."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable name of the problem.", examples=["urn:jembatan:problem:quota-exhausted"])
    title: str = Field(examples=["Refused by a rule"])
    status: int = Field(examples=[409])
    detail: str = Field(description="What was refused and why.", examples=["The grant has no free slot."])
    instance: str = Field(
        description="The request, as in X-Request-Id.",
        examples=["urn:jembatan:request:01981e4a-6c00-7000-8000-000000000001"],
    )
    mend: str = Field(description="What would make it pass.", examples=["Release a slot or ask for a larger quota."])
    errors: list[Fault] | None = Field(default=None, description="Of a 422: each thing that is wrong.")


def request_id_of(scope: Scope) -> str:
    """The id that the middleware gave this request; empty outside of it."""
    return str(scope.get("jembatan.request_id", ""))


def problem(
    scope: Scope,
    *,
    status: int,
    code: str,
    title: str = "",
    detail: str = "",
    mend: str = "",
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem response in the language that the request prefers; the catalogue's words win over the given ones."""
    language = _language(scope)
    words = say(code, language, facts or {})
    document = {
        "type": TYPE_PREFIX + code,
        "title": words.title or say(f"status-{status}", language, {}).title or title or code,
        "status": status,
        "detail": words.detail or detail,
        "instance": _instance(request_id_of(scope)),
        "mend": words.mend or mend,
        **{name: value for name, value in (facts or {}).items() if name not in _RESERVED - {"errors"}},
    }
    scope["jembatan.problem"] = code
    response = _page(document, language) if _in_a_browser(scope) else _document(document)
    response.headers.update({"Content-Language": language, "Vary": "Accept, Accept-Language", **(headers or {})})
    return response


def _document(document: Mapping[str, Any]) -> Response:
    return Response(
        json.dumps(document, ensure_ascii=True, default=str).encode(), document["status"], media_type=MEDIA_TYPE
    )


def _page(document: Mapping[str, Any], language: Language) -> Response:
    shown = {name: document.get(name) for name in ("title", "detail", "mend", "errors", "type", "instance")}
    programs = _FOR_PROGRAMS[language] if document["status"] == 401 else ""
    return _PAGES.answer("problem.html", document["status"], **shown, language=language, programs=programs)


def _in_a_browser(scope: Scope) -> bool:
    return scope.get("method") in {"GET", "HEAD"} and prefers_page(_header(scope, b"accept"))


def from_refusal(scope: Scope, refusal: Refusal) -> Response:
    """The problem of a refusal; `Busy` says when to try again."""
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, Busy) else {}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(
        scope,
        status=refusal.status,
        code=refusal.code,
        title=refusal.title,
        detail=refusal.detail,
        mend=refusal.mend,
        facts=refusal.facts,
        headers=headers,
    )


async def on_refusal(request: Request, error: Exception) -> Response:
    """Exception handler for `Refusal`."""
    return from_refusal(request.scope, cast("Refusal", error))


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """Exception handler for FastAPI's own validation: unreadable JSON is 400, a wrong form 422 with every fault."""
    errors = cast("RequestValidationError", error).errors()
    if any(one.get("type") == "json_invalid" for one in errors):
        return problem(request.scope, status=400, code="unreadable-body")
    faults = [fault.model_dump() for fault in faults_of(errors, _language(request.scope))]
    return problem(request.scope, status=422, code="not-valid", facts={"errors": faults})


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Exception handler for what Starlette and FastAPI raise themselves: unknown paths, methods, unreadable bodies."""
    raised = cast("HTTPException", error)
    headers, facts = dict(raised.headers or {}), dict[str, Any]()
    if raised.status_code == 405:
        facts["allowed"] = headers["Allow"] = _methods_at(request)
    if raised.status_code == 404:
        facts["docs"] = f"/{request.url.path.split('/')[1]}/docs"
    code = _CODES.get(raised.status_code, f"http-{raised.status_code}")
    return problem(request.scope, status=raised.status_code, code=code, detail="", facts=facts, headers=headers)


def _methods_at(request: Request) -> str:
    """Of every route at this path: the router names those of the first one alone."""
    routes = [each for each in request.app.routes if hasattr(each, "path_regex")]
    matching = [each for each in routes if each.path_regex.match(request.scope["path"])]
    return ", ".join(sorted({method for each in matching for method in getattr(each, "methods", None) or ()}))


def on_crash(scope: Scope, error: BaseException) -> Response:
    """The problem of an unforeseen error: 503 where the database did not answer, else 500 with nothing but the id."""
    if is_lost(error) or is_transient(error):
        return problem(scope, status=503, code="try-again", headers={"Retry-After": "1"})
    log_crash("request-crashed", error)
    return problem(scope, status=500, code="internal-error")


def log_crash(what: str, error: BaseException, **ids: str) -> None:
    """Log the place and the kind of an unforeseen error, not its message, which may quote what a person wrote."""
    structlog.get_logger("http").error(what, error=kind_of(error), at=places_of(error), **ids)


def kind_of(error: BaseException) -> str:
    """`module.Class` of an error and of what caused it."""
    kinds = [f"{type(error).__module__}.{type(error).__qualname__}"]
    if error.__cause__ is not None:
        kinds.append(kind_of(error.__cause__))
    if isinstance(error, ResponseValidationError):
        kinds += [str(one.get("loc")) for one in error.errors()[:5]]
    return " from ".join(kinds)


def places_of(error: BaseException) -> list[str]:
    """The innermost frames as `file:line function`."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _language(scope: Scope) -> Language:
    return language_of(_header(scope, b"accept-language"))


def _header(scope: Scope, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == wanted), None)


def _instance(request_id: str) -> str:
    return f"urn:jembatan:request:{request_id}"
