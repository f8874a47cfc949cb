"""The logs of an endpoint: searched by anything, every query from an index, payloads never listed, looks noted."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.views import ACCESSES, ATTEMPTS, DELIVERIES
from services.notifications.wire import message_id
from shared.ids import new_id
from shared.mongo.documents import Documents, Found
from tests.integration.notifications_api import Api, api_of
from tests.integration.notifications_world import TOPIC_TYPE
from tests.integration.partners.explaining import must_plan, plan_of

OTHER_TYPE = "id.jembatan.placements.internship-completed.v1"
Asked = tuple[str, dict[str, Any], list[tuple[str, int]], int]


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as made:
        yield made


async def items(api: Api, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = await api.http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_delivery_is_found_by_anything_that_is_known_of_it(api: Api) -> None:
    path = f"{await api.verified()}/deliveries"
    signed, done = api.w.event(api.tenant), api.w.event(api.tenant, type=OTHER_TYPE)
    await api.w.ingest(signed, done)
    first = (await api.w.deliveries(path.split("/")[-2]))[0]
    failed = {"state": "failed", "error": "timeout", "status": None}
    await api.w.room.mongo.documents(DELIVERIES).update_one({"event": signed.id}, {"$set": failed})
    delivered = {"state": "delivered", "error": None, "status": 204}
    await api.w.room.mongo.documents(DELIVERIES).update_one({"event": done.id}, {"$set": delivered})

    async def found(**query: Any) -> set[str]:
        return {one["event"] for one in await items(api, path, **query)}

    created = first["created"]
    for query, expected in (
        ({}, {signed.id, done.id}),
        ({"type": "partners.mou-*"}, {signed.id}),
        ({"type": "*.internship-completed.v1"}, {done.id}),
        ({"type": ["partners.*", "placements.*"]}, {signed.id, done.id}),
        ({"type": TOPIC_TYPE}, {signed.id}),
        ({"type": "partners.mou-signed.v1"}, {signed.id}),
        ({"type": "nothing.*"}, set()),
        ({"state": "failed"}, {signed.id}),
        ({"error": "timeout"}, {signed.id}),
        ({"status": 204}, {done.id}),
        ({"subject": done.subject}, {done.id}),
        ({"event": done.id}, {done.id}),
        ({"event": new_id()}, set()),
        ({"webhook_id": message_id(signed.id)}, {signed.id}),
        ({"webhook_id": "msg_none"}, set()),
        ({"webhook_id": message_id(signed.id), "state": "delivered"}, set()),
        ({"created_from": created.isoformat()}, {signed.id, done.id}),
        ({"created_to": (created - timedelta(seconds=1)).isoformat()}, set()),
        ({"created_from": (created - timedelta(days=40)).isoformat(), "error": "timeout"}, {signed.id}),
        ({"created_from": (created + timedelta(hours=1)).isoformat()}, set()),
    ):
        assert await found(**query) == expected, query  # type: ignore[arg-type]  # queries are of many shapes
    assert (await api.http.get(path, params={"error": "no-such-class"})).status_code == 422


async def test_pages_go_on_where_the_one_before_ended(api: Api) -> None:
    path = f"{await api.verified()}/deliveries"
    for _ in range(3):
        await api.w.ingest(*(api.w.event(api.tenant) for _ in range(3)))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await api.http.get(path, params={"limit": 2, "state": "pending", **cursor})).json()
        seen += [one["event"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    stored = [one["event"] for one in await api.w.deliveries(path.split("/")[-2])]
    assert seen == stored[::-1]


async def test_spreadsheets_of_the_log_hold_no_payload(api: Api) -> None:
    path = f"{await api.verified()}/deliveries"
    await api.w.ingest(*(api.w.event(api.tenant, data={"secret": "of-the-payload"}) for _ in range(3)))
    sheet = await api.http.get(path, headers={"accept": "text/csv"}, params={"type": "partners.*"})
    assert len(list(csv.reader(io.StringIO(sheet.text)))) == 4
    assert "of-the-payload" not in sheet.text
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert (await api.http.get(path, headers={"accept": book})).content[:2] == b"PK"


async def test_attempts_are_a_list_of_their_own_latest_first(api: Api) -> None:
    path = await api.verified()
    async with api.w.engine():
        for _ in range(3):
            await api.w.ingest(api.w.event(api.tenant))
            deliveries = await api.w.settled(path.rpartition("/")[2])
    listed = await items(api, f"{path}/attempts")
    assert [one["delivery"] for one in listed] == [one["id"] for one in deliveries[::-1]]
    assert {(one["number"], one["status"], one["trigger"], one["why"]) for one in listed} == {
        (1, 204, "event", "answered 2xx")
    }
    assert all(one["milliseconds"] > 0 for one in listed)
    assert await items(api, f"{path}/attempts", recorded_to="2020-01-01T00:00:00Z") == []


async def test_who_looks_at_what_was_sent_is_noted_and_others_are_not(api: Api) -> None:
    path = await api.verified()
    await api.w.ingest(api.w.event(api.tenant))
    (listed,) = await items(api, f"{path}/deliveries")
    assert await items(api, f"{path}/accesses") == []
    shown = await api.http.get(f"{path}/deliveries/{listed['id']}")
    assert shown.json()["payload"]
    (look,) = await items(api, f"{path}/accesses")
    (key,) = await api.w.room.mongo.documents("directory_api_keys").find({})
    assert (look["delivery"], look["actor"], look["kind"], look["via"]) == (listed["id"], key["id"], "key", "api")
    (stored,) = await api.w.room.mongo.documents(ACCESSES).find({})
    days = (stored["expires"] - stored["at"]).days
    assert days == api.w.room.settings.attempt_days
    assert set(stored) == {
        "_id", "tenant", "id", "endpoint", "delivery", "via", "at", "order", "actor", "kind", "expires",
    }  # fmt: skip
    await api.w.room.mongo.documents("messages").delete_many({})
    assert (await api.http.get(f"{path}/deliveries/{listed['id']}")).json()["payload"] is None
    assert len(await items(api, f"{path}/accesses")) == 1, "nothing was shown"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What the service asks the database for, which answers as ever."""
    heard: list[Asked] = []
    find = Documents.find

    def listening(self: Documents, filter: Any, *, sort: Any = None, limit: int = 0, **more: Any) -> Found:
        heard.append((self.name, dict(filter), list(sort or []), limit))
        return find(self, filter, sort=sort, limit=limit, **more)

    monkeypatch.setattr(Documents, "find", listening)
    return heard


FIELDS = {"state": "failed", "type": TOPIC_TYPE, "subject": new_id(), "error": "timeout", "status": "500"}


async def test_every_filter_is_answered_from_an_index_of_its_own(api: Api, asked: list[Asked]) -> None:
    await must_plan(api.w.room.mongo)
    path = await api.verified()
    await api.w.ingest(*(api.w.event(api.tenant) for _ in range(5)))
    queries: list[tuple[str, dict[str, str]]] = [("deliveries", {name: value}) for name, value in FIELDS.items()]
    (known, *_) = await api.w.deliveries(path.rpartition("/")[2])
    queries += [("deliveries", one) for one in ({}, {"event": known["event"]}, {"webhook_id": known["message_id"]})]
    queries += [("deliveries", {"created_from": "2026-01-01T00:00:00Z", "created_to": "2026-02-01T00:00:00Z"})]
    queries += [("attempts", {}), ("attempts", {"recorded_from": "2026-01-01T00:00:00Z"}), ("accesses", {})]
    for list_name, query in queries:
        asked.clear()
        await items(api, f"{path}/{list_name}", **query)
        lists = [one for one in asked if one[0] in (DELIVERIES, ATTEMPTS, ACCESSES)]
        assert lists
        for each in lists:
            filter, plan = each[1], await plan_of(api.w.room.mongo, each)
            assert "COLLSCAN" not in plan, (query, filter)
            own = next((name for name in query if name in FIELDS), None)
            expected = f"tenant_endpoint_{own}_order" if own else "tenant_endpoint_order"
            assert f"'{expected}'" in plan, (query, filter, plan)
