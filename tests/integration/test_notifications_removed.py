"""Of a removed endpoint nothing is answered, whatever is asked: every route of the application, the new ones too."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from fastapi.routing import APIRoute

from services.notifications.app import SERVICE
from services.notifications.views import VERIFICATIONS
from shared.ids import new_id
from tests.integration.notifications_api import Api, api_of

OF_ONE: Final = "/notifications/organisations/{organisation}/endpoints/{endpoint}"
ROUTES: Final = sorted(
    (method, route.path.removeprefix(OF_ONE))
    for router in SERVICE.routers
    for route in router.routes
    if isinstance(route, APIRoute) and route.path.startswith(OF_ONE)
    for method in route.methods
)
BODIES: Final[dict[str, Any]] = {
    "": {"url": "https://hooks.example.com/"},
    "/secrets": {},
    "/samples": {"event": "partners.mou-signed"},
    "/replays": {"filter": {}},
}


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


async def asked(api: Api, method: str, rest: str, endpoint: str, delivery: str) -> tuple[int, str]:
    """Status and code of the answer."""
    answer = await api.http.request(
        method,
        f"{api.path}/{endpoint}{rest.replace('{delivery}', delivery)}",
        json=BODIES.get(rest) if method in ("POST", "PUT") else None,
        headers={"if-match": '"3"'} if method == "PUT" else {},
    )
    return answer.status_code, answer.json().get("type", "").rpartition(":")[2]


async def test_every_route_of_a_removed_endpoint_is_404(api: Api) -> None:
    path = await api.verified()
    endpoint = path.rpartition("/")[2]
    await api.w.ingest(api.w.event(api.tenant))
    (delivery,) = await api.w.deliveries(endpoint)
    await api.w.room.mongo.documents(VERIFICATIONS).delete_many({})
    before = await api.w.room.mongo.documents("journal").count({}) + 1
    assert (await api.http.delete(path)).status_code == 202
    found = {one: await asked(api, *one, endpoint, delivery["id"]) for one in ROUTES}
    assert len(found) > 18
    assert found.pop(("DELETE", "")) == (202, ""), "it may have died before it began"
    assert {one: said for one, said in found.items() if said != (404, "not-found")} == {}
    assert await api.w.room.mongo.documents("journal").count({}) == before
    assert await api.w.room.mongo.documents(VERIFICATIONS).count({}) == 0
    assert len(await api.w.deliveries(endpoint)) == 1


async def test_what_was_never_there_is_404_as_well(api: Api) -> None:
    found = {one: await asked(api, *one, new_id(), new_id()) for one in ROUTES}
    assert {one: said for one, said in found.items() if said != (404, "not-found")} == {}
