"""Body formats and signatures as receivers see them: through the API, the ingest and the engine."""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook

from services.notifications import wire
from services.notifications.views import MESSAGES
from tests.integration.notifications_api import Api, api_of
from tests.integration.notifications_world import Receipt

FORMATS = ("envelope", "cloudevents-structured", "cloudevents-binary")


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


def lower(receipt: Receipt) -> dict[str, str]:
    return {name.lower(): value for name, value in receipt.headers.items()}


def described(receipt: Receipt, format: str) -> tuple[str, str, Any]:
    """Id, type and data, read as the format says."""
    if format == "envelope":
        body = json.loads(receipt.raw)
        return body["id"], body["type"], body["data"]
    event = from_http(HTTPMessage(lower(receipt), receipt.raw), JSONFormat(), CloudEvent)
    return event.get_id(), event.get_type(), event.get_data()


@pytest.mark.parametrize("format", FORMATS)
async def test_pings_tests_and_events_come_in_the_wanted_format(api: Api, format: str) -> None:
    path = await api.verified(body_format=format)
    endpoint = path.rpartition("/")[2]
    event = api.w.event(api.tenant, data={"signed": True, "words": "Yogyakarta – dua"})
    async with api.w.engine():
        await api.w.ingest(event)
        await api.w.settled(endpoint)
        await api.http.post(f"{path}/tests")
        ping, real, test = (await api.w.receiver.received("hooks", 3))[:3]
        await api.w.settled(endpoint)
    assert described(ping, format)[1] == wire.PING_TYPE
    assert described(real, format) == (event.id, event.type, event.data)
    assert described(test, format)[1:] == (wire.TEST_TYPE, {})
    for delivery in await api.w.deliveries(endpoint):
        (receipt,) = (one for one in (real, test) if one.id == delivery["message_id"])
        shown = (await api.http.get(f"{path}/deliveries/{delivery['id']}")).json()
        assert shown["payload"].encode() == receipt.raw, "signed, stored and sent are the same bytes"
        assert shown["history"][0]["request_headers"]["content-type"] == lower(receipt)["content-type"]
    assert api.w.receiver.forged == []


async def test_bytes_are_stored_once_for_each_format_and_stay_as_they_were(api: Api) -> None:
    paths = [await api.register(f"h{n}", body_format=format) for n, format in enumerate([*FORMATS, FORMATS[1]])]
    event = api.w.event(api.tenant)
    await api.w.ingest(event)
    stored = await api.w.room.mongo.documents(MESSAGES).find({})
    assert sorted(one["id"] for one in stored) == sorted(wire.message_key(event.id, format) for format in FORMATS)  # type: ignore[arg-type]  # they are the literals
    tag = (await api.http.get(paths[1])).headers["etag"]
    body = {"url": f"http://{api.w.receiver.address}/h1"}
    assert (await api.http.put(paths[1], json=body, headers={"if-match": tag})).status_code == 200
    (delivery,) = await api.w.deliveries(paths[1].rpartition("/")[2])
    shown = (await api.http.get(f"{paths[1]}/deliveries/{delivery['id']}")).json()
    assert json.loads(shown["payload"])["specversion"] == "1.0", "what was stored is sent, whatever is wanted later"


def verified_by(public: str, receipt: Receipt) -> bool:
    """Is one of the `v1a` signatures of this key?"""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    headers = lower(receipt)
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + receipt.raw
    return any(_fits(key, signature, content) for signature in of_kind("v1a", headers))


def _fits(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def of_kind(kind: str, headers: Mapping[str, str]) -> list[bytes]:
    """The signatures of one version, in their order."""
    parts = [one.split(",") for one in headers["webhook-signature"].split()]
    return [base64.b64decode(text) for version, text in parts if version == kind]


async def test_during_a_rotation_every_holder_of_a_valid_key_verifies(api: Api) -> None:
    path = await api.verified(asymmetric=True)
    old = api.w.receiver.secrets["hooks"]
    (old_key,) = (await api.http.get(path)).json()["public_keys"]
    rotated = await api.http.post(f"{path}/secrets", json={})
    new = rotated.json()["secret"]
    keys = (await api.http.get(f"{path}/keys")).json()["keys"]
    assert [one["until"] is None for one in keys] == [True, False], "newest first"
    assert keys[1]["public_key"] == old_key
    async with api.w.engine():
        await api.http.post(f"{path}/tests")
        ping, test = (await api.w.receiver.received("hooks", 2))[:2]
    for secret in (old, new):
        Webhook(secret).verify(test.raw, dict(test.headers))
    headers = lower(test)
    assert [part.split(",")[0] for part in headers["webhook-signature"].split()] == ["v1", "v1", "v1a", "v1a"]
    assert all(verified_by(one["public_key"], test) for one in keys)
    newest = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[0]["public_key"].removeprefix("whpk_")))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + test.raw
    assert _fits(newest, of_kind("v1a", headers)[0], content), "the newest signs first"
    assert verified_by(old_key, ping)
    assert not verified_by(keys[0]["public_key"], ping)


async def test_after_the_overlap_only_the_new_ones_sign(api: Api) -> None:
    path = await api.verified(asymmetric=True)
    old, (old_key,) = api.w.receiver.secrets["hooks"], (await api.http.get(path)).json()["public_keys"]
    new = (await api.http.post(f"{path}/secrets", json={"overlap_seconds": 0})).json()["secret"]
    api.w.receiver.secrets["hooks"] = new
    async with api.w.engine():
        await api.http.post(f"{path}/tests")
        test = (await api.w.receiver.received("hooks", 2))[1]
    (key,) = (await api.http.get(path)).json()["public_keys"]
    assert key != old_key
    assert verified_by(key, test)
    assert not verified_by(old_key, test)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(old).verify(test.raw, dict(test.headers))


async def test_asymmetric_signatures_can_be_wanted_later_and_no_more(api: Api) -> None:
    path = await api.verified()
    assert (await api.http.get(f"{path}/keys")).json() == {"keys": []}
    for wanted in (True, False):
        tag = (await api.http.get(path)).headers["etag"]
        body = {"url": f"http://{api.w.receiver.address}/hooks", "asymmetric": wanted}
        assert (await api.http.put(path, json=body, headers={"if-match": tag})).status_code == 200
        async with api.w.engine():
            await api.http.post(f"{path}/tests")
            test = (await api.w.receiver.received("hooks", 2 if wanted else 3))[-1]
        assert bool(of_kind("v1a", lower(test))) == wanted
