"""Activities at the API: planned with a partner, held, documented, listed (C4, C34–C36, C41)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.activity import ACTIVITY
from shared.ids import new_id
from shared.jobs import Jobs
from shared.leases import Leases
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done, problem

BEGINS = datetime(2026, 9, 3, 1, tzinfo=UTC)


def activity(cast: Cast, **changed: Any) -> dict[str, Any]:
    """A chef of the hotel teaches at the school."""
    plain = {
        "kind": "guest_teaching", "title": "Chef tamu", "partner": cast.partner,
        "starts_at": "2026-09-03T01:00:00Z", "ends_at": "2026-09-03T04:00:00Z",
    }  # fmt: skip
    return plain | changed


def attendance(cast: Cast, **changed: Any) -> dict[str, Any]:
    """A class and the chef."""
    guests = [{"organisation": cast.organisation, "count": 1, "names": ["Sentinel Chef"]}]
    return {"students": 30, "guests": guests, "figures": {"lesson_hours": 4}} | changed


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner."""
    await cast.map_hotel()
    return cast


async def _planned(cast: Cast, **changed: Any) -> str:
    return str(done(await cast.coordinator.post("/activities", activity(cast, **changed)), 201)["id"])


async def test_c4_is_planned_held_and_documented(mapped: Cast, room: Any) -> None:
    id = await _planned(mapped, site=mapped.site)
    assert done(await mapped.hotel.get(f"/activities/{id}"))["plan"]["zone"] == "Asia/Jakarta"
    problem(
        await mapped.coordinator.post(f"/activities/{id}/attendance", attendance(mapped)), 409, "activity-not-begun"
    )
    await room.clock.move(BEGINS)
    done(await mapped.coordinator.post(f"/activities/{id}/attendance", attendance(mapped, known=[new_id()])), 201)
    problem(await mapped.teacher.post(f"/activities/{id}/documentation", {}), 409, "not-your-activity")
    photo = {"attachment": await mapped.coordinator.attach(), "shows": "photo"}
    shown = {"evidence": [photo], "report": "Sentinel Report"}
    problem(await mapped.coordinator.post(f"/activities/{id}/documentation", {}), 409, "documented-without-evidence")
    done(await mapped.coordinator.post(f"/activities/{id}/documentation", shown), 201)
    seen = done(await mapped.principal.get(f"/activities/{id}"))
    assert (seen["status"], seen["title"], len(seen["attendance"]["known"])) == ("documented", "Chef tamu", 1)
    assert done(await mapped.hotel.get(f"/activities/{id}"))["attendance"]["known"] == []
    guests = done(await mapped.coordinator.get(f"/activities/{id}/guests"))
    assert [(each["name"], each["organisation"]) for each in guests] == [("Sentinel Chef", mapped.organisation)]
    remarks = done(await mapped.coordinator.get(f"/activities/{id}/remarks"))
    assert [each["text"] for each in remarks] == ["Sentinel Report"]
    history = await mapped.coordinator.get(f"/activities/{id}/history")
    assert "Sentinel" not in history.text


async def test_c4_a_new_plan_needs_the_number_it_was_read_at(mapped: Cast) -> None:
    id = await _planned(mapped)
    later = activity(mapped, starts_at="2026-09-10T01:00:00Z", ends_at="2026-09-10T04:00:00Z")
    assert (await mapped.coordinator.put(f"/activities/{id}/plan", later)).status_code == 428
    done(await mapped.coordinator.put(f"/activities/{id}/plan", later, if_match='"1"'))
    assert (await mapped.coordinator.put(f"/activities/{id}/plan", later, if_match='"1"')).status_code == 412


async def test_c4_is_listed_by_partner_kind_status_and_period(mapped: Cast) -> None:
    september = await _planned(mapped)
    fair = {
        "kind": "public_event",
        "partner": None,
        "starts_at": "2026-10-01T16:30:00Z",
        "ends_at": "2026-10-01T20:00:00Z",
    }
    october = await _planned(mapped, **fair)
    done(await mapped.coordinator.post(f"/activities/{october}/cancellation", {"reason": "Hujan"}))

    async def listed(query: str) -> list[str]:
        return [each["id"] for each in done(await mapped.principal.get(f"/activities?{query}"))["items"]]

    assert await listed("") == [october, september]
    assert await listed(f"partner={mapped.partner}") == [september]
    assert await listed("kind=public_event&kind=workshop") == [october]
    assert await listed("status=cancelled") == [october]
    assert await listed("on_from=2026-09-03&on_to=2026-09-30") == [september]
    assert await listed("on_from=2026-10-02") == []
    assert [each["id"] for each in done(await mapped.hotel.get("/activities"))["items"]] == [september]
    first = done(await mapped.principal.get("/activities?limit=1"))
    rest = done(await mapped.principal.get(f"/activities?limit=1&cursor={first['next']}"))
    assert [each["id"] for each in (*first["items"], *rest["items"])] == [october, september]
    assert "Chef tamu" in (await mapped.principal.get("/activities", accept="text/csv")).text


async def test_c4_what_has_passed_waits_for_its_organiser(mapped: Cast, room: Any) -> None:
    id = await _planned(mapped)
    jobs = Jobs(room, [ACTIVITY], Leases(room.mongo, room.clock, new_id(), 2))
    await room.clock.move(BEGINS + timedelta(days=1))
    assert await jobs.run_due(room.clock.now()) == 1
    kept = await mapped.context(room).current(ACTIVITY).get(id)
    assert kept is not None
    assert [need["what"] for need in kept["needs"]] == ["hold-activity"]
    done(await mapped.coordinator.put(f"/activities/{id}/plan", activity(mapped, title="Chef 2"), if_match='"2"'))
    assert await jobs.run_due(room.clock.now()) == 1, "corrected, its hours are over again"
    kept = await mapped.context(room).current(ACTIVITY).get(id)
    assert kept is not None
    assert [need["what"] for need in kept["needs"]] == ["hold-activity"]
    assert f"{mapped.world.school}/duty/document_activities" in kept["needs"][0]["for"]


async def test_c4_another_school_and_another_partner_see_nothing(mapped: Cast) -> None:
    id = await _planned(mapped)
    stranger = await mapped.world.member("stranger", "coordinator", school=mapped.world.other_school)
    problem(await stranger.get(f"/activities/{id}"), 404, "not-found")
    other = await mapped.world.key_of(new_id(), "partners:read")
    problem(await other.get(f"/activities/{id}"), 404, "not-found")
    problem(await other.get(f"/activities/{id}/history"), 403, "not-for-partners")
    assert done(await stranger.get("/activities"))["items"] == done(await other.get("/activities"))["items"] == []
    problem(await mapped.coordinator.post("/activities", activity(mapped, partner=new_id())), 404, "not-found")


async def test_c34_the_kinds_say_what_they_ask_for(mapped: Cast) -> None:
    kinds = {each["kind"]: each for each in done(await mapped.teacher.get("/activity-kinds"))}
    assert kinds["curriculum_at_home"]["figures"] == [{"figure": "families", "id": "Keluarga", "en": "Families"}]
    assert kinds["character_training"]["partners"] == ["parent_group"]
    problem(
        await mapped.coordinator.post("/activities", activity(mapped, kind="character_training")),
        409,
        "kind-not-with-this-partner",
    )
