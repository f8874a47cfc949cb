"""What a school gives to another member waits for that member, matter by matter; nothing waits for nobody (C6)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from services.directory.app import SERVICE as DIRECTORY
from services.partners.domain.line import MATTERS, MatterName
from services.partners.domain.meeting import MEETING
from shared.api import openapi_of
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.passing import time_goes_by
from tests.integration.partners.test_facilities import Neighbours
from tests.integration.partners.test_line import PLAN, today
from tests.integration.partners.world import START, Caller, done

Made = Callable[["School", Any], Awaitable[object]]


class School:
    """One with everybody of the line, a head of programme, and a second principal who usually has none of it."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.world = cast, cast.world

    async def gather(self) -> "School":
        self.relations = await self.world.member("relations", "public_relations")
        self.head = await self.world.member("head", "head_of_programme")
        self.deputy = await self.world.member("deputy", "principal")
        return self

    @property
    def usual(self) -> dict[str, Caller]:
        return {
            "public_relations": self.relations,
            "coordinator": self.cast.coordinator,
            "head_of_programme": self.head,
        }


async def _unknown_contact(school: School, _room: Any) -> None:
    register = f"/partners/alliances/{school.world.alliance}/organisations"
    other = done(await school.relations.post(register, HOTEL | {"nib": "9120004712366", "name": "Bengkel Jaya"}), 201)
    done(await school.relations.post("/partners", {"organisation": other["id"]}), 201)


async def _a_talk(school: School, _room: Any) -> None:
    body = {
        "partner": school.cast.partner, "channel": "phone", "direction": "incoming", "topics": ["mou"],
        "at": (START - timedelta(hours=2)).isoformat(), "summary": "x", "next_on": "2026-08-01",
        "owner": school.cast.teacher.id,
    }  # fmt: skip
    done(await school.head.post("/communications", body), 201)


async def _an_objection(school: School, _room: Any) -> None:
    plan = done(await school.relations.post("/plans", PLAN | {"partners": [school.cast.partner]}), 201)["id"]
    objection = {"group": "committee", "reason": "Terlalu mahal."}
    done(await school.cast.committee.post(f"/plans/{plan}/objections", objection))


async def _a_meeting_passed(school: School, room: Any) -> None:
    body = {
        "title": "Rapat", "agenda": ["PKL"], "partners": [{"partner": school.cast.partner}],
        "organiser": school.cast.teacher.id,
        "starts_at": "2026-07-02T02:00:00Z", "ends_at": "2026-07-02T04:00:00Z",
    }  # fmt: skip
    done(await school.relations.post("/meetings", body), 201)
    await time_goes_by(room, MEETING, datetime(2026, 7, 2, 5, tzinfo=UTC))


async def _an_achievement(school: School, _room: Any) -> None:
    won = {"level": "province", "field": "skills", "on": "2026-06-20", "title": "Juara", "students": 2}
    done(await school.relations.post("/achievements", won), 201)


async def _a_contribution(school: School, _room: Any) -> None:
    gift = {
        "partner": school.cast.partner, "side": "partner", "kind": "time", "amount": 480, "given_on": "2026-06-12",
    }  # fmt: skip
    done(await school.cast.hotel.post("/contributions", gift), 201)


async def _a_booking(school: School, _room: Any) -> None:
    there = await Neighbours(school.world).gather()
    kitchen = {"name": "Dapur", "kind": "kitchen", "capacity": 24}
    facility = done(await school.relations.post("/facilities", kitchen), 201)
    path, shared = f"/facilities/{facility['id']}", {"schools": [school.world.other_school]}
    tag = (await school.relations.get(path)).headers["etag"]
    done(await school.relations.put(f"{path}/sharing", shared, if_match=tag))
    body = {"starts": "2026-08-03T02:00:00Z", "ends": "2026-08-03T03:00:00Z", "people": 2, "purpose": "x"}
    asked = f"/shared-facilities/{school.world.school}/{facility['id']}/bookings"
    done(await there.owner.post(asked, body), 201)


async def _a_curriculum(school: School, _room: Any) -> None:
    unit = {"code": "FO", "title": "Kantor depan", "hours": 72, "competencies": []}
    scope = {"partner": school.cast.partner, "concentration": "9.1.1", "school_year": "2026/2027"}
    done(await school.cast.teacher.post("/curricula", scope | {"units": [unit], "text": "Bab 1"}), 201)


async def _a_declined_programme(school: School, _room: Any) -> None:
    theirs = await school.world.member("their-principal", "principal", school=school.world.other_school)
    body = {
        "schools": [school.world.other_school], "scope": ["joint_training"], "title": "Judul", "aims": "Tujuan",
        "starts_on": "2026-08-01", "ends_on": "2027-06-30",
    }  # fmt: skip
    id = done(await school.relations.post("/sister-programmes", body), 201)["id"]
    done(await theirs.post(f"/sister-programmes/{id}/refusal", {"reason": "x"}))


async def _nothing_more(_school: School, _room: Any) -> None:
    """An approved programme and the draft of an MoU are there."""


WAITS: Final[dict[MatterName, tuple[str, Made]]] = {
    "map_partners": ("name-contact", _unknown_contact),
    "talk_to_partners": ("contact-partner", _a_talk),
    "prepare_plans": ("answer-objection", _an_objection),
    "prepare_programmes": ("start-programme", _nothing_more),
    "prepare_mous": ("submit-mou", _nothing_more),
    "hold_meetings": ("hold-meeting", _a_meeting_passed),
    "document_activities": ("prove-achievement", _an_achievement),
    "evaluate_partnerships": ("confirm-contribution", _a_contribution),
    "share_facilities": ("approve-booking", _a_booking),
    "align_curricula": ("offer-curriculum", _a_curriculum),
    "work_with_sister_schools": ("revise-sister-school", _a_declined_programme),
}
"""For each matter that can be given away something that waits, and how it comes about."""


def test_every_matter_that_can_be_given_away_is_tried() -> None:
    assert set(WAITS) == {name for name, matter in MATTERS.items() if not matter.fixed}


@pytest.mark.parametrize("matter", list(WAITS))
async def test_c6_what_was_given_to_another_waits_for_the_other_alone(
    drafted: Cast, room: Any, matter: MatterName
) -> None:
    what, made = WAITS[matter]
    school = await School(drafted).gather()
    await made(school, room)

    async def waits_for(caller: Caller) -> bool:
        return what in [row["what"] for row in await today(caller)]

    before = {role: await waits_for(caller) for role, caller in school.usual.items()}
    assert before == {role: role in MATTERS[matter].usual for role in school.usual}
    assert not await waits_for(school.deputy)
    done(await drafted.principal.post(f"/line/{matter}/assignment", {"member": school.deputy.id}))
    assert await waits_for(school.deputy)
    assert {role: await waits_for(caller) for role, caller in school.usual.items()} == dict.fromkeys(before, False)


async def leaves(cast: Cast, role: str) -> None:
    """Everybody of the school who has the role."""
    members = cast.world.mongo.tenant(cast.world.school)["directory_members"]
    for each in await members.find({"state.roles": role}):
        await members.update(each["id"], {"$set": {"state.active": False}})


async def test_c6_in_a_school_without_coordinator_nothing_waits_for_nobody(drafted: Cast, room: Any) -> None:
    """Up the line: public relations where there are any, else the principal."""
    school = await School(drafted).gather()
    await _a_contribution(school, room)

    async def waits_for(caller: Caller) -> set[str]:
        return {row["what"] for row in await today(caller)} & {"confirm-contribution"}

    assert await waits_for(school.relations) == set()
    await leaves(drafted, "coordinator")
    assert (await waits_for(school.relations), await waits_for(school.deputy)) == ({"confirm-contribution"}, set())
    await leaves(drafted, "public_relations")
    assert (await waits_for(school.deputy), await waits_for(school.head)) == ({"confirm-contribution"}, set())


async def test_c8_a_group_without_members_asks_the_principal_for_one_and_nobody_to_speak_for_it(drafted: Cast) -> None:
    school = await School(drafted).gather()
    for _ in range(2):
        await drafted.propose()
    await leaves(drafted, "committee")
    (row,) = [row for row in await today(drafted.principal) if row["what"].startswith("appoint-")]
    assert (row["what"], row["about"], row["by"]) == ("appoint-committee", "line", "2026-07-15")
    for caller in (drafted.principal, school.relations, drafted.coordinator, school.head):
        assert "endorse-programme" not in {each["what"] for each in await today(caller)}
    assert not any(each["what"].startswith("appoint-") for each in await today(school.relations))
    await drafted.world.member("new", "committee")
    assert not any(each["what"].startswith("appoint-") for each in await today(drafted.principal))


async def test_c6_without_a_principal_the_line_and_the_alliance_hear_that_one_has_to_be_named(
    drafted: Cast, room: Any
) -> None:
    """Nobody is shown what only a principal may do; whoever reads the row calls the directory's own route."""
    admin = await drafted.world.member("admin", "alliance_admin", school=drafted.world.alliance)
    mine = f"/partners/alliances/{drafted.world.alliance}/today"
    assert [row["what"] for row in done(await admin.get(mine))["items"]] == []
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    await leaves(drafted, "principal")
    assert "sign-mou" not in {row["what"] for row in await today(drafted.coordinator)}
    (row,) = [row for row in await today(drafted.coordinator) if row["what"] == "appoint-principal"]
    assert row["action"] == f"POST /directory/schools/{drafted.world.school}/members"
    assert row["english"].startswith("Name a principal")
    assert row["indonesian"].startswith("Tunjuk kepala sekolah")
    (told,) = done(await admin.get(mine))["items"]
    assert (told["what"], told["action"], told["school"]) == (row["what"], row["action"], drafted.world.school)
    await drafted.world.member("new", "principal")
    assert "appoint-principal" not in {row["what"] for row in await today(drafted.coordinator)}
    assert done(await admin.get(mine))["items"] == []


def test_c6_the_directory_has_the_route_by_which_a_role_is_given() -> None:
    assert "post" in openapi_of(DIRECTORY)["paths"]["/directory/schools/{school}/members"]


async def test_c7_what_waits_for_a_member_who_left_is_found_by_the_line(drafted: Cast, room: Any) -> None:
    """A follow-up that nobody sees to any more does not wait for nobody."""
    school = await School(drafted).gather()
    teacher = school.cast.teacher.id
    await _a_meeting_passed(school, room)
    (row,) = [row for row in await today(drafted.coordinator) if row["what"] == "hold-meeting"]
    agreed = {"what": "Kirim daftar", "member": teacher, "due_on": "2026-08-01"}
    body = {"members": [teacher], "minutes": "Notulen", "follow_ups": [agreed]}
    done(await drafted.coordinator.post(f"/meetings/{row['id']}/minutes", body), 201)

    async def follows_up(caller: Caller) -> bool:
        return "follow-up" in [row["what"] for row in await today(caller)]

    assert (await follows_up(drafted.teacher), await follows_up(drafted.coordinator)) == (True, False)
    members = drafted.world.mongo.tenant(drafted.world.school)["directory_members"]
    await members.update(teacher, {"$set": {"state.active": False}})
    assert (await follows_up(drafted.coordinator), await follows_up(school.relations)) == (True, False)


async def test_c1_a_site_that_is_missing_is_added_by_what_the_row_says(cast: Cast) -> None:
    """The register belongs to the alliance, whose id stands in no need."""
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    bare = {key: value for key, value in HOTEL.items() if key != "sites"}
    organisation = done(await cast.coordinator.post(register, bare), 201)["id"]
    done(await cast.coordinator.post("/partners", {"organisation": organisation}), 201)
    (row,) = [row for row in await today(cast.coordinator) if row["what"] == "add-site"]
    assert row["action"] == f"POST {register}/{organisation}/sites"
    site = {"name": "Malioboro", "address": "Jl. Malioboro 60", "zone": "Asia/Jakarta"}
    done(await cast.coordinator.post(row["action"].split(" ")[1], site), 201)
