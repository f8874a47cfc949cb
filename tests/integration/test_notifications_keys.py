"""Encryption keys are changed while everything runs: nothing is lost, nothing stands still, and doctor says where."""

from collections.abc import AsyncIterator, Mapping

import pytest

from jembatan.checks.secrets import secrets as check
from services.notifications import resealing
from services.notifications.resealing import count, reseal
from services.notifications.sealing import Seal, Unsealable, key_id
from services.notifications.settings import settings_of
from services.notifications.vault import Vault
from services.notifications.views import SECRETS
from shared.settings import ServiceSettings
from tests.integration.notifications_api import Api, api_of
from tests.integration.notifications_world import keep_secret

OLD, NEW = "key-of-the-tests-" + "0" * 32, "another-key-of-the-tests-" + "1" * 32


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


def use(api: Api, keys: str) -> Mapping[str, ServiceSettings]:
    """As if every process were started anew with these keys, comma-separated."""
    settings = settings_of(api.w.room)
    values = {**settings.model_dump(), "secret_keys": keys, "link_key": "0" * 32, "mongo_url": settings.mongo_url}
    api.w.room.settings = type(settings).model_validate(values)
    return {"notifications": api.w.room.settings}


async def sent(api: Api, path: str) -> None:
    """A test event arrives, signed, with the owner's headers."""
    before = len(api.w.receiver.receipts["hooks"])
    async with api.w.engine():
        await api.http.post(f"{path}/tests")
        receipts = await api.w.receiver.received("hooks", before + 1)
    headers = {name.lower(): value for name, value in receipts[-1].headers.items()}
    assert headers["authorization"] == "Bearer a"
    assert "v1a," in headers["webhook-signature"]
    assert api.w.receiver.forged == []


async def test_keys_are_changed_without_downtime(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    path = await api.verified(headers={"authorization": "Bearer a"}, asymmetric=True)
    await api.http.post(f"{path}/secrets", json={})
    said = await check(use(api, OLD))
    assert [(one.ok, one.found) for one in said] == [(True, "5 sealed under the first key")]
    use(api, f"{OLD},{NEW}")
    await sent(api, path)
    both = use(api, f"{NEW},{OLD}")
    await sent(api, path)
    await api.register("later")
    (finding,) = await check(both)
    assert finding.ok
    assert finding.found.startswith("2 sealed under the first key, 5 under older ones: `jembatan reseal`")
    steps: list[tuple[int, int]] = []
    mongo, seal = api.w.room.mongo, settings_of(api.w.room).seal
    async with api.w.engine():
        done = await reseal(mongo, seal, lambda *step: steps.append(step))
    assert (done.resealed, done.unopened) == (5, 0)
    assert steps == [(2, 5), (4, 5), (5, 5)]
    alone = use(api, NEW)
    assert [one.found for one in await check(alone)] == ["7 sealed under the first key"]
    await sent(api, path)
    assert await reseal(mongo, settings_of(api.w.room).seal) == resealing.Resealed(0, 0)


async def test_a_key_that_is_not_set_is_named_and_nothing_is_harmed(api: Api) -> None:
    await api.register()
    before = await api.w.room.mongo.documents(SECRETS).find({})
    (finding,) = await check(use(api, NEW))
    assert not finding.ok
    assert key_id(OLD) in finding.found
    assert "JEMBATAN_NOTIFICATIONS_SECRET_KEYS" in finding.mend
    seal = settings_of(api.w.room).seal
    assert (await reseal(api.w.room.mongo, seal)).unopened == 2
    assert await api.w.room.mongo.documents(SECRETS).find({}) == before
    assert (await count(api.w.room.mongo, seal)).unknown == {key_id(OLD): 2}


async def test_what_is_written_meanwhile_is_not_overwritten(api: Api) -> None:
    """Between reading and writing a process replaces a secret: the replacement stays."""
    mongo, old, both = api.w.room.mongo, Seal([OLD]), Seal([NEW, OLD])
    await keep_secret(mongo, old, "t", "s", b"first" * 8)
    read = await mongo.documents(SECRETS).find_one({"_id": "t/s"})
    assert read is not None
    write = resealing._write(both, read)
    assert write is not None
    await keep_secret(mongo, old, "t", "s", b"second" * 8)
    await mongo.documents(SECRETS).bulk_write([write])
    assert await Vault(mongo, both).get("t", ["s"]) == (b"second" * 8,)
    with pytest.raises(Unsealable):
        await Vault(mongo, Seal([NEW])).get("t", ["s"])
    await reseal(mongo, both)
    assert await Vault(mongo, Seal([NEW])).get("t", ["s"]) == (b"second" * 8,)
