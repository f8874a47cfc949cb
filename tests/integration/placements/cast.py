"""Everybody on the demo's path through the placements service, and the steps that they take."""

from datetime import date, datetime, timedelta
from typing import Any

from services.placements.consumers import HEARD
from services.placements.domain.placement import PLACEMENT
from shared.context import Context
from shared.envelope import Record
from shared.events import Actor
from shared.ids import new_id
from tests.integration.placements.world import CULINARY, START, Caller, World, done

PERIOD = {"starts_on": "2026-07-13", "ends_on": "2027-01-12"}
SHIFTS = [{"weekday": day, "starts_at": "08:00:00", "ends_at": "16:00:00"} for day in range(1, 6)]
SCORES = {"soft_skills": 90, "applying_hard_skills": 88, "developing_hard_skills": 80, "entrepreneurship": 75}


def heard(kind: str, tenant: str, subject: str, **data: Any) -> Record:
    """A record as Kafka would bring it from the partners service."""
    fields: dict[str, Any] = {
        "id": new_id(), "type": f"id.jembatan.partners.{kind}.v1", "source": "partners", "subject": subject,
        "time": START, "tenant": tenant, "number": 9, "schools": (), "partners": (),
        "correlation_id": new_id(), "causation_id": None, "traceparent": None, "replay": False, "data": data,
    }  # fmt: skip
    return Record(**{name: fields[name] for name in Record.__slots__ if name in fields})


class Cast:
    """Everybody and what they have made so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hotel_id, self.agreement, self.mou = new_id(), new_id(), new_id()
        self.cohort = self.placement = self.student = ""
        self.students = 0

    async def gather(self) -> "Cast":
        self.principal = await self.world.member("principal", "principal")
        self.coordinator = await self.world.member("coordinator", "coordinator")
        self.teacher = await self.world.member("teacher", "teacher", "school_supervisor")
        self.pupil = await self.world.member("pupil", "student")
        self.hotel = await self.world.key_of(self.hotel_id)
        return self

    async def hear(self, record: Record, times: int = 2) -> None:
        """Every effect, twice: Kafka may bring it again."""
        for _ in range(times):
            for effect in HEARD.effects.get(("partners.mou.v1", record.type), []):
                await effect(self.world.room, record)

    async def grant(self, places: int = 5, **changed: Any) -> str:
        """The hotel's quota."""
        grant = new_id()
        fields: dict[str, Any] = {
            "agreement": self.agreement, "grant": grant, "school": self.world.school, "organisation": self.hotel_id,
            "site": new_id(), "department": "kitchen", "concentration": CULINARY, "places": places,
            "starts_on": "2026-07-01", "ends_on": "2027-06-30",
        }  # fmt: skip
        await self.hear(heard("quota-granted", self.world.school, self.mou, **(fields | changed)))
        return grant

    async def enrol(self, **changed: Any) -> str:
        """A minor with a guardian."""
        self.students += 1
        body: dict[str, Any] = {
            "name": "Sentinel Student", "nisn": f"00{self.students:08d}", "birth_date": "2009-03-14", "sex": "female",
            "concentration": CULINARY, "phone": "+62 812 SENTINEL",
            "guardian": {"name": "Sentinel Guardian", "email": "sentinel@keluarga.example"},
        }  # fmt: skip
        return str(done(await self.coordinator.post("/students", body | changed), 201)["id"])

    async def open_cohort(self, **rules: Any) -> str:
        """Open and allocating."""
        body = {"concentration": CULINARY, "school_year": "2026/2027", **PERIOD, "rules": rules}
        self.cohort = done(await self.coordinator.post("/cohorts", body), 201)["id"]
        done(await self.coordinator.post(f"/cohorts/{self.cohort}/allocation"))
        return self.cohort

    async def propose(self, student: str, grant: str, by: Caller | None = None, **changed: Any) -> Any:
        """The answer to a proposal."""
        body = {"student": student, "cohort": self.cohort, "grant": grant} | changed
        return await (by or self.coordinator).post("/placements", body)

    async def up_to_acceptance(self) -> str:
        """A student with an account, proposed, offered, accepted."""
        await self.open_cohort()
        self.grant_id = await self.grant()
        self.student = await self.enrol()
        done(await self.coordinator.post(f"/students/{self.student}/account", {"member": self.pupil.id}))
        self.placement = done(await self.propose(self.student, self.grant_id), 201)["id"]
        done(await self.act(self.coordinator, "offer"))
        chef = {"name": "Sentinel Chef", "email": "sentinel@hotel.example", "position": "Chef"}
        done(await self.act(self.hotel, "acceptance", {"supervisor": chef}))
        self.chef = await self.world.link_in_last_letter("placement-supervision")
        return self.placement

    async def prepare(self) -> None:
        """All that is due before the first day, and the guardian's consent through the letter's link."""
        done(await self.act(self.coordinator, "school-supervisor", {"member": self.teacher.id}))
        done(await self.act(self.teacher, "briefing", {"held_on": "2026-06-19"}))
        done(await self.act(self.coordinator, "insurance", PERIOD))
        done(await self.act(self.teacher, "roster", {"place": "kitchen", "shifts": SHIFTS}))
        done(await self.act(self.coordinator, "consent-requests"), 201)
        self.guardian = await self.world.link_in_last_letter("guardian-consent")
        done(await self.act(self.guardian, "consent", {}))

    async def start(self) -> None:
        """Cleared by the principal, started by time."""
        done(await self.act(self.principal, "clearance"))
        state = (await self.context().require(PLACEMENT, self.placement)).state
        due = PLACEMENT.due(state)
        assert due is not None
        await self.world.room.clock.move(due.at)
        await self.context().execute(PLACEMENT, self.placement, due.command)

    async def work(self, by: Caller, months: int = 6) -> None:
        """Month after month: written by the student, approved by the supervisor as it was read."""
        first = date(2026, 7, 13)
        await self.world.room.clock.move(datetime.fromisoformat("2027-01-13T03:00:00+00:00"))
        for _ in range(months):
            last = (first + timedelta(days=31)).replace(day=13) - timedelta(days=1)
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            entries = [
                {"day": day.isoformat(), "minutes": 480, "text": "Sentinel work"}
                for day in days
                if day.isoweekday() < 6
            ]
            done(await self.act(self.pupil, "logbook", {"entries": entries}))
            span = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
            query = f"?starts_on={first}&ends_on={last}"
            book = done(await by.get(f"/placements/{self.placement}/logbook{query}"))
            assert book["waiting"] == len(entries)
            done(await self.act(by, "logbook/approvals", span | {"seal": book["seal"]}), 201)
            first = last + timedelta(days=1)

    async def act(self, by: Caller, what: str, body: Any = None) -> Any:
        """Somebody does something with the placement."""
        return await by.post(f"/placements/{self.placement}/{what}", body)

    def context(self) -> Context:
        """As the scheduler has it."""
        return Context(self.world.room, self.world.school, Actor(kind="job", id="test"), self.world.room.clock.now())
