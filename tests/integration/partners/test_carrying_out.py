"""Log, curriculum, industry class and achievements at the API (C10–C12, C40)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import LinkGrant
from shared.ids import new_id
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import START, Caller, done, problem


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner with a contact."""
    await cast.map_hotel()
    return cast


async def _contact(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


async def test_c10_the_log_is_the_schools_own_and_asks_for_the_next_contact(mapped: Cast) -> None:
    person = await _contact(mapped)
    body = {
        "partner": mapped.partner, "contact": person, "channel": "phone", "direction": "incoming",
        "topics": ["curriculum", "labour_market"], "at": (START - timedelta(hours=2)).isoformat(),
        "summary": "Sentinel Summary", "next_on": "2026-08-01",
    }  # fmt: skip
    first = done(await mapped.coordinator.post("/communications", body), 201)["id"]
    problem(await mapped.hotel.get(f"/communications/{first}"), 403, "not-for-partners")
    assert (await mapped.teacher.get(f"/communications/{first}")).status_code == 403
    follows = body | {"follows": first, "next_on": None, "topics": ["placement"]}
    second = done(await mapped.coordinator.post("/communications", follows), 201)["id"]
    problem(await mapped.coordinator.post("/communications", follows), 409, "no-contact-awaited")
    seen = done(await mapped.coordinator.get(f"/communications/{first}"))
    assert (seen["state"]["made"], seen["summary"]) == (second, "Sentinel Summary")
    items = done(await mapped.coordinator.get("/communications?topic=labour_market&waiting=false"))["items"]
    assert [(each["id"], each["summary"]) for each in items] == [(first, "Sentinel Summary")]
    assert "Sentinel" not in (await mapped.coordinator.get(f"/communications/{first}/history")).text
    done(await mapped.principal.delete(f"/contacts/{person}"))
    assert done(await mapped.coordinator.get(f"/communications/{first}"))["summary"] is None


async def test_c10_refused_entries_settle_nothing(mapped: Cast) -> None:
    body = {
        "partner": mapped.partner, "channel": "visit", "direction": "outgoing", "topics": ["mou"], "summary": "x",
        "at": START.isoformat(), "next_on": "2026-08-01",
    }  # fmt: skip
    first = done(await mapped.coordinator.post("/communications", body), 201)["id"]
    late = body | {"follows": first, "at": (START + timedelta(days=1)).isoformat()}
    problem(await mapped.coordinator.post("/communications", late), 409, "contact-in-the-future")
    assert done(await mapped.coordinator.get(f"/communications/{first}"))["state"]["waiting"] is True
    done(await mapped.coordinator.post(f"/communications/{first}/next-contact", {"next_on": "2026-09-01"}))
    done(await mapped.coordinator.post(f"/communications/{first}/next-contact/dropping", {"reason": "Sentinel Reason"}))
    corrected = {"topics": ["placement"], "summary": "Sentinel Correction"}
    done(await mapped.coordinator.put(f"/communications/{first}/summary", corrected, if_match='"3"'))
    remarks = done(await mapped.coordinator.get(f"/communications/{first}/remarks"))
    assert [each["text"] for each in remarks] == ["Sentinel Reason", "Sentinel Correction"]


def _version(**changed: Any) -> dict[str, Any]:
    skills = [{"code": "FO-1", "statement": "Menangani reservasi"}]
    units = [{"code": "FO", "title": "Kantor depan", "hours": 72, "competencies": skills}]
    return {"units": units, "text": "Bab 1\nTujuan"} | changed


async def test_c11_is_written_by_a_teacher_and_signed_off_by_link(mapped: Cast, room: Any) -> None:
    scope = {"partner": mapped.partner, "concentration": "9.1.1", "school_year": "2026/2027"}
    problem(await mapped.coordinator.post("/curricula", scope | _version()), 409, "no-teacher-among-authors")
    id = done(await mapped.teacher.post("/curricula", scope | _version()), 201)["id"]
    for hidden in (f"/curricula/{id}", f"/curricula/{id}/content"):
        problem(await mapped.hotel.get(hidden), 404, "not-found")
    assert done(await mapped.hotel.get("/curricula"))["items"] == []
    done(await mapped.coordinator.post(f"/curricula/{id}/offer"))
    person = await _contact(mapped)
    done(await mapped.coordinator.post(f"/curricula/{id}/invitations", {"person": person}), 201)
    contact = _holder(mapped, room, id, person)
    seen = done(await contact.get(f"/curricula/{id}/content"))
    assert (seen["units"][0]["title"], seen["text"]) == ("Kantor depan", "Bab 1\nTujuan")
    refusal = {"content_hash": seen["version"]["content_hash"], "reason": "Sentinel Reason"}
    done(await contact.post(f"/curricula/{id}/refusal", refusal), 201)
    assert [each["text"] for each in done(await mapped.teacher.get(f"/curricula/{id}/remarks"))] == ["Sentinel Reason"]
    added = {"code": "FB", "title": "Tata boga", "hours": 36}
    better = _version(units=[*_version()["units"], added], text="Bab 1\nTujuan bersama")
    assert (await mapped.teacher.put(f"/curricula/{id}/content", better)).status_code == 428
    number = done(await mapped.teacher.get(f"/curricula/{id}/history"))["items"][-1]["number"]
    done(await mapped.teacher.put(f"/curricula/{id}/content", better, if_match=f'"{number}"'))
    changed = done(await mapped.principal.get(f"/curricula/{id}/difference?before=1&after=2"))
    assert ([each["code"] for each in changed["added"]], changed["hours"]) == (["FB"], [72, 108])
    assert changed["text"][-2:] == ["-Tujuan", "+Tujuan bersama"]
    done(await mapped.coordinator.post(f"/curricula/{id}/offer"))
    old = {"content_hash": seen["version"]["content_hash"]}
    problem(await contact.post(f"/curricula/{id}/sign-off", old), 409, "content-changed")
    now = {"content_hash": done(await contact.get(f"/curricula/{id}/content"))["version"]["content_hash"]}
    assert (await mapped.principal.post(f"/curricula/{id}/sign-off", now)).status_code == 403
    done(await contact.post(f"/curricula/{id}/sign-off", now), 201)
    (item,) = done(await mapped.hotel.get("/curricula?school_year=2026/2027"))["items"]
    assert (item["status"], item["versions"], item["hours"]) == ("aligned", 2, 108)
    tag = (await mapped.teacher.get(f"/curricula/{id}")).headers["etag"]
    done(await mapped.teacher.put(f"/curricula/{id}/content", _version(text="Bab 3"), if_match=tag))
    rows = [done(await who.get("/curricula"))["items"][0] for who in (mapped.teacher, mapped.hotel)]
    assert [(row["status"], row["versions"], row["hours"]) for row in rows] == [("draft", 3, 72), ("aligned", 2, 108)]
    assert "Kantor depan" not in (await mapped.teacher.get(f"/curricula/{id}/history")).text
    other = await mapped.world.key_of(new_id(), "partners:read", "partners:sign")
    problem(await other.post(f"/curricula/{id}/sign-off", now), 404, "not-found")


def _holder(cast: Cast, room: Any, subject: str, person: str) -> Caller:
    expires = room.clock.machine().replace(microsecond=0) + timedelta(days=1)
    whose = {"person": person, "organisation": cast.organisation}
    grant = LinkGrant("curriculum-sign-off", cast.world.school, subject, expires, **whose)
    return Caller(cast.world, f"Link {room.links.token(grant)}", cast.world.school)


async def test_c12_a_class_is_opened_under_its_agreement_and_closed(drafted: Cast, room: Any) -> None:
    body = drafted.mou_body(scope=["placement", "industry_class"])
    done(await drafted.coordinator.put(f"/mous/{drafted.mou}/content", body, if_match='"1"'))
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    agreements = {kind: await _agreed(drafted, kind) for kind in ("placement", "industry_class")}
    opening = {
        "partner": drafted.partner, "mou": drafted.mou, "agreement": agreements["industry_class"],
        "concentration": "9.1.1", "starts_on": "2026-08-01", "ends_on": "2027-06-30", "places": 30,
        "teachers": [await drafted.member_of("teacher")],
    }  # fmt: skip
    wrong = opening | {"agreement": agreements["placement"]}
    problem(await drafted.coordinator.post("/industry-classes", wrong), 409, "no-class-agreement")
    late = opening | {"ends_on": "2027-07-01"}
    problem(await drafted.coordinator.post("/industry-classes", late), 409, "class-outside-agreement")
    missing = opening | {"agreement": new_id()}
    problem(await drafted.coordinator.post("/industry-classes", missing), 404, "not-found")
    id = done(await drafted.coordinator.post("/industry-classes", opening), 201)["id"]
    staff = [await drafted.member_of(role) for role in ("teacher", "coordinator")]
    done(await drafted.coordinator.post(f"/industry-classes/{id}/teachers", {"teachers": staff}))
    outcomes = {"enrolled": 28, "completed": 27, "hired": 12, "notes": "Sentinel Notes"}
    done(await drafted.coordinator.post(f"/industry-classes/{id}/closure", outcomes))
    photo = await drafted.coordinator.attach()
    done(await drafted.coordinator.post(f"/industry-classes/{id}/evidence", {"evidence": [photo]}), 201)
    assert done(await drafted.hotel.get(f"/industry-classes/{id}"))["evidence"] == [photo]
    (item,) = done(await drafted.hotel.get(f"/industry-classes?status=closed&partner={drafted.partner}"))["items"]
    assert (item["id"], item["places"], item["hired"]) == (id, 30, 12)
    remarks = done(await drafted.hotel.get(f"/industry-classes/{id}/remarks"))
    assert [each["text"] for each in remarks] == ["Sentinel Notes"]
    other = await drafted.world.key_of(new_id(), "partners:read")
    problem(await other.get(f"/industry-classes/{id}"), 404, "not-found")


async def _agreed(cast: Cast, kind: str) -> str:
    made = await cast.coordinator.post(f"/mous/{cast.mou}/agreements", cast.agreement_body(kind=kind))
    agreement = str(done(made, 201)["agreement"])
    path = f"/mous/{cast.mou}/agreements/{agreement}"
    seen = {"content_hash": done(await cast.hotel.get(f"{path}/content"))["content_hash"]}
    for signer in (cast.principal, cast.hotel):
        done(await signer.post(f"{path}/signatures", seen), 201)
    return agreement


async def test_c40_is_shown_only_with_the_consent_of_each_student(mapped: Cast) -> None:
    ani, budi = new_id(), new_id()
    won = {
        "level": "province", "field": "skills", "rank": 1, "on": "2026-06-20", "title": "Sentinel Title",
        "students": 2, "known": [ani, budi], "partner": mapped.partner,
    }  # fmt: skip
    id = done(await mapped.coordinator.post("/achievements", won), 201)["id"]
    path = f"/achievements/{id}"
    problem(await mapped.principal.post(f"{path}/showing"), 409, "shown-without-evidence")
    certificate, agreed = [await mapped.coordinator.attach() for _ in range(2)]
    done(await mapped.coordinator.post(f"{path}/evidence", {"evidence": [certificate]}), 201)
    for student in (ani, budi):
        problem(await mapped.principal.post(f"{path}/showing"), 409, "shown-without-consent")
        done(await mapped.coordinator.post(f"{path}/consents", {"student": student, "proof": agreed}), 201)
    assert (await mapped.coordinator.post(f"{path}/showing")).status_code == 403
    done(await mapped.principal.post(f"{path}/showing"))
    (item,) = done(await mapped.teacher.get("/achievements?shown=true&level=province"))["items"]
    assert (item["id"], item["title"]) == (id, "Sentinel Title")
    done(await mapped.coordinator.post(f"{path}/consents/withdrawal", {"student": budi}))
    seen = done(await mapped.principal.get(path))
    assert (seen["shown"], seen["consents"], seen["title"]) == (False, [ani], "Sentinel Title")
    alone = won | {"known": [ani]}
    assert (await mapped.coordinator.put(f"{path}/feat", alone)).status_code == 428
    done(await mapped.coordinator.put(f"{path}/feat", alone, if_match='"7"'))
    done(await mapped.principal.post(f"{path}/showing"))
    done(await mapped.coordinator.post(f"{path}/hiding"))
    assert "Sentinel" not in (await mapped.coordinator.get(f"{path}/history")).text
    stranger = await mapped.world.member("stranger", "principal", school=mapped.world.other_school)
    problem(await stranger.get(path), 404, "not-found")
