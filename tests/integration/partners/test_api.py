"""The demo's path through the partners service over HTTP, and who may not walk it (C1–C3, C8)."""

import asyncio
import json
from datetime import UTC
from typing import Any

from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import HOTEL, NIB, Cast
from tests.integration.partners.world import Caller, digest, done, problem


async def test_the_path_from_mapping_to_a_granted_quota(drafted: Cast, room: Any) -> None:
    cast = drafted
    await cast.sign_mou()
    state = done(await cast.principal.get(f"/mous/{cast.mou}"))
    assert (state["status"], state["number"]) == ("signed", "001/MoU/30203552/VII/2026")
    await cast.activate_mou(room)
    made = done(await cast.coordinator.post(f"/mous/{cast.mou}/agreements", cast.agreement_body()), 201)
    path = f"/mous/{cast.mou}/agreements/{made['agreement']}"
    seen = done(await cast.hotel.get(f"{path}/content"))["content_hash"]
    done(await cast.principal.post(f"{path}/signatures", {"content_hash": seen}), 201)
    done(await cast.hotel.post(f"{path}/signatures", {"content_hash": seen}), 201)
    history = done(await cast.hotel.get(f"/mous/{cast.mou}/history"))["items"]
    kinds = [item["type"] for item in history]
    assert kinds[-2:] == ["agreement-signed.v1", "quota-granted.v1"]
    assert "mou-signed.v1" in kinds
    assert [item["number"] for item in history] == list(range(1, len(history) + 1))
    assert history[-1]["data"]["places"] == 4


async def test_no_personal_datum_and_no_free_text_in_the_journal(drafted: Cast, mongo: Mongo) -> None:
    await drafted.sign_mou()
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert len(entries) > 10
    assert "entinel" not in json.dumps(entries, default=str)


async def test_c1_one_nib_stands_once_in_a_register(cast: Cast) -> None:
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    answers = await asyncio.gather(*(cast.coordinator.post(register, HOTEL) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    problem(await cast.coordinator.post(register, HOTEL), 409, "nib-taken")
    assert len(done(await cast.coordinator.get(f"{register}?nib={NIB}"))["items"]) == 1


async def test_c1_the_same_request_again_is_the_same_organisation(cast: Cast) -> None:
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    first = done(await cast.coordinator.post(register, HOTEL, idempotency_key="a"), 201)
    again = await cast.coordinator.post(register, HOTEL, idempotency_key="a")
    assert done(again, 201)["id"] == first["id"]
    assert again.headers["idempotency-replayed"] == "true"
    sites = done(await cast.coordinator.get(f"{register}/{first['id']}"))["sites"]
    assert len(sites) == 1


async def test_c1_refuses_a_second_partnership_and_qualifying_too_early(cast: Cast) -> None:
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    hotel = done(await cast.coordinator.post(register, HOTEL | {"sites": []}), 201)["id"]
    partner = done(await cast.coordinator.post("/partners", {"organisation": hotel}), 201)["id"]
    problem(await cast.coordinator.post("/partners", {"organisation": hotel}), 409, "partnership-exists")
    problem(await cast.coordinator.post(f"/partners/{partner}/qualification"), 409, "partner-without-site")
    problem(
        await cast.coordinator.post(f"{register}/{hotel}/sites", {"name": "Malioboro", "address": "Jl. 1"}),
        409,
        "site-without-zone",
    )
    done(await cast.coordinator.post(f"{register}/{hotel}/sites", HOTEL["sites"][0]), 201)  # type: ignore[index]  # a list
    problem(await cast.coordinator.post(f"/partners/{partner}/qualification"), 409, "partner-without-contact")
    assert [one["id"] for one in done(await cast.coordinator.get("/partners"))["items"]] == [partner]


async def test_c1_lists_partners_with_names_also_as_csv(drafted: Cast) -> None:
    page = done(await drafted.teacher.get("/partners?status=qualified"))
    assert [row["name"] for row in page["items"]] == ["Hotel Kencana Yogyakarta"]
    sheet = await drafted.teacher.get("/partners", accept="text/csv")
    assert "Hotel Kencana Yogyakarta" in sheet.text
    assert done(await drafted.hotel.get("/programmes"))["items"][0]["title"] == "Sentinel Title"


async def test_c1_a_contact_can_be_forgotten(drafted: Cast) -> None:
    path = f"/partners/{drafted.partner}/contacts"
    contact = done(await drafted.coordinator.get(path))[0]
    assert contact["name"] == "Sentinel Person"
    done(await drafted.principal.delete(f"/contacts/{contact['contact']}"))
    assert done(await drafted.coordinator.get(path)) == []


async def test_c3_refusals_name_their_rule(drafted: Cast) -> None:
    path = f"/mous/{drafted.mou}"
    done(await drafted.coordinator.post(f"{path}/submission"))
    seen = done(await drafted.principal.get(f"{path}/content"))["content_hash"]
    sign = f"{path}/signatures"
    problem(await drafted.principal.post(sign, {"content_hash": digest("other")}), 409, "content-changed")
    problem(await drafted.coordinator.post(sign, {"content_hash": seen}), 409, "only-principal-signs")
    paper = {"party": {"kind": "organisation", "id": drafted.organisation}}
    problem(await drafted.coordinator.post(sign, {"content_hash": seen, "paper": paper}), 409, "paper-without-evidence")
    unknown = {"content_hash": seen, "paper": paper | {"evidence": new_id()}}
    problem(await drafted.coordinator.post(sign, unknown), 422, "attachment-unknown")
    scan = await drafted.coordinator.send_list("/attachments", b"%PDF-1.7 scan", "application/pdf")
    signed = {"content_hash": seen, "paper": paper | {"evidence": done(scan, 201)["id"]}}
    done(await drafted.coordinator.post(sign, signed), 201)
    problem(await drafted.hotel.post(sign, {"content_hash": seen}), 409, "already-signed")
    early = drafted.mou_body(ends_on="2026-07-13")
    problem(await drafted.coordinator.post("/mous", early), 409, "ends-not-after-start")
    assert len(done(await drafted.coordinator.get(path))["signatures"]) == 1, "the one on paper"


async def test_c3_a_change_needs_if_match_and_takes_signatures_back(drafted: Cast) -> None:
    path = f"/mous/{drafted.mou}"
    done(await drafted.coordinator.post(f"{path}/submission"))
    content = await drafted.principal.get(f"{path}/content")
    seen = done(content)["content_hash"]
    done(await drafted.principal.post(f"{path}/signatures", {"content_hash": seen}), 201)
    changed = drafted.mou_body(text="Pasal 1. Lain")
    problem(await drafted.coordinator.put(f"{path}/content", changed), 428, "if-match-required")
    stale = await drafted.coordinator.put(f"{path}/content", changed, if_match=content.headers["etag"])
    assert stale.status_code == 412
    tag = (await drafted.principal.get(path)).headers["etag"]
    done(await drafted.coordinator.put(f"{path}/content", changed, if_match=tag))
    assert done(await drafted.principal.get(path))["signatures"] == []
    problem(await drafted.hotel.post(f"{path}/signatures", {"content_hash": seen}), 409, "content-changed")


async def test_c3_a_signatory_without_account_signs_by_link(drafted: Cast, room: Any, mongo: Mongo) -> None:
    path = f"/mous/{drafted.mou}"
    done(await drafted.coordinator.post(f"{path}/submission"))
    person = done(await drafted.coordinator.get(f"/partners/{drafted.partner}/contacts"))[0]["contact"]
    invitation = {"organisation": drafted.organisation, "person": person}
    done(await drafted.coordinator.post(f"{path}/invitations", invitation), 201)
    letter = await mongo.documents("letters").find_one({"person": person})
    assert letter is not None
    token = _token(room, letter["link"])
    signatory = Caller(drafted.world, f"Link {token}", drafted.world.school)
    seen = done(await signatory.get(f"{path}/content"))["content_hash"]
    done(await signatory.post(f"{path}/signatures", {"content_hash": seen}), 201)
    signature = done(await drafted.principal.get(path))["signatures"][0]
    assert (signature["how"], signature["party"]["id"]) == ("link", drafted.organisation)
    other = done(await drafted.coordinator.post("/mous", drafted.mou_body()), 201)["id"]
    assert (await signatory.get(f"/mous/{other}/content")).status_code == 404
    stranger = invitation | {"person": new_id()}
    assert (await drafted.coordinator.post(f"{path}/invitations", stranger)).status_code == 404


async def test_c8_a_partner_without_account_endorses_by_link(cast: Cast, room: Any, mongo: Mongo) -> None:
    await cast.map_hotel()
    programme = await cast.propose()
    person = done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"]
    done(await cast.coordinator.post(f"/programmes/{programme}/invitations", {"person": person}), 201)
    letter = await mongo.documents("letters").find_one({"person": person})
    assert letter is not None
    contact = Caller(cast.world, f"Link {_token(room, letter['link'])}", cast.world.school)
    shown = done(await contact.get(f"/programmes/{programme}"))
    assert shown["title"] == "Sentinel Title"
    seen = {"content_hash": shown["content_hash"]}
    done(await contact.post(f"/programmes/{programme}/endorsements", seen | {"group": "partner"}))
    answer = await contact.post(f"/programmes/{programme}/endorsements", seen | {"group": "teachers"})
    problem(answer, 409, "not-of-the-group")
    assert (await contact.get("/programmes")).status_code in (403, 404)


def _token(room: Any, link: dict[str, Any]) -> str:
    from shared.auth import LinkGrant

    expires = link["expires"]
    return str(room.links.token(LinkGrant(**link | {"expires": expires.replace(tzinfo=expires.tzinfo or UTC)})))


async def test_what_people_write_is_read_in_its_place_only(drafted: Cast, mongo: Mongo) -> None:
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    done(await drafted.hotel.post(f"/mous/{drafted.mou}/comments", {"comment": "Sentinel Comment"}), 201)
    remarks = done(await drafted.teacher.get(f"/mous/{drafted.mou}/comments"))
    assert [(one["about"], one["text"]) for one in remarks] == [("mou-review-commented", "Sentinel Comment")]
    programme = await drafted.propose()
    objection = {"group": "committee", "reason": "Sentinel Reason"}
    done(await drafted.committee.post(f"/programmes/{programme}/objections", objection))
    assert done(await drafted.hotel.get(f"/programmes/{programme}/remarks"))[0]["text"] == "Sentinel Reason"
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert "entinel" not in json.dumps(entries, default=str)


async def test_c3_numbers_have_no_gaps_however_many_at_once(drafted: Cast) -> None:
    made = [done(await drafted.coordinator.post("/mous", drafted.mou_body()), 201)["id"] for _ in range(6)]
    answers = await asyncio.gather(*(drafted.coordinator.post(f"/mous/{id}/submission") for id in made))
    assert {answer.status_code for answer in answers} == {200}
    rows = done(await drafted.coordinator.get("/mous?status=in_review"))["items"]
    assert sorted(row["document_number"][:3] for row in rows) == [f"{number:03d}" for number in range(1, 7)]


async def test_the_same_request_again_does_nothing_twice(drafted: Cast, room: Any, mongo: Mongo) -> None:
    path = f"/mous/{drafted.mou}"
    for _ in range(2):
        done(await drafted.coordinator.post(f"{path}/submission", idempotency_key="submit"))
    assert done(await drafted.principal.get(path))["number"].startswith("001/")
    person = done(await drafted.coordinator.get(f"/partners/{drafted.partner}/contacts"))[0]["contact"]
    invitation = {"organisation": drafted.organisation, "person": person}
    for _ in range(2):
        done(await drafted.coordinator.post(f"{path}/invitations", invitation, idempotency_key="invite"), 201)
    assert await mongo.tenant(drafted.world.school)["letters"].count({}) == 1
    seen = {"content_hash": done(await drafted.hotel.get(f"{path}/content"))["content_hash"]}
    for caller in (drafted.principal, drafted.hotel):
        for _ in range(2):
            done(await caller.post(f"{path}/signatures", seen, idempotency_key="sign"), 201)
    await drafted.activate_mou(room)
    made = [
        done(await drafted.coordinator.post(f"{path}/agreements", drafted.agreement_body(), idempotency_key="pks"), 201)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    other = await drafted.coordinator.post(
        f"{path}/agreements", drafted.agreement_body(text="Lain"), idempotency_key="pks"
    )
    problem(other, 422, "idempotency-key-reused")


async def test_c3_many_signers_at_once_sign_once(drafted: Cast) -> None:
    path = f"/mous/{drafted.mou}"
    done(await drafted.coordinator.post(f"{path}/submission"))
    seen = {"content_hash": done(await drafted.principal.get(f"{path}/content"))["content_hash"]}
    callers = [drafted.principal, drafted.hotel] * 8
    answers = await asyncio.gather(*(caller.post(f"{path}/signatures", seen) for caller in callers))
    assert sorted(answer.status_code for answer in answers) == [201, 201] + [409] * 14
    kinds = [item["type"] for item in done(await drafted.principal.get(f"{path}/history"))["items"]]
    assert kinds.count("mou-signed.v1") == 1


async def test_nobody_else_sees_or_does_anything(drafted: Cast) -> None:
    outsider = await drafted.world.member("outsider", "principal", school=drafted.world.other_school)
    other_hotel = await drafted.world.key_of(new_id(), "partners:read", "partners:sign")
    school = f"/partners/schools/{drafted.world.school}"
    for path in (f"/mous/{drafted.mou}", f"/programmes/{drafted.programme}", f"/mous/{drafted.mou}/history"):
        assert (await drafted.principal.get(path)).status_code == 200
        assert (await outsider.get(school + path)).status_code == 404
        assert (await other_hotel.get(path)).status_code == 404
        assert (await outsider.get(path)).status_code == 404
    endorsement = {"group": "partner", "content_hash": digest("anything")}
    answer = await other_hotel.post(f"/programmes/{drafted.programme}/endorsements", endorsement)
    assert answer.status_code == 404
    said = problem(await drafted.hotel.get("/partners"), 403, "not-for-partners")
    assert "/partners/schools/{school}/mous" in said["readable"]
    assert "/partners/schools/{school}/partners" not in said["readable"]
    assert problem(await other_hotel.get("/partners"), 403, "not-for-partners")["readable"] == said["readable"]
    assert done(await other_hotel.get("/mous"))["items"] == []
    assert (await drafted.teacher.post(f"/mous/{drafted.mou}/submission")).status_code == 403
