"""What a route answers at once is CSV and XLSX too; parts of documents are listed like documents."""

import csv
import io
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from python_calamine import CalamineWorkbook
from starlette.requests import Request

from shared.http import Column, Export, Grid, Listing, Router, Sort
from tests.unit.http.sample import SCHOOL, Memory, jar
from tests.unit.http.test_http_windows import Asking

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Coin(BaseModel):
    name: str
    worth: int


class Purse(BaseModel):
    coins: list[Coin]


COINS = (Column("name", "Nama", "Name", "name"), Column("worth", "Nilai", "Worth", "worth", int))
router = Router("purses")


@router.grid("/coins", Grid("coins", COINS))
async def list_coins(least: int = 0) -> list[Coin]:
    """All coins."""
    return [Coin(name="=sen", worth=worth) for worth in (1, 5) if worth >= least]


@router.grid("/purse", Grid("purse", COINS, rows=lambda found: found.coins))
async def get_purse(request: Request) -> Purse:
    """A purse; FastAPI gives a route one request only."""
    assert request.method == "GET"
    return Purse(coins=[Coin(name="sen", worth=7)])


@pytest.fixture
def http() -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(router)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://jembatan", headers={"accept-language": "id"}
    )


async def test_json_stays_what_it_was(http: httpx.AsyncClient) -> None:
    assert (await http.get("/purses/coins?least=2")).json() == [{"name": "=sen", "worth": 5}]
    assert (await http.get("/purses/purse")).json() == {"coins": [{"name": "sen", "worth": 7}]}


async def test_the_same_rows_as_csv_in_both_languages(http: httpx.AsyncClient) -> None:
    answer = await http.get("/purses/coins", headers={"accept": "text/csv", "accept-language": "en"})
    assert answer.headers["content-disposition"] == 'attachment; filename="coins.csv"'
    rows = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert rows == [["Name", "Worth"], ["'=sen", "1"], ["'=sen", "5"]]
    answer = await http.get("/purses/purse", headers={"accept": "text/csv"})
    assert [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))] == [["Nama", "Nilai"], ["sen", "7"]]


async def test_the_same_rows_as_xlsx(http: httpx.AsyncClient) -> None:
    answer = await http.get("/purses/coins?least=2", headers={"accept": XLSX})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python() == [["Nama", "Nilai"], ["=sen", 5.0]]


async def test_the_formats_are_documented() -> None:
    app = FastAPI()
    app.include_router(router)
    content = app.openapi()["paths"]["/purses/coins"]["get"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/csv", XLSX}
    parameters = app.openapi()["paths"]["/purses/coins"]["get"]["parameters"]
    assert [one["name"] for one in parameters] == ["least"]


PARTS = Listing(
    "parts",
    (Column("jar", "Stoples", "Jar", "parent"), Column("worth", "Nilai", "Worth", "part.worth", int)),
    sort=Sort("state.opened", descending=True, days=True),
)


def _jar(number: int, worths: list[int]) -> dict[str, Any]:
    document = jar(f"jar {number}", opened=f"2026-07-{number:02d}")
    parts = [{"part": f"{number}-{worth}", "worth": worth} for worth in worths]
    return {**document, "state": {**document["state"], "parts": parts}}


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_parts_come_once_and_in_order_document_by_document(limit: int) -> None:
    memory = Memory([_jar(1, [1, 3, 2]), _jar(2, []), _jar(3, [5]), _jar(4, [4, 9]), _jar(5, [])])
    found: list[int] = []
    cursor = ""
    while True:
        asking: Any = Asking(f"limit={limit}{cursor}")
        answer = await PARTS.answer_parts(asking, memory, "state.parts", "part")  # type: ignore[arg-type]  # as much as it reads
        page = json.loads(bytes(answer.body))
        found += [item["worth"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == [9, 4, 5, 3, 2, 1]


async def test_each_part_is_judged_by_itself() -> None:
    memory = Memory([_jar(1, [1, 3]), _jar(2, [3])])
    asking: Any = Asking("")
    memory.find = _find_all(memory)  # type: ignore[method-assign]  # a database finds documents by their parts
    answer = await PARTS.answer_parts(asking, memory, "state.parts", "part", where={"state.parts.worth": 3})  # type: ignore[arg-type]  # as much as it reads
    assert [item["worth"] for item in json.loads(bytes(answer.body))["items"]] == [3, 3]


def _find_all(memory: Memory) -> Any:
    async def find(filter: dict[str, Any], *, sort: Any, limit: int) -> list[dict[str, Any]]:
        plain = {name: part for name, part in filter.items() if not name.startswith("state.parts.")}
        return await Memory.find(memory, plain, sort=sort, limit=limit)

    return find


async def test_an_export_may_show_several_rows_of_one_document() -> None:
    async def twice(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "turn": turn} for one in page for turn in (1, 2)]

    listing = Listing("jars", (Column("name", "Nama", "Name"),))
    export = Export((Column("name", "Nama", "Name"), Column("turn", "Kali", "Turn", "turn", int)), twice)
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    scope["headers"] = [(b"accept", b"text/csv"), (b"accept-language", b"id")]
    memory: Any = Memory([jar("a"), jar("b")])
    answer: Any = await listing.answer(Request(scope), memory, export=export)
    content = b"".join([part async for part in answer.body_iterator]).decode("utf-8-sig")
    assert content.split() == ["Nama,Kali", "b,1", "b,2", "a,1", "a,2"]
    assert SCHOOL in memory.asked[0]["_id"]["$gte"]
