"""Everybody on the demo's path through the partners service, and the steps that they take."""

from datetime import UTC, datetime
from typing import Any

from services.partners.domain.mou import MOU
from shared.context import Context
from shared.events import Actor
from tests.integration.partners.world import World, done

NIB = "9120004712365"
HOTEL = {
    "name": "Hotel Kencana Yogyakarta",
    "kind": "industry",
    "nib": NIB,
    "sector": "55110",
    "sites": [
        {
            "name": "Malioboro",
            "address": "Jl. Malioboro 260, Yogyakarta",
            "zone": "Asia/Jakarta",
            "departments": ["kitchen", "front_office"],
        }
    ],
}


class Cast:
    """Everybody on the demo's path and what they have made so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.organisation = self.site = self.partner = self.programme = self.mou = ""

    async def gather(self) -> "Cast":
        self.principal = await self.world.member("principal", "principal")
        self.coordinator = await self.world.member("coordinator", "coordinator")
        self.teacher = await self.world.member("teacher", "teacher")
        self.committee = await self.world.member("committee", "committee")
        return self

    async def map_hotel(self, *, owned: bool = True) -> None:
        register = f"/partners/alliances/{self.world.alliance}/organisations"
        made = await self.coordinator.post(register, HOTEL)
        self.organisation = done(made, 201)["id"]
        self.site = done(await self.coordinator.get(f"{register}/{self.organisation}"))["sites"][0]["site"]
        self.hotel = await self.world.key_of(self.organisation, "partners:read", "partners:sign", "partners:write")
        mapped = await self.coordinator.post(
            "/partners", {"organisation": self.organisation, "potential": "Dapur besar"}
        )
        self.partner = done(mapped, 201)["id"]
        contact = {"name": "Sentinel Person", "email": "sentinel@hotel.example", "function": "signatory"}
        done(await self.coordinator.post(f"/partners/{self.partner}/contacts", contact), 201)
        done(await self.coordinator.post(f"/partners/{self.partner}/qualification"))
        if owned:
            owner = {"member": await self.member_of("coordinator")}
            done(await self.coordinator.put(f"/partners/{self.partner}/owner", owner))

    async def member_of(self, role: str) -> str:
        """The membership of the school's first member with this role."""
        members = self.world.mongo.tenant(self.world.school)["directory_members"]
        found = await members.find({"state.roles": role}, sort=[("_id", 1)], limit=1)
        return str(found[0]["id"])

    async def propose(self) -> str:
        body = {
            "partner": self.partner, "kinds": ["placement"], "concentrations": ["9.1.1"],
            "school_year": "2026/2027", "title": "Sentinel Title",
        }  # fmt: skip
        self.programme = done(await self.coordinator.post("/programmes", body), 201)["id"]
        return self.programme

    async def approve_programme(self) -> None:
        await self.propose()
        path = f"/programmes/{self.programme}"
        seen = done(await self.hotel.get(path))["content_hash"]
        for caller, group in ((self.teacher, "teachers"), (self.committee, "committee"), (self.hotel, "partner")):
            done(await caller.post(f"{path}/endorsements", {"group": group, "content_hash": seen}))
        done(await self.principal.post(f"{path}/approval"))

    def mou_body(self, **changed: Any) -> dict[str, Any]:
        plain = {
            "programme": self.programme, "scope": ["placement"], "concentrations": ["9.1.1"],
            "starts_on": "2026-07-13", "ends_on": "2029-07-12", "text": "Pasal 1. Sentinel Text",
        }  # fmt: skip
        return plain | changed

    def agreement_body(self, **changed: Any) -> dict[str, Any]:
        plain = {
            "kind": "placement", "organisation": self.organisation, "sites": [self.site], "concentrations": ["9.1.1"],
            "starts_on": "2026-08-01", "ends_on": "2027-06-30", "insured_until": "2027-06-30", "text": "Pasal 1.",
            "quota": [{"site": self.site, "department": "kitchen", "concentration": "9.1.1", "places": 4}],
        }  # fmt: skip
        return plain | changed

    async def draft_mou(self) -> None:
        self.mou = done(await self.coordinator.post("/mous", self.mou_body()), 201)["id"]

    async def sign_mou(self) -> None:
        done(await self.coordinator.post(f"/mous/{self.mou}/submission"))
        seen = done(await self.hotel.get(f"/mous/{self.mou}/content"))["content_hash"]
        done(await self.principal.post(f"/mous/{self.mou}/signatures", {"content_hash": seen}), 201)
        done(await self.hotel.post(f"/mous/{self.mou}/signatures", {"content_hash": seen}), 201)

    async def activate_mou(self, room: Any) -> None:
        await room.clock.move(datetime(2026, 7, 12, 17, tzinfo=UTC))
        due = MOU.due((await self.context(room).require(MOU, self.mou)).state)
        assert due is not None
        await self.context(room).execute(MOU, self.mou, due.command)

    def context(self, room: Any) -> Context:
        return Context(room, self.world.school, Actor(kind="job", id="test"), room.clock.now())
