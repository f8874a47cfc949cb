"""One service on a real database, people with every role, a partner's key with every scope, and things that exist."""

import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from fastapi.routing import APIRoute

from jembatan.registry import service
from shared.api import build_api
from shared.auth import Access, LinkGrant, Public
from shared.auth.api_keys import mint_key
from shared.auth.development import OPERATOR, development_identity, development_token
from shared.auth.documentation import accesses
from shared.auth.memberships import TOPICS
from shared.auth.roles import ROLES
from shared.clock import FixedClock
from shared.consumer.freshness import FRESHNESS
from shared.ids import new_id
from shared.mongo import apply
from shared.runtime import Runtime
from shared.settings import load
from tests.integration.openapi.known import Known

START: Final = datetime(2026, 6, 20, 3, 0, tzinfo=UTC)
ALWAYS: Final = datetime(2099, 1, 1, tzinfo=UTC)
"""The copy of the directory is never behind."""
STRANGERS: Final = 0.08
"""How often somebody calls who may not."""
ALLIANCE_ROLES: Final = frozenset({"alliance_admin"})


def routes_of(name: str) -> Iterator[tuple[str, str, Access | Public]]:
    """Method, path and access of every route that the document has; pages for browsers stand in none."""
    for router in service(name).routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods - {"HEAD"}) if route.include_in_schema else ():
                yield method, route.path, accesses(route.dependant)[0]


@dataclass
class World:
    """What a seed needs, and who calls."""

    http: httpx.AsyncClient
    room: Runtime
    alliance: str
    school: str
    other_school: str
    organisation: str
    scopes: tuple[str, ...]
    key: str = ""
    holder: str = field(default_factory=new_id)
    """A person whose links open what they are about, wherever the service asks no more of them."""

    def token(self, subject: str) -> str:
        """A person's; of somebody who has nothing but one role, when it is a role's name."""
        subject = f"as-{subject}" if subject in ROLES else subject
        return f"Bearer {development_token(self.room.settings, subject)}"

    async def settle(self) -> None:
        """Everybody is in the copy of the directory, which is fresh."""
        for topic in TOPICS:
            await self.room.mongo.documents(FRESHNESS.name).insert_one({"_id": f"{topic}/0", "at": ALWAYS})
        taught = [{"code": code, "name": code} for code in ("8.2.1", "8.1.1", "9.1.1")]
        for number, school in enumerate((self.school, self.other_school)):
            state = {"name": f"SMKN {number}", "npsn": f"3020355{number}", "zone": "Asia/Pontianak"}
            await self._copy("directory_schools", self.alliance, school, concentrations=taught, **state)
        for role in (*ROLES, "nobody"):
            tenant = self.alliance if role in ALLIANCE_ROLES else self.school
            await self._member(f"as-{role}" if role in ROLES else role, tenant, *([role] if role in ROLES else []))
        await self._member("everything", self.school, *(set(ROLES) - ALLIANCE_ROLES - {"auditor"}))
        await self._member("elsewhere", self.other_school, *(set(ROLES) - ALLIANCE_ROLES))
        self.key = await self.issue(self.organisation)
        holder = {"kind": "signatory", "data": {"name": "A. Holder"}}
        await self.room.mongo.tenant(self.school)["people"].put(self.holder, holder)

    async def _member(self, name: str, tenant: str, *roles: str) -> None:
        identity = development_identity(name).hash
        await self._copy("directory_members", tenant, new_id(), identity=identity, roles=sorted(roles), active=True)

    async def issue(self, organisation: str) -> str:
        """A key of a partner's system, with every scope."""
        key, expires = mint_key(), (datetime.now(UTC) + timedelta(days=1)).isoformat()
        state = {"secrets": [{"prefix": key.prefix, "digest": key.digest, "expires": expires}]}
        state |= {"organisation": organisation, "scopes": list(self.scopes)}
        await self._copy("directory_api_keys", self.alliance, new_id(), **state)
        return key.text

    async def _copy(self, collection: str, tenant: str, id: str, **state: Any) -> None:
        await self.room.mongo.tenant(tenant)[collection].put(id, {"number": 1, "state": {"id": id, **state}})

    def caller(
        self, access: Access | Public, path: Mapping[str, str], known: Known, dice: random.Random
    ) -> dict[str, str]:
        """Headers of somebody who may call, mostly; now and then of somebody who may not, or of nobody."""
        if isinstance(access, Public):
            return {}
        if dice.random() < STRANGERS:
            stranger = dice.choice(("", self.token("nobody"), self.token("elsewhere")))
            return {"Authorization": stranger} if stranger else {}
        return {"Authorization": dice.choice(list(self._credentials(access, path, known, dice)))}

    def _credentials(self, access: Access, path: Mapping[str, str], known: Known, dice: random.Random) -> Iterator[str]:
        if access.operator:
            yield self.token(OPERATOR)
        if access.link:
            yield f"Link {self._link(access.link, path, known, dice)}"
        if access.partner:
            yield f"Bearer {self.key}"
        if "alliance" in path or "organisation" in path:
            yield self.token("alliance_admin")
        if access.roles:
            yield self.token(dice.choice(sorted(access.roles)))
        if "school" in path or not (access.operator or access.link or access.partner):
            yield self.token("everything")

    def _link(self, purpose: str, path: Mapping[str, str], known: Known, dice: random.Random) -> str:
        tenant = next(path[kind] for kind in ("school", "alliance", "organisation") if kind in path)
        subject, expires = list(path.values())[-1], datetime.now(UTC) + timedelta(days=1)
        person = dice.choice((self.holder, known.path("/{person}")["person"]))
        organisation = self.organisation if dice.random() < 0.5 else None
        grant = LinkGrant(purpose, tenant, subject, expires, person=person, organisation=organisation)
        return self.room.links.token(grant)


@asynccontextmanager
async def world_of(name: str, environ: Mapping[str, str]) -> AsyncIterator[World]:
    """The service behind its real application; what it cannot handle comes back as a 500."""
    definition = service(name)
    room = Runtime(definition, load(definition.settings, environ), clock=FixedClock(START))
    await apply(room.mongo, room.collections())
    transport = httpx.ASGITransport(app=build_api(room), raise_app_exceptions=False)
    scopes = tuple(sorted({access.scope for _, _, access in routes_of(name) if isinstance(access, Access)}))
    async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=120) as http:
        try:
            yield World(http, room, new_id(), new_id(), new_id(), new_id(), scopes)
        finally:
            await room.close()
