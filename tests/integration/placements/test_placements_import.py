"""The list of students that a school sends: good rows are kept, each faulty one is reported (C15)."""

import json
from pathlib import Path
from typing import Any

from services.placements.imports import OPERATIONS
from shared.mongo import Mongo
from tests.integration.placements.cast import Cast
from tests.integration.placements.world import done, problem

LIST = Path(__file__).parents[3] / "demo" / "students.csv"
FAULTY = {
    (8, "NISN", "cell-not-digits"),
    (13, "Konsentrasi", "concentration-unknown"),
    (18, "Nama Wali", "guardian-missing"),
    (23, "Tanggal Lahir", "cell-not-date"),
    (28, "NISN", "nisn-taken"),
}


async def _import(cast: Cast, room: Any, content: bytes) -> Any:
    answer = await cast.coordinator.send_list(content)
    operation = done(answer, 202)
    assert answer.headers["location"] == operation["href"]
    while await OPERATIONS.round(room, 1):
        pass
    return done(await cast.coordinator.get(operation["href"]))


async def test_c15_the_demo_list_comes_in_with_an_error_per_faulty_row(cast: Cast, room: Any, mongo: Mongo) -> None:
    operation = await _import(cast, room, LIST.read_bytes())
    assert (operation["state"], operation["total"], operation["accepted"]) == ("finished", 30, 25)
    assert {(one["line"], one["column"], one["code"]) for one in operation["problems"]} == FAULTY
    assert all(one["what"] and one["mend"] for one in operation["problems"])
    rows = done(await cast.coordinator.get("/students?limit=100"))["items"]
    assert len(rows) == 25
    assert "Gita Permata" in {row["name"] for row in rows}
    names = json.dumps([entry async for entry in mongo.documents("journal").find({})], default=str)
    for personal in ("Gita Permata", "0009800411", "2009-04-17", "wali.gita"):
        assert personal not in names
    claims = json.dumps(await mongo.documents("claims").find({}), default=str)
    assert "0009800411" not in claims


async def test_c15_religion_and_birth_place_are_not_kept(cast: Cast, room: Any, mongo: Mongo) -> None:
    await _import(cast, room, LIST.read_bytes())
    kept = [one async for one in mongo.documents("people").find({"kind": "student"})]
    assert len(kept) >= 25
    allowed = {"name", "nisn", "birth_date", "sex", "form", "phone", "email"}
    assert all(set(one["data"]) <= allowed for one in kept)


async def test_c15_what_is_no_list_is_refused_at_once(cast: Cast) -> None:
    refusal = problem(await cast.coordinator.send_list(b"a;b\n1;2\n"), 422, "columns-missing")
    assert "NISN" in refusal["columns"]
    assert done(await cast.coordinator.get("/students"))["items"] == []
