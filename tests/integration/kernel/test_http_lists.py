"""Lists and histories on a real database: complete, in order, and of one tenant only."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, Response
from starlette.requests import Request

from shared.context import Context
from shared.http import Column, Filter, Listing, Router, Sort, history_of
from shared.http.app import make_app
from shared.ids import Id, new_id
from shared.refusals import NotFound
from tests.integration.kernel.house import OTHER, SCHOOL, House
from tests.integration.kernel.sample import HOTEL, JAR, SISTER, AddCoins, MakeJar

COLUMNS = (
    Column("size", "Ukuran", "Size", type=int),
    Column("coins", "Koin", "Coins", type=list[str]),
    Column("number", "Nomor", "Number", "number", int),
    Column("changed_at", "Diubah", "Changed", "at"),
)
FILTERS = (Filter("size", "state.size", "range", int), Filter("emptied", "state.emptied", "eq", int))
NEWEST = Listing("jars", COLUMNS, FILTERS)
SMALLEST = Listing("smallest-jars", COLUMNS, FILTERS, Sort("state.size"))
LATEST = Listing("latest-jars", COLUMNS, FILTERS, Sort("at", descending=True))
PATH = f"/jars/schools/{SCHOOL}"


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """An app whose caller belongs to whatever tenant the path names."""
    router = Router("jars")

    async def caller(request: Request) -> Context:
        return house.context(request.path_params["school"])

    def add(path: str, listing: Listing) -> None:
        @router.listing(f"/schools/{{school}}/{path}", listing, operation_id=path)
        async def jars(school: Id, request: Request, ctx: Annotated[Context, Depends(caller)]) -> Response:
            return await listing.answer(request, ctx.current(JAR))

    async def guard(_ctx: Context, id: str) -> None:
        if id.endswith("f"):
            raise NotFound("jar", id)

    add("jars", NEWEST)
    add("smallest", SMALLEST)
    add("latest", LATEST)
    history_of(JAR, router, "/schools/{school}/jars/{jar}", caller, guard=guard)
    app = make_app("jars", "Jars", "Jars.", [router], house)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jembatan") as client:
        yield client


async def fill(house: House, *sizes: int, tenant: str = SCHOOL) -> list[str]:
    made = [await house.context(tenant).execute(JAR, new_id(), MakeJar(size=size)) for size in sizes]
    return [one.id for one in made]


async def pages(client: httpx.AsyncClient, path: str, **params: Any) -> list[Any]:
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get(path, params={**params, **cursor})).json()
        found += [item["size"] for item in page["items"]]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def test_pages_in_every_order(house: House, client: httpx.AsyncClient) -> None:
    await fill(house, 3, 1, 2, 2, 1)
    await fill(house, 7, tenant=OTHER)
    assert await pages(client, f"{PATH}/jars", limit=2) == [1, 2, 2, 1, 3]
    assert await pages(client, f"{PATH}/smallest", limit=1) == [1, 1, 2, 2, 3]
    assert sorted(await pages(client, f"{PATH}/latest", limit=2)) == [1, 1, 2, 2, 3]
    assert await pages(client, f"{PATH}/smallest", limit=1, size_from=2, size_to=2) == [2, 2]
    assert await pages(client, f"/jars/schools/{OTHER}/jars") == [7]


async def test_a_cursor_of_one_tenant_shows_nothing_of_it_to_another(house: House, client: httpx.AsyncClient) -> None:
    await fill(house, 1, 2, 3)
    await fill(house, 7, tenant=OTHER)
    cursor = (await client.get(f"{PATH}/jars", params={"limit": 1})).json()["next"]
    page = (await client.get(f"/jars/schools/{OTHER}/jars", params={"cursor": cursor})).json()
    assert {item["size"] for item in page["items"]} <= {7}


async def test_csv_and_xlsx_of_a_real_list(house: House, client: httpx.AsyncClient) -> None:
    [id] = await fill(house, 5)
    await house.context().execute(JAR, id, AddCoins(coins=("a", "=b")))
    text = (await client.get(f"{PATH}/jars", headers={"Accept": "text/csv"})).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "ID,Size,Coins,Number,Changed"
    assert text.splitlines()[1] == f"{id},5,a; =b,3,2026-01-05T08:00:00Z"


async def test_the_history_tells_what_happened(house: House, client: httpx.AsyncClient) -> None:
    id = next(one for one in await fill(house, *[5] * 8) if not one.endswith("f"))
    await house.context().execute(JAR, id, AddCoins(coins=("a", "b")))
    items = (await client.get(f"{PATH}/jars/{id}/history")).json()["items"]
    assert [(one["number"], one["type"]) for one in items] == [
        (1, "jar-made.v1"), (2, "coin-added.v1"), (3, "coin-added.v1"),
    ]  # fmt: skip
    assert items[1]["actor"] == {"kind": "member", "id": "member-1", "roles": ["principal"], "organisation": None}
    assert (items[1]["command"], items[1]["data"]) == ("AddCoins", {"coin": "a"})
    assert (items[1]["schools"], items[1]["partners"]) == ([SISTER], [HOTEL])


@pytest.mark.parametrize("id", ["nothing", "01981e4a-6c00-7000-8000-000000000bad", "%2F", "a" * 300])
async def test_there_is_no_history_of_what_is_not_there(client: httpx.AsyncClient, id: str) -> None:
    assert (await client.get(f"{PATH}/jars/{id}/history")).status_code == 404


async def test_the_history_of_another_tenant_is_not_there(house: House, client: httpx.AsyncClient) -> None:
    [id] = await fill(house, 1, tenant=OTHER)
    assert (await client.get(f"{PATH}/jars/{id}/history")).status_code == 404
