"""`Router`: routes under `/<service>` that document their problems and read JSON strictly."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.http.idempotency import HEADER
from shared.http.listing import Grid, Listing
from shared.http.openapi import problem_responses
from shared.http.strict_json import parse
from shared.refusals import Refusal

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_READS: Final = (401, 403, 404, 422, 503)
_WRITES: Final = (400, 401, 403, 404, 409, 413, 422, 503)
_KEY_PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Makes a repetition harmless: the same key with the same request is applied once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"},
    "example": "7d1c9f2e-5a40-4f0e-9d55-1f3f5a7f7b10",
}


class UnsupportedMediaType(Refusal):
    """The body is not of the type that the route reads (415)."""

    status = 415
    title = "Unsupported content type"


class StrictRequest(Request):
    """A request whose JSON has no duplicate keys, no NaN, no numbers beyond 64 bits and no broken text."""

    async def json(self) -> Any:
        """The body, or `json.JSONDecodeError`, which becomes a 400."""
        if not hasattr(self, "_json"):
            self._json = parse(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """Refuses a body of another content type with 415 before reading it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind a stricter request."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            if self.body_field is not None and _is_json_route(self):
                _require_json(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


class Router(APIRouter):
    """The routes of one service. Problem responses, operation ids and `Idempotency-Key` are documented for each."""

    def __init__(self, service: str, *, tags: Sequence[str] = ()) -> None:
        super().__init__(prefix=f"/{service}", route_class=StrictRoute, tags=[*tags] or [service])
        self.service = service

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **kwargs: Any) -> None:
        """As FastAPI's, with what every route of ours says beside."""
        methods = {method.upper() for method in kwargs.get("methods") or ("GET",)}
        statuses = _READS if methods <= {"GET", "HEAD"} else _WRITES
        kwargs["responses"] = problem_responses(statuses) | (kwargs.get("responses") or {})
        if "POST" in methods:
            kwargs["openapi_extra"] = _with_key(kwargs.get("openapi_extra") or {})
        kwargs["operation_id"] = kwargs.get("operation_id") or f"{self.service}_{endpoint.__name__}"
        super().add_api_route(path, endpoint, **kwargs)
        _document_access(self.routes[-1])

    def listing(self, path: str, listing: Listing, **kwargs: Any) -> Callable[[Endpoint], Endpoint]:
        """A GET that ends in `return await listing.answer(request, …)`, with its filters and formats documented."""
        documented = listing.documented()
        documented["responses"] = documented["responses"] | kwargs.pop("responses", {})
        return self.get(path, **documented, **kwargs)

    def grid(self, path: str, grid: Grid, **kwargs: Any) -> Callable[[Endpoint], Endpoint]:
        """A GET that returns all its rows at once; they are CSV or XLSX for whoever asks for it."""

        def register(endpoint: Endpoint) -> Endpoint:
            self.get(path, **grid.documented(), **kwargs)(grid.beside(endpoint))
            return endpoint

        return register


def _document_access(route: Any) -> None:
    """What the route's `allow` says about credentials goes into its operation."""
    for dependency in route.dependant.dependencies:
        documented = getattr(dependency.call, "documented", None)
        if documented is not None:
            route.openapi_extra = (route.openapi_extra or {}) | documented(route.methods)


def _with_key(extra: dict[str, Any]) -> dict[str, Any]:
    return extra | {"parameters": [*extra.get("parameters", ()), _KEY_PARAMETER]}


def _is_json_route(route: APIRoute) -> bool:
    return type(route.body_field.field_info).__name__ not in {"Form", "File"} if route.body_field else False


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    has_body = request.headers.get("content-length", "") != "0" and (
        "content-length" in request.headers or "transfer-encoding" in request.headers
    )
    if has_body and media_type != "application/json" and not media_type.endswith("+json"):
        raise UnsupportedMediaType("unsupported-media-type", "The body is not JSON.", expected="application/json")
