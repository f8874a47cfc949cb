"""A service whose routes only say who called, on a copy of the directory that a test fills by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from pymongo import UpdateOne

from shared.auth import COPIES, Links, Role, allow
from shared.auth.api_keys import mint_key
from shared.auth.development import development_identity, development_token
from shared.auth.memberships import TOPICS
from shared.clock import Clock, FixedClock
from shared.consumer.freshness import FRESHNESS
from shared.context import Context
from shared.http import Body, Router
from shared.http.app import make_app
from shared.ids import Id, new_id
from shared.mongo import Mongo, apply
from shared.people import People
from shared.settings import ServiceSettings
from shared.texts import Texts

router = Router("test")


class Thing(Body):
    """Something to post."""

    what: str = "x"


def told(ctx: Context) -> dict[str, Any]:
    """What the kernel made of the request."""
    return {
        "tenant": ctx.tenant,
        "actor": ctx.actor.model_dump(mode="json"),
        "command": ctx.command_id,
        "given": ctx.given,
        "hash": ctx.request_hash,
        "correlation": ctx.correlation_id,
        "expected": ctx.expected,
    }


def route(method: str, path: str, scope: str, *roles: Role, **also: Any) -> None:
    """One route that tells who called."""
    guard = allow(scope, *roles, **also)

    async def tell(ctx: Annotated[Context, Depends(guard)]) -> dict[str, Any]:
        return told(ctx)

    async def tell_about(body: Thing, ctx: Annotated[Context, Depends(guard)]) -> dict[str, Any]:
        return told(ctx)

    name = f"test_{method.lower()}_{path.strip('/').replace('/', '_').replace('{', '').replace('}', '')}"
    endpoint = tell if method == "GET" else tell_about
    router.api_route(path, methods=[method], operation_id=name)(endpoint)


route("GET", "/schools/{school}/things", "partners:read", "teacher", "auditor")
route("POST", "/schools/{school}/things", "partners:write", "teacher", "auditor")
route("POST", "/schools/{school}/decisions", "partners:decide", "principal")
route("GET", "/schools/{school}/decisions", "partners:decide", "principal")
route("GET", "/schools/{school}/overseen", "partners:read", "principal", "alliance_admin")
route("GET", "/schools/{school}/shared", "partners:read", "principal", partner=True)
route("POST", "/schools/{school}/consents/{id}", "consent:give", link="consent")
route("GET", "/alliances/{alliance}/register", "register:read", "alliance_admin", "public_relations")
route("GET", "/alliances/{alliance}/open", "register:read", "alliance_admin", partner=True)
route("GET", "/organisations/{organisation}/endpoints", "webhook:read", "alliance_admin", partner=True)
route("POST", "/founded", "alliance:found", operator=True)
route("GET", "/mine", "me:read")


class Definition:
    """Of a service whose links end with their person alone."""

    links_while: Any = None


@dataclass
class Room:
    """As much of a runtime as a request needs."""

    settings: ServiceSettings
    mongo: Mongo
    clock: Clock
    people: People
    definition: Definition = field(default_factory=Definition)


@dataclass
class Town:
    """Two alliances; the first has two schools. Everybody is put where a test wants them."""

    http: httpx.AsyncClient
    room: Room
    app: FastAPI
    alliance: str = field(default_factory=new_id)
    school: str = field(default_factory=new_id)
    sister: str = field(default_factory=new_id)
    far_alliance: str = field(default_factory=new_id)
    far_school: str = field(default_factory=new_id)

    async def settle(self) -> "Town":
        """Schools are known and the copy is fresh."""
        await self.heard(timedelta(0))
        for alliance, school in (
            (self.alliance, self.school),
            (self.alliance, self.sister),
            (self.far_alliance, self.far_school),
        ):
            state = {"alliance": alliance, "name": "SMK", "npsn": "30203552", "zone": "Asia/Pontianak"}
            await self.put("directory_schools", alliance, school, state)
        return self

    async def heard(self, ago: timedelta) -> None:
        """The last heartbeat came so long ago."""
        at = datetime.now(UTC) - ago
        writes = [UpdateOne({"_id": f"{topic}/0"}, {"$set": {"at": at}}, upsert=True) for topic in TOPICS]
        await self.room.mongo.documents(FRESHNESS.name).bulk_write(writes)
        self.forget()

    def forget(self) -> None:
        """Nothing is remembered from the last moment."""
        self.app.state.authentication = None

    async def put(self, collection: str, tenant: str, id: Id, state: dict[str, Any]) -> None:
        """Into the copy."""
        await self.room.mongo.tenant(tenant)[collection].put(id, {"number": 1, "state": {"id": id, **state}})

    async def person(self) -> str:
        """Somebody who is known by name."""
        id = new_id()
        await self.room.mongo.tenant(self.school)["people"].put(id, {"kind": "guardian", "data": {"name": "Bu Rina"}})
        return id

    async def member(self, subject: str, tenant: str, *roles: str, active: bool = True) -> dict[str, str]:
        """The headers of somebody who has these roles there."""
        state = {"identity": development_identity(subject).hash, "roles": list(roles), "active": active}
        await self.put("directory_members", tenant, new_id(), state)
        return self.stranger(subject)

    def stranger(self, subject: str = "stranger") -> dict[str, str]:
        """The headers of somebody who is nowhere a member."""
        return {"Authorization": f"Bearer {development_token(self.room.settings, subject)}"}

    async def key(
        self, tenant: str, *scopes: str, organisation: str | None = None, days: float = 1, **secret: Any
    ) -> dict[str, str]:
        """The headers of an API key."""
        minted = mint_key()
        expires = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        one = {"prefix": minted.prefix, "digest": minted.digest, "expires": expires, **secret}
        state = {"scopes": list(scopes), "secrets": [one]} | ({"organisation": organisation} if organisation else {})
        await self.put("directory_api_keys", tenant, new_id(), state)
        return {"Authorization": f"Bearer {minted.text}"}

    @property
    def links(self) -> Links:
        """Signs as the service does."""
        return Links(self.room.settings.link_key)

    async def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """GET below /test."""
        return await self.http.get(f"/test{path}", headers=headers)

    async def post(self, path: str, headers: dict[str, str], body: Any = None, **more: str) -> httpx.Response:
        """POST below /test."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return await self.http.post(f"/test{path}", headers=headers | named, json=body or {})


@pytest.fixture
async def town(settings: ServiceSettings, mongo: Mongo) -> AsyncIterator[Town]:
    """Settled, with a fresh copy."""
    await apply(mongo, [*COPIES, FRESHNESS])
    clock = FixedClock(datetime(2026, 7, 1, 3, 0, tzinfo=UTC))
    room = Room(settings, mongo, clock, People(mongo, clock, Texts(mongo, clock)))
    app = make_app("test", "Test", "Says who called.", [router], room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield await Town(http, room, app).settle()
