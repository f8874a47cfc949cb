"""How an endpoint wants to be sent to: said, kept, shown, obeyed. Over HTTP, against a receiver that verifies."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.notifications.views import SECRETS
from shared.ids import new_id
from tests.integration.notifications_api import Api, api_of

TERMS: dict[str, Any] = {
    "schools": [new_id()],
    "programmes": [new_id(), new_id()],
    "body_format": "cloudevents-structured",
    "ordered": True,
    "rate": 20.0,
    "burst": 3,
    "asymmetric": True,
    "description": "Sistem hotel",
    "metadata": {"team": "hrd", "stage": "live"},
}
HEADERS = {"Authorization": "Bearer of-the-hotel-0815", "x-hotel": "Kencana"}


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


async def shown(api: Api, path: str) -> dict[str, Any]:
    answer = await api.http.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def change(api: Api, path: str, **body: Any) -> dict[str, Any]:
    tag = (await api.http.get(path)).headers["etag"]
    body = {"url": f"http://{api.w.receiver.address}/hooks", **body}
    answer = await api.http.put(path, json=body, headers={"if-match": tag})
    assert answer.status_code == 200, answer.text
    return await shown(api, path)


async def test_terms_are_shown_as_they_were_said(api: Api) -> None:
    path = await api.register(**TERMS, headers=HEADERS)
    view = await shown(api, path)
    assert {name: view[name] for name in TERMS} == TERMS
    assert view["header_names"] == ["authorization", "x-hotel"]
    assert view["public_keys"][0].startswith("whpk_")
    later = await change(api, path, description="Yang baru", rate=None)
    assert (later["description"], later["rate"], later["metadata"], later["ordered"]) == ("Yang baru", None, {}, False)
    assert later["header_names"] == view["header_names"], "they stay until they are given again"
    assert (await change(api, path, headers={}))["header_names"] == []


async def test_saying_the_same_again_changes_nothing(api: Api) -> None:
    path = await api.register(**TERMS, headers=HEADERS)
    before = (await api.http.get(path)).headers["etag"]
    await change(api, path, **TERMS, headers=HEADERS)
    assert (await api.http.get(path)).headers["etag"] == before


async def test_what_is_left_out_has_usual_terms(api: Api) -> None:
    view = await shown(api, await api.register())
    assert (view["body_format"], view["ordered"], view["rate"], view["burst"]) == ("envelope", False, None, 1)
    assert (view["schools"], view["description"], view["metadata"], view["public_keys"]) == ([], None, {}, [])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"rate": 0.05}, "body.rate"),
        ({"rate": 1001}, "body.rate"),
        ({"rate": "20"}, "body.rate"),
        ({"burst": 0}, "body.burst"),
        ({"body_format": "xml"}, "body.body_format"),
        ({"schools": ["SMKN 1"]}, "body.schools.0"),
        ({"programmes": ["*"]}, "body.programmes.0"),
        ({"metadata": {"a b": "c"}}, "body.metadata.a b"),
        ({"metadata": {"a": {"nested": "c"}}}, "body.metadata.a"),
        ({"metadata": {"a": "x" * 501}}, "body.metadata.a"),
        ({"metadata": {f"k{n}": "" for n in range(21)}}, "body.metadata"),
        ({"description": "x" * 1001}, "body.description"),
    ],
)
async def test_terms_that_cannot_be_are_a_problem_that_says_where(api: Api, body: Any, where: str) -> None:
    answer = await api.http.post(api.path, json={"url": f"http://{api.w.receiver.address}/x", **body})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["where"].startswith(where), answer.text
    assert answer.json()["errors"][0]["mend"]


async def test_a_header_of_ours_is_a_problem_and_leaves_nothing_behind(api: Api) -> None:
    for header in ({"Host": "evil.example"}, {"x-a": "b\r\nX-Evil: 1"}):
        answer = await api.http.post(api.path, json={"url": f"http://{api.w.receiver.address}/x", "headers": header})
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "webhook-header-refused")
    body = {"url": f"http://{api.w.receiver.address}/x", "headers": HEADERS, "secret": "whsec_c2hvcnQ="}
    assert (await api.http.post(api.path, json=body)).status_code == 422
    assert await api.w.room.mongo.documents(SECRETS).count({}) == 0


async def test_headers_are_sent_and_neither_stored_nor_logged_in_clear(api: Api) -> None:
    path = await api.verified(headers=HEADERS)
    ping = api.w.receiver.receipts["hooks"][0]
    assert {name.lower(): value for name, value in ping.headers.items()}["x-hotel"] == "Kencana"
    async with api.w.engine():
        await api.http.post(f"{path}/tests")
        receipt = (await api.w.receiver.received("hooks", 2))[1]
        await api.w.settled(path.rpartition("/")[2])
    sent = {name.lower(): value for name, value in receipt.headers.items()}
    assert sent["authorization"] == HEADERS["Authorization"]
    (delivery,) = (await shown(api, f"{path}/deliveries"))["items"]
    (attempt,) = (await shown(api, f"{path}/deliveries/{delivery['id']}"))["history"]
    assert attempt["request_headers"]["authorization"] == "redacted"
    for name in await api.w.room.mongo.database.list_collection_names():
        for document in await api.w.room.mongo.documents(name).find({}):
            assert "0815" not in repr(document), name


async def test_headers_do_not_go_to_another_host_by_themselves(api: Api) -> None:
    path = await api.register(headers=HEADERS)
    host, _, port = api.w.receiver.address.partition(":")
    elsewhere = f"http://{host}:{int(port)}/other"
    assert (await change(api, path, url=elsewhere))["header_names"], "the same host"
    api.w.room.settings = api.w.room.settings.model_copy(
        update={"allowed_addresses": (api.w.receiver.address, "127.0.0.1:9")}
    )
    tag = (await api.http.get(path)).headers["etag"]
    moved: dict[str, Any] = {"url": "http://127.0.0.1:9/"}
    refused = await api.http.put(path, json=moved, headers={"if-match": tag})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "headers-for-another-host")
    assert (await change(api, path, **moved, headers=HEADERS))["url"] == moved["url"]


async def test_replaced_headers_are_forgotten_later_and_refused_ones_at_once(api: Api) -> None:
    path = await api.register(headers=HEADERS)
    await change(api, path, headers={"x-hotel": "Merdeka"})
    stored = await api.w.room.mongo.documents(SECRETS).find({"names": {"$exists": True}})
    assert [sorted(one["names"]) for one in stored if one.get("expires")] == [["authorization", "x-hotel"]]
    assert [one["names"] for one in stored if not one.get("expires")] == [["x-hotel"]]
    stale = await api.http.put(
        path,
        json={"url": f"http://{api.w.receiver.address}/hooks", "headers": {"x-hotel": "Lain"}},
        headers={"if-match": '"1"'},
    )
    assert stale.status_code == 412
    assert await api.w.room.mongo.documents(SECRETS).count({"names": {"$exists": True}}) == 2


async def test_a_secret_that_signs_no_more_is_forgotten_with_its_key(api: Api) -> None:
    path = await api.register()
    before = api.w.room.clock.machine()
    for overlap in (0, 600, 86_400):
        assert (await api.http.post(f"{path}/secrets", json={"overlap_seconds": overlap})).status_code == 201
    stored = await api.w.room.mongo.documents(SECRETS).find({}, sort=[("_id", 1)])
    ends = [one.get("expires") for one in stored]
    assert ends[-2:] == [None, None], "the newest, and the key that goes with it"
    hours = [round((end - before).total_seconds() / 3600, 1) for end in ends[:-2]]
    assert hours == [1.0, 1.0, 1.2, 1.2, 25.0, 25.0], "an hour after each has ended, by the rotation that ended it"
