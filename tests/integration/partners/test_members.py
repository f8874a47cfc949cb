"""Whoever a command names as a member is one of this school, or the refusal says who is not (C6)."""

from typing import Any

import pytest

from shared.ids import new_id
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import World, done, problem

WHEN = {"starts_at": "2026-06-03T01:00:00Z", "ends_at": "2026-06-03T04:00:00Z"}
MEETING = {"title": "Rapat", "agenda": ["Evaluasi"], **WHEN}
SERIES = {"title": "Rapat", "agenda": ["Evaluasi"], "every": "month", "first_on": "2026-08-03", "at": "09:00:00"}
MINUTES = {"minutes": "Notula"}
ACTIVITY = {"kind": "guest_teaching", "title": "Chef", **WHEN}
LOG = {"channel": "phone", "direction": "incoming", "topics": ["mou"], "at": "2026-06-10T03:00:00Z", "summary": "Sapa"}
UNITS = {"units": [{"code": "FO", "title": "Kantor depan", "hours": 72}], "text": "Bab 1"}
CURRICULUM = {"concentration": "9.1.1", "school_year": "2026/2027", **UNITS}
SISTER = {
    "scope": ["practice_exchange"], "title": "Bersama", "aims": "Maju",
    "starts_on": "2026-07-15", "ends_on": "2027-06-30",
}  # fmt: skip
CLASS = {
    "mou": new_id(), "agreement": new_id(), "concentration": "9.1.1", "places": 30,
    "starts_on": "2026-08-01", "ends_on": "2027-06-30",
}  # fmt: skip


def follow_up(member: str) -> dict[str, Any]:
    return {"what": "Kirim", "member": member, "due_on": "2026-10-01"}


async def stranger_of(world: World) -> str:
    """A member of the other school."""
    await world.member("stranger", "coordinator", school=world.other_school)
    (found,) = await world.mongo.tenant(world.other_school)["directory_members"].find({})
    return str(found["id"])


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner."""
    await cast.map_hotel()
    return cast


async def test_c6_nobody_from_elsewhere_is_named(mapped: Cast) -> None:
    stranger, school, partner = await stranger_of(mapped.world), mapped.coordinator, {"partner": mapped.partner}
    meeting = done(await school.post("/meetings", MEETING | {"partners": [partner]}), 201)["id"]
    activity = done(await school.post("/activities", ACTIVITY | partner), 201)["id"]
    sister = SISTER | {"schools": [mapped.world.other_school]}
    proposed = done(await school.post("/sister-programmes", sister), 201)["id"]
    held = f"/meetings/{meeting}/minutes"
    for path, body in (
        ("/meetings", MEETING | {"organiser": stranger}),
        ("/meetings", MEETING | {"members": [stranger]}),
        ("/meeting-series", SERIES | {"members": [stranger]}),
        (held, MINUTES | {"members": [stranger]}),
        (held, MINUTES | {"follow_ups": [follow_up(stranger)]}),
        (f"/meetings/{meeting}/follow-ups", follow_up(stranger)),
        ("/activities", ACTIVITY | partner | {"organiser": stranger}),
        ("/activities", ACTIVITY | partner | {"members": [stranger]}),
        ("/communications", LOG | partner | {"owner": stranger}),
        ("/curricula", CURRICULUM | partner | {"authors": [stranger]}),
        ("/industry-classes", CLASS | partner | {"teachers": [stranger]}),
        (f"/industry-classes/{new_id()}/teachers", {"teachers": [stranger]}),
        ("/sister-programmes", sister | {"responsible": stranger}),
        (f"/sister-programmes/{proposed}/responsible", {"member": stranger}),
    ):
        refusal = problem(await school.post(path, body), 422, "member-unknown")
        assert refusal["members"] == [stranger], path
    for path, body in (
        (f"/meetings/{meeting}/call", MEETING | {"members": [stranger]}),
        (f"/activities/{activity}/plan", ACTIVITY | partner | {"members": [stranger]}),
    ):
        problem(await school.put(path, body, if_match='"1"'), 422, "member-unknown")
    problem(await school.put(f"/partners/{mapped.partner}/owner", {"member": stranger}), 422, "member-unknown")
    agreed = await mapped.principal.post(f"/sister-programmes/{proposed}/agreement", {"responsible": stranger})
    problem(agreed, 422, "member-unknown")


async def test_c3_a_paper_bears_the_signature_of_somebody_who_is_known(drafted: Cast) -> None:
    path, school = f"/mous/{drafted.mou}", drafted.coordinator
    done(await school.post(f"{path}/submission"))
    seen = {"content_hash": done(await school.get(f"{path}/content"))["content_hash"]}
    contact = done(await school.get(f"/partners/{drafted.partner}/contacts"))[0]["contact"]
    ours = {"kind": "school", "id": drafted.world.school}
    theirs = {"kind": "organisation", "id": drafted.organisation}
    for party, signer, other, status in (
        (ours, await drafted.member_of("principal"), await stranger_of(drafted.world), 422),
        (theirs, contact, new_id(), 404),
    ):
        paper = {"party": party, "evidence": await school.attach()}
        answer = await school.post(f"{path}/signatures", seen | {"paper": paper | {"signed_by": other}})
        assert answer.status_code == status
        done(await school.post(f"{path}/signatures", seen | {"paper": paper | {"signed_by": signer}}), 201)


@pytest.mark.parametrize("what", ["signatures", "refusals"])
async def test_c3_a_paper_of_no_party_tells_nothing_of_who_is_a_member_where(drafted: Cast, what: str) -> None:
    path, school = f"/mous/{drafted.mou}", drafted.coordinator
    done(await school.post(f"{path}/submission"))
    seen = {"content_hash": done(await school.get(f"{path}/content"))["content_hash"], "reason": "x"}
    body = seen if what == "refusals" else {"content_hash": seen["content_hash"]}
    elsewhere = {"party": {"kind": "school", "id": drafted.world.other_school}, "evidence": await school.attach()}
    answers = []
    for signer in (await stranger_of(drafted.world), new_id()):
        answer = await school.post(f"{path}/{what}", body | {"paper": elsewhere | {"signed_by": signer}})
        told = problem(answer, 409, "not-a-party")
        answers.append({name: said for name, said in told.items() if name not in ("instance", "request_id")})
    assert answers[0] == answers[1]


async def test_c7_whoever_left_is_not_called_any_more_and_was_there_all_the_same(mapped: Cast) -> None:
    teacher = await mapped.member_of("teacher")
    members = {"members": [teacher]}
    meeting = done(await mapped.coordinator.post("/meetings", MEETING | members), 201)["id"]
    there = mapped.world.mongo.tenant(mapped.world.school)["directory_members"]
    await there.update(teacher, {"$set": {"state.active": False}})
    problem(await mapped.coordinator.post("/meetings", MEETING | members), 422, "member-unknown")
    done(await mapped.coordinator.post(f"/meetings/{meeting}/minutes", MINUTES | members), 201)
    assert teacher in str(done(await mapped.coordinator.get(f"/meetings/{meeting}")))
