"""A filter that fits no event is refused where it is given, with names like it; one that was stored before stays."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import ChangeEndpoint
from tests.integration.notifications_api import Api, api_of

SIGNED = "partners.mou-signed.v1"


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


def content(api: Api, *filters: str) -> dict[str, Any]:
    return {"url": f"http://{api.w.receiver.address}/hooks", "filters": list(filters)}


def refused(answer: httpx.Response) -> list[dict[str, Any]]:
    """Which, with what is like it."""
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["type"].endswith(":event-filter-unknown")
    found: list[dict[str, Any]] = problem["filters"]
    assert all(one["filter"] in problem["detail"] for one in found)
    return found


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("partners.mou-sinned.v1", SIGNED),
        ("id.jembatan.partners.mou-sinned.v1", SIGNED),
        ("mou-signed", SIGNED),
        ("partner.*", "partners.*"),
        ("partners.mou-sign.*", SIGNED),
        ("zzzz.*", None),
    ],
)
async def test_a_new_endpoint_with_a_filter_that_fits_nothing(api: Api, wrong: str, near: str | None) -> None:
    answer = await api.http.post(api.path, json=content(api, "partners.mou-*", wrong))
    (found,) = refused(answer)
    assert found["filter"] == wrong
    assert near in found["near"] if near else found["near"] == []
    assert (await api.http.get(api.path)).json()["items"] == []


async def test_it_is_said_in_indonesian_as_well(api: Api) -> None:
    body = content(api, "partners.mou-sinned.v1")
    problem = (await api.http.post(api.path, json=body, headers={"Accept-Language": "id"})).json()
    assert "partners.mou-sinned.v1" in problem["detail"]
    assert problem["detail"].startswith("Tidak ada")
    assert SIGNED in problem["mend"]


@pytest.mark.parametrize(
    "filters",
    [(), ("*",), ("partners.*",), ("*.mou-signed.v1",), (SIGNED,), (f"id.jembatan.{SIGNED}",)],
)
async def test_one_that_fits_at_least_one_event_passes(api: Api, filters: tuple[str, ...]) -> None:
    assert (await api.http.post(api.path, json=content(api, *filters))).status_code == 201


async def test_of_a_change_only_what_is_new_is_asked_about(api: Api) -> None:
    path = await api.register()
    stored = ChangeEndpoint(url=content(api)["url"], filters=("gone.long-ago.v1",))
    await api.w.room.context(api.tenant).execute(ENDPOINT, path.rpartition("/")[2], stored)

    async def change(*filters: str) -> httpx.Response:
        tag = (await api.http.get(path)).headers["etag"]
        return await api.http.put(path, json=content(api, *filters), headers={"If-Match": tag})

    assert (await change("gone.long-ago.v1", SIGNED)).status_code == 200
    (found,) = refused(await change("gone.long-ago.v1", "gone.long-since.v1"))
    assert found["filter"] == "gone.long-since.v1"
    assert (await change(SIGNED)).status_code == 200
    refused(await change("gone.long-ago.v1"))


async def test_what_has_come_from_a_service_that_is_installed_elsewhere_is_known(api: Api) -> None:
    refused(await api.http.post(api.path, json=content(api, "elsewhere.*")))
    await api.register()
    await api.w.ingest(api.w.event(api.tenant, type="id.jembatan.elsewhere.thing-done.v1"))
    path = await api.register(hook="more", filters=["elsewhere.*"])
    assert (await api.http.get(path)).json()["filters"] == ["elsewhere.*"]


async def test_a_replay_of_types_that_fit_nothing(api: Api) -> None:
    path = await api.register()
    asked = {"filter": {"types": ["partners.mou-*", "partners.mou-sinned.v1"]}}
    (found,) = refused(await api.http.post(f"{path}/replays", json=asked))
    assert SIGNED in found["near"]
    assert (await api.http.post(f"{path}/replays", json={"filter": {"types": ["partners.mou-*"]}})).status_code == 202
