"""Whatever names evidence names attachments of the acting school, and erasing a person reaches them (C4, C40)."""

from typing import Any

import pytest

from shared.erasures import replay
from shared.housekeeping import tidy
from shared.ids import new_id
from tests.integration.kernel.flow import make_topics, producing
from tests.integration.partners.cast import Cast
from tests.integration.partners.evidence import about, forgotten, hear_forgotten, kept, only_own
from tests.integration.partners.test_activities import BEGINS, activity, attendance
from tests.integration.partners.world import Caller, done, problem


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner."""
    await cast.map_hotel()
    return cast


@pytest.fixture
async def stranger(cast: Cast) -> Caller:
    """A colleague at another school."""
    return await cast.world.member("stranger", "coordinator", school=cast.world.other_school)


async def held(cast: Cast, room: Any, **changed: Any) -> str:
    """The path of an activity that took place, with the chef by name."""
    path = f"/activities/{done(await cast.coordinator.post('/activities', activity(cast)), 201)['id']}"
    await room.clock.move(BEGINS)
    done(await cast.coordinator.post(f"{path}/attendance", attendance(cast, **changed)), 201)
    return path


def shows(what: str) -> Any:
    return lambda it: {"evidence": [{"attachment": it, "shows": what}]}


async def test_c4_an_activity_shows_attachments_of_its_school(mapped: Cast, room: Any, stranger: Caller) -> None:
    path = await held(mapped, room)
    first = await only_own(mapped.coordinator, stranger, f"{path}/documentation", shows("other"))
    more = await only_own(mapped.coordinator, stranger, f"{path}/evidence", shows("photo"))
    seen = done(await mapped.principal.get(path))["evidence"]
    assert [(each["attachment"], each["shows"]) for each in seen] == [(first, "other"), (more, "photo")]


async def test_c4_evidence_outlasts_the_day_in_which_something_must_name_it(mapped: Cast, room: Any) -> None:
    path = await held(mapped, room)
    named, left = [await mapped.coordinator.attach() for _ in range(2)]
    done(await mapped.coordinator.post(f"{path}/documentation", shows("photo")(named)), 201)
    documents = room.mongo.documents("attachments")
    await documents.update_many(
        {"waiting_since": {"$exists": True}}, {"$set": {"waiting_since": BEGINS.replace(year=2000)}}
    )
    await tidy(room)
    await kept(mapped.coordinator, named)
    problem(await mapped.coordinator.get(f"/attachments/{left}"), 404, "not-found")
    assert await documents.count({}) == 1


async def test_c4_pictures_of_an_activity_go_with_the_people_in_them(mapped: Cast, room: Any) -> None:
    student = new_id()
    path = await held(mapped, room, known=[student])
    photo, report = [await mapped.coordinator.attach() for _ in range(2)]
    each = [{"attachment": photo, "shows": "photo"}, {"attachment": report, "shows": "report"}]
    done(await mapped.coordinator.post(f"{path}/documentation", {"evidence": each}), 201)
    (chef,) = [one["person"] for one in done(await mapped.coordinator.get(f"{path}/guests"))]
    assert await about(mapped.coordinator, photo) == [student, chef]
    assert await about(mapped.coordinator, report) == []
    await room.people.erase(mapped.context(room), chef)
    problem(await mapped.coordinator.get(f"/attachments/{photo}"), 410, "attachment-gone")
    await kept(mapped.coordinator, report)
    again = attendance(mapped, known=[student], reason="Tanpa nama.")
    done(await mapped.coordinator.post(f"{path}/attendance/corrections", again), 201)


async def test_c4_who_is_named_only_later_is_in_the_pictures_too(mapped: Cast, room: Any) -> None:
    path = await held(mapped, room)
    photo = await mapped.coordinator.attach()
    done(await mapped.coordinator.post(f"{path}/documentation", shows("photo")(photo)), 201)
    student = new_id()
    correction = attendance(mapped, known=[student], reason="Ani ikut.")
    done(await mapped.coordinator.post(f"{path}/attendance/corrections", correction), 201)
    assert student in await about(mapped.coordinator, photo)


async def test_c40_achievement_and_consent_name_attachments_about_the_students(
    mapped: Cast, room: Any, stranger: Caller
) -> None:
    ani, budi = new_id(), new_id()
    won = {
        "level": "province", "field": "skills", "on": "2026-06-20", "title": "Juara", "students": 2, "known": [ani],
    }  # fmt: skip
    us = mapped.coordinator
    first = await only_own(us, stranger, "/achievements", lambda it: won | {"evidence": [it]})
    (item,) = done(await us.get("/achievements"))["items"]
    path = f"/achievements/{item['id']}"
    second = await only_own(us, stranger, f"{path}/evidence", lambda it: {"evidence": [it]})
    proof = await only_own(us, stranger, f"{path}/consents", lambda it: {"student": ani, "proof": it})
    done(await us.put(f"{path}/feat", won | {"known": [ani, budi]}, if_match='"3"'))
    assert [await about(us, each) for each in (first, second, proof)] == [[ani, budi], [ani, budi], [ani]]


async def recorded(cast: Cast, student: str) -> tuple[str, str]:
    """An achievement of the student, and its certificate."""
    certificate = await cast.coordinator.attach()
    won = {
        "level": "province", "field": "skills", "on": "2026-06-20", "title": "Sentinel Ani juara", "students": 1,
        "known": [student], "evidence": [certificate],
    }  # fmt: skip
    return done(await cast.coordinator.post("/achievements", won), 201)["id"], certificate


async def test_c40_a_student_who_is_forgotten_elsewhere_is_forgotten_here(cast: Cast, room: Any) -> None:
    ani, budi = new_id(), new_id()
    (achievement, hers), (_, his) = [await recorded(cast, student) for student in (ani, budi)]
    await hear_forgotten(room, "placements", cast.world.school, ani)
    problem(await cast.coordinator.get(f"/attachments/{hers}"), 410, "attachment-gone")
    assert done(await cast.coordinator.get(f"/achievements/{achievement}"))["title"] is None
    await kept(cast.coordinator, his)


async def test_what_another_service_forgot_is_forgotten_again_after_a_restore(cast: Cast, room: Any) -> None:
    ani, budi = new_id(), new_id()
    (_, hers), (_, his) = [await recorded(cast, student) for student in (ani, budi)]
    await make_topics(room.settings, "placements.person.v1")
    async with producing(room.settings) as send:
        for school, student in ((new_id(), new_id()), (cast.world.school, ani)):
            await send("placements.person.v1", forgotten(school, student), service="placements")
    for _ in range(2):
        assert await replay(room) == 0, "whose data stand with others"
        problem(await cast.coordinator.get(f"/attachments/{hers}"), 410, "attachment-gone")
    await kept(cast.coordinator, his)


async def lacks(caller: Caller) -> list[str]:
    """What waits to be documented, as rows of `today`."""
    rows = done(await caller.get("/today"))["items"]
    return [row["what"] for row in rows if row["what"].startswith("document-")]


async def test_c7_a_meeting_is_shown_by_its_minutes_and_the_list_of_who_came(
    mapped: Cast, room: Any, stranger: Caller
) -> None:
    body = {
        "title": "Rapat", "agenda": ["PKL"], "partners": [{"partner": mapped.partner}],
        "starts_at": "2026-07-02T02:00:00Z", "ends_at": "2026-07-02T04:00:00Z",
    }  # fmt: skip
    path = f"/meetings/{done(await mapped.coordinator.post('/meetings', body), 201)['id']}"
    await room.clock.move(BEGINS)
    guests = [{"organisation": mapped.organisation, "count": 1, "names": ["Sentinel Chef"]}]
    minutes = {"members": [await mapped.member_of("teacher")], "guests": guests, "minutes": "Sentinel Minutes"}
    done(await mapped.coordinator.post(f"{path}/minutes", minutes), 201)
    assert await lacks(mapped.coordinator) == ["document-meeting"]
    scan = await only_own(mapped.coordinator, stranger, f"{path}/evidence", shows("report"))
    came = await only_own(mapped.coordinator, stranger, f"{path}/evidence", shows("attendance_list"))
    assert await lacks(mapped.coordinator) == []
    (chef,) = done(await mapped.principal.get(path))["presence"]["guests"][0]["people"]
    assert (await about(mapped.coordinator, scan), chef in await about(mapped.coordinator, came)) == ([], True)
    seen = done(await mapped.principal.get(path))["evidence"]
    assert [(each["attachment"], each["shows"]) for each in seen] == [(scan, "report"), (came, "attendance_list")]
    assert (await mapped.hotel.post(f"{path}/evidence", shows("report")(scan))).status_code == 403


async def test_c11_a_curriculum_is_shown_by_its_document(mapped: Cast, stranger: Caller) -> None:
    unit = {"code": "FO", "title": "Kantor depan", "hours": 72, "competencies": []}
    scope = {"partner": mapped.partner, "concentration": "9.1.1", "school_year": "2026/2027"}
    made = await mapped.teacher.post("/curricula", scope | {"units": [unit], "text": "Bab 1"})
    path = f"/curricula/{done(made, 201)['id']}"
    done(await mapped.coordinator.post(f"{path}/offer"))
    seen = done(await mapped.hotel.get(f"{path}/content"))["version"]["content_hash"]
    done(await mapped.hotel.post(f"{path}/sign-off", {"content_hash": seen}), 201)
    assert await lacks(mapped.coordinator) == ["document-curriculum"]
    document = await only_own(mapped.teacher, stranger, f"{path}/evidence", lambda it: {"evidence": [it]})
    assert await lacks(mapped.coordinator) == []
    assert done(await mapped.principal.get(path))["versions"][0]["evidence"] == [document]
