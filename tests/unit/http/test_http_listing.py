"""Lists: keyset pages that lose and repeat nothing, declared filters, CSV and XLSX of every row."""

import base64
import csv
import io
import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from structlog.testing import capture_logs

from shared.http.listing.columns import harmless
from shared.http.listing.cursor import Cursor, decode, encode
from shared.refusals import Invalid
from tests.unit.http.sample import SCHOOL, Jars, jar, sample
from tests.unit.http.test_http_problems import JARS, problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def pages(client: httpx.AsyncClient, path: str, **params: Any) -> list[list[str]]:
    found, cursor = [], None
    while True:
        query = {**params, **({"cursor": cursor} if cursor else {})}
        page = (await client.get(path, params=query)).json()
        found.append([item["name"] for item in page["items"]])
        cursor = page["next"]
        if cursor is None:
            return found


async def test_pages_are_newest_first_and_complete(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [jar(f"jar {n}") for n in range(5)]
    assert await pages(client, JARS, limit=2) == [["jar 4", "jar 3"], ["jar 2", "jar 1"], ["jar 0"]]


async def test_a_page_that_ends_with_the_list_has_no_next(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [jar("a"), jar("b")]
    assert await pages(client, JARS, limit=2) == [["b", "a"]]


async def test_every_query_is_bounded_by_the_tenant_on_both_ends(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [jar(f"jar {n}") for n in range(3)]
    await pages(client, JARS, limit=1)
    for asked in jars.memory.asked:
        assert asked["_id"]["$gte"].startswith(f"{SCHOOL}/")
        assert asked["_id"]["$lt"] <= f"{SCHOOL}0"


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("path", ["jars-by-name", "jars-from-z"])
async def test_other_orders_are_complete_with_ties_and_absent_values(
    client: httpx.AsyncClient, jars: Jars, path: str, limit: int
) -> None:
    jars.memory.documents = [jar(name) for name in ("b", "a", None, "b", "c", None, "b")]
    found = [name for page in await pages(client, f"/jars/schools/{SCHOOL}/{path}", limit=limit) for name in page]
    ordered = [None, None, "a", "b", "b", "b", "c"]
    assert found == (ordered if path == "jars-by-name" else ordered[::-1])


async def test_filters_narrow_and_ranges_include_their_ends(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [
        jar("Ana", "clay", "2026-01-01"), jar("Anto", "glass", "2026-02-01"), jar("Budi", "glass", "2026-03-01"),
    ]  # fmt: skip
    assert await pages(client, JARS, kind=["clay", "glass"]) == [["Budi", "Anto", "Ana"]]
    assert await pages(client, JARS, kind="glass") == [["Budi", "Anto"]]
    assert await pages(client, JARS, opened_from="2026-01-01", opened_to="2026-02-01") == [["Anto", "Ana"]]
    assert await pages(client, JARS, name="An") == [["Anto", "Ana"]]
    assert await pages(client, JARS, name="An", kind="clay") == [["Ana"]]


async def test_wrong_and_unknown_filters_are_refused_all_at_once(client: httpx.AsyncClient) -> None:
    query = {"kind": "gold", "opened_from": "soon", "limit": "0", "colour": "red", "coins": "9" * 30}
    faults = problem(await client.get(JARS, params=query), 422, "not-valid")["errors"]
    assert {fault["where"] for fault in faults} == {
        "query.kind", "query.opened_from", "query.limit", "query.colour", "query.coins",
    }  # fmt: skip


@pytest.mark.parametrize("cursor", ["x", "%00", "e30", "bnVsbA", "W10", "=" * 9, "é", "W10=" * 900])
async def test_a_bad_cursor_is_a_problem(client: httpx.AsyncClient, cursor: str) -> None:
    problem(await client.get(JARS, params={"cursor": cursor}), 422, "bad-cursor")


@pytest.mark.parametrize(
    ("key", "last"),
    [
        ({"$at": "0001-01-01T00:00:00+14:00"}, "a"),
        ({"$at": "9999-12-31T23:59:59-14:00"}, "a"),
        ({"$at": "0001-01-01T00:00:00Z"}, "a"),
        ({"$at": "2026-07-01T00:00:00"}, "a"),
        ({"$at": "\ud800"}, "a"),
        ({"$at": 7}, "a"),
        ("\ud800", "a"),
        (1, "\ud800"),
    ],
)
def test_a_cursor_with_what_no_list_has_is_refused(key: Any, last: str) -> None:
    raw = json.dumps(["print", key, last]).encode()
    with pytest.raises(Invalid, match="bad-cursor"):
        decode(base64.urlsafe_b64encode(raw).rstrip(b"=").decode(), "print")


async def test_a_cursor_belongs_to_its_filters(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [jar(f"jar {n}") for n in range(3)]
    cursor = (await client.get(JARS, params={"limit": 1})).json()["next"]
    problem(await client.get(JARS, params={"cursor": cursor, "kind": "clay"}), 422, "bad-cursor")
    problem(await client.get(f"/jars/schools/{SCHOOL}/jars-by-name", params={"cursor": cursor}), 422, "bad-cursor")


@given(st.text(max_size=200))
def test_no_text_is_taken_for_a_cursor(text: str) -> None:
    with pytest.raises(Invalid):
        decode(text, "0" * 16)


@settings(max_examples=50)
@given(st.one_of(st.none(), st.booleans(), st.integers(-(2**62), 2**62), st.text(max_size=50)), st.uuids())
def test_a_cursor_comes_back_as_it_was(key: Any, id: Any) -> None:
    assert decode(encode(Cursor(key, str(id)), "f" * 16), "f" * 16) == Cursor(key, str(id))


async def test_csv_has_every_row_a_mark_and_headers_in_the_language(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [jar(f"jar {n}") for n in range(1203)]
    headers = {"Accept": "text/csv", "Accept-Language": "id"}
    response = await client.get(JARS, params={"limit": 2}, headers=headers)
    assert response.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert response.headers["content-disposition"] == 'attachment; filename="jars.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["ID", "Nama", "Jenis", "Dibuka", "Jumlah koin"]
    assert len(rows) == 1204
    assert len({row[0] for row in rows}) == 1204


async def test_xlsx_has_every_row_and_numbers_stay_numbers(client: httpx.AsyncClient, jars: Jars) -> None:
    jars.memory.documents = [jar("=1+1", "clay", "2026-01-01")] + [jar(f"jar {n}") for n in range(600)]
    response = await client.get(JARS, headers={"Accept": f"text/html, {XLSX};q=0.9"})
    assert response.headers["content-type"] == XLSX
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["ID", "Name", "Kind", "Opened", "Coins"]
    assert rows[-1][1:] == ["=1+1", "clay", "2026-01-01", 2.0]
    assert len(rows) == 602


@pytest.mark.parametrize("text", ["=1+1", "+62 812", "-1", "@cmd", "\t=1", " =1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text).startswith("'")


def test_numbers_and_plain_text_are_left_alone() -> None:
    assert [harmless(-1), harmless("a=b"), harmless(""), harmless(0.5)] == ["-1", "a=b", "", "0.5"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("*/*", "application/json"), ("text/*", "text/csv"), ("application/json;q=0.1, text/csv", "text/csv"),
     ("text/csv;q=0, */*;q=0.1", "application/json"), ("", "application/json")],
)  # fmt: skip
async def test_the_preferred_format_wins(client: httpx.AsyncClient, accept: str, expected: str) -> None:
    response = await client.get(JARS, headers={"Accept": accept})
    assert response.headers["content-type"].startswith(expected)


async def test_no_acceptable_format_is_406(client: httpx.AsyncClient) -> None:
    document = problem(await client.get(JARS, headers={"Accept": "image/png"}), 406, "not-acceptable")
    assert "text/csv" in document["available"]


async def test_a_database_that_goes_away_before_the_export_is_clean_and_within_cuts_it_off() -> None:
    jars = Jars()
    jars.memory.documents = [jar(f"jar {n}") for n in range(600)]
    find = jars.memory.find
    calls = 0

    async def failing(*args: Any, **options: Any) -> list[dict[str, Any]]:
        nonlocal calls
        calls += 1
        if calls in {1, 3}:
            raise RuntimeError("away")
        return await find(*args, **options)

    jars.memory.find = failing  # type: ignore[method-assign]  # a database that fails now and then
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sample(jars)), base_url="http://jembatan") as client:
        problem(await client.get(JARS, headers={"Accept": "text/csv"}), 500, "internal-error")
        with capture_logs() as logs, pytest.raises(AssertionError):  # httpx notices the unfinished answer
            await client.get(JARS, headers={"Accept": "text/csv"})
    assert any(line["event"] == "answer-broken-off" for line in logs)
