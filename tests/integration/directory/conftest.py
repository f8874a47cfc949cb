"""The directory at its HTTP API: an operator, an alliance, its two schools and their people."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.directory.app import SERVICE
from services.directory.consumers import ORGANISATIONS
from services.directory.settings import DirectorySettings
from shared.api import build_api
from shared.auth.development import development_token
from shared.clock import FixedClock
from shared.ids import new_id
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings

START = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Caller:
    """One credential."""

    http: httpx.AsyncClient
    authorization: str

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request below /directory."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method, f"/directory{path}", json=body, headers={"Authorization": self.authorization, **named}
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """GET."""
        return await self.send("GET", path, **headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """POST, with an empty object where there is no body."""
        return await self.send("POST", path, {} if body is None else body, **headers)

    async def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """PUT."""
        return await self.send("PUT", path, body, **headers)


@dataclass
class Directory:
    """One alliance with an administrator (`admin`), two schools, each with a principal."""

    http: httpx.AsyncClient
    room: Runtime
    alliance: str = ""
    schools: list[str] = field(default_factory=list)

    def caller(self, subject: str) -> Caller:
        """Somebody with a token."""
        return Caller(self.http, f"Bearer {development_token(self.room.settings, subject)}")

    def bearer(self, key: str) -> Caller:
        """A machine with an API key."""
        return Caller(self.http, f"Bearer {key}")

    async def found(self, name: str = "Aliansi SMK Kalimantan", admin: str = "admin") -> str:
        """An alliance with its administrator."""
        body = {"name": name, "administrator": {"subject": admin, "name": "Ibu Admin"}}
        return str(done(await self.caller("operator").post("/alliances", body), 201)["id"])

    async def add_school(self, npsn: str, zone: str, principal: str) -> str:
        """A school with its principal."""
        admin = self.caller("admin")
        body = {"npsn": npsn, "name": f"SMKN {npsn}", "zone": zone}
        school = str(done(await admin.post(f"/alliances/{self.alliance}/schools", body), 201)["id"])
        member = {"subject": principal, "name": "Bapak Kepala", "email": "k@example.sch.id", "roles": ["principal"]}
        done(await admin.post(f"/schools/{school}/members", member), 201)
        return school

    async def register(self, alliance: str = "") -> str:
        """An organisation in an alliance's register, as the directory has heard it."""
        organisation = new_id()
        tenant = self.room.mongo.tenant(alliance or self.alliance)
        await tenant[ORGANISATIONS].put(organisation, {"number": 1, "known": True})
        return organisation


def done(response: httpx.Response, status: int = 200) -> Any:
    """The answer's body; the problem in the message when the status is another."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json()


def problem(response: httpx.Response, status: int, code: str) -> Any:
    """The problem document, which must be of this kind and say how to mend it."""
    body = done(response, status)
    assert body["type"].removeprefix("urn:jembatan:problem:") == code, body
    assert body["mend"]
    return body


@pytest.fixture
async def directory(settings: ServiceSettings, mongo: Mongo) -> AsyncIterator[Directory]:
    """With everybody in it."""
    own = DirectorySettings.model_validate(settings.model_dump() | {"service": "directory"})
    room = Runtime(SERVICE, own, mongo, FixedClock(START))
    await apply(mongo, room.collections())
    app = build_api(room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        directory = Directory(http, room)
        directory.alliance = await directory.found()
        directory.schools = [
            await directory.add_school("30203552", "Asia/Pontianak", "kepsek-3"),
            await directory.add_school("30304242", "Asia/Makassar", "kepsek-4"),
        ]
        yield directory
