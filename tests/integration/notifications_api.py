"""Notifications over HTTP in a test: the API as the owner of endpoints calls it, and the world behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from aiohttp import web
from fastapi import FastAPI

from services.notifications.app import SERVICE
from shared.http.app import make_app
from shared.ids import new_id
from tests.integration.notifications_world import Receipt, World, issue_key, world


@dataclass
class Api:
    """The API of one tenant, and the world behind it."""

    w: World
    http: httpx.AsyncClient
    tenant: str

    @property
    def path(self) -> str:
        return f"/notifications/organisations/{self.tenant}/endpoints"

    async def register(self, hook: str = "hooks", **body: Any) -> str:
        """Register and tell the receiver the secret; the endpoint's path."""
        url = f"http://{self.w.receiver.address}/{hook}"
        answer = await self.http.post(self.path, json={"url": url, **body})
        assert answer.status_code == 201, answer.text
        self.w.receiver.secrets[hook] = answer.json()["secret"]
        return f"{self.path}/{answer.json()['id']}"

    async def verified(self, hook: str = "hooks", **body: Any) -> str:
        path = await self.register(hook, **body)
        self.w.receiver.manners[hook] = echo
        answer = await self.http.post(f"{path}/verification")
        assert answer.status_code == 200, answer.text
        return path


async def echo(receipt: Receipt) -> web.Response:
    """Sends a challenge back, in whatever format it came, and takes everything else."""
    data = receipt.body.get("data", receipt.body)
    if "challenge" in data:
        return web.json_response({"challenge": data["challenge"]})
    return web.Response(status=204)


@asynccontextmanager
async def api_of(mongo_url: str, database: str, **changes: Any) -> AsyncIterator[Api]:
    """An API for a tenant of its own; `changes` are settings."""
    async with world(mongo_url, database, **changes) as w, api_over(w) as (api, _):
        yield api


@asynccontextmanager
async def api_over(w: World) -> AsyncIterator[tuple[Api, FastAPI]]:
    """The same over a world that is there, and its application."""
    tenant = new_id()
    app = make_app("notifications", SERVICE.title, SERVICE.description, SERVICE.routers, w.room)
    headers = {"authorization": f"Bearer {await issue_key(w, tenant, 'webhook:read', 'webhook:write')}"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as http:
        yield Api(w, http, tenant), app
