"""What surrounds every request: its id, one log line, the size limit, sane headers, and no traceback ever."""

import logging
import re
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any, Final, Protocol

import structlog
from opentelemetry.trace import Span, SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import log_crash, on_crash, problem
from shared.ids import ID_PATTERN, new_id

_WELL_FORMED: Final = re.compile(rf"{ID_PATTERN}|^[0-9a-f]{{32}}$", re.IGNORECASE)
"""A UUID or a W3C trace id: nothing that could name a person, since it becomes the correlation id in the journal."""
_TENANTS: Final = ("school", "alliance", "organisation")
_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_PROBES: Final = {"livez", "readyz", "metrics"}
_UPLOADS: Final = 10
"""A file may be this many times larger than a JSON body."""

_SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Meter(Protocol):
    """Told of every request; `route` is the template, never the path."""

    def __call__(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count it."""


class Tracer(Protocol):
    """What is needed of `shared.telemetry.Telemetry`."""

    def span(self, name: str, *, parent: str | None, kind: SpanKind) -> AbstractContextManager[Span]:
        """A span under `parent`."""


class RequestScope:
    """Outermost: request id, access log, security headers; an unforeseen error becomes a problem."""

    def __init__(self, app: ASGIApp, meter: Meter | None = None, tracer: Tracer | None = None) -> None:
        self._app = app
        self._meter = meter
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["jembatan.request_id"] = request_id_from(Headers(scope=scope).get("x-request-id"))
        answer = _Answer(send, scope["jembatan.request_id"])
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=scope["jembatan.request_id"]):
            await self._traced(scope, receive, answer)
            self._report(scope, answer.status, time.perf_counter() - started)

    async def _traced(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        """Under a span that continues the caller's trace; it is named by the route, which is known only afterwards."""
        if self._tracer is None:
            await self._answer(scope, receive, answer)
            return
        parent = Headers(scope=scope).get("traceparent")
        with self._tracer.span(_method(scope), parent=parent, kind=SpanKind.SERVER) as span:
            await self._answer(scope, receive, answer)
            span.update_name(f"{_method(scope)} {_route(scope)}")
            span.set_attribute("http.response.status_code", answer.status)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        try:
            await self._app(scope, receive, answer)
        except Exception as error:
            if answer.status:
                # The answer has begun and cannot be taken back; the server sees it unfinished and cuts the connection.
                log_crash("answer-broken-off", error)
                return
            await on_crash(scope, error)(scope, receive, answer)

    def _report(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        line: dict[str, Any] = {
            "method": _method(scope),
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "tenant": _tenant(scope),
            "problem": scope.get("jembatan.problem"),
        }
        quiet = route.rpartition("/")[2] in _PROBES
        _log().log(
            logging.DEBUG if quiet else logging.INFO,
            "request",
            **{name: value for name, value in line.items() if value is not None},
        )
        if self._meter is not None:
            self._meter(method=_method(scope), route=route, status=status, seconds=seconds)


class BodyLimit:
    """Refuses bodies over the limit with 413: by their announced length, or while they arrive.

    `streamed` are paths of routes that hold no body in memory, with their own limit.
    """

    def __init__(
        self, app: ASGIApp, limit: int, *, streamed: Sequence[re.Pattern[str]] = (), streamed_limit: int = 0
    ) -> None:
        self._app = app
        self._limit = limit
        self._streamed = streamed
        self._streamed_limit = streamed_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit_of(scope, headers)
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > limit:
            await _too_large(scope, receive, send, limit)
            return
        counted = _Counted(receive, limit)
        await self._pass_on(scope, counted, send)

    def _limit_of(self, scope: Scope, headers: Headers) -> int:
        if scope["method"] == "POST" and any(path.match(scope["path"]) for path in self._streamed):
            return self._streamed_limit
        return self._limit if "json" in headers.get("content-type", "json") else self._limit * _UPLOADS

    async def _pass_on(self, scope: Scope, counted: "_Counted", send: Send) -> None:
        async def send_unless_too_large(message: Message) -> None:
            if not counted.exceeded:
                await send(message)

        with suppress(BodyTooLarge):
            await self._app(scope, counted, send_unless_too_large)
        if counted.exceeded:
            await _too_large(scope, counted, send, counted.limit)


class BodyTooLarge(Exception):
    """Stops whoever reads the body."""


class _Counted:
    """`receive`, counting."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self.limit = limit
        self.seen = 0

    @property
    def exceeded(self) -> bool:
        return self.seen > self.limit

    async def __call__(self) -> Message:
        message = await self._receive()
        self.seen += len(message.get("body", b""))
        if self.exceeded:
            raise BodyTooLarge
        return message


class _Answer:
    """`send`, which adds the headers of every answer and remembers the status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._request_id
            for name, value in _SECURITY.items():
                headers.setdefault(name, value)
        await self._send(message)


def request_id_from(given: str | None) -> str:
    """The caller's id when it is well formed, else a new one."""
    return given if given is not None and _WELL_FORMED.fullmatch(given) else new_id()


async def _too_large(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    response = problem(
        scope, status=413, code="body-too-large", facts={"limit": limit}, headers={"Connection": "close"}
    )
    await response(scope, receive, send)


def _route(scope: Scope) -> str:
    """The template, never the path: a path may hold anything. Ours without parameters are their own template."""
    template = getattr(scope.get("route"), "path", None)
    fixed = scope["path"] if "endpoint" in scope and not scope.get("path_params") else "unknown"
    return str(template or fixed)


def _method(scope: Scope) -> str:
    """One of those that there are: a label that callers could invent would grow without end."""
    method = str(scope["method"])
    return method if method in _METHODS else "OTHER"


def _tenant(scope: Scope) -> str | None:
    """The tenant in the path, where it has the form of an id: what else a caller puts there is nobody's business."""
    parameters = scope.get("path_params", {})
    ids = (str(parameters[name]) for name in _TENANTS if name in parameters)
    return next((id for id in ids if re.fullmatch(ID_PATTERN, id)), None)


def _log() -> Any:
    return structlog.get_logger("http")
