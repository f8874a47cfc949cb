"""What a school holds of somebody from outside is shown to them whole, and goes whole (UU PDP 27/2022)."""

import json
from datetime import UTC, datetime
from typing import Any

from shared.auth import LinkGrant
from shared.blanking import MARK
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import opened_evaluation
from tests.integration.partners.world import Caller, done, problem

AFTER = datetime(2026, 7, 10, tzinfo=UTC)
WHEN = {"starts_at": "2026-07-03T02:00:00Z", "ends_at": "2026-07-03T04:00:00Z"}
PDF = b"%PDF-1.7 evidence"


def holder(cast: Cast, room: Any, purpose: str, subject: str, person: str) -> Caller:
    """Somebody with a link from a letter."""
    expires = room.clock.machine().replace(microsecond=0, year=room.clock.machine().year + 1)
    grant = LinkGrant(purpose, cast.world.school, subject, expires, person=person, organisation=cast.organisation)
    return Caller(cast.world, f"Link {room.links.token(grant)}", cast.world.school)


async def contact_of(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


async def held_meeting(cast: Cast, room: Any, person: str, said: str = "Sentinel Minutes") -> tuple[str, str]:
    """A meeting to which the contact was called, with a guest known by name; the ids of meeting and guest."""
    school, partners = cast.coordinator, [{"partner": cast.partner, "person": person}]
    body = {"title": "Rapat", "agenda": ["Evaluasi"], "partners": partners, **WHEN}
    meeting = str(done(await school.post("/meetings", body), 201)["id"])
    done(
        await holder(cast, room, "meeting-reply", meeting, person).post(
            f"/meetings/{meeting}/replies", {"coming": True}
        )
    )
    await room.clock.move(AFTER)
    promise = {"what": "Sentinel Task", "organisation": cast.organisation, "person": person, "due_on": "2026-10-01"}
    minutes = {
        "minutes": said, "decisions": ["Sentinel Decision"], "follow_ups": [promise],
        "guests": [{"organisation": cast.organisation, "count": 1, "names": ["Sentinel Guest"]}],
    }  # fmt: skip
    done(await school.post(f"/meetings/{meeting}/minutes", minutes), 201)
    (guests,) = done(await school.get(f"/meetings/{meeting}"))["presence"]["guests"]
    return meeting, guests["people"][0]


async def texts_of(cast: Cast, meeting: str) -> set[str]:
    return set(done(await cast.principal.get(f"/meetings/{meeting}"))["texts"].values())


async def test_c1_everything_about_a_contact_is_exported(drafted: Cast, room: Any) -> None:
    cast, school = drafted, drafted.coordinator
    person = await contact_of(cast)
    done(await school.post(f"/mous/{cast.mou}/submission"))
    invitation = {"organisation": cast.organisation, "person": person}
    done(await school.post(f"/mous/{cast.mou}/invitations", invitation), 201)
    seen = done(await school.get(f"/mous/{cast.mou}/content"))["content_hash"]
    signer = holder(cast, room, "mou-signature", cast.mou, person)
    done(await signer.post(f"/mous/{cast.mou}/signatures", {"content_hash": seen}), 201)
    evaluation = await opened_evaluation(cast, room)
    done(await school.post(f"/evaluations/{evaluation}/invitations", {"person": person}), 201)
    log = {"channel": "phone", "direction": "incoming", "topics": ["mou"], "at": "2026-07-01T02:00:00Z"}
    said = log | {"partner": cast.partner, "contact": person, "summary": "Sentinel Summary"}
    entry = done(await school.post("/communications", said), 201)["id"]
    meeting, _ = await held_meeting(cast, room, person)
    photo = done(await school.send_list(f"/attachments?about={person}", PDF, "application/pdf"), 201)["id"]
    whole = done(await school.get(f"/contacts/{person}"))
    assert {(each["aggregate"], each["thing"], each["place"]) for each in whole["named_in"]} == {
        ("partner", cast.partner, "contacts.contact"),
        ("mou", cast.mou, "invited.person"),
        ("mou", cast.mou, "signatures.person"),
        ("evaluation", evaluation, "invited"),
        ("communication", entry, "entry.contact"),
        ("meeting", meeting, "call.partners.person"),
        ("meeting", meeting, "follow_ups.owner.person"),
    }
    assert {(each["thing"], kind) for each in whole["deeds"] for kind in each["types"]} == {
        (cast.mou, "mou-party-signed.v1"), (meeting, "meeting-replied.v1"),
    }  # fmt: skip
    assert {each["text"] for each in whole["texts"]} == {
        "Sentinel Summary", "Sentinel Minutes", "Sentinel Decision", "Sentinel Task",
    }  # fmt: skip
    assert [each["id"] for each in whole["attachments"]] == [photo]
    letters = {(each["template"], each["about"]) for each in whole["letters"]}
    assert letters == {("sign-mou", cast.mou), ("evaluate-partnership", evaluation)}


async def test_c7_a_guest_of_a_meeting_is_exported_and_forgotten(drafted: Cast, room: Any, mongo: Mongo) -> None:
    meeting, guest = await held_meeting(drafted, room, await contact_of(drafted))
    whole = done(await drafted.coordinator.get(f"/contacts/{guest}"))
    assert (whole["kind"], whole["data"], whole["contact_of"]) == ("guest", {"name": "Sentinel Guest"}, [])
    assert [each["place"] for each in whole["named_in"]] == ["presence.guests.people"]
    assert {each["text"] for each in whole["texts"]} == {"Sentinel Minutes", "Sentinel Decision"}
    done(await drafted.principal.delete(f"/contacts/{guest}"))
    problem(await drafted.coordinator.get(f"/contacts/{guest}"), 404, "not-found")
    written = await texts_of(drafted, meeting)
    assert {f"{MARK} Minutes", f"{MARK} Decision"} <= written, "they are about the contact as well"
    assert "Sentinel Task" in written, "it is about the contact, who stays"
    kept = [one async for one in mongo.tenant(drafted.world.school)["people"].find({})]
    assert "Sentinel Guest" not in json.dumps(kept, default=str)


async def test_c7_minutes_stay_with_the_others_when_an_invited_contact_is_forgotten(drafted: Cast, room: Any) -> None:
    """What the school decided is lost to nobody, and nothing names the contact any more (ADR 0015)."""
    person = await contact_of(drafted)
    meeting, guest = await held_meeting(drafted, room, person, said="Said by Sentinel Person and by the Guest.")
    done(await drafted.principal.delete(f"/contacts/{person}"))
    shown = done(await drafted.principal.get(f"/meetings/{meeting}"))
    minutes, decision = shown["minutes"]["id"], shown["decisions"][0]["id"]
    assert shown["texts"][minutes] == f"Said by {MARK} and by the Guest."
    assert shown["texts"][decision] == f"{MARK} Decision"
    assert shown["redacted"] == sorted([minutes, decision])
    assert "Sentinel Task" not in shown["texts"].values(), "it was about the contact alone"
    texts = drafted.world.mongo.tenant(drafted.world.school)["texts"]
    assert {(await texts.get(id))["about"][0] for id in (minutes, decision)} == {guest}
    told = done(await drafted.coordinator.get(f"/contacts/{guest}"))["texts"]
    assert {"id": minutes, "text": f"Said by {MARK} and by the Guest.", "redacted": True} in told


async def test_c3_a_delegated_signatory_is_exported_and_forgotten(drafted: Cast, room: Any) -> None:
    path, person = f"/mous/{drafted.mou}", await contact_of(drafted)
    done(await drafted.coordinator.post(f"{path}/submission"))
    invitation = {"organisation": drafted.organisation, "person": person}
    done(await drafted.coordinator.post(f"{path}/invitations", invitation), 201)
    colleague = {"name": "Sentinel Colleague", "email": "sentinel.colleague@hotel.example"}
    done(await holder(drafted, room, "mou-signature", drafted.mou, person).post(f"{path}/delegation", colleague), 201)
    delegate = done(await drafted.coordinator.get(f"{path}/invitations"))[0]["person"]
    whole = done(await drafted.coordinator.get(f"/contacts/{delegate}"))
    assert (whole["data"]["name"], [each["place"] for each in whole["named_in"]]) == (
        "Sentinel Colleague", ["invited.person"],
    )  # fmt: skip
    assert [each["types"] for each in done(await drafted.coordinator.get(f"/contacts/{person}"))["deeds"]] == [
        ["mou-signing-delegated.v1"]
    ]
    done(await drafted.principal.delete(f"/contacts/{delegate}"))
    problem(await drafted.coordinator.get(f"/contacts/{delegate}"), 404, "not-found")
    assert done(await drafted.coordinator.get(f"{path}/invitations"))[0]["name"] is None
    problem(await drafted.principal.delete(f"/contacts/{new_id()}"), 404, "not-found")


async def test_c4_what_was_written_of_an_activity_goes_with_its_guests(drafted: Cast, room: Any) -> None:
    plan = {"kind": "guest_teaching", "title": "Chef", "partner": drafted.partner, **WHEN}
    activity = done(await drafted.coordinator.post("/activities", plan), 201)["id"]
    await room.clock.move(AFTER)
    guests = [{"organisation": drafted.organisation, "count": 1, "names": ["Sentinel Chef"]}]
    held = {"students": 30, "guests": guests, "figures": {"lesson_hours": 4}, "notes": "Sentinel Notes"}
    path = f"/activities/{activity}"
    done(await drafted.coordinator.post(f"{path}/attendance", held), 201)
    guest = done(await drafted.coordinator.get(f"{path}/guests"))[0]["person"]
    photo = done(await drafted.coordinator.send_list(f"/attachments?about={guest}", PDF, "application/pdf"), 201)["id"]
    shown = {"evidence": [{"attachment": photo, "shows": "photo"}], "report": "Sentinel Report"}
    done(await drafted.coordinator.post(f"{path}/documentation", shown), 201)
    done(await drafted.principal.delete(f"/contacts/{guest}"))
    remarks = done(await drafted.coordinator.get(f"{path}/remarks"))
    assert [each["text"] for each in remarks] == [None, None]
