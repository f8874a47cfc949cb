"""An alliance with a school, its members, a partner with a key, and an endpoint of each; made while processes die."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.directory.settings import DirectorySettings
from shared.auth.development import DEVELOPMENT_ISSUER, OPERATOR, development_token
from shared.auth.jwt import Identity
from shared.settings import load
from tests.chaos.receiver import SECRET, Receiver
from tests.ledger.client import Caller, Client, Said

ASKED_AT_MOST = 60
ROLES = ("principal", "coordinator", "teacher", "committee")
SCOPES = (
    "partners:read", "partners:write", "partners:sign", "placements:read", "placements:write",
    "webhook:read", "webhook:write",
)  # fmt: skip


def day(number: int) -> date:
    """So many days from today on."""
    return datetime.now(UTC).date() + timedelta(days=number)


def organisation_body(number: int) -> dict[str, Any]:
    """A company with one site."""
    site = {"name": "Pusat", "address": f"Jl. Percobaan {number}", "zone": "Asia/Jakarta", "departments": ["kitchen"]}
    nib = f"91{number:011d}"
    return {"name": f"Hotel Percobaan {number}", "kind": "industry", "nib": nib, "sector": "55110", "sites": [site]}


@dataclass
class Cast:
    """Who there is. `await Cast.gather(…)`."""

    client: Client
    people: dict[str, Caller]
    alliance: str = ""
    school: str = ""
    organisation: str = ""
    partner_system: Caller | None = None
    number: int = 0

    @property
    def hooks(self) -> dict[str, str]:
        """Path of each endpoint at the receiver → whose it is."""
        return {f"school-{self.number}": self.school, f"partner-{self.number}": self.organisation}

    @classmethod
    async def gather(cls, client: Client, environ: Mapping[str, str], receiver: Receiver, number: int = 0) -> "Cast":
        """Everybody is known everywhere, and both endpoints are verified. `number` tells the casts of a world apart."""
        settings = load(DirectorySettings, environ)
        subjects = {OPERATOR: OPERATOR} | {name: f"{name}-{number}" for name in ("administrator", *ROLES)}
        people = {
            name: Caller(subject, development_token(settings, subject), Identity(DEVELOPMENT_ISSUER, subject).hash)
            for name, subject in subjects.items()
        }
        cast = cls(client, people, number=number)
        await cast._place()
        await asyncio.gather(cast._partner(receiver), cast._known())
        return cast

    async def _place(self) -> None:
        founder = {"subject": self.people["administrator"].name, "name": "Anggota"}
        body = {"name": "Aliansi Percobaan", "administrator": founder}
        self.alliance = (await self._made(OPERATOR, "/directory/alliances", body)).id
        school = {"npsn": f"3{self.number % 10**7:07d}", "name": "SMKN 3 Palangka Raya", "zone": "Asia/Pontianak"}
        made = await self._made("administrator", f"/directory/alliances/{self.alliance}/schools", school)
        self.school = made.id
        for role in ROLES:
            member = {"subject": self.people[role].name, "name": "Anggota", "roles": [role]}
            await self._made("administrator", f"/directory/schools/{self.school}/members", member)

    async def _known(self) -> None:
        """All services have heard of everybody; the school's endpoint hears."""
        for role in ROLES:
            await self.client.seen(self.people[role], f"/partners/schools/{self.school}/partners")

    async def _partner(self, receiver: Receiver) -> None:
        coordinator = self.people["coordinator"]
        path = f"/notifications/schools/{self.school}/endpoints"
        await self.client.seen(coordinator, path)
        await self._endpoint(coordinator, path, receiver.url(f"school-{self.number}"))
        register = f"/partners/alliances/{self.alliance}/organisations"
        await self.client.seen(coordinator, register)
        self.organisation = (await self._made("coordinator", register, organisation_body(0))).id
        self.partner_system = await self._key()
        path = f"/notifications/organisations/{self.organisation}/endpoints"
        await self.client.seen(self.partner_system, path)
        await self._endpoint(self.partner_system, path, receiver.url(f"partner-{self.number}"))
        await self.client.seen(self.partner_system, f"/partners/schools/{self.school}/programmes")

    async def _key(self) -> Caller:
        """Until an answer holds the key: a lost answer's key is lost with it, and a new one is asked for."""
        path, number = f"/directory/alliances/{self.alliance}/keys", 0
        while True:
            number += 1
            body = {"name": f"system-{number}", "scopes": SCOPES, "organisation": self.organisation}
            said = await self.client.command(self.people["administrator"], path, body)
            if said.verdict == "accepted" and said.body["key"]:
                return Caller("partner", str(said.body["key"]), said.id)
            await asyncio.sleep(0.2)

    async def _endpoint(self, caller: Caller, path: str, url: str) -> None:
        made = await self.client.command(caller, path, {"url": url, "secret": SECRET}, must="accepted")
        for _ in range(ASKED_AT_MOST):
            if (await self.client.command(caller, f"{path}/{made.id}/verification")).verdict == "accepted":
                return
            await asyncio.sleep(1)
        raise AssertionError(f"the endpoint {url} could not be verified")

    async def _made(self, name: str, path: str, body: Mapping[str, Any]) -> Said:
        said = await self.client.command(self.people[name], path, body, must="accepted")
        assert said.verdict == "accepted", f"{said}: {dict(said.body)}"
        return said
