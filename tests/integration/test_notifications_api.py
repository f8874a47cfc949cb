"""Endpoints and deliveries over HTTP, as their owner sees them. Who may call is tested where `allow` is."""

import base64
import csv
import io
from collections.abc import AsyncIterator

import pytest

from services.notifications.views import SECRETS
from services.notifications.wire import message_id
from shared.ids import new_id
from tests.integration.notifications_api import Api, api_of


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


async def test_registered_verified_delivered_and_seen_in_the_log(api: Api) -> None:
    path = await api.verified(filters=["partners.*"])
    async with api.w.engine():
        event = api.w.event(api.tenant)
        await api.w.ingest(event)
        await api.w.settled(path.rpartition("/")[2])
    page = (await api.http.get(f"{path}/deliveries")).json()["items"]
    assert [(one["state"], one["webhook_id"], one["status"]) for one in page] == [
        ("delivered", message_id(event.id), 204)
    ]
    one = (await api.http.get(f"{path}/deliveries/{page[0]['id']}")).json()
    assert one["history"][0]["number"] == 1
    assert one["history"][0]["request_headers"]["webhook-signature"] == "redacted"
    assert api.w.receiver.receipts["hooks"][-1].body["id"] in one["payload"]
    again = await api.http.post(f"{path}/deliveries/{page[0]['id']}/redelivery")
    assert (again.status_code, again.json()["webhook_id"]) == (202, message_id(event.id))


async def test_the_log_is_filtered_and_exported(api: Api) -> None:
    path = await api.verified()
    await api.w.ingest(*(api.w.event(api.tenant) for _ in range(3)))
    await api.w.ingest(api.w.event(api.tenant, type="id.jembatan.placements.internship-completed.v1"))

    async def count(**query: str) -> int:
        answer = await api.http.get(f"{path}/deliveries", params=query)
        assert answer.status_code == 200, answer.text
        return len(answer.json()["items"])

    assert await count() == 4
    assert await count(type="id.jembatan.placements.internship-completed.v1") == 1
    assert await count(state="delivered") == 0
    assert await count(created_from="2020-01-01T00:00:00Z", created_to="2021-01-01T00:00:00Z") == 0
    assert await count(created_from="2020-01-01T00:00:00Z") == 4
    sheet = await api.http.get(f"{path}/deliveries", headers={"accept": "text/csv"})
    assert len(list(csv.reader(io.StringIO(sheet.text)))) == 5
    book = await api.http.get(
        api.path, headers={"accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    )
    assert book.content[:2] == b"PK"


async def test_nothing_real_is_sent_before_the_receiver_agrees(api: Api) -> None:
    path = await api.register()
    async with api.w.engine():
        await api.w.ingest(api.w.event(api.tenant))
        refused = await api.http.post(f"{path}/verification")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith(":endpoint-not-verified")
        assert [receipt.body["type"] for receipt in api.w.receiver.receipts["hooks"]] == [
            "id.jembatan.notifications.endpoint-verification"
        ]
        often = await api.http.post(f"{path}/verification")
        assert "verified-too-often" in often.text


@pytest.mark.parametrize(("allows", "status"), [("*", 200), ("test", 200), ("somebody.else", 409)])
async def test_the_cloudevents_handshake_is_enough(api: Api, allows: str, status: int) -> None:
    path = await api.register()
    api.w.receiver.allows = allows
    api.w.room.settings = api.w.room.settings.model_copy(update={"public_url": "https://test/"})
    assert (await api.http.post(f"{path}/verification")).status_code == status
    assert (await api.http.get(path)).json()["verified_by"] == ("handshake" if status == 200 else None)


async def test_a_new_url_must_be_verified_again(api: Api) -> None:
    path = await api.verified()
    moved = {"url": f"http://{api.w.receiver.address}/elsewhere"}
    assert (await api.http.put(path, json=moved)).status_code == 428
    assert (await api.http.put(path, json=moved, headers={"if-match": '"1"'})).status_code == 412
    assert (await api.http.put(path, json=moved, headers={"if-match": '"2"'})).status_code == 200
    assert (await api.http.get(path)).json()["status"] == "registered"


async def test_a_rotated_secret_signs_beside_the_old_one(api: Api) -> None:
    path = await api.verified()
    old = api.w.receiver.secrets["hooks"]
    rotated = await api.http.post(f"{path}/secrets", json={})
    assert rotated.status_code == 201
    new = rotated.json()["secret"]
    assert new != old
    async with api.w.engine():
        await api.http.post(f"{path}/tests")
        receipts = await api.w.receiver.received("hooks", 2)
    headers = dict(receipts[-1].headers)
    assert headers["webhook-signature"].count("v1,") == 2
    assert api.w.receiver.forged == []
    assert (await api.http.get(path)).json()["secrets"] == 2


async def test_a_secret_is_shown_once_and_stored_sealed(api: Api) -> None:
    path = await api.register()
    secret = api.w.receiver.secrets["hooks"]
    shown = [(await api.http.get(one)).text for one in (path, api.path, f"{path}/history")]
    assert not any("whsec_" in text for text in shown)
    assert "endpoint-registered.v1" in shown[2], "an organisation reads all of its own account's history"
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    for collection in ("journal", "current_endpoint", SECRETS):
        for document in await api.w.room.mongo.documents(collection).find({}):
            assert raw not in repr(document).encode()
            assert not any(value == raw for value in document.values())


async def test_ones_own_secret_may_be_given(api: Api) -> None:
    given = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    await api.register(secret=given)
    assert api.w.receiver.secrets["hooks"] == given
    bad = await api.http.post(api.path, json={"url": f"http://{api.w.receiver.address}/x", "secret": "whsec_c2hvcnQ="})
    assert bad.status_code == 422


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:27017/", "https://169.254.169.254/", "https://localhost/", "https://①②⑦.⓪.⓪.①/"]
)
async def test_a_url_that_must_not_be_called_is_refused(api: Api, url: str) -> None:
    answer = await api.http.post(api.path, json={"url": url})
    assert answer.status_code == 422
    assert "webhook-url-refused" in answer.json()["type"]


async def test_a_paused_endpoint_shows_it(api: Api) -> None:
    path = await api.verified()
    for act, status in (("pause", "paused"), ("resumption", "verified"), ("disablement", "disabled")):
        assert (await api.http.post(f"{path}/{act}")).status_code == 200
        assert (await api.http.get(path)).json()["status"] == status
    assert (await api.http.get(api.path, params={"status": "disabled"})).json()["items"][0]["status"] == "disabled"


async def test_anothers_delivery_is_not_found(api: Api) -> None:
    mine = await api.verified()
    _, theirs = await api.w.endpoint("theirs")
    await api.w.ingest(api.w.event(api.tenant))
    (delivery,) = await api.w.deliveries(mine.rpartition("/")[2])
    for path in (f"{api.path}/{theirs}/deliveries", f"{api.path}/{theirs}", f"{mine}/deliveries/{new_id()}"):
        assert (await api.http.get(path)).status_code == 404
    assert (await api.http.get(f"{api.path}/{new_id()}/deliveries/{delivery['id']}")).status_code == 404
    assert (await api.http.get(f"{mine}/deliveries/{delivery['id']}")).status_code == 200


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
async def test_an_instant_that_nobody_can_reckon_with_is_refused_in_words(api: Api, at: str) -> None:
    path = await api.register()
    answers = {
        f"body.{where}": await api.http.post(f"{path}/replays", json=body)
        for where, body in {
            "filter.since": {"filter": {"since": at}},
            "filter.until": {"filter": {"until": at}},
            "recover.since": {"recover": {"since": at}},
        }.items()
    }
    answers["query.created_from"] = await api.http.get(f"{path}/deliveries", params={"created_from": at})
    for where, answer in answers.items():
        assert answer.status_code == 422, answer.text
        (fault,) = answer.json()["errors"]
        assert (fault["where"], fault["mend"]) == (where, "Write one from 1900 to 2199.")


async def test_a_stream_goes_on_from_cursors_of_ours_only(api: Api) -> None:
    path = await api.register()
    forged = base64.urlsafe_b64encode(b'["\\ud800"]').decode().rstrip("=")
    answer = await api.http.get(f"{path}/stream", params={"after": forged})
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "bad-cursor")


@pytest.mark.parametrize("what", ["tests", "samples"])
async def test_what_is_made_up_is_sent_once_for_a_key(api: Api, what: str) -> None:
    path = await api.verified()
    body = {"event": "partners.mou-signed"} if what == "samples" else None
    key = {"idempotency-key": "one"}
    first, again = [await api.http.post(f"{path}/{what}", json=body, headers=key) for _ in range(2)]
    assert (first.status_code, again.json()) == (202, first.json())
    reused = await api.http.post(f"{path}/samples", json={"event": "partners.mou-terminated"}, headers=key)
    assert (reused.status_code, reused.json()["type"].rpartition(":")[2]) == (422, "idempotency-key-reused")
    assert len(await api.w.deliveries(path.rpartition("/")[2])) == 1
    other = await api.http.post(f"{path}/{what}", json=body)
    assert other.json()["delivery"] != first.json()["delivery"]
