"""Signing over HTTP: links that are passed on, letters that come back, paper, addenda, joint MoUs (C3, C28)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.contents import content_hash
from services.partners.domain.mou import MOU
from shared.auth import LinkGrant
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import evaluated
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import Caller, done, problem


class Desk:
    """What comes in by post, and what the service's own events bring about."""

    def __init__(self, cast: Cast, room: Any, mongo: Mongo) -> None:
        self.cast, self.room, self.mongo = cast, room, mongo

    async def link_of(self, person: str) -> Caller:
        """The holder of the newest link that was sent to this person."""
        letters = await self.letters(person)
        link = dict(letters[-1]["link"])
        grant = LinkGrant(**link | {"expires": link["expires"].replace(tzinfo=UTC)})
        return Caller(self.cast.world, f"Link {self.room.links.token(grant)}", self.cast.world.school)

    async def letters(self, person: str) -> list[dict[str, Any]]:
        """Every letter to this person, oldest first."""
        found = self.mongo.tenant(self.cast.world.school)["letters"].find({"person": person}, sort=[("_id", 1)])
        return [each async for each in found]

    async def days_go_by(self, days: int) -> None:
        """Time brings what it brings, and the service hears of it."""
        await time_goes_by(self.room, MOU, self.room.clock.now() + timedelta(days=days))
        await hear(self.room, self.mongo, "mou")


@pytest.fixture
async def desk(drafted: Cast, room: Any, mongo: Mongo) -> Desk:
    """The draft lies before the parties."""
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    return Desk(drafted, room, mongo)


async def _director(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


async def _invite(desk: Desk) -> tuple[str, Caller]:
    cast = desk.cast
    person = await _director(cast)
    body = {"organisation": cast.organisation, "person": person}
    done(await cast.coordinator.post(f"/mous/{cast.mou}/invitations", body), 201)
    return person, await desk.link_of(person)


async def test_c3_a_link_is_passed_on_to_a_colleague_by_name(desk: Desk, mongo: Mongo) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    _, director = await _invite(desk)
    seen = done(await director.get(f"{path}/content"))["content_hash"]
    colleague = {"name": "Sentinel Colleague", "email": "sentinel.colleague@hotel.example"}
    done(await director.post(f"{path}/delegation", colleague), 201)
    assert (await director.get(f"{path}/content")).status_code == 404
    assert (await director.post(f"{path}/signatures", {"content_hash": seen})).status_code == 404
    listed = done(await cast.coordinator.get(f"{path}/invitations"))
    assert [(each["name"], each["letter"]) for each in listed] == [("Sentinel Colleague", None)]
    manager = await desk.link_of(listed[0]["person"])
    done(await manager.post(f"{path}/signatures", {"content_hash": seen}), 201)
    signature = done(await cast.principal.get(path))["signatures"][0]
    assert (signature["how"], signature["person"], signature["content_hash"]) == ("link", listed[0]["person"], seen)
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert "entinel" not in json.dumps(entries, default=str)


async def test_c3_the_school_sees_what_became_of_a_letter_and_sends_it_again(desk: Desk, mongo: Mongo) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    person, _ = await _invite(desk)
    bounced = {"$set": {"state": "bounced", "reason": "550", "attempts": 1}}
    letter = (await desk.letters(person))[0]
    await mongo.tenant(cast.world.school)["letters"].update(letter["id"], bounced)
    (shown,) = done(await cast.coordinator.get(f"{path}/invitations"))
    assert (shown["letter"], shown["reason"], shown["attempts"]) == ("bounced", "550", 1)
    body = {"organisation": cast.organisation, "person": person}
    done(await cast.coordinator.post(f"{path}/reminders", body), 201)
    assert [each["template"] for each in await desk.letters(person)] == ["sign-mou", "sign-reminder"]
    seen = done(await (await desk.link_of(person)).get(f"{path}/content"))["content_hash"]
    done(await cast.hotel.post(f"{path}/signatures", {"content_hash": seen}), 201)
    problem(await cast.coordinator.post(f"{path}/reminders", body), 409, "already-signed")
    assert (await cast.coordinator.post(f"{path}/reminders", body | {"person": new_id()})).status_code == 404


async def test_c3_reminders_go_out_by_themselves_until_there_is_an_answer(desk: Desk) -> None:
    person, director = await _invite(desk)
    await desk.days_go_by(8)
    assert [each["template"] for each in await desk.letters(person)] == ["sign-mou", "sign-reminder", "sign-reminder"]
    seen = done(await director.get(f"/mous/{desk.cast.mou}/content"))["content_hash"]
    refusal = {"content_hash": seen, "reason": "Sentinel Reason"}
    done(await director.post(f"/mous/{desk.cast.mou}/refusals", refusal), 201)
    await desk.days_go_by(60)
    assert len(await desk.letters(person)) == 3
    remarks = done(await desk.cast.teacher.get(f"/mous/{desk.cast.mou}/comments"))
    assert [(each["about"], each["text"]) for each in remarks] == [("mou-party-refused", "Sentinel Reason")]


async def test_c3_a_review_in_rounds_and_the_difference_between_versions(desk: Desk) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    answer = {"verdict": "changes_wanted", "comment": "Mohon tempat ditegaskan."}
    done(await cast.hotel.post(f"{path}/reviews", answer), 201)
    first = done(await cast.hotel.get(f"{path}/content"))["content_hash"]
    tag = (await cast.principal.get(path)).headers["etag"]
    revised = cast.mou_body(text="Pasal 1. Sentinel Text\nPasal 2. Empat tempat.", notice_days=30)
    done(await cast.coordinator.put(f"{path}/content", revised, if_match=tag))
    second = done(await cast.principal.get(f"{path}/content"))["content_hash"]
    for kept in ("content", "pdf"):
        problem(await cast.hotel.get(f"{path}/{kept}"), 409, "not-resubmitted")
    assert (await cast.hotel.get(f"{path}/content?version={second}")).status_code == 404
    assert (await cast.hotel.get(f"{path}/difference?after={second}")).status_code == 404
    assert [each["content_hash"] for each in done(await cast.hotel.get(f"{path}/versions"))] == [first]
    assert done(await cast.hotel.get(f"{path}/difference"))["after"] == first
    assert done(await cast.hotel.get(f"{path}/content?version={first}"))["text"] == "Pasal 1. Sentinel Text"
    problem(await cast.hotel.post(f"{path}/signatures", {"content_hash": second}), 409, "not-resubmitted")
    done(await cast.coordinator.post(f"{path}/resubmission"))
    assert [each["content_hash"] for each in done(await cast.hotel.get(f"{path}/versions"))] == [first, second]
    assert done(await cast.hotel.get(f"{path}/content?version={first}"))["text"] == "Pasal 1. Sentinel Text"
    difference = done(await cast.hotel.get(f"{path}/difference"))
    assert difference["terms"] == {"notice_days": {"before": 0, "after": 30}}
    assert difference["text"] == [
        {"only_in": None, "text": "Pasal 1. Sentinel Text"},
        {"only_in": "after", "text": "Pasal 2. Empat tempat."},
    ]
    assert (await cast.hotel.get(f"{path}/content?version={'0' * 64}")).status_code == 404
    done(await cast.hotel.post(f"{path}/signatures", {"content_hash": second}), 201)


async def test_c3_the_hash_can_be_computed_from_what_is_shown(desk: Desk, room: Any) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    await _sign_all(desk)
    await cast.activate_mou(room)
    body = cast.agreement_body(
        clauses=[{"of": "organisation", "kind": "duty", "text": "Menyediakan pembimbing."}],
        funding=[{"by": "school", "purpose": "insurance", "rupiah": 16_800}],
        insured_by="school",
    )
    made = done(await cast.coordinator.post(f"{path}/agreements", body), 201)["agreement"]
    change = {"notice_days": 30, "text": "Adendum."}
    addendum = done(await cast.coordinator.post(f"{path}/addenda", change), 201)["addendum"]
    for place in (path, f"{path}/agreements/{made}", f"{path}/addenda/{addendum}"):
        shown = done(await cast.hotel.get(f"{place}/content"))
        assert content_hash(shown["terms"], shown["text"]) == shown["content_hash"], place
    assert done(await cast.hotel.get(f"{path}/agreements/{made}/content"))["terms"]["clauses"][0]["text"]


async def _sign_all(desk: Desk) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    seen = {"content_hash": done(await cast.hotel.get(f"{path}/content"))["content_hash"]}
    for caller in (cast.principal, cast.hotel):
        done(await caller.post(f"{path}/signatures", seen), 201)


async def _signed_agreement(desk: Desk, room: Any, **changed: Any) -> str:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}/agreements"
    made = done(await cast.coordinator.post(path, cast.agreement_body(**changed)), 201)["agreement"]
    seen = {"content_hash": done(await cast.hotel.get(f"{path}/{made}/content"))["content_hash"]}
    for caller in (cast.principal, cast.hotel):
        done(await caller.post(f"{path}/{made}/signatures", seen), 201)
    return str(made)


async def test_c15_an_addendum_changes_the_places_of_an_agreement(desk: Desk, room: Any) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    await _sign_all(desk)
    await cast.activate_mou(room)
    made = await _signed_agreement(desk, room)
    (old,) = done(await cast.principal.get(f"{path}/agreements/{made}"))["terms"]["quota"]
    more = {"site": cast.site, "department": "kitchen", "concentration": "9.1.1", "places": 6, "grant": old["grant"]}
    change = {"quota": [more], "text": "Adendum: enam tempat."}
    drafted = done(await cast.coordinator.post(f"{path}/agreements/{made}/addenda", change), 201)
    place = f"{path}/addenda/{drafted['addendum']}"
    assert done(await cast.principal.get(place))["number"] == "001/ADD/30203552/VII/2026"
    seen = {"content_hash": done(await cast.hotel.get(f"{place}/content"))["content_hash"]}
    signatories = done(await cast.principal.get(place))["signatories"]
    assert [each["party"]["id"] for each in signatories] == [cast.organisation], "today's, from the partnership"
    director = await _director(cast)
    body = {"organisation": cast.organisation, "person": director}
    done(await cast.coordinator.post(f"{place}/invitations", body), 201)
    done(await cast.principal.post(f"{place}/signatures", seen), 201)
    done(await (await desk.link_of(director)).post(f"{place}/signatures", seen), 201)
    (new,) = done(await cast.principal.get(f"{path}/agreements/{made}"))["terms"]["quota"]
    assert (new["grant"], new["places"]) == (old["grant"], 6)
    kinds = [item["type"] for item in done(await cast.principal.get(f"{path}/history"))["items"]]
    assert kinds[-3:] == ["addendum-signed.v1", "agreement-amended.v1", "quota-granted.v1"]
    stranger = change | {"quota": [more | {"grant": new_id()}]}
    assert (await cast.coordinator.post(f"{path}/agreements/{made}/addenda", stranger)).status_code == 404


async def test_c3_a_signatory_of_the_school_is_named_by_the_principal(desk: Desk, mongo: Mongo) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    found = await mongo.tenant(cast.world.school)["directory_members"].find_one({"state.roles": "teacher"})
    assert found is not None
    party = {"kind": "school", "id": cast.world.school}
    body = {"party": party, "who": [found["id"]]}
    problem(await cast.coordinator.put(f"{path}/signatories", body), 409, "only-principal-decides")
    problem(await cast.principal.put(f"{path}/signatories", body | {"who": [new_id()]}), 422, "member-unknown")
    done(await cast.principal.put(f"{path}/signatories", body))
    seen = {"content_hash": done(await cast.hotel.get(f"{path}/content"))["content_hash"]}
    problem(await cast.principal.post(f"{path}/signatures", seen), 409, "not-authorised-signatory")
    done(await cast.teacher.post(f"{path}/signatures", seen), 201)
    other = {"party": party | {"id": cast.world.other_school}, "who": []}
    assert (await cast.principal.put(f"{path}/signatories", other)).status_code == 404


async def test_c28_the_other_school_of_a_joint_mou_does_all_this_too(drafted: Cast, room: Any, mongo: Mongo) -> None:
    cast, world = drafted, drafted.world
    principal = await world.member("other-principal", "principal", school=world.other_school)
    coordinator = await world.member("other-coordinator", "coordinator", school=world.other_school)
    joint = cast.mou_body(schools=[world.other_school])
    cast.mou = done(await cast.coordinator.post("/mous", joint), 201)["id"]
    done(await cast.coordinator.post(f"/mous/{cast.mou}/submission"))
    path = f"/joint-mous/{world.school}/{cast.mou}"
    done(await coordinator.post(f"{path}/reviews", {"verdict": "agreed", "comment": "Setuju."}), 201)
    done(await coordinator.post(f"{path}/comments", {"comment": "Terima kasih."}), 201)
    assert [each["text"] for each in done(await coordinator.get(f"{path}/comments"))] == ["Setuju.", "Terima kasih."]
    seen = {"content_hash": done(await principal.get(f"{path}/content"))["content_hash"]}
    for_us = {"party": {"kind": "school", "id": world.school}, "evidence": new_id()}
    assert (await principal.post(f"{path}/signatures", seen | {"paper": for_us})).status_code == 404
    problem(await coordinator.post(f"{path}/refusals", seen | {"reason": "Belum."}), 409, "only-principal-signs")
    done(await principal.post(f"{path}/refusals", seen | {"reason": "Belum."}), 201)
    desk = Desk(cast, room, mongo)
    await _sign_all(desk)
    done(await principal.post(f"{path}/signatures", seen), 201)
    assert done(await principal.get(path))["status"] == "signed"
    await cast.activate_mou(room)
    theirs = done(await coordinator.post(f"{path}/agreements", cast.agreement_body()), 201)["agreement"]
    ours = await _signed_agreement(desk, room)
    assert [each["terms"]["agreement"] for each in done(await principal.get(path))["agreements"]] == [theirs]
    assert (await principal.get(f"{path}/agreements/{ours}/content")).status_code == 404
    place = f"{path}/agreements/{theirs}"
    seen = {"content_hash": done(await principal.get(f"{place}/content"))["content_hash"]}
    done(await principal.post(f"{place}/signatures", seen), 201)
    done(await cast.hotel.post(f"/mous/{cast.mou}/agreements/{theirs}/signatures", seen), 201)
    withdrawal = await cast.coordinator.post(f"/mous/{cast.mou}/agreements/{theirs}/withdrawal", {"reason": "x"})
    assert withdrawal.status_code == 404, "another school's agreement"
    stranger = await world.member("stranger", "principal", school=new_id())
    assert (await stranger.get(f"/partners/schools/{world.other_school}{path}")).status_code == 404


async def test_c3_a_termination_waits_for_its_notice(desk: Desk, room: Any, mongo: Mongo) -> None:
    cast, path = desk.cast, f"/mous/{desk.cast.mou}"
    await _sign_all(desk)
    await cast.activate_mou(room)
    at = datetime(2026, 8, 1, tzinfo=UTC).date()
    body = {"reason": "Sentinel Reason", "effective_on": at.isoformat()}
    done(await cast.principal.post(f"{path}/termination", body))
    assert done(await cast.principal.get(path))["status"] == "active"
    done(await cast.principal.delete(f"{path}/termination"))
    done(await cast.principal.post(f"{path}/termination", body))
    await desk.days_go_by(30)
    assert done(await cast.principal.get(path))["status"] == "terminated"
    history = done(await cast.principal.get(f"{path}/history"))["items"]
    assert [item["at"] for item in history if item["type"] == "mou-terminated.v1"] == ["2026-07-31T17:00:00Z"]


async def test_c3_a_renewal_carries_agreements_over(desk: Desk, room: Any) -> None:
    cast = desk.cast
    await _sign_all(desk)
    await cast.activate_mou(room)
    made = await _signed_agreement(desk, room)
    await hear(desk.room, desk.mongo, "mou")
    old = cast.mou
    renewal = cast.mou_body(
        renews=old, starts_on="2027-01-01", ends_on="2029-12-31", carry=[{"agreement": made, "ends_on": "2029-06-30"}]
    )
    await evaluated(cast, desk.room, desk.mongo, starts_on="2026-07-13", ends_on="2026-12-18")
    cast.mou = done(await cast.coordinator.post("/mous", renewal), 201)["id"]
    await cast.sign_mou()
    await hear(desk.room, desk.mongo, "mou")
    assert done(await cast.principal.get(f"/mous/{old}"))["followed_by"] == cast.mou
    await room.clock.move(datetime(2026, 12, 31, 17, tzinfo=UTC))
    await desk.days_go_by(1)
    assert done(await cast.principal.get(f"/mous/{old}"))["status"] == "renewed"
    (carried,) = done(await cast.principal.get(f"/mous/{cast.mou}"))["agreements"]
    assert (carried["terms"]["agreement"], carried["status"]) == (made, "active")
    assert carried["number"] == "001/PKS/30203552/VII/2026"
    assert carried["terms"]["quota"][0]["ends_on"] == carried["terms"]["ends_on"] == "2029-06-30"
    path = f"/mous/{cast.mou}/agreements/{made}"
    assert [each["present"] for each in done(await cast.principal.get(f"{path}/versions"))] == [True]
    assert done(await cast.principal.get(f"{path}/difference"))["terms"] == {}
    (before,) = done(await cast.principal.get(f"/mous/{old}"))["agreements"]
    assert (before["status"], before["ended"]) == ("ended", "renewed")
