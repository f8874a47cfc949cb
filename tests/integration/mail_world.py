"""A school whose members are told by mail: the real engine and database, and the clock by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.mail import ConfirmEmailAddress, RegisterEmailEndpoint
from services.notifications.mail.courier import NAMES
from shared.clock import FixedClock
from shared.envelope import Record
from shared.ids import new_id
from tests.forked import Forked
from tests.integration.notifications_worker import worker
from tests.integration.notifications_world import World, world

ADDRESS = "sri.rahayu+sentinel@contoh.sch.id"
SENTINEL = "sentinel"
FROM = "kabar@jembatan.example"
MONDAY = datetime(2026, 6, 29, 3, 0, tzinfo=UTC)
"""Ten in the morning in Palangka Raya."""


@dataclass
class School:
    """A school, its members, and the world behind them."""

    w: World
    id: str
    alliance: str

    async def member(self, *roles: str, tenant: str = "") -> str:
        """Somebody with these roles."""
        member, tenant = new_id(), tenant or self.id
        state = {"id": member, "person": new_id(), "identity": "5e" * 32, "roles": list(roles), "active": True}
        await self.w.room.mongo.tenant(tenant)["directory_members"].put(member, {"number": 1, "state": state})
        return member

    async def endpoint(self, *roles: str, confirmed: bool = True, **changes: Any) -> str:
        """A member's mail endpoint."""
        ctx = self.w.room.context(self.id)
        person = ctx.person("mail-recipient", {"email": changes.pop("email", ADDRESS), "language": "id"})
        values: dict[str, Any] = {"owner": "school", "language": "id", "digest": "at-once", "zone": "Asia/Pontianak"}
        values |= {"member": await self.member(*roles), "person": person, **changes}
        outcome = await ctx.execute(ENDPOINT, new_id(), RegisterEmailEndpoint(**values))
        if confirmed:
            await ctx.also("confirm").execute(ENDPOINT, outcome.id, ConfirmEmailAddress(person=person))
        return outcome.id

    async def state(self, endpoint: str) -> Endpoint:
        loaded = await self.w.room.context(self.id).require(ENDPOINT, endpoint)
        return loaded.state

    def event(self, kind: str = "partners.mou-expiring.v1", **changes: Any) -> Record:
        """Something that happened at the school."""
        data = {"organisation": HOTEL, "ends_on": "2026-09-30", "days": 90}
        values: dict[str, Any] = {"type": f"id.jembatan.{kind}", "tenant": self.id, "partners": (), "data": data}
        return self.w.event("", **{**values, **changes})


HOTEL = new_id()


@asynccontextmanager
async def school(mongo_url: str, database: str, smtp: str, **changes: Any) -> AsyncIterator[School]:
    settings = {"smtp_url": smtp, "mail_from": FROM, "public_url": "https://jembatan.example"}
    async with world(mongo_url, database, **settings, **changes) as w:
        w.room.clock = FixedClock(MONDAY)
        w.room.journal._clock = w.room.clock
        it = School(w, new_id(), new_id())
        known = {"name": "SMKN 3 Palangka Raya", "npsn": "30203552", "zone": "Asia/Pontianak"}
        await w.room.mongo.tenant(it.alliance)["directory_schools"].put(it.id, {"number": 1, "state": known})
        await w.room.mongo.tenant(it.alliance)[NAMES].put(HOTEL, {"number": 1, "name": "Hotel Kencana"})
        yield it


def dying_worker(mongo_url: str, database: str, smtp: str) -> Forked:
    """A process of its own, killed once its first letter was taken."""
    given = {"smtp_url": smtp, "mail_from": FROM, "public_url": "https://jembatan.example"}
    return worker(mongo_url, database, "127.0.0.1:2", faults="webhook.after-post:kill:1:1", **given)
