"""The demo's path through the placements service over HTTP, and who may not walk it (C15–C19)."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx

from services.partners.domain.mou.events import (
    MoUResumed,
    MoUSuspended,
    MoUTerminationAnnounced,
    MoUTerminationWithdrawn,
)
from services.placements.app import SERVICE
from shared.contracts.samples import sample
from shared.events import Event
from shared.http.app import make_app
from shared.ids import new_id
from shared.mongo import Mongo
from shared.settings import ServiceSettings
from tests.integration.placements.cast import PERIOD, SCORES, SHIFTS, Cast, heard
from tests.integration.placements.world import HOSPITALITY, Caller, done, problem


async def test_c15_sixty_four_ask_at_once_for_five_slots(cast: Cast) -> None:
    await cast.open_cohort()
    grant = await cast.grant(places=5)
    students = [await cast.enrol() for _ in range(64)]
    answers = await asyncio.gather(*(cast.propose(student, grant) for student in students))
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 59
    refusals = [problem(answer, 409, "quota-exhausted") for answer in answers if answer.status_code == 409]
    assert all(refusal["places"] == refusal["taken"] == 5 and refusal["mend"] for refusal in refusals)
    assert len(done(await cast.coordinator.get(f"/grants/{grant}"))["reserved"]) == 5
    assert len(done(await cast.coordinator.get("/placements?limit=100"))["items"]) == 5


async def test_c15_two_processes_give_out_no_slot_twice(cast: Cast, settings: ServiceSettings, mongo: Mongo) -> None:
    await cast.open_cohort()
    grant = await cast.grant(places=5)
    students = [await cast.enrol() for _ in range(16)]
    room = type(cast.world.room)(SERVICE, cast.world.room.settings, mongo, cast.world.room.clock)
    app = make_app("placements", SERVICE.title, SERVICE.description, SERVICE.routers, room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60) as http:
        elsewhere = replace(cast.coordinator, world=replace(cast.world, http=http))
        callers = [cast.coordinator, elsewhere] * 8
        answers = await asyncio.gather(
            *(cast.propose(student, grant, by=by) for student, by in zip(students, callers, strict=True))
        )
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 11
    assert len(done(await cast.coordinator.get(f"/grants/{grant}"))["reserved"]) == 5


async def test_c15_only_members_with_the_role_supervise_or_are_students(cast: Cast) -> None:
    await cast.up_to_acceptance()
    for stranger in (new_id(), cast.pupil.id):
        problem(await cast.act(cast.coordinator, "school-supervisor", {"member": stranger}), 409, "member-unsuitable")
    other = await cast.enrol()
    account = f"/students/{other}/account"
    problem(await cast.coordinator.post(account, {"member": cast.teacher.id}), 409, "member-unsuitable")
    problem(await cast.coordinator.post(account, {"member": cast.pupil.id}), 409, "account-of-another")
    assert done(await cast.coordinator.get(f"/students/{other}"))["member"] is None


async def test_a_teacher_sees_the_placements_that_they_supervise_and_staff_see_all(cast: Cast) -> None:
    """Also of what they may write; somebody who is staff as well sees all."""
    await cast.up_to_acceptance()
    path, held_on = f"/placements/{cast.placement}", {"held_on": "2026-06-19"}
    colleague = await cast.world.member("colleague", "teacher", "school_supervisor")
    head = await cast.world.member("head", "teacher", "head_of_programme")

    async def listed(by: Caller) -> list[str]:
        return [one["id"] for one in done(await by.get("/placements"))["items"]]

    async def sees(by: Caller, *others: Caller) -> None:
        assert await listed(by) == [cast.placement]
        done(await by.get(path))
        done(await by.get(f"{path}/history"))
        for other in others:
            assert await listed(other) == []
            for hidden in (path, f"{path}/history", f"{path}/logbook", f"{path}/incidents"):
                problem(await other.get(hidden), 404, "not-found")
            problem(await cast.act(other, "briefing", held_on), 404, "not-found")

    await sees(head, cast.teacher, colleague)
    done(await cast.act(cast.coordinator, "school-supervisor", {"member": colleague.id}))
    await sees(colleague, cast.teacher)
    done(await cast.act(cast.coordinator, "school-supervisor", {"member": cast.teacher.id}))
    await sees(cast.teacher, colleague)
    await sees(head)
    done(await cast.act(cast.teacher, "briefing", held_on))


async def test_c15_six_months_to_internship_completed(cast: Cast, mongo: Mongo) -> None:
    await cast.up_to_acceptance()
    await cast.prepare()
    await cast.start()
    await cast.work(cast.chef)
    done(await cast.act(cast.chef, "assessments", {"scores": SCORES, "remarks": "Sentinel remark"}), 201)
    problem(await cast.act(cast.coordinator, "completion"), 409, "assessment-missing")
    done(await cast.act(cast.teacher, "assessments", {"scores": SCORES}), 201)
    done(await cast.act(cast.coordinator, "completion"))
    seen = done(await cast.hotel.get(f"/placements/{cast.placement}"))
    assert (seen["state"], seen["open_days"], seen["approved_minutes"]) == ("completed", 0, 132 * 480)
    history = done(await cast.pupil.get(f"/placements/{cast.placement}/history"))["items"]
    assert history[-1]["type"] == "internship-completed.v1"
    completed = history[-1]["data"]
    assert (completed["hours"], completed["organisation"], completed["student"]) == (1056, cast.hotel_id, cast.student)
    assert [item["number"] for item in history] == list(range(1, len(history) + 1))
    entry = await mongo.documents("journal").find_one(
        {"aggregate": "placement", "events.type": "internship-completed.v1"}
    )
    assert entry is not None
    assert entry["events"][0]["partners"] == [cast.hotel_id]
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert "entinel" not in json.dumps(entries, default=str)
    assert "2009-03-14" not in json.dumps(entries, default=str)


async def test_c15_a_minor_without_consent_is_not_cleared(cast: Cast) -> None:
    await cast.up_to_acceptance()
    problem(await cast.act(cast.principal, "clearance"), 409, "briefing-missing")
    done(await cast.act(cast.coordinator, "school-supervisor", {"member": cast.teacher.id}))
    done(await cast.act(cast.teacher, "briefing", {"held_on": "2026-06-19"}))
    done(await cast.act(cast.coordinator, "insurance", PERIOD))
    night = [{"weekday": 6, "starts_at": "20:00:00", "ends_at": "23:30:00"}]
    problem(await cast.act(cast.teacher, "roster", {"place": "kitchen", "shifts": night}), 409, "hours-forbidden")
    problem(await cast.act(cast.teacher, "roster", {"place": "disco", "shifts": SHIFTS}), 409, "place-forbidden")
    done(await cast.act(cast.teacher, "roster", {"place": "kitchen", "shifts": SHIFTS}))
    problem(await cast.act(cast.principal, "clearance"), 409, "guardian-consent-missing")
    done(await cast.act(cast.coordinator, "consent-requests"), 201)
    guardian = await cast.world.link_in_last_letter("guardian-consent")
    asked = done(await guardian.get(f"/placements/{cast.placement}/consent"))
    assert (asked["student_name"], asked["school_name"], asked["consented"]) == ("Sentinel Student", "SMKN 3", False)
    done(await cast.act(guardian, "consent", {}))
    problem(await cast.act(cast.coordinator, "clearance"), 409, "own-step")
    done(await cast.act(cast.principal, "clearance"))
    done(await cast.act(guardian, "consent/revocation"))
    assert done(await cast.coordinator.get(f"/placements/{cast.placement}"))["state"] == "accepted"


async def test_c15_links_open_one_placement_for_one_purpose(cast: Cast) -> None:
    await cast.up_to_acceptance()
    await cast.prepare()
    path = f"/placements/{cast.placement}"
    done(await cast.chef.get(path))
    problem(await cast.guardian.get(path), 404, "not-found")
    problem(await cast.chef.get(f"{path}/consent"), 404, "not-found")
    problem(await cast.chef.get(f"/placements/{new_id()}"), 404, "not-found")
    sous_chef = {"name": "Sentinel Sous-chef", "email": "sous@hotel.example"}
    done(await cast.act(cast.chef, "industry-supervisor", sous_chef))
    problem(await cast.chef.get(path), 404, "not-found")
    following = await cast.world.link_in_last_letter("placement-supervision")
    assert done(await following.get(path))["id"] == cast.placement


async def test_c15_a_student_sees_only_their_own(cast: Cast) -> None:
    await cast.up_to_acceptance()
    other = await cast.enrol()
    grant = cast.grant_id
    foreign = done(await cast.propose(other, grant), 201)["id"]
    assert [row["id"] for row in done(await cast.pupil.get("/placements"))["items"]] == [cast.placement]
    problem(await cast.pupil.get(f"/placements/{foreign}"), 404, "not-found")
    problem(await cast.pupil.get(f"/placements/{foreign}/history"), 404, "not-found")
    problem(await cast.pupil.get(f"/students/{other}"), 404, "not-found")
    assert done(await cast.pupil.get(f"/students/{cast.student}"))["person"]["name"] == "Sentinel Student"
    problem(await cast.propose(other, grant, by=cast.pupil), 404, "not-found")
    problem(await cast.pupil.get("/students"), 403, "role-missing")


async def test_c15_a_partner_sees_its_own_from_the_offer_on(cast: Cast) -> None:
    await cast.open_cohort()
    grant = await cast.grant()
    cast.placement = done(await cast.propose(await cast.enrol(), grant), 201)["id"]
    problem(await cast.hotel.get(f"/placements/{cast.placement}"), 404, "not-found")
    assert done(await cast.hotel.get("/placements"))["items"] == []
    done(await cast.act(cast.coordinator, "offer"))
    assert len(done(await cast.hotel.get("/placements"))["items"]) == 1
    rival = await cast.world.key_of(new_id())
    problem(await rival.get(f"/placements/{cast.placement}"), 404, "not-found")
    problem(await rival.get(f"/grants/{grant}"), 404, "not-found")
    problem(await cast.act(rival, "rejection", {"reason": "x"}), 404, "not-found")
    done(await cast.act(cast.hotel, "rejection", {"reason": "Sentinel reason"}))
    assert done(await cast.coordinator.get(f"/grants/{grant}"))["reserved"] == []


async def test_c15_the_schools_own_key_accepts_for_the_partner_on_paper_alone(cast: Cast) -> None:
    await cast.open_cohort()
    cast.placement = done(await cast.propose(await cast.enrol(), await cast.grant()), 201)["id"]
    done(await cast.act(cast.coordinator, "offer"))
    own, chef = await cast.world.key_of_school(), {"supervisor": {"name": "Sentinel Chef"}}
    problem(await cast.act(own, "acceptance", chef), 409, "evidence-missing")
    done(await cast.act(own, "acceptance", chef | {"evidence": "Sentinel Folder"}))
    history = done(await cast.coordinator.get(f"/placements/{cast.placement}/history"))["items"]
    assert history[-1]["data"]["how"] == "paper"


async def test_another_school_sees_nothing(cast: Cast) -> None:
    await cast.up_to_acceptance()
    other = await cast.world.member("other", "principal", school=cast.world.other_school)
    for what in (
        f"placements/{cast.placement}",
        f"students/{cast.student}",
        f"cohorts/{cast.cohort}",
        f"grants/{cast.grant_id}",
    ):
        done(await cast.principal.get(f"/{what}"))
        problem(await other.get(f"/{what}"), 404, "not-found")
        problem(await other.get(f"/placements/schools/{cast.world.school}/{what}"), 404, "not-found")
        kind = what.partition("/")[0]
        assert done(await other.get(f"/{kind}"))["items"] == [], kind


async def test_c15_overlapping_dates_and_short_agreements_are_refused(cast: Cast) -> None:
    await cast.open_cohort()
    grant, second = await cast.grant(), await cast.grant()
    student = await cast.enrol()
    first_half = {"starts_on": "2026-07-13", "ends_on": "2026-10-12"}
    done(await cast.propose(student, grant, **first_half), 201)
    problem(await cast.propose(student, second, starts_on="2026-10-12", ends_on="2027-01-12"), 409, "dates-overlap")
    assert done(await cast.coordinator.get(f"/grants/{second}"))["reserved"] == []
    done(await cast.propose(student, second, starts_on="2026-10-13", ends_on="2027-01-12"), 201)
    short = await cast.grant(ends_on="2026-12-31")
    problem(await cast.propose(await cast.enrol(), short), 409, "agreement-too-short")
    problem(await cast.propose(await cast.enrol(concentration=HOSPITALITY), short), 409, "another-concentration")


async def test_c15_a_drop_out_frees_the_slot_and_a_transfer_moves_it(cast: Cast) -> None:
    await cast.up_to_acceptance()
    await cast.prepare()
    await cast.start()
    await cast.work(cast.hotel, months=1)
    other = await cast.grant()
    moved = await cast.act(
        cast.coordinator, "transfer", {"reason": "Sentinel", "ended_on": "2026-08-12", "grant": other}
    )
    successor = done(moved, 201)["id"]
    assert done(await cast.coordinator.get(f"/placements/{cast.placement}"))["successor"] == successor
    seen = done(await cast.coordinator.get(f"/placements/{successor}"))
    assert (seen["predecessor"], seen["starts_on"]) == (cast.placement, "2026-08-13")
    assert seen["approved_minutes"] == 23 * 480
    assert done(await cast.coordinator.get(f"/grants/{cast.grant_id}"))["reserved"] == []
    cast.placement = successor
    done(await cast.act(cast.pupil, "withdrawal", {"reason": "Sentinel"}))
    assert done(await cast.coordinator.get(f"/grants/{other}"))["reserved"] == []


async def test_c15_the_same_request_again_is_the_same_placement(cast: Cast) -> None:
    await cast.open_cohort()
    grant, student = await cast.grant(), await cast.enrol()
    body = {"student": student, "cohort": cast.cohort, "grant": grant}
    first = await cast.coordinator.post("/placements", body, idempotency_key="once")
    again = await cast.coordinator.post("/placements", body, idempotency_key="once")
    assert done(first, 201) == done(again, 201)
    assert again.headers["location"] == first.headers["location"]


async def test_c3_a_terminated_mou_closes_slots_and_flags_what_runs(cast: Cast) -> None:
    await cast.up_to_acceptance()
    terminated: dict[str, Any] = {"parties": {}, "starts_on": "2026-07-01", "ends_on": "2027-06-30"}
    await cast.hear(heard("mou-terminated", cast.world.school, cast.mou, **terminated))
    ended = {"agreement": cast.agreement, "organisation": cast.hotel_id, "reason": "terminated"}
    await cast.hear(heard("agreement-ended", cast.world.school, cast.mou, **ended))
    assert done(await cast.coordinator.get(f"/grants/{cast.grant_id}"))["state"] == "closed"
    seen = done(await cast.coordinator.get(f"/placements/{cast.placement}"))
    assert (seen["state"], seen["flags"]) == ("accepted", ["mou_terminated", "agreement_ended"])
    problem(await cast.propose(await cast.enrol(), cast.grant_id), 409, "grant-closed")
    page = done(await cast.coordinator.get("/placements?flag=mou_terminated"))
    assert [row["id"] for row in page["items"]] == [cast.placement]


async def test_c3_a_suspended_mou_and_one_that_is_ending_give_out_no_slots(cast: Cast) -> None:
    await cast.open_cohort()
    grant, student = await cast.grant(), await cast.enrol()

    async def course(happened: type[Event], **more: Any) -> None:
        """As the partners service says it in its samples, of this school as a party."""
        kind = happened.wire_kind().removesuffix(".v1")
        said = sample(happened) | {"parties": {"schools": [cast.world.school]}} | more
        await cast.hear(heard(kind, cast.world.other_school, cast.mou, **said))

    await course(MoUSuspended)
    problem(await cast.propose(student, grant), 409, "grant-paused")
    assert [row["paused"] for row in done(await cast.coordinator.get("/grants"))["items"]] == [True]
    await course(MoUResumed)
    await course(MoUTerminationAnnounced, effective_on="2026-12-01")
    refusal = problem(await cast.propose(student, grant), 409, "mou-ends-early")
    assert refusal["terminates_on"] == "2026-12-01"
    done(await cast.propose(student, grant, ends_on="2026-11-30"), 201)
    await course(MoUTerminationWithdrawn)
    done(await cast.propose(await cast.enrol(), grant), 201)


async def test_c15_a_cohort_closes_when_all_has_ended(cast: Cast) -> None:
    await cast.up_to_acceptance()
    refusal = problem(await cast.coordinator.post(f"/cohorts/{cast.cohort}/closure"), 409, "cohort-unfinished")
    assert refusal["unfinished"] == 1
    done(await cast.act(cast.coordinator, "withdrawal", {"reason": "x"}))
    done(await cast.coordinator.post(f"/cohorts/{cast.cohort}/closure"))


async def test_an_erased_student_leaves_history_whole(cast: Cast, mongo: Mongo) -> None:
    await cast.up_to_acceptance()
    problem(await cast.principal.delete(f"/students/{cast.student}/person"), 409, "student-placed")
    done(await cast.act(cast.coordinator, "withdrawal", {"reason": "Sentinel"}))
    before = done(await cast.coordinator.get(f"/placements/{cast.placement}/history"))["items"]
    done(await cast.principal.delete(f"/students/{cast.student}/person"))
    done(await cast.principal.delete(f"/students/{cast.student}/person"))
    assert done(await cast.coordinator.get(f"/placements/{cast.placement}/history"))["items"] == before
    seen = done(await cast.coordinator.get(f"/students/{cast.student}"))
    assert (seen["state"], seen["person"]["name"], seen["guardian"]) == ("forgotten", None, None)
    assert done(await cast.coordinator.get(f"/placements/{cast.placement}"))["student_name"] is None
    people = [one async for one in mongo.documents("people").find({})]
    assert "Student" not in json.dumps(people, default=str).replace("industry", "")
    erased = await mongo.documents("journal").find({"events.type": "person-erased.v1"})
    assert len(erased) == 2
    assert await mongo.documents("claims").find({"kind": {"$in": ["nisn", "student-account"]}}) == []


async def test_lists_come_as_csv_with_names(cast: Cast) -> None:
    await cast.up_to_acceptance()
    text = (await cast.coordinator.get("/students", accept="text/csv", accept_language="id")).text
    assert "Sentinel Student" in text
    assert "Konsentrasi" in text
    grants = (await cast.coordinator.get("/grants", accept="text/csv")).text
    assert "8.2.1" in grants
