"""What a school and its neighbour have together when requests come: one thing of each kind, at different stages."""

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from services.partners.domain.sister import SISTER_SCHOOL
from services.partners.usecases.papers.printing import CODE
from shared.ids import new_id
from shared.runtime import Runtime
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.evaluating import admin_of, opened_evaluation
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import Caller, World, done

LATER: Final = datetime(2026, 7, 20, tzinfo=UTC)
SCAN: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAST: Final = {"starts_at": "2026-07-14T01:00:00Z", "ends_at": "2026-07-14T04:00:00Z"}
AHEAD: Final = {"starts_at": "2026-09-03T01:00:00Z", "ends_at": "2026-09-03T04:00:00Z"}
VISIT: Final = {"starts": "2026-08-06T09:00:00+07:00", "ends": "2026-08-06T15:00:00+07:00"}
SCOPE: Final = ["placement", "industry_class"]


class Story:
    """Told once, from an active MoU on."""

    def __init__(self, room: Runtime, cast: Cast, neighbour: Cast) -> None:
        self.room, self.cast, self.neighbour = room, cast, neighbour
        self.here, self.there = cast.world.school, neighbour.world.school
        self.given: dict[str, str] = {}

    async def tell(self) -> dict[str, str]:
        """Ids and secrets by the name that parameters have for them."""
        await self.file()
        await self.papers()
        await self.planning()
        await self.carrying_out()
        await self.giving_and_learning()
        await self.alike()
        await self.lending()
        await self.sisters()
        await self.neighbours_mou()
        await time_goes_by(self.room, SISTER_SCHOOL, LATER)
        await self.together()
        await self.held()
        heard = ("organisation", "mou", "facility", "facility-booking", "sister-school", "meeting-series")
        await hear(self.room, self.room.mongo, *heard)
        return self.given

    async def made(self, path: str, body: Any, by: Caller | None = None) -> str:
        """Something new, mostly by the coordinator."""
        return str(done(await (by or self.cast.coordinator).post(path, body), 201)["id"])

    async def file(self) -> None:
        """An attachment, with the query that downloads it."""
        view = done(await self.cast.coordinator.send_list("/attachments", SCAN, "application/pdf"), 201)
        self.given |= {"attachment": view["id"], "evidence": view["id"]} | _query(view["href"])

    async def papers(self) -> None:
        """Agreements under the MoU, signed and new, an addendum, a recorded MoU, and a proof on paper."""
        cast, path = self.cast, f"/mous/{self.cast.mou}"
        seen = done(await cast.hotel.get(f"{path}/content"))["content_hash"]
        self.given |= {"document": cast.mou, "code": seen[:CODE]}
        signed, teachers = await self.agreed("industry_class"), [await cast.member_of("teacher")]
        done(await cast.coordinator.post(f"{path}/agreements", cast.agreement_body()), 201)
        addendum = {"text": "Masa berlaku diperpanjang.", "ends_on": "2030-07-12"}
        done(await cast.coordinator.post(f"{path}/addenda", addendum), 201)
        opening = {
            "partner": cast.partner, "mou": cast.mou, "agreement": signed, "concentration": "9.1.1",
            "starts_on": "2026-08-01", "ends_on": "2027-06-30", "places": 30, "teachers": teachers,
        }  # fmt: skip
        await self.made("/industry-classes", opening)
        recorded = {
            "number": "200/2025", "title": "Kerja sama PKL", "organisations": [cast.organisation],
            "evidence": [self.given["evidence"]], "starts_on": "2025-07-14", "ends_on": "2028-07-13",
            "concentrations": ["9.1.1"],
        }  # fmt: skip
        await self.made("/recorded-mous", recorded)

    async def agreed(self, kind: str) -> str:
        """An agreement that both have signed."""
        cast, path = self.cast, f"/mous/{self.cast.mou}/agreements"
        made = str(done(await cast.coordinator.post(path, cast.agreement_body(kind=kind)), 201)["agreement"])
        seen = {"content_hash": done(await cast.hotel.get(f"{path}/{made}/content"))["content_hash"]}
        for signer in (cast.principal, cast.hotel):
            done(await signer.post(f"{path}/{made}/signatures", seen), 201)
        return made

    async def planning(self) -> None:
        """A vision, a plan and a calendar."""
        partners = {"partners": [self.cast.partner]}
        await self.made("/visions", {"statement": "Visi", "missions": ["Misi"], **partners})
        plan = {"school_year": "2026/2027", "title": "Rencana", "aims": ["Tujuan"], **partners}
        await self.made("/plans", plan | {"programmes": [self.cast.programme]})
        link = done(await self.cast.coordinator.post("/calendar"), 201)["href"]
        self.given |= _query(link)

    async def carrying_out(self) -> None:
        """Activities and meetings of last week and of later on, a series, the log, a curriculum, an achievement."""
        cast, partner = self.cast, self.cast.partner
        for when in (PAST, AHEAD):
            await self.made("/activities", {"kind": "guest_teaching", "title": "Chef", "partner": partner, **when})
            body = {"title": "Rapat", "agenda": ["Evaluasi"], "partners": [{"partner": partner}], **when}
            await self.made("/meetings", body)
        series = {"title": "Rapat bulanan", "agenda": ["Evaluasi"], "every": "month", "first_on": "2026-08-03"}
        members = {"members": [await cast.member_of("teacher")]}
        await self.made("/meeting-series", series | members | {"at": "09:00:00", "until": "2026-12-30"})
        log = {"channel": "phone", "direction": "incoming", "topics": ["mou"], "at": "2026-07-10T03:00:00Z"}
        await self.made("/communications", log | {"partner": partner, "summary": "Sapa", "next_on": "2026-08-01"})
        units = [{"code": "FO", "title": "Kantor depan", "hours": 72}]
        scope = {"partner": partner, "concentration": "9.1.1", "school_year": "2026/2027"}
        curriculum = await self.made("/curricula", {"units": units, "text": "Bab 1", **scope}, cast.teacher)
        done(await cast.coordinator.post(f"/curricula/{curriculum}/offer"))
        won = {"level": "province", "field": "skills", "rank": 1, "on": "2026-06-20", "title": "Juara"}
        await self.made("/achievements", won | {"students": 2, "known": [new_id(), new_id()], "partner": partner})

    async def giving_and_learning(self) -> None:
        """The ledger, an evaluation, a reflection and skills."""
        cast, partner = self.cast, self.cast.partner
        gift = {"side": "partner", "kind": "time", "amount": 480, "given_on": "2026-06-12", "what": "Latihan"}
        await self.made("/contributions", gift | {"partner": partner})
        await opened_evaluation(cast, self.room)
        found = {"partner": partner, "findings": [{"verdict": "keep", "text": "Baik"}]}
        await self.made("/reflections", found, cast.principal)
        label = {"id": "Resepsi", "en": "Reception"}
        register = f"/partners/alliances/{cast.world.alliance}/skills"
        await self.made(register, {"code": "HOT.FO", "label": label, "kind": "hard"}, await admin_of(cast))
        own = await self.made("/skills", {"code": "OWN.1", "label": label, "kind": "hard"})
        line = {"skill": own, "concentration": "9.1.1", "level": 3, "since": "2026-01-01"}
        done(await cast.coordinator.post(f"/partners/{partner}/skill-demand", line), 201)
        done(await cast.coordinator.post("/skill-teaching", line | {"source": {"kind": "curriculum"}}), 201)

    async def alike(self) -> None:
        """An entry of the register that may be the hotel once more."""
        twin = HOTEL | {"name": "PT. Hotel Kentjana", "nib": "9120004712399"}
        await self.made(f"/partners/alliances/{self.cast.world.alliance}/organisations", twin)

    async def lending(self) -> None:
        """A facility of each school, shared with the other, and bookings of both."""
        booking = {"people": 20, "purpose": "Latihan", "starts": "2026-08-03T09:00:00+08:00"}
        booking |= {"ends": "2026-08-03T10:00:00+08:00"}
        ours, theirs = await self.facility(self.cast, self.there), await self.facility(self.neighbour, self.here)
        await self.made(f"/facilities/{ours}/bookings", booking)
        await self.made(f"/shared-facilities/{self.there}/{theirs}/bookings", booking)

    async def facility(self, cast: Cast, borrower: str) -> str:
        """A kitchen that the other school may book."""
        made = await cast.coordinator.post("/facilities", {"name": "Dapur", "kind": "kitchen", "capacity": 24})
        id, shared = str(done(made, 201)["id"]), {"schools": [borrower]}
        tag = made.headers["etag"]
        done(await cast.coordinator.put(f"/facilities/{id}/sharing", shared, if_match=tag))
        return id

    async def sisters(self) -> None:
        """A programme that begins, one that is proposed, and practices of both."""
        every = ["practice_exchange", "joint_training", "observation_visit", "facility_sharing"]
        body = {"schools": [self.there], "scope": every, "title": "Bersama", "aims": "Maju"}
        body |= {"starts_on": "2026-07-15", "ends_on": "2027-06-30"}
        self.programme = await self.made("/sister-programmes", body)
        for principal in (self.cast.principal, self.neighbour.principal):
            done(await principal.post(f"/sister-programmes/{self.programme}/agreement", {}))
        await self.made("/sister-programmes", body | {"starts_on": "2026-10-01"})
        practice = {"title": "Praktik baik", "body": "Langkah 1", "concentrations": ["9.1.1"]}
        for cast in (self.cast, self.neighbour):
            id = await self.made("/practices", practice, cast.coordinator)
            done(await cast.coordinator.post(f"/practices/{id}/publication"))

    async def together(self) -> None:
        """A visit, a joint training and an exchange under the programme."""
        under = {"programme": self.programme}
        await self.made("/visits", {"host": self.there, "guest": self.here, "purpose": "Belajar", **under, **VISIT})
        training = {"schools": [self.there], "lesson_hours": 8, "topic": "Dapur", **under, **VISIT}
        await self.made("/joint-trainings", training)
        lesson = {"taught_by": self.there, "taught_to": self.here, "subject": "Roti", "students": 20}
        lessons = [lesson | {"lesson_hours": 4, "teachers": [new_id()]}]
        await self.made("/practice-exchanges", {"on": "2026-07-16", "lessons": lessons, **under})

    async def neighbours_mou(self) -> None:
        """The other school's MoU with the same hotel, which names this school too; its grant to this school."""
        theirs = self.neighbour
        theirs.organisation, theirs.site = self.cast.organisation, self.cast.site
        theirs.partner = await self.made("/partners", {"organisation": theirs.organisation}, theirs.coordinator)
        contact = {"name": "Ibu Mitra", "email": "mitra@hotel.example", "function": "signatory"}
        done(await theirs.coordinator.post(f"/partners/{theirs.partner}/contacts", contact), 201)
        done(await theirs.coordinator.post(f"/partners/{theirs.partner}/qualification"))
        owner = {"member": await theirs.member_of("coordinator")}
        done(await theirs.coordinator.put(f"/partners/{theirs.partner}/owner", owner))
        theirs.hotel = await theirs.world.key_of(theirs.organisation, "partners:read", "partners:sign")
        await theirs.approve_programme()
        theirs.mou = await self.made("/mous", theirs.mou_body(schools=[self.here]), theirs.coordinator)
        done(await theirs.coordinator.post(f"/mous/{theirs.mou}/submission"))
        grant = {"to": self.here, "what": ["partners"], "active": True}
        for to in (self.here, theirs.world.alliance):
            document = {"number": 1, "state": grant | {"to": to}}
            await theirs.world.mongo.tenant(self.there)["directory_grants"].put(new_id(), document)

    async def held(self) -> None:
        """Minutes of last week's meeting, with something to follow up."""
        held = done(await self.cast.coordinator.get("/meetings"))["items"][-1]["id"]
        promise = {"what": "Kirim", "organisation": self.cast.organisation, "due_on": "2026-10-01"}
        came = [{"organisation": self.cast.organisation, "count": 1, "names": ["Ibu Mitra"]}]
        minutes = {"minutes": "Notula", "decisions": ["Lanjut"], "follow_ups": [promise], "guests": came}
        done(await self.cast.coordinator.post(f"/meetings/{held}/minutes", minutes), 201)


async def neighbour_of(world: World) -> Cast:
    """The people of the other school: the same as here, so before anybody is remembered as being here alone."""
    there = World(world.http, world.settings, world.mongo, world.alliance, world.other_school, world.school)
    return await Cast(there).gather()


def _query(href: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(href).query))
