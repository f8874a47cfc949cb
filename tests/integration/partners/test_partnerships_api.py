"""A school's partnerships over HTTP: capacity, notes, owner, contacts and their rights, grants (C1, C6, C30)."""

import json
from typing import Any

from services.partners.domain.partner import PARTNER
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.passing import hear
from tests.integration.partners.world import World, done, problem

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GANJIL = {"concentration": "9.1.1", "starts_on": "2026-07-13", "ends_on": "2026-12-18"}


async def test_c1_capacity_is_stated_and_withdrawn(cast: Cast) -> None:
    await cast.map_hotel()
    path = f"/partners/{cast.partner}/capacity"
    done(await cast.coordinator.post(path, {"concentration": "9.1.1", "places": 4}))
    done(await cast.coordinator.post(path, GANJIL | {"places": 6}))
    problem(
        await cast.coordinator.post(path, GANJIL | {"places": 6, "ends_on": "2027-06-18"}), 409, "capacity-overlaps"
    )
    (row,) = done(await cast.teacher.get("/partners?concentration=9.1.1"))["items"]
    assert row["capacity"] == ["9.1.1: 4", "9.1.1 (2026-07-13…2026-12-18): 6"]
    done(await cast.coordinator.post(f"{path}/withdrawal", GANJIL))
    problem(await cast.coordinator.post(f"{path}/withdrawal", GANJIL), 409, "capacity-not-stated")


async def test_c6_somebody_of_the_school_answers_for_it(cast: Cast, mongo: Mongo) -> None:
    await cast.map_hotel(owned=False)
    path = f"/partners/{cast.partner}/owner"
    owner = await cast.member_of("coordinator")
    problem(await cast.coordinator.put(path, {"member": new_id()}), 422, "member-unknown")
    teacher = {"member": await cast.member_of("teacher")}
    problem(await cast.coordinator.put(path, teacher), 409, "owner-not-of-staff")
    assert await _needs(cast, mongo) == ["name-owner"]
    done(await cast.coordinator.put(path, {"member": owner}))
    assert await _needs(cast, mongo) == []
    assert [one["id"] for one in done(await cast.teacher.get(f"/partners?owner={owner}"))["items"]] == [cast.partner]


async def _needs(cast: Cast, mongo: Mongo) -> list[str]:
    found = await mongo.tenant(cast.world.school)[PARTNER.collection].get(cast.partner)
    assert found is not None
    return [need["what"] for need in found.get("needs", [])]


async def test_c1_notes_are_replaced_and_read_by_staff_alone(cast: Cast) -> None:
    await cast.map_hotel()
    path = f"/partners/{cast.partner}/notes"
    seen = await cast.coordinator.get(path)
    assert done(seen)["potential"] == "Dapur besar"
    body = {"potential": "Dapur dan kantor depan", "risk": "Pemilik berganti"}
    problem(await cast.coordinator.put(path, body), 428, "if-match-required")
    done(await cast.coordinator.put(path, body, if_match=seen.headers["etag"]))
    assert (await cast.coordinator.put(path, body, if_match=seen.headers["etag"])).status_code == 412
    now = done(await cast.coordinator.get(path))
    assert (now["potential"], now["risk"]) == (body["potential"], body["risk"])
    assert (await cast.teacher.get(path)).status_code == 403
    assert "potential" not in done(await cast.teacher.get(f"/partners/{cast.partner}"))


async def test_c1_contacts_change_are_listed_for_all_partners_and_removed(cast: Cast) -> None:
    await cast.map_hotel()
    path = f"/partners/{cast.partner}/contacts"
    seen = await cast.coordinator.get(path)
    person = done(seen)[0]["contact"]
    body = {"name": "Sentinel Baru", "email": "baru@hotel.example", "function": "coordinator", "position": "HRD"}
    problem(await cast.coordinator.put(f"{path}/{person}", body), 428, "if-match-required")
    done(await cast.coordinator.put(f"{path}/{person}", body, if_match=seen.headers["etag"]))
    (row,) = done(await cast.coordinator.get("/contacts"))["items"]
    assert (row["partner_name"], row["name"], row["function"]) == (HOTEL["name"], "Sentinel Baru", "coordinator")
    assert row["partner"] == cast.partner
    sheet = (await cast.coordinator.get("/contacts", accept="text/csv")).text
    assert "Sentinel Baru" in sheet
    assert "baru@hotel.example" in sheet
    assert (await cast.coordinator.get("/contacts", accept=SPREADSHEET)).content[:2] == b"PK"
    for nobody in (cast.teacher, cast.committee):
        assert (await nobody.get("/contacts")).status_code == 403
    assert (await cast.hotel.get("/contacts")).status_code in (403, 404)
    done(await cast.coordinator.delete(f"{path}/{person}"))
    assert done(await cast.coordinator.get("/contacts"))["items"] == []
    assert (await cast.coordinator.delete(f"{path}/{person}")).status_code == 404


async def test_c1_a_contact_is_exported_and_forgotten_and_history_stays_whole(
    drafted: Cast, room: Any, mongo: Mongo
) -> None:
    cast, school = drafted, drafted.world.school
    path = f"/partners/{cast.partner}"
    person = done(await cast.coordinator.get(f"{path}/contacts"))[0]["contact"]
    done(await cast.coordinator.post(f"/mous/{cast.mou}/submission"))
    invitation = {"organisation": cast.organisation, "person": person}
    done(await cast.coordinator.post(f"/mous/{cast.mou}/invitations", invitation), 201)
    tag = (await cast.coordinator.get(path)).headers["etag"]
    note = {"potential": "Dapur besar", "risk": "Sentinel Person jarang menjawab", "about": [person]}
    assert (await cast.coordinator.put(f"{path}/notes", note | {"about": [new_id()]}, if_match=tag)).status_code == 404
    done(await cast.coordinator.put(f"{path}/notes", note, if_match=tag))
    exported = done(await cast.coordinator.get(f"/contacts/{person}"))
    assert exported["data"]["email"] == "sentinel@hotel.example"
    assert [one["partner"] for one in exported["contact_of"]] == [cast.partner]
    assert {one["text"] for one in exported["texts"]} == {note["potential"], note["risk"]}
    assert [one["template"] for one in exported["letters"]] == ["sign-mou"]
    assert (await cast.teacher.get(f"/contacts/{person}")).status_code == 403
    before = done(await cast.principal.get(f"{path}/history"))["items"]
    assert (await cast.coordinator.delete(f"/contacts/{person}")).status_code == 403
    done(await cast.principal.delete(f"/contacts/{person}"))
    assert (await cast.coordinator.get(f"/contacts/{person}")).status_code == 404
    after = done(await cast.principal.get(f"{path}/history"))["items"]
    assert after[: len(before)] == before
    assert [one["type"] for one in after[len(before) :]] == ["partner-contact-removed.v1"]
    assert done(await cast.coordinator.get(f"{path}/notes"))["risk"] is None
    assert done(await cast.coordinator.get("/contacts"))["items"] == []
    for name in ("people", "texts", "letters", "journal", "current_partner"):
        kept = [one async for one in mongo.tenant(school)[name].find({})]
        assert "sentinel@hotel" not in json.dumps(kept, default=str)
        assert "Sentinel Person" not in json.dumps(kept, default=str)
    await hear(room, mongo, "person")
    assert len(done(await cast.principal.get(f"{path}/history"))["items"]) == len(after)


async def test_c30_a_school_or_the_alliance_reads_partnerships_with_a_grant_and_no_contacts(cast: Cast) -> None:
    await cast.map_hotel()
    world = cast.world
    neighbour = await world.member("neighbour", "coordinator", school=world.other_school)
    admin = await world.member("admin", "alliance_admin", school=world.alliance)
    of_school = f"/shared/{world.school}/partners"
    of_alliance = f"/partners/alliances/{world.alliance}/shared/{world.school}/partners"
    for caller, path in ((neighbour, of_school), (admin, of_alliance)):
        assert (await caller.get(path)).status_code == 404
    await _grant(world, world.other_school, "placements")
    assert (await neighbour.get(of_school)).status_code == 404
    await _grant(world, world.other_school, "partners")
    await _grant(world, world.alliance, "partners")
    for caller, path in ((neighbour, of_school), (admin, of_alliance)):
        (row,) = done(await caller.get(path))["items"]
        assert (row["id"], row["name"], row["status"]) == (cast.partner, HOTEL["name"], "qualified")
        one = done(await caller.get(f"{path}/{cast.partner}"))
        assert set(one) == {"id", "organisation", "name", "kind", "status", "capacity", "mous"}
        assert HOTEL["name"] in (await caller.get(path, accept="text/csv")).text
    assert (await neighbour.get(of_alliance)).status_code == 403, "what the alliance may see its schools may not"
    assert (await cast.coordinator.get(f"/shared/{world.other_school}/partners")).status_code == 404


async def _grant(world: World, to: str, what: str) -> None:
    document = {"number": 1, "state": {"to": to, "what": [what], "active": True}}
    await world.mongo.tenant(world.school)["directory_grants"].put(new_id(), document)


async def test_c1_a_partner_without_site_waits_until_the_register_has_one(cast: Cast, room: Any, mongo: Mongo) -> None:
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    hotel = done(await cast.coordinator.post(register, HOTEL | {"sites": []}), 201)["id"]
    cast.partner = done(await cast.coordinator.post("/partners", {"organisation": hotel}), 201)["id"]
    assert await _needs(cast, mongo) == ["name-contact", "add-site"]
    done(await cast.coordinator.post(f"{register}/{hotel}/sites", HOTEL["sites"][0]), 201)  # type: ignore[index]  # a list
    await hear(room, mongo, "organisation")
    assert await _needs(cast, mongo) == ["name-contact"]
