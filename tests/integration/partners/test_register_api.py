"""The alliance's register over HTTP: details, sites, pairs to decide, merging (C1, C44)."""

import asyncio
from typing import Any

import pytest

from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import HOTEL, NIB, Cast
from tests.integration.partners.passing import hear
from tests.integration.partners.world import Caller, World, done, problem

OTHER_NIB = "9120004712399"
TWIN = {**HOTEL, "name": "PT. Hotel Kentjana", "nib": OTHER_NIB,
        "sites": [{"name": "Gejayan", "address": "Jl. Affandi 18, Kota Jogja", "zone": "Asia/Jakarta"}]}  # fmt: skip


@pytest.fixture
async def admin(world: World) -> Caller:
    """An administrator of the alliance."""
    return await world.member("admin", "alliance_admin", school=world.alliance)


def register_at(world: World) -> str:
    """The path of the register."""
    return f"/partners/alliances/{world.alliance}/organisations"


async def _register(cast: Cast, body: dict[str, Any]) -> str:
    return str(done(await cast.coordinator.post(register_at(cast.world), body), 201)["id"])


async def test_c1_64_at_once_register_one_nib_and_map_one_organisation(cast: Cast) -> None:
    register = register_at(cast.world)
    answers = await asyncio.gather(*(cast.coordinator.post(register, HOTEL) for _ in range(64)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 63
    listed = done(await cast.coordinator.get(f"{register}?nib={NIB}"))["items"]
    assert len(listed) == 1
    hotel = {"organisation": listed[0]["id"]}
    answers = await asyncio.gather(*(cast.coordinator.post("/partners", hotel) for _ in range(64)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 63
    assert len(done(await cast.coordinator.get("/partners"))["items"]) == 1


async def test_c1_details_and_sites_are_corrected_with_if_match(cast: Cast) -> None:
    hotel = f"{register_at(cast.world)}/{await _register(cast, HOTEL)}"
    seen = await cast.coordinator.get(hotel)
    site = done(seen)["sites"][0]
    body = {"name": "Hotel Kencana", "nib": OTHER_NIB, "kind": "industry"}
    problem(await cast.coordinator.put(hotel, body), 428, "if-match-required")
    answer = await cast.coordinator.put(hotel, body, if_match=seen.headers["etag"])
    done(answer)
    assert (await cast.coordinator.put(hotel, body, if_match=seen.headers["etag"])).status_code == 412
    place = {"name": "Malioboro", "address": "Jl. Malioboro 260, Yogyakarta", "zone": "Asia/Jakarta",
             "latitude": -7.7926, "longitude": 110.3658, "departments": ["kitchen"]}  # fmt: skip
    at = f"{hotel}/sites/{site['site']}"
    wrong = await cast.coordinator.put(at, place | {"latitude": 110.3, "longitude": -7.7}, if_match=_tag(answer))
    problem(wrong, 409, "coordinates-wrong")
    done(await cast.coordinator.put(at, place, if_match=_tag(answer)))
    unknown = f"{hotel}/sites/{new_id()}"
    assert (await cast.coordinator.put(unknown, place, if_match='"4"')).status_code == 404
    now = done(await cast.coordinator.get(hotel))
    assert (now["name"], now["nib"], now["sites"][0]["departments"]) == ("Hotel Kencana", OTHER_NIB, ["kitchen"])
    again = await cast.coordinator.post(register_at(cast.world), HOTEL | {"name": "Hotel Melati"})
    assert done(again, 201)["alike"] == [], "the first NIB was given back"
    problem(await cast.coordinator.post(register_at(cast.world), TWIN), 409, "nib-taken")


async def test_c1_a_nib_of_another_is_not_taken_over(cast: Cast) -> None:
    await _register(cast, HOTEL)
    other = f"{register_at(cast.world)}/{await _register(cast, HOTEL | {'name': 'Hotel Melati', 'nib': OTHER_NIB})}"
    tag = (await cast.coordinator.get(other)).headers["etag"]
    answer = await cast.coordinator.put(other, {"name": "Hotel Melati", "nib": NIB}, if_match=tag)
    problem(answer, 409, "nib-taken")
    assert done(await cast.coordinator.get(other))["nib"] == OTHER_NIB


async def test_c1_what_is_very_alike_is_refused_without_a_nib_and_shown_with_one(cast: Cast) -> None:
    register, hotel = register_at(cast.world), await _register(cast, HOTEL)
    unknown = {**TWIN, "nib": None, "nib_to_follow": True}
    refused = problem(await cast.coordinator.post(register, unknown), 409, "organisation-alike")
    assert [(one["organisation"], one["name"]) for one in refused["alike"]] == [(hotel, HOTEL["name"])]
    shown = done(await cast.coordinator.post(register, TWIN), 201)["alike"]
    assert (shown[0]["organisation"], shown[0]["why"]) == (hotel, ["same-name", "same-town", "other-nib"])
    key = {"idempotency_key": "again"}
    first = done(await cast.coordinator.post(register, {**unknown, "another": True}, **key), 201)
    assert done(await cast.coordinator.post(register, {**unknown, "another": True}, **key), 201)["id"] == first["id"]


async def test_c1_a_pair_is_shown_with_reasons_and_merged(cast: Cast, admin: Caller, room: Any, mongo: Mongo) -> None:
    world, register = cast.world, register_at(cast.world)
    hotel, twin = await _register(cast, HOTEL), await _register(cast, TWIN)
    await hear(room, mongo, "organisation")
    pairs = f"/partners/alliances/{world.alliance}/duplicates"
    (pair,) = done(await cast.coordinator.get(pairs))["items"]
    assert {pair["first_name"], pair["second_name"]} == {HOTEL["name"], TWIN["name"]}
    assert pair["score"] >= 85
    assert "same-town" in pair["why"]
    assert TWIN["name"] in (await admin.get(pairs, accept="text/csv")).text
    decision = f"{pairs}/{pair['id']}/decision"
    assert (await cast.coordinator.post(decision, {"keep": hotel})).status_code == 403
    problem(await admin.post(decision, {"keep": new_id()}), 422, "not-of-the-pair")
    done(await admin.post(decision, {"keep": hotel}))
    await hear(room, mongo, "organisation")
    assert done(await admin.get(pairs))["items"] == []
    assert [one["status"] for one in done(await admin.get(f"{pairs}?status=merged"))["items"]] == ["merged"]
    old = await cast.coordinator.get(f"{register}/{twin}")
    assert (done(old)["id"], done(old)["alias"], done(old)["absorbed"]) == (hotel, twin, [twin])
    assert old.headers["content-location"] == f"{register}/{hotel}"
    assert [site["name"] for site in done(old)["sites"]] == ["Malioboro", "Gejayan"]
    assert [one["id"] for one in done(await admin.get(f"{register}?nib={OTHER_NIB}"))["items"]] == [hotel]
    problem(await cast.coordinator.post(register, TWIN), 409, "nib-taken")
    kinds = [one["type"] for one in done(await admin.get(f"{register}/{twin}/history"))["items"]]
    assert kinds == ["organisation-registered.v1", "organisation-site-added.v1", "organisations-merged.v1"]
    last = done(await admin.get(f"{register}/{hotel}/history"))["items"][-1]
    assert (last["type"], last["data"]["organisation"]) == ("organisation-absorbed.v1", twin)
    site = {"name": "Kaliurang", "address": "Jl. Kaliurang 5, Sleman", "zone": "Asia/Jakarta"}
    assert done(await cast.coordinator.post(f"{register}/{twin}/sites", site), 201)["id"] == hotel


async def test_c1_two_that_are_two_are_not_asked_about_again(
    cast: Cast, admin: Caller, room: Any, mongo: Mongo
) -> None:
    await _register(cast, HOTEL)
    twin = f"{register_at(cast.world)}/{await _register(cast, TWIN)}"
    await hear(room, mongo, "organisation")
    pairs = f"/partners/alliances/{cast.world.alliance}/duplicates"
    (pair,) = done(await admin.get(pairs))["items"]
    waiting = f"/partners/alliances/{cast.world.alliance}/today"
    (row,) = done(await admin.get(waiting))["items"]
    assert (row["what"], row["action"]) == ("decide-duplicate", f"POST {pairs}/{pair['id']}/decision")
    assert (await cast.coordinator.get(waiting)).status_code == 403
    done(await admin.post(f"{pairs}/{pair['id']}/decision", {"keep": None}))
    assert done(await admin.get(waiting))["items"] == []
    problem(await admin.post(f"{pairs}/{pair['id']}/decision", {"keep": None}), 409, "duplicate-decided")
    site = {"name": "Malioboro", "address": "Jl. Malioboro 61, Yogyakarta", "zone": "Asia/Jakarta"}
    done(await cast.coordinator.post(f"{twin}/sites", site), 201)
    await hear(room, mongo, "organisation")
    assert done(await admin.get(pairs))["items"] == []


async def test_c1_many_merges_of_one_entry_at_once_merge_it_once(cast: Cast, admin: Caller) -> None:
    register = register_at(cast.world)
    hotel, twin = await _register(cast, HOTEL), await _register(cast, TWIN)
    third = await _register(cast, TWIN | {"name": "Hotel Melati", "nib": "9120004712398"})
    answers = await asyncio.gather(
        *(admin.post(f"{register}/{twin}/merger", {"into": into}) for into in (hotel, third) * 4),
        admin.post(f"{register}/{hotel}/merger", {"into": twin}),
    )
    assert [answer.status_code for answer in answers].count(200) in (1, 2)
    states = [done(await admin.get(f"{register}/{id}")) for id in (hotel, twin, third)]
    survivors = {state["id"] for state in states}
    listed = {one["id"] for one in done(await admin.get(register))["items"]}
    assert survivors == listed
    sites = [site["site"] for id in listed for site in done(await admin.get(f"{register}/{id}"))["sites"]]
    assert len(sites) == len(set(sites)) == 3, "no site is lost and none stands twice"


async def test_c1_partnerships_follow_a_merger_and_two_of_one_school_are_united(
    drafted: Cast, admin: Caller, room: Any, mongo: Mongo
) -> None:
    cast, world = drafted, drafted.world
    other = await world.member("other", "coordinator", school=world.other_school)
    twin = await _register(cast, TWIN)
    second = done(await cast.coordinator.post("/partners", {"organisation": twin}), 201)["id"]
    theirs = done(await other.post("/partners", {"organisation": cast.organisation}), 201)["id"]
    done(await admin.post(f"{register_at(world)}/{cast.organisation}/merger", {"into": twin}))
    await hear(room, mongo, "organisation")
    moved = done(await other.get(f"/partners/{theirs}"))
    assert (moved["organisation"], moved["twin"]) == (twin, None)
    problem(await other.post("/partners", {"organisation": twin}), 409, "partnership-exists")
    first = done(await cast.coordinator.get(f"/partners/{cast.partner}"))
    assert (first["organisation"], first["twin"], first["status"]) == (twin, second, "qualified")
    problem(await cast.coordinator.post(f"/partners/{second}/union", {"into": second}), 422, "unite-with-itself")
    done(await cast.coordinator.post(f"/partners/{cast.partner}/union", {"into": second}))
    united = await cast.coordinator.get(f"/partners/{cast.partner}")
    assert (done(united)["id"], done(united)["alias"], done(united)["status"]) == (second, cast.partner, "qualified")
    assert len(done(united)["contacts"]) == 1
    notes = done(await cast.coordinator.get(f"/partners/{cast.partner}/notes"))
    assert notes["earlier"] == ["Dapur besar"]
    assert [one["id"] for one in done(await cast.coordinator.get("/partners"))["items"]] == [second]
    found = done(await cast.coordinator.get(f"/partners?organisation={cast.organisation}"))["items"]
    assert [one["id"] for one in found] == [second]


async def test_c1_an_mou_that_names_the_old_entry_lives_on(
    drafted: Cast, admin: Caller, room: Any, mongo: Mongo
) -> None:
    await drafted.sign_mou()
    twin = await _register(drafted, TWIN)
    second = done(await drafted.coordinator.post("/partners", {"organisation": twin}), 201)["id"]
    done(await admin.post(f"{register_at(drafted.world)}/{drafted.organisation}/merger", {"into": twin}))
    await hear(room, mongo, "organisation")
    done(await drafted.coordinator.post(f"/partners/{drafted.partner}/union", {"into": second}))
    await drafted.activate_mou(room)
    await hear(room, mongo, "mou")
    partner = done(await drafted.principal.get(f"/partners/{second}"))
    assert (partner["status"], partner["mous"]) == ("active", [drafted.mou])
    assert done(await drafted.hotel.get(f"/mous/{drafted.mou}"))["status"] == "active"


async def test_c9_what_named_the_old_ids_is_the_partnerships_still(
    drafted: Cast, admin: Caller, room: Any, mongo: Mongo
) -> None:
    """Activities, gifts, totals and history go on over the programme and the MoU from before (C4, C9)."""
    cast = drafted
    await cast.sign_mou()
    await cast.activate_mou(room)
    given = {"side": "partner", "kind": "time", "amount": 480, "given_on": "2026-07-12"}
    under = {"programme": cast.programme, "mou": cast.mou}
    talk = {
        "channel": "phone", "direction": "incoming", "topics": ["mou"], "at": "2026-06-10T03:00:00Z", "summary": "Sapa",
    }  # fmt: skip
    asked = {"partner": cast.partner, "next_on": "2026-08-01"}
    call = done(await cast.coordinator.post("/communications", talk | asked), 201)["id"]
    early = done(await cast.coordinator.post("/contributions", given | under | {"partner": cast.partner}), 201)["id"]
    twin = await _register(cast, TWIN)
    second = done(await cast.coordinator.post("/partners", {"organisation": twin}), 201)["id"]
    done(await admin.post(f"{register_at(cast.world)}/{cast.organisation}/merger", {"into": twin}))
    await hear(room, mongo, "organisation")
    done(await cast.coordinator.post(f"/partners/{cast.partner}/union", {"into": second}))
    for partner in (cast.partner, second):
        body = {"kind": "guest_teaching", "title": "Chef", "partner": partner, **under}
        when = {"starts_at": "2026-09-03T01:00:00Z", "ends_at": "2026-09-03T04:00:00Z"}
        id = done(await cast.coordinator.post("/activities", body | when), 201)["id"]
        plan = done(await cast.coordinator.get(f"/activities/{id}"))["plan"]
        assert (plan["partner"], plan["organisation"]) == (second, twin)
        done(await cast.coordinator.post("/contributions", given | under | {"partner": partner}), 201)
        totals = done(await cast.coordinator.get(f"/partners/{partner}/reciprocity"))
        sums = next(one["partner"] for one in totals["years"][0]["balances"] if one["kind"] == "time")
        assert sums["recorded"] == (960 if partner == cast.partner else 1440)
        happened = done(await cast.coordinator.get(f"/partners/{partner}/chronicle?limit=200"))["items"]
        things = {(each["aggregate"], each["thing"]) for each in happened}
        assert {("partner", cast.partner), ("partner", second), ("mou", cast.mou), ("activity", id)} <= things
    again = talk | {"partner": second, "follows": call}
    done(await cast.coordinator.post("/communications", again), 201)
    corrected = given | under | {"amount": 360, "reason": "Salah tulis"}
    done(await cast.coordinator.post(f"/contributions/{early}/corrections", corrected))


async def test_c1_the_register_shows_nothing_of_partnerships(cast: Cast, admin: Caller) -> None:
    await cast.map_hotel()
    assert (await admin.get(f"/partners/schools/{cast.world.school}/partners")).status_code == 404
    entry = done(await admin.get(f"{register_at(cast.world)}/{cast.organisation}"))
    assert not {"potential", "contacts", "capacity"} & set(entry)


def _tag(answer: Any) -> str:
    return str(answer.headers["etag"])
