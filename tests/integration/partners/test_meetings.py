"""Meetings at the API: called, answered, minuted, followed up; and series that call them (C7)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting_series import MEETING_SERIES
from shared.auth import LinkGrant
from shared.ids import new_id
from shared.jobs import Jobs
from shared.leases import Leases
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import Caller, done, problem

ENDS = datetime(2026, 9, 3, 4, tzinfo=UTC)


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner with a contact."""
    await cast.map_hotel()
    return cast


async def _contact(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


async def _planned(cast: Cast) -> str:
    body = {
        "title": "Rapat koordinasi", "agenda": ["Sentinel Agenda"], "partners": [{"partner": cast.partner}],
        "starts_at": "2026-09-03T02:00:00Z", "ends_at": "2026-09-03T04:00:00Z",
    }  # fmt: skip
    return str(done(await cast.coordinator.post("/meetings", body), 201)["id"])


async def _letters(cast: Cast, room: Any, person: str) -> list[str]:
    found = await room.mongo.tenant(cast.world.school)["letters"].find({"person": person})
    return [str(each["template"]) for each in found]


def _holder(cast: Cast, room: Any, purpose: str, subject: str, person: str) -> Caller:
    expires = room.clock.machine().replace(microsecond=0, year=room.clock.machine().year + 1)
    grant = LinkGrant(purpose, cast.world.school, subject, expires, person=person, organisation=cast.organisation)
    return Caller(cast.world, f"Link {room.links.token(grant)}", cast.world.school)


async def test_c7_a_contact_without_an_account_reads_the_agenda_and_replies(mapped: Cast, room: Any) -> None:
    id, person = await _planned(mapped), await _contact(mapped)
    done(await mapped.coordinator.post(f"/meetings/{id}/invitations", {"person": person}), 201)
    assert await _letters(mapped, room, person) == ["invite-to-meeting"]
    contact = _holder(mapped, room, "meeting-reply", id, person)
    assert "Sentinel Agenda" in done(await contact.get(f"/meetings/{id}"))["texts"].values()
    done(await contact.post(f"/meetings/{id}/replies", {"coming": True}))
    assert done(await mapped.principal.get(f"/meetings/{id}"))["replies"][0]["organisation"] == mapped.organisation
    other = await _planned(mapped)
    assert (await contact.post(f"/meetings/{other}/replies", {"coming": True})).status_code == 404
    problem(await mapped.coordinator.post(f"/meetings/{id}/invitations", {"person": new_id()}), 404, "not-found")


async def test_c7_minutes_follow_ups_and_the_reminder(mapped: Cast, room: Any, mongo: Mongo) -> None:
    id, person = await _planned(mapped), await _contact(mapped)
    promise = {"what": "Sentinel Task", "organisation": mapped.organisation, "person": person, "due_on": "2026-10-01"}
    minutes = {
        "guests": [{"organisation": mapped.organisation, "count": 1, "names": ["Sentinel Guest"]}],
        "minutes": "Sentinel Minutes", "decisions": ["Sentinel Decision"], "follow_ups": [promise],
    }  # fmt: skip
    problem(await mapped.coordinator.post(f"/meetings/{id}/minutes", minutes), 409, "meeting-not-begun")
    await room.clock.move(ENDS)
    done(await mapped.coordinator.post(f"/meetings/{id}/minutes", minutes), 201)
    jobs = Jobs(room, [MEETING], Leases(room.mongo, room.clock, new_id(), 2))
    await room.clock.move(datetime(2026, 10, 2, tzinfo=UTC))
    assert await jobs.run_due(room.clock.now()) == 1
    await hear(room, mongo, "meeting")
    assert await _letters(mapped, room, person) == ["remind-of-follow-up"]
    meeting = done(await mapped.hotel.get(f"/meetings/{id}"))
    (follow_up,) = meeting["follow_ups"]
    assert {"Sentinel Minutes", "Sentinel Decision", "Sentinel Task"} <= set(meeting["texts"].values())
    owner = _holder(mapped, room, "follow-up", follow_up["follow_up"], person)
    done(await owner.post(f"/meetings/{id}/follow-ups/{follow_up['follow_up']}/completion", {"note": "Sentinel Note"}))
    remarks = done(await mapped.coordinator.get(f"/meetings/{id}/remarks"))
    assert [each["text"] for each in remarks] == ["Sentinel Minutes", "Sentinel Note"]
    assert "Sentinel" not in (await mapped.coordinator.get(f"/meetings/{id}/history")).text
    listed = done(await mapped.principal.get(f"/meetings?status=held&organisation={mapped.organisation}"))["items"]
    assert [(each["id"], each["title"], each["open_follow_ups"]) for each in listed] == [(id, "Rapat koordinasi", 0)]


async def test_c7_a_series_calls_meetings_of_their_own(mapped: Cast, room: Any, mongo: Mongo) -> None:
    body = {
        "title": "Rapat bulanan", "agenda": ["Evaluasi"], "every": "month", "at": "09:00:00",
        "members": [await mapped.member_of("teacher")], "first_on": "2026-08-03", "until": "2026-09-30",
    }  # fmt: skip
    series = done(await mapped.coordinator.post("/meeting-series", body), 201)["id"]
    await time_goes_by(room, MEETING_SERIES, datetime(2026, 12, 1, tzinfo=UTC))
    await hear(room, mongo, "meeting-series")
    items = done(await mapped.coordinator.get(f"/meetings?series={series}"))["items"]
    assert [(each["on"], each["title"], each["starts_at"]) for each in items] == [
        ("2026-09-03", "Rapat bulanan", "2026-09-03T02:00:00Z"),
        ("2026-08-03", "Rapat bulanan", "2026-08-03T02:00:00Z"),
    ]
    assert done(await mapped.coordinator.get("/meeting-series?ended=false"))["items"][0]["called"] == 2
    done(await mapped.coordinator.post(f"/meeting-series/{series}/end"))
    assert done(await mapped.principal.get(f"/meeting-series/{series}"))["ended"] is True


async def test_c7_a_meeting_that_is_corrected_to_the_same_hours_waits_for_its_minutes_again(
    mapped: Cast, room: Any
) -> None:
    id = await _planned(mapped)
    jobs = Jobs(room, [MEETING], Leases(room.mongo, room.clock, new_id(), 2))
    await room.clock.move(ENDS)
    for number in ("2", "4"):
        assert await jobs.run_due(room.clock.now()) == 1
        meeting = done(await mapped.coordinator.get(f"/meetings/{id}"))
        assert meeting["passed"] is True
        again = {
            "title": f"Rapat {number}", "agenda": ["Evaluasi"], "partners": [{"partner": mapped.partner}],
            "starts_at": "2026-09-03T02:00:00Z", "ends_at": "2026-09-03T04:00:00Z",
        }  # fmt: skip
        done(await mapped.coordinator.put(f"/meetings/{id}/call", again, if_match=f'"{number}"'))
    assert await jobs.run_due(room.clock.now()) == 1
    assert await jobs.run_due(room.clock.now()) == 0


async def test_c7_others_see_nothing(mapped: Cast) -> None:
    id = await _planned(mapped)
    other = await mapped.world.key_of(new_id(), "partners:read", "partners:write")
    for path in (f"/meetings/{id}", f"/meetings/{id}/history", f"/meetings/{id}/remarks"):
        problem(await other.get(path), 404, "not-found")
    assert done(await other.get("/meetings"))["items"] == []
    problem(await other.post(f"/meetings/{id}/replies", {"coming": True}), 404, "not-found")
    stranger = await mapped.world.member("stranger", "coordinator", school=mapped.world.other_school)
    problem(await stranger.get(f"/meetings/{id}"), 404, "not-found")
