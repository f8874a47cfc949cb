"""Whoever is invited by letter can be reached by letter (C3, C7, C8)."""

from typing import Any

from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done, problem

CODE = "contact-without-address"


async def _unreachable(cast: Cast) -> str:
    """A contact of whom only the name is known."""
    path = f"/partners/{cast.partner}/contacts"
    return str(done(await cast.coordinator.post(path, {"name": "Sentinel Nomail"}), 201)["contact"])


async def _meeting(cast: Cast) -> str:
    body = {
        "title": "Rapat", "agenda": ["Kuota"], "partners": [{"partner": cast.partner}],
        "starts_at": "2026-09-03T02:00:00Z", "ends_at": "2026-09-03T04:00:00Z",
    }  # fmt: skip
    return str(done(await cast.coordinator.post("/meetings", body), 201)["id"])


async def test_who_has_no_address_is_not_invited_and_the_answer_says_how_to_mend_it(drafted: Cast, room: Any) -> None:
    person = await _unreachable(drafted)
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    signatory = {"organisation": drafted.organisation, "person": person}
    mou = f"/mous/{drafted.mou}/invitations"
    refused = problem(await drafted.coordinator.post(mou, signatory), 409, CODE)
    assert (refused["contact"], "Add the e-mail address" in refused["mend"]) == (person, True)
    in_indonesian = (await drafted.coordinator.post(mou, signatory, accept_language="id")).json()
    assert (person in in_indonesian["detail"], "alamat surel" in in_indonesian["mend"]) == (True, True)
    assert "Nomail" not in str(refused) + str(in_indonesian)
    assert done(await drafted.coordinator.get(mou)) == []
    meeting = f"/meetings/{await _meeting(drafted)}/invitations"
    problem(await drafted.coordinator.post(meeting, {"person": person}), 409, CODE)
    await drafted.propose()
    programme = f"/programmes/{drafted.programme}/invitations"
    problem(await drafted.coordinator.post(programme, {"person": person}), 409, CODE)
    assert await room.mongo.tenant(drafted.world.school)["letters"].find({"person": person}) == []


async def test_with_an_address_the_same_contact_is_invited(drafted: Cast, room: Any) -> None:
    person = await _unreachable(drafted)
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    path = f"/partners/{drafted.partner}"
    tag = (await drafted.coordinator.get(path)).headers["etag"]
    known = {"name": "Sentinel Nomail", "email": "nomail@hotel.example"}
    done(await drafted.coordinator.put(f"{path}/contacts/{person}", known, if_match=tag))
    signatory = {"organisation": drafted.organisation, "person": person}
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/invitations", signatory), 201)
    invitations = done(await drafted.coordinator.get(f"/mous/{drafted.mou}/invitations"))
    assert [each["person"] for each in invitations] == [person]
    assert len(await room.mongo.tenant(drafted.world.school)["letters"].find({"person": person})) == 1
