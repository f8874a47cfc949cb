"""The pages of one organisation, and the world behind them: for tests over HTTP and in a browser."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from aiohttp import web
from fastapi import FastAPI

from tests.integration.notifications_api import api_over
from tests.integration.notifications_world import Receipt, World, until, world

ROOT = "/notifications/hooks"
SWITCH = re.compile(r'<a href="([^"]+)" lang="')
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

    async def switched(self, shown: httpx.Response) -> httpx.Response | None:
        """What the switch of the language leads to from a page; None where there is none."""
        found = SWITCH.search(shown.text)
        if found is None:
            return None
        return await self.browser.get(str(shown.url.join(html.unescape(found[1]))), follow_redirects=True)

    async def leads_on(self, shown: httpx.Response) -> bool:
        """Whether the switch of a page leads to one, if it has any."""
        switched = await self.switched(shown)
        return switched is None or switched.status_code == 200


@asynccontextmanager
async def portal(mongo_url: str, database: str, **changes: Any) -> AsyncIterator[Portal]:
    """On a fresh database."""
    async with world(mongo_url, database, **changes) as w, api_over(w) as (api, app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
            yield Portal(w, app, api.tenant, api.http, browser)


async def echo(receipt: Receipt) -> web.Response:
    """A receiver that answers the challenge of a verification, and takes everything."""
    if challenge := receipt.body["data"].get("challenge"):
        return web.json_response({"challenge": challenge})
    return web.Response(status=204)


async def registered(at: Portal, hook: str = "hooks") -> str:
    """Register on the page, as an engineer does; the endpoint's id."""
    url = f"http://{at.w.receiver.address}/{hook}"
    answer = await at.send(f"{at.home}/", f"{at.home}/endpoints", url=url, filters="partners.*")
    assert answer.status_code == 201, answer.text
    at.w.receiver.secrets[hook] = re.findall(r"whsec_[A-Za-z0-9+/=]+", answer.text.replace("&#43;", "+"))[0]
    at.w.receiver.manners[hook] = echo
    (id,) = re.findall(r"/endpoints/([0-9a-f-]{36})", answer.text)
    return str(id)


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
