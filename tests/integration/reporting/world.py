"""An alliance with three schools, the people who read its reports, and a history of events to report on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.reporting.facts import FACTS
from shared.auth.development import development_identity, development_token
from shared.auth.memberships import TOPICS
from shared.consumer.freshness import FRESHNESS
from shared.envelope import TYPE_PREFIX, Record
from shared.ids import new_id
from shared.mongo import Mongo
from shared.projection.facts import Facts
from shared.projection.parking import Arrived, Stored
from shared.runtime import Runtime
from shared.settings import ServiceSettings

START = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
PLACED = ("placement-proposed", "placement-offered", "placement-accepted", "placement-cleared", "internship-started")
ENDS = {"completed": "internship-completed", "terminated": "placement-terminated"}


@dataclass
class World:
    """Calls the reporting API, and tells it what happened elsewhere."""

    http: httpx.AsyncClient
    settings: ServiceSettings
    mongo: Mongo
    room: Runtime
    alliance: str = field(default_factory=new_id)
    schools: list[str] = field(default_factory=lambda: [new_id() for _ in range(3)])

    async def settle(self) -> None:
        """Put the schools into the copy of the directory, which is fresh."""
        for topic in TOPICS:
            await self.mongo.documents(FRESHNESS.name).insert_one({"_id": f"{topic}/0", "at": datetime.now(UTC)})
        for number, school in enumerate(self.schools, 3):
            state = {"name": f"SMKN {number}", "npsn": f"3020355{number}", "zone": "Asia/Pontianak"}
            await self.copy("directory_schools", self.alliance, school, **state)

    async def member(self, name: str, tenant: str, *roles: str) -> dict[str, str]:
        """Headers of somebody with these roles."""
        identity = development_identity(name).hash
        await self.copy("directory_members", tenant, new_id(), identity=identity, roles=list(roles), active=True)
        return {"authorization": f"Bearer {development_token(self.settings, name)}"}

    async def grant(self, school: str, *what: str, active: bool = True) -> None:
        """The school lets the alliance see something, or takes that back."""
        state = {"to": self.alliance, "what": list(what), "active": active}
        await self.copy("directory_grants", school, f"{what[0]}-of-{school}", **state)

    async def copy(self, collection: str, tenant: str, id: str, **state: Any) -> None:
        """Into the copy of the directory."""
        document = {"number": 1, "state": {"id": id, **state}}
        await self.mongo.tenant(tenant)[collection].put(id, document)

    async def get(self, path: str, caller: dict[str, str], **headers: str) -> httpx.Response:
        """GET below /reporting."""
        return await self.http.get(f"/reporting{path}", headers={**caller, **headers})

    async def rows(self, path: str, caller: dict[str, str], limit: int = 3) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        items: list[dict[str, Any]] = []
        joint, cursor = "&" if "?" in path else "?", ""
        while True:
            page = done(await self.get(f"{path}{joint}limit={limit}{cursor}", caller))
            items += page["items"]
            if page["next"] is None:
                return items
            cursor = f"&cursor={page['next']}"

    async def happen(self, events: Sequence[Record]) -> None:
        """As the worker takes records in, a few at a time."""
        facts = Facts(self.mongo, FACTS, 1)
        for start in range(0, len(events), 7):
            assert not await facts.take_in([arrived(event) for event in events[start : start + 7]])


def arrived(event: Record) -> Arrived:
    """The event with a raw record that can be parked."""
    headers = {
        "id": event.id, "source": event.source, "type": event.type, "subject": event.subject,
        "time": event.time.isoformat(), "sequence": str(event.number), "tenant": event.tenant,
    }  # fmt: skip
    raw = Stored("topic", 0, 0, b"", b"{}", [(f"ce_{name}", value.encode()) for name, value in headers.items()])
    return Arrived(raw, event)


def stream(
    tenant: str, service: str, aggregate: str, kinds: Sequence[str], data: dict[str, Any] | None = None
) -> list[Record]:
    """The events of one stream, an hour apart."""
    subject = new_id()
    return [
        Record(
            new_id(), f"{TYPE_PREFIX}{service}.{kind}.v1", f"/jembatan/{service}/{aggregate}", subject,
            START + timedelta(hours=number), tenant, number, (), (), None, None, None, False, data or {},
        )
        for number, kind in enumerate(kinds, 1)
    ]  # fmt: skip


def placement(tenant: str, end: str = "ongoing") -> list[Record]:
    """A placement up to a state."""
    return stream(tenant, "placements", "placement", [*PLACED, *([ENDS[end]] if end in ENDS else [])])


def mou(tenant: str, *schools: str) -> list[Record]:
    """An MoU in force between these schools and a partner."""
    kinds = ["mou-drafted", "mou-submitted-for-review", "mou-party-signed", "mou-signed", "mou-activated"]
    return stream(tenant, "partners", "mou", kinds, {"parties": {"schools": [tenant, *schools], "organisations": []}})


def partner(tenant: str) -> list[Record]:
    """A partnership that was qualified."""
    return stream(tenant, "partners", "partner", ["partner-mapped", "partner-contact-added", "partner-qualified"])


def internship(tenant: str) -> list[Record]:
    """A teacher internship that runs."""
    kinds = ["teacher-nominated", "teacher-internship-approved", "teacher-internship-started"]
    return stream(tenant, "teachers", "teacher-internship", kinds)


def history(world: World) -> list[Record]:
    """Three schools: the first is large, the second has a single completion, the third little."""
    first, second, third = world.schools
    streams = [placement(first, "completed") for _ in range(8)] + [placement(first) for _ in range(6)]
    streams += [placement(second, "completed"), placement(second), placement(third, "terminated")]
    streams += [mou(first, second), mou(first), mou(third), partner(first), partner(second), internship(first)]
    return [event for each in streams for event in each]


def shuffled(events: Sequence[Record], seed: int) -> list[Record]:
    """Twice each, in any order."""
    mixed = [*events, *events]
    random.Random(seed).shuffle(mixed)
    return mixed


def done(response: httpx.Response, status: int = 200) -> Any:
    """The answer's body; the problem in the message when the status is another."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json()


def figures(summary: dict[str, Any]) -> dict[str, Any]:
    """Figures by name."""
    return {figure["name"]: figure for figure in summary["figures"]}
