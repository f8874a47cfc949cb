"""Sister schools over HTTP on the real database: programmes, visits, trainings, exchanges, practices (C28–C30)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.partners.domain.sister import SISTER_SCHOOL
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.evidence import about, hear_forgotten, only_own
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import Caller, World, done, problem

PROGRAMMES = "/sister-programmes"
ALL = ["practice_exchange", "joint_training", "observation_visit", "facility_sharing"]


class Sisters:
    """Two schools of the alliance, and a third that is in nothing."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def gather(self) -> "Sisters":
        world = self.world
        self.third = new_id()
        names = {"name": "SMKN 5", "npsn": "30209999", "zone": "Asia/Jakarta"}
        await world._copy("directory_schools", world.alliance, self.third, **names)
        self.ours = await world.member("ours", "coordinator")
        self.our_principal = await world.member("our-principal", "principal")
        self.theirs = await world.member("theirs", "coordinator", school=world.other_school)
        self.their_principal = await world.member("their-principal", "principal", school=world.other_school)
        self.stranger = await world.member("stranger", "principal", "coordinator", school=self.third)
        return self

    def body(self, **changed: Any) -> dict[str, Any]:
        plain = {
            "schools": [self.world.other_school], "scope": ALL, "starts_on": "2026-07-02", "ends_on": "2027-06-30",
            "title": "Sentinel title", "aims": "Sentinel aims",
        }  # fmt: skip
        return plain | changed

    async def agree(self, **changed: Any) -> str:
        id: str = done(await self.ours.post(PROGRAMMES, self.body(**changed)), 201)["id"]
        for principal in (self.our_principal, self.their_principal):
            done(await principal.post(f"{PROGRAMMES}/{id}/agreement", {}))
        return id

    async def begin(self, room: Any) -> str:
        id = await self.agree()
        await time_goes_by(room, SISTER_SCHOOL, datetime(2026, 7, 2, tzinfo=UTC))
        return id


@pytest.fixture
async def sisters(world: World) -> Sisters:
    """Nothing has happened yet."""
    return await Sisters(world).gather()


async def test_c28_every_principal_agrees_and_it_begins(sisters: Sisters, room: Any) -> None:
    id = done(await sisters.ours.post(PROGRAMMES, sisters.body()), 201)["id"]
    path = f"{PROGRAMMES}/{id}"
    assert (await sisters.theirs.post(f"{path}/agreement", {})).status_code == 403
    (member,) = await sisters.world.mongo.tenant(sisters.world.other_school)["directory_members"].find(
        {"state.roles": "principal"}
    )
    responsible = member["id"]
    problem(await sisters.our_principal.post(f"{path}/agreement", {"responsible": responsible}), 422, "member-unknown")
    done(await sisters.their_principal.post(f"{path}/agreement", {"responsible": responsible}))
    problem(await sisters.their_principal.post(f"{path}/agreement", {}), 409, "agreed-already")
    done(await sisters.our_principal.post(f"{path}/agreement", {}))
    assert done(await sisters.theirs.get(path))["status"] == "agreed"
    await time_goes_by(room, SISTER_SCHOOL, datetime(2026, 7, 2, tzinfo=UTC))
    for caller in (sisters.ours, sisters.theirs):
        listed = done(await caller.get(f"{PROGRAMMES}?status=running"))["items"]
        assert [row["id"] for row in listed] == [id]
    shown = done(await sisters.theirs.get(path))
    assert (shown["title"], shown["aims"]) == ("Sentinel title", "Sentinel aims")


async def test_c28_a_refused_proposal_is_changed_and_asked_anew(sisters: Sisters) -> None:
    made = await sisters.ours.post(PROGRAMMES, sisters.body())
    path = f"{PROGRAMMES}/{done(made, 201)['id']}"
    done(await sisters.our_principal.post(f"{path}/agreement", {}))
    done(await sisters.their_principal.post(f"{path}/refusal", {"reason": "Sentinel reason"}))
    assert [remark["text"] for remark in done(await sisters.ours.get(f"{path}/remarks"))] == ["Sentinel reason"]
    shorter = sisters.body(ends_on="2026-12-31")
    assert (await sisters.ours.put(f"{path}/content", shorter)).status_code == 428
    assert (await sisters.ours.put(f"{path}/content", shorter, if_match=made.headers["etag"])).status_code == 412
    etag = (await sisters.ours.get(path)).headers["etag"]
    done(await sisters.ours.put(f"{path}/content", shorter, if_match=etag))
    shown = done(await sisters.ours.get(path))
    assert (shown["status"], shown["agreed"], shown["terms"]["ends_on"]) == ("proposed", [], "2026-12-31")


async def test_c28_a_school_that_is_not_named_finds_nothing(sisters: Sisters, room: Any) -> None:
    id = await sisters.begin(room)
    stranger = sisters.stranger
    for read in ("", "/remarks", "/reviews"):
        assert (await stranger.get(f"{PROGRAMMES}/{id}{read}")).status_code == 404
    assert done(await stranger.get(PROGRAMMES))["items"] == []
    for act, body in (("agreement", {}), ("refusal", {"reason": "x"}), ("end", {"reason": "x"})):
        assert (await stranger.post(f"{PROGRAMMES}/{id}/{act}", body)).status_code == 404
    visit = visit_body(sisters, id)
    assert (await stranger.post("/visits", visit)).status_code == 404
    beyond = sisters.body(schools=[sisters.world.other_school, new_id()])
    assert (await sisters.ours.post(PROGRAMMES, beyond)).status_code == 503, "a school that nobody has heard of"
    problem(await sisters.ours.post(PROGRAMMES, sisters.body(schools=[sisters.ours.school])), 409, "school-with-itself")


async def test_c28_it_is_reviewed_by_each_and_renewed(sisters: Sisters, room: Any, mongo: Mongo) -> None:
    old = await sisters.begin(room)
    path = f"{PROGRAMMES}/{old}"
    following = {"renews": old, "starts_on": "2027-07-01", "ends_on": "2028-06-30"}
    early = await sisters.ours.post(PROGRAMMES, sisters.body(**following))
    problem(early, 409, "renewal-without-review")
    for caller in (sisters.ours, sisters.theirs):
        review = {"rating": 4, "go_on": True, "findings": "Sentinel findings"}
        done(await caller.post(f"{path}/reviews", review), 201)
    assert [each["rating"] for each in done(await sisters.theirs.get(f"{path}/reviews"))] == [4, 4]
    assert done(await sisters.ours.get(path))["status"] == "reviewed"
    new = await sisters.agree(**following)
    await time_goes_by(room, SISTER_SCHOOL, datetime(2027, 7, 2, tzinfo=UTC))
    await hear(room, mongo, sisters.world.alliance, "sister-school")
    assert done(await sisters.ours.get(path))["status"] == "renewed"
    assert done(await sisters.ours.get(f"{PROGRAMMES}/{new}"))["status"] == "running"


def visit_body(sisters: Sisters, programme: str, **changed: Any) -> dict[str, Any]:
    plain = {
        "programme": programme, "host": sisters.world.other_school, "guest": sisters.world.school,
        "starts": "2026-07-06T09:00:00+08:00", "ends": "2026-07-06T15:00:00+08:00", "purpose": "Sentinel purpose",
    }  # fmt: skip
    return plain | changed


async def test_c28_a_visit_is_welcomed_held_and_reported(sisters: Sisters, room: Any, mongo: Mongo) -> None:
    programme = await sisters.begin(room)
    path = f"/visits/{done(await sisters.ours.post('/visits', visit_body(sisters, programme)), 201)['id']}"
    needs = await waiting(mongo, "current_observation_visit")
    assert needs == [("accept-visit", f"{sisters.world.other_school}/duty/work_with_sister_schools")]
    done(await sisters.theirs.post(f"{path}/acceptance"))
    await room.clock.move(datetime(2026, 7, 6, 8, tzinfo=UTC))
    teacher = new_id()
    done(await sisters.ours.post(f"{path}/attendance", {"teachers": [teacher], "students": 2}))
    report = {"learnt": "Sentinel lesson"}
    photo = await only_own(sisters.ours, sisters.theirs, f"{path}/report", lambda it: report | {"evidence": [it]})
    assert await about(sisters.ours, photo) == [teacher]
    shown = done(await sisters.theirs.get(path))
    assert (shown["status"], shown["lessons_learnt"], shown["teachers"]) == ("reported", "Sentinel lesson", [teacher])
    for caller, expected in ((sisters.ours, 1), (sisters.theirs, 1), (sisters.stranger, 0)):
        assert len(done(await caller.get("/visits?status=reported"))["items"]) == expected
    assert (await sisters.stranger.get(path)).status_code == 404
    more = await only_own(sisters.theirs, sisters.ours, f"{path}/evidence", lambda it: {"evidence": [it]})
    assert done(await sisters.ours.get(path))["evidence"] == [photo, more]
    assert (await sisters.stranger.post(f"{path}/evidence", {"evidence": [more]})).status_code == 404
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert "entinel" not in json.dumps(entries, default=str)


async def waiting(mongo: Mongo, collection: str) -> list[tuple[str, str]]:
    """What waits, and one key under which it is found."""
    found = [each async for each in mongo.documents(collection).find({"needs": {"$exists": True}})]
    return [(need["what"], key) for each in found for need in each["needs"] for key in need["for"] if "/duty/" in key]


async def test_c28_a_joint_training_is_held(sisters: Sisters, room: Any) -> None:
    programme = await sisters.begin(room)
    body = {
        "programme": programme, "schools": [sisters.world.other_school], "lesson_hours": 8, "topic": "Sentinel topic",
        "starts": "2026-07-06T09:00:00+07:00", "ends": "2026-07-06T15:00:00+07:00",
    }  # fmt: skip
    path = f"/joint-trainings/{done(await sisters.ours.post('/joint-trainings', body), 201)['id']}"
    came = [
        {"school": sisters.world.school, "trainers": [new_id()]},
        {"school": sisters.world.other_school, "teachers": [new_id(), new_id()], "students": 10},
    ]
    problem(await sisters.ours.post(f"{path}/attendance", {"attendance": came}), 409, "not-begun-yet")
    await room.clock.move(datetime(2026, 7, 6, 9, tzinfo=UTC))
    assert (await sisters.stranger.post(f"{path}/attendance", {"attendance": came})).status_code == 404
    body = {"attendance": came}
    listed = await only_own(sisters.ours, sisters.theirs, f"{path}/attendance", lambda it: body | {"evidence": [it]})
    assert await about(sisters.ours, listed) == [*came[0]["trainers"], *came[1]["teachers"]]
    shown = done(await sisters.theirs.get(path))
    assert (shown["status"], shown["topic"], shown["attendance"][1]["students"]) == ("held", "Sentinel topic", 10)
    assert [row["id"] for row in done(await sisters.theirs.get("/joint-trainings"))["items"]] == [shown_id(path)]
    await hear_forgotten(room, "teachers", sisters.world.other_school, came[1]["teachers"][0])
    problem(await sisters.ours.get(f"/attachments/{listed}"), 410, "attachment-gone")


def shown_id(path: str) -> str:
    return path.rpartition("/")[2]


async def test_c29_both_directions_are_counted_once_confirmed(sisters: Sisters, room: Any) -> None:
    programme = await sisters.begin(room)
    us, them = sisters.world.school, sisters.world.other_school
    lessons = [
        {"taught_by": us, "taught_to": them, "teachers": [new_id()], "students": 20, "lesson_hours": 4},
        {"taught_by": them, "taught_to": us, "teachers": [new_id()], "learners": [new_id()], "lesson_hours": 2},
    ]
    body = {
        "programme": programme, "on": "2026-07-01",
        "lessons": [lesson | {"subject": f"Sentinel {number}"} for number, lesson in enumerate(lessons)],
    }  # fmt: skip
    path = f"/practice-exchanges/{done(await sisters.ours.post('/practice-exchanges', body), 201)['id']}"
    assert done(await sisters.ours.get("/exchange-balance")) == []
    done(await sisters.theirs.post(f"{path}/objections", {"reason": "Hanya 3 JP."}))
    etag = (await sisters.ours.get(path)).headers["etag"]
    body["lessons"][0]["lesson_hours"] = 3
    done(await sisters.ours.put(path, body, if_match=etag))
    done(await sisters.theirs.post(f"{path}/confirmation"))
    assert done(await sisters.theirs.get(path))["subjects"] == ["Sentinel 0", "Sentinel 1"]
    assert done(await sisters.theirs.get("/exchange-balance")) == [
        {
            "school": us, "taught_hours": 2, "taught_lessons": 1, "taught_people": 1,
            "learnt_hours": 3, "learnt_lessons": 1, "learnt_people": 20,
        }
    ]  # fmt: skip
    mirrored = done(await sisters.ours.get("/exchange-balance"))[0]
    assert (mirrored["taught_hours"], mirrored["learnt_hours"]) == (3, 2)
    assert done(await sisters.stranger.get("/exchange-balance")) == []
    assert (await sisters.stranger.get(path)).status_code == 404


async def test_c30_a_practice_is_adopted_as_a_copy_that_knows_its_origin(sisters: Sisters) -> None:
    body = {"title": "Sentinel practice", "body": "Langkah 1", "concentrations": ["9.1.1"]}
    made = await sisters.ours.post("/practices", body)
    origin = done(made, 201)["id"]
    assert (await sisters.theirs.get(f"/practices/{origin}")).status_code == 404, "a draft is its school's own"
    assert (await sisters.theirs.post(f"/practices/{origin}/adoption", {"edition": 1})).status_code == 404
    done(await sisters.ours.post(f"/practices/{origin}/publication"))
    offered = done(await sisters.theirs.get("/practices?status=published"))["items"]
    assert [(row["title"], row["edition"]) for row in offered] == [("Sentinel practice", 1)]
    copy = await adopt(sisters.theirs, origin, 1)
    assert [each["copy_id"] for each in done(await sisters.ours.get(f"/practices/{origin}"))["adoptions"]] == [copy]
    problem(await sisters.theirs.post(f"/practices/{origin}/adoption", {"edition": 1}), 409, "adopted-already")
    taken = done(await sisters.theirs.get(f"/practices/{copy}"))
    assert (taken["draft"]["title"], taken["status"], taken["newer"]) == ("Sentinel practice", "drafted", None)
    done(await sisters.theirs.post(f"/practices/{copy}/publication"))
    last = await adopt(sisters.stranger, copy, 1)
    chain = done(await sisters.stranger.get(f"/practices/{last}"))["lineage"]
    assert [each["practice"] for each in chain] == [origin, copy]
    etag = (await sisters.ours.get(f"/practices/{origin}")).headers["etag"]
    done(await sisters.ours.put(f"/practices/{origin}", body | {"body": "Langkah 2"}, if_match=etag))
    done(await sisters.ours.post(f"/practices/{origin}/publication"))
    assert done(await sisters.theirs.get(f"/practices/{copy}"))["newer"] == 2
    assert done(await sisters.theirs.get(f"/practices/{copy}"))["draft"]["body"] == "Langkah 1"
    assert done(await sisters.stranger.get(f"/practices/{origin}"))["adoptions"] == []
    problem(await sisters.theirs.post(f"/practices/{origin}/withdrawal"), 409, "not-your-part")


async def test_c30_evidence_of_a_practice_stays_with_its_school(sisters: Sisters) -> None:
    body = {"title": "Sentinel practice", "body": "Langkah 1"}
    photo = await only_own(sisters.ours, sisters.theirs, "/practices", lambda it: body | {"evidence": [it]})
    (mine,) = done(await sisters.ours.get("/practices"))["items"]
    path = f"/practices/{mine['id']}"
    done(await sisters.ours.post(f"{path}/publication"))
    assert done(await sisters.ours.get(path))["published"]["evidence"] == [photo]
    assert done(await sisters.theirs.get(path))["published"]["evidence"] == []
    problem(await sisters.theirs.get(f"/attachments/{photo}"), 404, "not-found")
    copy = f"/practices/{await adopt(sisters.theirs, mine['id'], 1)}"
    made = await sisters.theirs.get(copy)
    assert (done(made)["draft"]["evidence"], done(made)["lineage"][0]["practice"]) == ([], mine["id"])
    foreign = await sisters.theirs.put(copy, body | {"evidence": [photo]}, if_match=made.headers["etag"])
    problem(foreign, 422, "attachment-unknown")
    own = await sisters.theirs.attach()
    done(await sisters.theirs.put(copy, body | {"evidence": [own]}, if_match=made.headers["etag"]))


async def adopt(caller: Caller, practice: str, edition: int) -> str:
    """The copy."""
    id: str = done(await caller.post(f"/practices/{practice}/adoption", {"edition": edition}), 201)["id"]
    return id


async def test_c28_a_facility_is_borrowed_under_the_programme(sisters: Sisters, room: Any) -> None:
    made = await sisters.theirs.post("/facilities", {"name": "Dapur", "kind": "kitchen", "capacity": 24})
    facility = done(made, 201)["id"]
    sharing = {"schools": [sisters.world.school, sisters.third]}
    done(await sisters.theirs.put(f"/facilities/{facility}/sharing", sharing, if_match=made.headers["etag"]))
    programme = await sisters.agree()
    booking = {
        "starts": "2026-08-03T09:00:00+08:00", "ends": "2026-08-03T10:00:00+08:00", "purpose": "Latihan.",
        "programme": programme,
    }  # fmt: skip
    path = f"/shared-facilities/{sisters.world.other_school}/{facility}/bookings"
    problem(await sisters.ours.post(path, booking), 409, "sister-school-not-running")
    assert (await sisters.stranger.post(path, booking)).status_code == 404
    await time_goes_by(room, SISTER_SCHOOL, datetime(2026, 7, 2, tzinfo=UTC))
    narrow = booking | {"programme": await sisters.agree(scope=["joint_training"])}
    await time_goes_by(room, SISTER_SCHOOL, datetime(2026, 7, 2, 1, tzinfo=UTC))
    problem(await sisters.ours.post(path, narrow), 409, "outside-programme-scope")
    asked = done(await sisters.ours.post(path, booking), 201)["id"]
    end = {"reason": "Dapur dibongkar."}
    done(await sisters.our_principal.post(f"{PROGRAMMES}/{programme}/end", end))
    refused = await sisters.theirs.post(f"/bookings/{asked}/approval")
    problem(refused, 409, "sister-school-not-running")
    done(
        await sisters.ours.post(
            path,
            booking | {"programme": None, "starts": "2026-08-03T11:00:00+08:00", "ends": "2026-08-03T12:00:00+08:00"},
        ),
        201,
    )
