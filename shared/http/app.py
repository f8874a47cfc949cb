"""The HTTP application of one service."""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.http.docs_page import add_docs
from shared.http.middleware import BodyLimit, Meter, RequestScope, Tracer
from shared.http.openapi import describe
from shared.http.problems import on_http_exception, on_invalid_request, on_refusal
from shared.refusals import Refusal
from shared.telemetry import HTTP_SECONDS

Health = Callable[[], Awaitable[tuple[bool, dict[str, Any]]]]
"""Answers whether all is well, and what to show."""

Metrics = Callable[[], tuple[bytes, str]]
"""The exposition and its content type."""

_FORM_BYTES: Final = 65_536
"""What a form may add to the file in it."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


async def _well() -> tuple[bool, dict[str, Any]]:
    return True, {"status": "ok"}


def make_app(
    service_name: str,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    runtime: Any = None,
    *,
    version: str = "0.1.0",
    livez: Health = _well,
    readyz: Health = _well,
    metrics: Metrics | None = None,
    meter: Meter | None = None,
    tracer: Tracer | None = None,
    max_body_bytes: int = 1_048_576,
    max_file_bytes: int = 25_000_000,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """Everything under `/<service_name>`: routes, `docs`, `openapi.json`, `livez`, `readyz`, `metrics`.

    `meter` is told of every request, by default it observes `jembatan_http_request_seconds`; `tracer` is the
    service's `Telemetry`. `runtime` is at `app.state.runtime`; with none, `lifespan` has to put it there.
    """
    app = FastAPI(
        title=title,
        description=description,
        version=version,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{service_name}/openapi.json",
        openapi_tags=[{"name": service_name, "description": description.partition("\n")[0]}],
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.runtime = runtime
    for router in routers:  # not `include_router`, which builds all of them anew at the first request
        app.router.routes.extend(router.routes)
    _add_probes(app, service_name, livez, readyz, metrics)
    add_docs(app, service_name)
    _add_handlers(app)
    app.add_middleware(
        BodyLimit, limit=max_body_bytes, streamed=list(_streamed(routers)), streamed_limit=max_file_bytes + _FORM_BYTES
    )
    app.add_middleware(RequestScope, meter=meter or _observer(service_name), tracer=tracer)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's documented way to replace it
    return app


def _streamed(routers: Sequence[APIRouter]) -> Iterator[re.Pattern[str]]:
    """Paths of the routes whose `allow` says that they read the body piece by piece."""
    for route in (route for router in routers for route in router.routes):
        dependant = getattr(route, "dependant", None)
        if dependant and any(getattr(each.call, "streamed", False) for each in dependant.dependencies):
            yield route.path_regex  # type: ignore[attr-defined]  # every route with a dependant has one


def _observer(service: str) -> Meter:
    def observe(*, method: str, route: str, status: int, seconds: float) -> None:
        HTTP_SECONDS.labels(service, method, route, str(status)).observe(seconds)

    return observe


def _add_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_exception)


def _add_probes(app: FastAPI, service: str, livez: Health, readyz: Health, metrics: Metrics | None) -> None:
    app.add_route(f"/{service}/livez", _probe(livez), include_in_schema=False)
    app.add_route(f"/{service}/readyz", _probe(readyz), include_in_schema=False)
    if metrics is not None:
        app.add_route(f"/{service}/metrics", _exposition(metrics), include_in_schema=False)


def _probe(ask: Health) -> Callable[[Request], Awaitable[Response]]:
    async def probe(_request: Request) -> Response:
        well, shown = await ask()
        return JSONResponse(shown, 200 if well else 503)

    return probe


def _exposition(metrics: Metrics) -> Callable[[Request], Awaitable[Response]]:
    async def exposition(_request: Request) -> Response:
        body, media_type = metrics()
        return Response(body, media_type=media_type)

    return exposition
