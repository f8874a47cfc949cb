"""The pages of one organisation, and the world behind them: for tests over HTTP and in a browser."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request

from services.notifications.access import READS, WRITES
from services.notifications.app import SERVICE
from shared.auth.api_keys import mint_key
from shared.auth.memberships import TOPICS
from shared.consumer.freshness import FRESHNESS
from shared.context import Context
from shared.events import Actor
from shared.http.app import make_app
from shared.http.idempotency import command_identity
from shared.ids import new_id
from shared.refusals import NotFound
from tests.integration.notifications_world import World, until, world

ROOT = "/notifications/hooks"
HIDDEN = re.compile(r'name="(csrf|once)" value="([^"]+)"')


@dataclass
class Portal:
    """One organisation; `api` calls as its key does, `browser` as somebody without credentials."""

    w: World
    app: FastAPI
    tenant: str
    api: httpx.AsyncClient
    browser: httpx.AsyncClient

    @property
    def home(self) -> str:
        return f"{ROOT}/{self.tenant}"

    async def link(self, access: str = "write", **body: Any) -> str:
        """A new link's URL."""
        answer = await self.api.post(
            f"/notifications/organisations/{self.tenant}/hooks-links", json={"access": access, **body}
        )
        assert answer.status_code == 201, answer.text
        url: str = answer.json()["url"]
        return url

    async def enter(self, access: str = "write") -> None:
        """Open a new link in the browser."""
        answer = await self.browser.post(f"{ROOT}/open", data={"link": await self.link(access)})
        assert answer.status_code == 303, answer.text

    async def send(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Send a form with what is hidden in it, as the page shows it."""
        shown = await self.browser.get(page)
        hidden = dict(HIDDEN.findall(shown.text))
        return await self.browser.post(action, data={**hidden, **fields})


@asynccontextmanager
async def portal(mongo_url: str, database: str, **changes: Any) -> AsyncIterator[Portal]:
    """On a fresh database; the key's own authentication is tested where `allow` is."""
    tenant = new_id()
    async with world(mongo_url, database, **changes) as w:
        app = make_app("notifications", SERVICE.title, SERVICE.description, SERVICE.routers, w.room)
        for access in (*READS.values(), *WRITES.values()):
            app.dependency_overrides[access] = _context(w, tenant)
        transport = httpx.ASGITransport(app=app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://test") as api,
            httpx.AsyncClient(transport=transport, base_url="http://test") as browser,
        ):
            yield Portal(w, app, tenant, api, browser)


def _context(w: World, tenant: str) -> Any:
    async def context(request: Request) -> Context:
        if tenant not in request.path_params.values():
            raise NotFound("organisation")
        command, hash = await command_identity(request, "key") if request.method != "GET" else (None, "")
        actor = Actor(kind="key", id="test-key", organisation=tenant)
        made = Context(w.room, tenant, actor, w.room.clock.now(), given=command is not None, request_hash=hash)
        made.command_id = command or made.command_id
        return made

    return context


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """The application on a port of its own, in this loop; its address."""
    server = _Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    )
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started, 30, "the server")
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


async def issue_key(w: World, organisation: str, *scopes: str) -> str:
    """An API key of an organisation, as the directory would have told of it; the copy is fresh for an hour."""
    key, alliance, now = mint_key(), new_id(), w.room.clock.machine()
    later = (now + timedelta(hours=1)).isoformat()
    secret = {"prefix": key.prefix, "digest": key.digest, "expires": later}
    state = {"organisation": organisation, "scopes": list(scopes), "secrets": [secret]}
    await w.room.mongo.tenant(alliance)["directory_api_keys"].insert(new_id(), {"number": 1, "state": state})
    for topic in TOPICS:
        beat = {"$set": {"at": now + timedelta(hours=1)}}
        await w.room.mongo.documents(FRESHNESS.name).update_one({"_id": f"{topic}/0"}, beat, upsert=True)
    return key.text
