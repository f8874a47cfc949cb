"""Two schools of one alliance, a hotel, and their people, at the HTTP API of the placements service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.auth import LinkGrant
from shared.auth.api_keys import mint_key
from shared.auth.development import development_identity, development_token
from shared.auth.memberships import TOPICS
from shared.consumer.freshness import FRESHNESS
from shared.ids import new_id
from shared.mongo import Mongo
from shared.settings import ServiceSettings

START = datetime(2026, 6, 20, 3, 0, tzinfo=UTC)
CULINARY, HOSPITALITY = "8.2.1", "8.1.1"


@dataclass
class World:
    """Calls the API as somebody: `await coordinator.post("/students", …)`, paths below the school's own."""

    http: httpx.AsyncClient
    settings: ServiceSettings
    mongo: Mongo
    room: Any
    alliance: str = field(default_factory=new_id)
    school: str = field(default_factory=new_id)
    other_school: str = field(default_factory=new_id)

    async def settle(self) -> None:
        """Put the schools into the copy of the directory, which is fresh."""
        for topic in TOPICS:
            await self.mongo.documents(FRESHNESS.name).insert_one({"_id": f"{topic}/0", "at": datetime.now(UTC)})
        taught = [{"code": CULINARY, "name": "Kuliner"}, {"code": HOSPITALITY, "name": "Perhotelan"}]
        for school, name, zone in (
            (self.school, "SMKN 3", "Asia/Pontianak"),
            (self.other_school, "SMKN 4", "Asia/Makassar"),
        ):
            await self._copy(
                "directory_schools", self.alliance, school, name=name, npsn="30203552", zone=zone, concentrations=taught
            )

    async def member(self, name: str, *roles: str, school: str = "") -> "Caller":
        """Somebody with these roles in a school."""
        tenant, id = school or self.school, new_id()
        identity = development_identity(name).hash
        await self._copy("directory_members", tenant, id, identity=identity, roles=list(roles), active=True)
        return Caller(self, f"Bearer {development_token(self.settings, name)}", tenant, id)

    async def key_of(self, organisation: str) -> "Caller":
        """A partner's system."""
        return await self._key(self.alliance, organisation=organisation)

    async def key_of_school(self) -> "Caller":
        """A system of the school's own."""
        return await self._key(self.school)

    async def _key(self, tenant: str, **owner: str) -> "Caller":
        key = mint_key()
        expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        known: dict[str, Any] = {
            "scopes": ["placements:read", "placements:write"],
            "secrets": [{"prefix": key.prefix, "digest": key.digest, "expires": expires}],
        }
        await self._copy("directory_api_keys", tenant, new_id(), **known, **owner)
        return Caller(self, f"Bearer {key.text}", self.school)

    async def link_in_last_letter(self, template: str) -> "Caller":
        """Whoever opens the link of the newest letter of this kind."""
        found = await self.mongo.documents("letters").find({"template": template}, sort=[("_id", -1)], limit=1)
        token = self.room.links.token(LinkGrant(**found[0]["link"]))
        return Caller(self, f"Link {token}", self.school, found[0]["person"])

    async def _copy(self, collection: str, tenant: str, id: str, **state: Any) -> None:
        document = {"number": 1, "state": {"id": id, **state}}
        await self.mongo.tenant(tenant)[collection].put(id, document)


@dataclass(frozen=True)
class Caller:
    """One credential at one school."""

    world: World
    authorization: str
    school: str
    id: str = ""
    """Of the member, or the person whom a link is bound to."""

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """POST below the school."""
        return await self._send("POST", path, body, headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """GET likewise."""
        return await self._send("GET", path, None, headers)

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        """DELETE likewise."""
        return await self._send("DELETE", path, None, headers)

    async def send_list(self, content: bytes, media_type: str = "text/csv") -> httpx.Response:
        """POST a list of students as the body."""
        return await self.world.http.post(
            f"/placements/schools/{self.school}/imports/students",
            content=content,
            headers={"authorization": self.authorization, "content-type": media_type},
        )

    async def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        whole = path if path.startswith("/placements/schools/") else f"/placements/schools/{self.school}{path}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.world.http.request(
            method, whole, json=body, headers={"authorization": self.authorization, **named}
        )


def done(response: httpx.Response, status: int = 200) -> Any:
    """The answer's body; the problem in the message when the status is another."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json()


def problem(response: httpx.Response, status: int, code: str) -> Any:
    """The problem document, which must be of this kind and say how to mend it."""
    body = done(response, status)
    assert body["type"].removeprefix("urn:jembatan:problem:") == code, body
    return body
