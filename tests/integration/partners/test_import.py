"""The list that a school sends: good rows are kept, each faulty one is reported (C1)."""

import json
from pathlib import Path
from typing import Any

from services.partners.imports import OPERATIONS
from services.partners.imports.partners import SHEET
from shared.mongo import Mongo
from tests.integration.partners.world import World, done, problem

LIST = Path(__file__).parents[3] / "demo" / "partners.csv"
FAULTY = {
    (18, "nib", "cell-not-digits"),
    (19, "zona", "cell-missing"),
    (24, "email", "cell-not-email"),
    (26, "kbli", "cell-not-form"),
    (27, "alamat", "cell-missing"),
    (28, "nib", "nib-of-another"),
}


async def _import(world: World, room: Any, content: bytes, media_type: str = "text/csv") -> Any:
    coordinator = await world.member("coordinator", "coordinator")
    answer = await coordinator.send_list("/imports/partners", content, media_type)
    operation = done(answer, 202)
    assert answer.headers["location"] == operation["href"]
    while await OPERATIONS.round(room, 1):
        pass
    return coordinator, done(await coordinator.get(operation["href"]))


async def test_c1_the_demo_list_comes_in_with_an_error_per_faulty_row(world: World, room: Any, mongo: Mongo) -> None:
    coordinator, operation = await _import(world, room, LIST.read_bytes())
    assert (operation["state"], operation["total"], operation["accepted"]) == ("finished", 30, 24)
    assert {(one["line"], one["column"], one["code"]) for one in operation["problems"]} == FAULTY
    assert all(one["what"] and one["mend"] for one in operation["problems"])
    partners = done(await coordinator.get("/partners?limit=100"))["items"]
    assert len(partners) == 24
    hotel = next(one for one in partners if one["name"] == "Hotel Kencana Yogyakarta")
    assert (hotel["status"], hotel["contacts"]) == ("mapped", 1)
    entries = json.dumps([entry async for entry in mongo.documents("journal").find({})], default=str)
    assert "Ratna Wulandari" not in entries
    assert "sdm@kencana-yogya.example" not in entries


async def test_c1_the_same_list_again_changes_nothing(world: World, room: Any, mongo: Mongo) -> None:
    await _import(world, room, LIST.read_bytes())
    before = await mongo.tenant(world.school)["journal"].count({})
    _, operation = await _import(world, room, LIST.read_bytes())
    assert operation["accepted"] == 24
    assert await mongo.tenant(world.school)["journal"].count({}) == before


async def test_c1_another_school_of_the_alliance_shares_the_register(world: World, room: Any, mongo: Mongo) -> None:
    await _import(world, room, LIST.read_bytes())
    world.school, first = world.other_school, world.school
    other = await world.member("other", "coordinator")
    answer = await other.send_list("/imports/partners", LIST.read_bytes(), "text/csv")
    done(answer, 202)
    while await OPERATIONS.round(room, 1):
        pass
    assert await mongo.tenant(world.alliance)["current_organisation"].count({}) == 24
    assert await mongo.tenant(first)["current_partner"].count({}) == 24
    assert await mongo.tenant(world.other_school)["current_partner"].count({}) == 24


async def test_c1_the_example_of_the_documentation_is_taken(world: World, room: Any, mongo: Mongo) -> None:
    coordinator = await world.member("coordinator", "coordinator")
    document = (await world.http.get("/partners/openapi.json")).json()
    route = document["paths"]["/partners/schools/{school}/imports/partners"]["post"]
    example = route["requestBody"]["content"]["text/csv"]["example"]
    done(await coordinator.send_list("/imports/partners", example.encode(), "text/csv"), 202)
    while await OPERATIONS.round(room, 1):
        pass
    assert await mongo.tenant(world.school)["current_partner"].count({}) == 1
    assert not [each.name for each in SHEET.headings if f"`{each.name}`" not in route["description"]]


async def test_c1_what_is_no_list_is_refused_at_once(world: World, room: Any) -> None:
    coordinator = await world.member("coordinator", "coordinator")
    problem(await coordinator.send_list("/imports/partners", b"a;b\n1;2\n", "text/csv"), 422, "columns-missing")
    problem(await coordinator.send_list("/imports/partners", b"\xff\xfe\x00", "text/csv"), 422, "file-unreadable")
    assert done(await coordinator.get("/partners"))["items"] == []
