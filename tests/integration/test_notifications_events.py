"""The catalogue of events over HTTP: public, cached, as a list and one by one."""

import csv
import io
from collections.abc import AsyncIterator

import httpx
import pytest

from services.notifications.app import SERVICE
from services.notifications.catalogue import published
from shared.http.app import make_app

PATH = "/notifications/events"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Without a runtime: nothing is asked of the database."""
    app = make_app("notifications", SERVICE.title, SERVICE.description, SERVICE.routers)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as http:
        yield http


async def test_all_types_page_by_page_and_as_csv(http: httpx.AsyncClient) -> None:
    names, cursor = [], ""
    while cursor is not None:
        query = {"limit": "100", **({"cursor": cursor} if cursor else {})}
        page = (await http.get(PATH, params=query)).json()
        names += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert names == list(published())
    sheet = await http.get(PATH, headers={"accept": "text/csv", "accept-language": "id"})
    rows = list(csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff"))))
    assert len(rows) == len(names)
    assert (rows[0]["Nama"], rows[0]["Judul"]) == ("partners.partner-mapped.v1", "Mitra dipetakan")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"service": "teachers"}, lambda one: one.service == "teachers"),
        ({"topic": ["partners.mou.v1", "partners.plan.v1"]}, lambda one: one.aggregate in ("mou", "plan")),
        ({"named": "false"}, lambda one: "named" not in one.hearers),
        ({"named": "true", "service": "placements"}, lambda one: one.service == "placements" and len(one.hearers) > 1),
        ({"version": "2"}, lambda one: one.version == 2),
    ],
)
async def test_filtered(http: httpx.AsyncClient, query: dict[str, str], expected: object) -> None:
    answer = await http.get(PATH, params={**query, "limit": "200"})
    assert answer.status_code == 200, answer.text
    assert callable(expected)
    wanted = [one.name for one in published().values() if expected(one)]
    assert [one["id"] for one in answer.json()["items"]] == wanted[:200]
    assert (await http.get(PATH, params={"colour": "red"})).status_code == 422


@pytest.mark.parametrize(
    "name", ["partners.mou-signed.v1", "id.jembatan.partners.mou-signed.v1", "partners.mou-signed"]
)
async def test_one_type_with_schema_and_samples(http: httpx.AsyncClient, name: str) -> None:
    shown = (await http.get(f"{PATH}/{name}")).json()
    assert shown["type"] == "id.jembatan.partners.mou-signed.v1"
    assert shown["data_schema"]["$id"] == "urn:jembatan:schema:partners:mou-signed.v1"
    assert set(shown["samples"]) == {"envelope", "cloudevents-structured", "cloudevents-binary"}
    assert shown["samples"]["cloudevents-binary"]["headers"]["ce-type"] == shown["type"]
    assert shown["hearers"] == ["school", "named"]
    assert shown["description"]["id"] == "MoU ditandatangani semua pihak"
    assert shown["description"]["en"].startswith("Every party signed")
    missing = await http.get(f"{PATH}/partners.mou-sined.v1")
    assert "partners.mou-signed.v1" in missing.json()["mend"]
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", [PATH, f"{PATH}/partners.mou-signed.v1"])
async def test_whoever_has_it_is_not_sent_it_again(http: httpx.AsyncClient, path: str) -> None:
    first = await http.get(path)
    assert "public" in first.headers["cache-control"]
    tag = first.headers["etag"]
    again = await http.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await http.get(path, headers={"if-none-match": '"other"'})).status_code == 200
    other = await http.get(path, headers={"accept-language": "id", "if-none-match": tag})
    assert other.status_code == 200, "another representation has another tag"
