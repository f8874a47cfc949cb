"""Two schools of one alliance, a hotel, and their people, at the HTTP API of the partners service."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.auth.api_keys import mint_key
from shared.auth.development import development_identity, development_token
from shared.auth.memberships import TOPICS
from shared.consumer.freshness import FRESHNESS
from shared.ids import new_id
from shared.mongo import Mongo
from shared.settings import ServiceSettings

_WHOLE = ("/partners/schools/", "/partners/alliances/")
START = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


@dataclass
class World:
    """Calls the API as somebody: `await world.principal.post("/mous", …)`, paths below the school's own."""

    http: httpx.AsyncClient
    settings: ServiceSettings
    mongo: Mongo
    alliance: str = field(default_factory=new_id)
    school: str = field(default_factory=new_id)
    other_school: str = field(default_factory=new_id)

    async def settle(self) -> None:
        """Put the schools into the copy of the directory, which is fresh."""
        for topic in TOPICS:
            await self.mongo.documents(FRESHNESS.name).insert_one({"_id": f"{topic}/0", "at": datetime.now(UTC)})
        await self.place(self.school, self.alliance, "SMKN 3", "30203552", "Asia/Pontianak")
        await self.place(self.other_school, self.alliance, "SMKN 4", "30304242", "Asia/Makassar")

    async def place(self, school: str, alliance: str, name: str, npsn: str, zone: str) -> None:
        """The directory has told of a school in this alliance."""
        await self._copy("directory_schools", alliance, school, name=name, npsn=npsn, zone=zone)

    async def member(self, name: str, *roles: str, school: str = "") -> "Caller":
        """Somebody with these roles in a school: another person than one of the same name in another school.

        What an identity may do is remembered for a second; people of two schools in one would not be seen at once.
        """
        tenant, id = school or self.school, new_id()
        name = f"{name}@{tenant}"
        identity = development_identity(name).hash
        await self._copy("directory_members", tenant, id, identity=identity, roles=list(roles), active=True)
        return Caller(self, f"Bearer {development_token(self.settings, name)}", tenant, id)

    async def key_of(self, organisation: str, *scopes: str) -> "Caller":
        """A partner's system."""
        key = mint_key()
        expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        secrets = [{"prefix": key.prefix, "digest": key.digest, "expires": expires}]
        await self._copy(
            "directory_api_keys",
            self.alliance,
            new_id(),
            organisation=organisation,
            scopes=list(scopes),
            secrets=secrets,
        )
        return Caller(self, f"Bearer {key.text}", self.school)

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
    """Of the member."""

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """POST below the school, or anywhere when `path` is a whole one."""
        return await self._send("POST", path, body, headers)

    async def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """PUT likewise."""
        return await self._send("PUT", path, body, headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """GET likewise."""
        return await self._send("GET", path, None, headers)

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        """DELETE likewise."""
        return await self._send("DELETE", path, None, headers)

    async def send_list(self, path: str, content: bytes, media_type: str) -> httpx.Response:
        """POST a list as the body."""
        return await self.world.http.post(
            f"/partners/schools/{self.school}{path}",
            content=content,
            headers={"authorization": self.authorization, "content-type": media_type},
        )

    async def attach(self) -> str:
        """The id of a file that was uploaded just now."""
        return str(done(await self.send_list("/attachments", b"%PDF-1.7 evidence", "application/pdf"), 201)["id"])

    async def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> httpx.Response:
        whole = path if path.startswith(_WHOLE) else f"/partners/schools/{self.school}{path}"
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


def digest(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
