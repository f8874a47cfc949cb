"""Services in one process: each keeps its own database, topics and consumer groups; they share a port and a loop."""

import asyncio
import html
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

Scope = dict[str, Any]


class Composition:
    """One ASGI application for several: the first part of the path says which. `/` lists them.

    `/livez` and `/readyz` say no when one of them does.
    """

    def __init__(self, apps: Mapping[str, Any]) -> None:
        self.apps = dict(apps)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        first = str(scope.get("path", "/")).removeprefix("/").partition("/")[0]
        if app := self.apps.get(first):
            await app(scope, receive, send)
        elif first in {"livez", "readyz"}:
            await _answer(send, *await self._probe(first, scope))
        elif first == "":
            await _answer(send, 200, "text/html; charset=utf-8", _page(self.apps))
        else:
            await _answer(send, 404, "application/problem+json", _unknown(self.apps))

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        async with AsyncExitStack() as running:
            try:
                for app in self.apps.values():
                    await running.enter_async_context(lifespan_of(app))
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
                raise
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _probe(self, probe: str, scope: Scope) -> tuple[int, str, bytes]:
        answers = await asyncio.gather(*(_ask(app, f"/{name}/{probe}", scope) for name, app in self.apps.items()))
        statuses = dict(zip(self.apps, answers, strict=True))
        worst = max(statuses.values(), default=200)
        body = json.dumps({"status": "ok" if worst == 200 else "failing", "services": statuses}).encode()
        return worst, "application/json", body


@asynccontextmanager
async def lifespan_of(app: Any) -> AsyncIterator[None]:
    """Starts a FastAPI application and ends it in order."""
    async with app.router.lifespan_context(app):
        yield


async def _ask(app: Any, path: str, scope: Scope) -> int:
    """The status of a GET on `path`."""
    status = 503

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    await app({**scope, "method": "GET", "path": path, "raw_path": path.encode()}, receive, send)
    return status


async def _answer(send: Any, status: int, media_type: str, body: bytes) -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _page(apps: Mapping[str, Any]) -> bytes:
    items = "".join(
        f'<li><a href="/{name}/docs">{html.escape(getattr(app, "title", name))}</a> '
        f'(<a href="/{name}/openapi.json">openapi.json</a>)</li>'
        for name, app in apps.items()
    )
    return f"<!doctype html><html lang=en><title>Jembatan</title><h1>Jembatan</h1><ul>{items}</ul></html>".encode()


def _unknown(apps: Mapping[str, Any]) -> bytes:
    problem = {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": f"Paths begin with a service: {', '.join(apps)}.",
    }
    return json.dumps(problem).encode()
