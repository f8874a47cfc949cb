"""What an MoU moves: its partnerships, its programme and the MoU before it (C3, C9)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.mou import MOU
from shared.ids import new_id
from shared.letters import Sender
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import evaluated
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import done, problem


async def test_c9_a_partnership_lives_with_its_mou(drafted: Cast, room: Any, mongo: Mongo) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    await hear(room, mongo, "mou")
    partner = done(await drafted.principal.get(f"/partners/{drafted.partner}"))
    assert (partner["status"], partner["mous"]) == ("active", [drafted.mou])
    assert done(await drafted.principal.get(f"/programmes/{drafted.programme}"))["status"] == "running"
    await time_goes_by(room, MOU, datetime(2030, 1, 1, tzinfo=UTC))
    await hear(room, mongo, "mou")
    partner = done(await drafted.principal.get(f"/partners/{drafted.partner}"))
    assert (partner["status"], partner["mous"]) == ("dormant", [])
    kinds = [
        item["type"] for item in done(await drafted.principal.get(f"/partners/{drafted.partner}/history"))["items"]
    ]
    assert kinds.count("partner-activated.v1") == kinds.count("partner-dormant.v1") == 1


async def test_c3_years_pass_in_order(drafted: Cast, room: Any) -> None:
    await drafted.sign_mou()
    await time_goes_by(room, MOU, datetime(2030, 1, 1, tzinfo=UTC))
    items = done(await drafted.principal.get(f"/mous/{drafted.mou}/history"))["items"]
    told = [(item["type"], item["at"]) for item in items if item["actor"]["kind"] == "job"]
    assert told == [
        ("mou-activated.v1", "2026-07-12T17:00:00Z"),
        ("mou-expiring.v1", "2029-04-12T17:00:00Z"),
        ("mou-expiring.v1", "2029-06-11T17:00:00Z"),
        ("mou-expiring.v1", "2029-07-04T17:00:00Z"),
        ("mou-expired.v1", "2029-07-12T17:00:00Z"),
    ]


async def test_c5_a_renewal_takes_the_place_of_the_mou_before(drafted: Cast, room: Any, mongo: Mongo) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    await hear(room, mongo, "mou")
    old = drafted.mou
    renewal = drafted.mou_body(renews=old, starts_on="2027-07-13", ends_on="2030-07-12")
    refused = await drafted.coordinator.post("/mous", renewal)
    assert refused.json()["type"].endswith(":renewal-without-evaluation")
    await evaluated(drafted, room, mongo)
    problem(await drafted.coordinator.post("/mous", renewal), 409, "renewal-without-evaluation")
    await evaluated(drafted, room, mongo, starts_on="2026-07-13", ends_on="2027-06-30")
    assert done(await drafted.principal.get(f"/programmes/{drafted.programme}"))["status"] == "running"
    drafted.mou = done(await drafted.coordinator.post("/mous", renewal), 201)["id"]
    await drafted.sign_mou()
    await time_goes_by(room, MOU, datetime(2027, 7, 12, 17, tzinfo=UTC) + timedelta(minutes=1))
    for _ in range(2):  # the renewal of the old one is an event of its own
        await hear(room, mongo, "mou")
    assert done(await drafted.principal.get(f"/mous/{old}"))["status"] == "renewed"
    assert done(await drafted.principal.get(f"/mous/{drafted.mou}"))["status"] == "active"
    partner = done(await drafted.principal.get(f"/partners/{drafted.partner}"))
    assert partner["mous"] == [drafted.mou]
    assert done(await drafted.principal.get(f"/programmes/{drafted.programme}"))["status"] == "running"


async def test_c3_a_draft_that_renews_another_mou_or_none_lets_the_first_go(
    drafted: Cast, room: Any, mongo: Mongo
) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    await hear(room, mongo, "mou")
    await evaluated(drafted, room, mongo, starts_on="2026-07-13", ends_on="2027-06-30")
    first, following = drafted.mou, {"starts_on": "2027-07-13", "ends_on": "2030-07-12"}
    body = drafted.mou_body(renews=first, **following)
    draft = done(await drafted.coordinator.post("/mous", body), 201)["id"]

    async def followed_by() -> Any:
        await hear(room, mongo, "mou")
        return done(await drafted.principal.get(f"/mous/{first}"))["followed_by"]

    assert await followed_by() == draft
    done(await drafted.coordinator.put(f"/mous/{draft}/content", drafted.mou_body(**following), if_match='"1"'))
    assert await followed_by() is None
    done(await drafted.coordinator.put(f"/mous/{draft}/content", body, if_match='"2"'))
    assert await followed_by() == draft


async def test_c5_an_evaluation_says_nothing_of_days_after_it_was_completed(
    drafted: Cast, room: Any, mongo: Mongo
) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    await hear(room, mongo, "mou")
    await evaluated(drafted, room, mongo, starts_on="2026-07-13", ends_on="2040-07-12")
    renewal = drafted.mou_body(renews=drafted.mou, starts_on="2029-07-13", ends_on="2032-07-12")
    await room.clock.move(datetime(2029, 5, 1, tzinfo=UTC))
    first = drafted.mou
    problem(await drafted.coordinator.post("/mous", renewal), 409, "renewal-without-evaluation")
    await evaluated(drafted, room, mongo, starts_on="2028-07-13", ends_on="2029-06-30", due_on="2029-06-30")
    following = done(await drafted.coordinator.post("/mous", renewal), 201)["id"]
    await hear(room, mongo, "mou")
    assert done(await drafted.principal.get(f"/mous/{first}"))["followed_by"] == following


async def test_c5_a_programme_that_was_evaluated_runs_until_its_last_mou_is_over(
    drafted: Cast, room: Any, mongo: Mongo
) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    await hear(room, mongo, "mou")
    await evaluated(drafted, room, mongo)
    assert done(await drafted.principal.get(f"/programmes/{drafted.programme}"))["status"] == "running"
    await time_goes_by(room, MOU, datetime(2030, 1, 1, tzinfo=UTC))
    await hear(room, mongo, "mou")
    assert done(await drafted.principal.get(f"/programmes/{drafted.programme}"))["status"] == "evaluated"
    done(await drafted.coordinator.post(f"/programmes/{drafted.programme}/closure"))


async def test_c28_a_second_school_finds_and_signs_what_names_it(drafted: Cast, room: Any, mongo: Mongo) -> None:
    world = drafted.world
    other = await world.member("other-principal", "principal", school=world.other_school)
    body = drafted.mou_body(schools=[world.other_school])
    drafted.mou = done(await drafted.coordinator.post("/mous", body), 201)["id"]
    await drafted.sign_mou()
    await hear(room, mongo, "mou")
    assert done(await drafted.principal.get(f"/mous/{drafted.mou}"))["status"] == "in_review"
    listed = done(await other.get("/joint-mous"))["items"]
    assert listed == [{"id": drafted.mou, "owner": world.school}]
    path = f"/joint-mous/{world.school}/{drafted.mou}"
    seen = done(await other.get(f"{path}/content"))["content_hash"]
    done(await other.post(f"{path}/signatures", {"content_hash": seen}), 201)
    assert done(await other.get(path))["status"] == "signed"
    alone = done(await drafted.coordinator.post("/mous", drafted.mou_body()), 201)["id"]
    assert (await other.get(f"/joint-mous/{world.school}/{alone}")).status_code == 404


async def test_c28_an_mou_names_schools_of_one_alliance_only(drafted: Cast) -> None:
    world = drafted.world
    elsewhere = new_id()
    await world.place(elsewhere, new_id(), "SMKN 1", "20104242", "Asia/Jakarta")
    body = drafted.mou_body(schools=[world.other_school, elsewhere])
    refused = problem(await drafted.coordinator.post("/mous", body), 409, "school-of-another-alliance")
    assert (refused["schools"], "alliance" in refused["mend"]) == ([elsewhere], True)
    standing = await drafted.coordinator.get(f"/mous/{drafted.mou}")
    revised = await drafted.coordinator.put(f"/mous/{drafted.mou}/content", body, if_match=standing.headers["etag"])
    problem(revised, 409, "school-of-another-alliance")
    done(await drafted.coordinator.post("/mous", drafted.mou_body(schools=[world.other_school])), 201)


async def test_c3_a_partner_without_a_system_gets_a_letter_at_each_notice_until_the_matter_ends(
    drafted: Cast, room: Any, mongo: Mongo
) -> None:
    await drafted.sign_mou()
    letters = mongo.tenant(drafted.world.school)["letters"]
    await noticed(drafted, room, mongo, datetime(2029, 4, 14, tzinfo=UTC))
    assert await letters.count({"template": "mou-expiring"}) == 0, "the hotel's system hears of it"
    await mongo.documents("directory_api_keys").update_many({}, {"$set": {"state.secrets.0.revoked": True}})
    await noticed(drafted, room, mongo, datetime(2029, 4, 14, tzinfo=UTC))
    (letter,) = [each async for each in letters.find({"template": "mou-expiring"})]
    (contact,) = done(await drafted.coordinator.get("/contacts"))["items"]
    assert (letter["person"], letter["params"]["days"]) == (contact["id"], 90)
    assert (letter["params"]["ends_on"], letter["params"]["number"][:3]) == ("2029-07-12", "001")
    await noticed(drafted, room, mongo, datetime(2029, 6, 12, tzinfo=UTC))
    assert await letters.count({"template": "mou-expiring"}) == 2
    done(await drafted.principal.post(f"/mous/{drafted.mou}/letting-go"))
    await noticed(drafted, room, mongo, datetime(2029, 7, 6, tzinfo=UTC))
    assert await letters.count({"template": "mou-expiring"}) == 2


ENDINGS = ("letting-go", "termination", "nothing")


@pytest.mark.parametrize("ending", ENDINGS)
async def test_c3_a_letter_that_waits_for_the_morning_stays_when_the_matter_ends(
    drafted: Cast, room: Any, mongo: Mongo, ending: str
) -> None:
    """Nobody is asked to think of a renewal who was told meanwhile that there is none."""
    await drafted.sign_mou()
    await mongo.documents("directory_api_keys").update_many({}, {"$set": {"state.secrets.0.revoked": True}})
    await noticed(drafted, room, mongo, datetime(2029, 4, 12, 17, tzinfo=UTC))
    letters = mongo.documents("letters")
    (waiting,) = [each async for each in letters.find({"template": "mou-expiring"})]
    assert waiting["due_at"] > room.clock.machine()
    if ending != "nothing":
        done(
            await drafted.principal.post(
                f"/mous/{drafted.mou}/{ending}", {"reason": "x"} if ending == "termination" else None
            )
        )
    await letters.update_many({}, {"$set": {"due_at": room.clock.machine()}})
    await Sender.of(room).round(1)
    (letter,) = [each async for each in letters.find({"template": "mou-expiring"})]
    assert (letter["state"], letter["reason"]) == (("sent", "") if ending == "nothing" else ("dropped", "matter-ended"))


async def noticed(cast: Cast, room: Any, mongo: Mongo, until: datetime) -> None:
    """Time goes by, and the service hears of what it brought."""
    await time_goes_by(room, MOU, until)
    await hear(room, mongo, "mou")
