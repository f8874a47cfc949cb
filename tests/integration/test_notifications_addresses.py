"""Addresses that must not be called, as the owner of an endpoint sees it: when registering, verifying and later."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.abc import ResolveResult
from prometheus_client import REGISTRY

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import VerifyEndpoint
from services.notifications.names import Names as Resolver
from services.notifications.settings import own_places
from services.notifications.views import SECRETS
from tests.integration.notifications_api import Api, api_of
from tests.integration.notifications_world import settings_for
from tests.unit.notifications.test_addresses import REFUSED_URLS

URL = "https://hooks.example.com/jembatan"


@pytest.fixture
async def api(mongo_url: str, database: str) -> AsyncIterator[Api]:
    async with api_of(mongo_url, database) as api:
        yield api


class Names:
    """What every name resolves to."""

    answer: list[str]

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer = []

        async def resolve(_self: Any, host: str, port: int = 0, *_: Any, **__: Any) -> list[ResolveResult]:
            if not self.answer:
                raise OSError("no such name")
            return [
                ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=6, flags=0)
                for one in self.answer
            ]

        monkeypatch.setattr(Resolver, "resolve", resolve)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


def denied(reason: str) -> float:
    return REGISTRY.get_sample_value("jembatan_webhook_denied_total", {"reason": reason}) or 0.0


async def test_every_trick_is_a_clear_problem_for_the_owner(api: Api) -> None:
    for url in REFUSED_URLS:
        answer = await api.http.post(api.path, json={"url": url})
        problem = answer.json()
        assert answer.status_code == 422, url
        assert problem["type"].endswith(":webhook-url-refused"), url
        assert problem["detail"], url
        assert problem["mend"], url
        before = denied(problem["reason"])
        await api.http.post(api.path, json={"url": url})
        assert denied(problem["reason"]) == before + 1, url
    assert await api.w.room.mongo.documents(SECRETS).count({}) == 0


@pytest.mark.parametrize(
    "answer",
    [["127.0.0.1"], ["169.254.169.254"], ["8.8.8.8", "10.0.0.7"], ["::ffff:127.0.0.1"], ["64:ff9b::a9fe:a9fe"]],
)
async def test_a_name_that_leads_inwards_is_not_registered(api: Api, names: Names, answer: list[str]) -> None:
    names.answer = answer
    refused = await api.http.post(api.path, json={"url": URL})
    assert (refused.status_code, refused.json()["reason"]) == (422, "resolved")
    assert "hooks.example.com resolves to an address that must not be called" in refused.json()["detail"]
    assert (await api.http.get(api.path)).json()["items"] == []


@pytest.mark.parametrize("answer", [["8.8.8.8"], []])
async def test_a_name_that_turns_inwards_later_is_refused_at_every_connection(
    api: Api, names: Names, answer: list[str]
) -> None:
    """A name that does not resolve yet may be registered; what it leads to later is asked later."""
    names.answer = answer
    registered = await api.http.post(api.path, json={"url": URL})
    assert registered.status_code == 201, registered.text
    path = f"{api.path}/{registered.json()['id']}"
    names.answer = ["127.0.0.1"]
    before = denied("resolved")
    verification = await api.http.post(f"{path}/verification")
    assert (verification.status_code, verification.json()["error"]) == (409, "denied-address")
    assert "must not be called" in verification.json()["detail"]
    assert denied("resolved") > before
    verified = VerifyEndpoint(method="challenge", url=URL)
    await api.w.room.context(api.tenant).execute(ENDPOINT, registered.json()["id"], verified)
    async with api.w.engine():
        await api.w.ingest(api.w.event(api.tenant))
        await api.w.settled(registered.json()["id"], "failed")
    (delivery,) = (await api.http.get(f"{path}/deliveries")).json()["items"]
    shown = (await api.http.get(f"{path}/deliveries/{delivery['id']}")).json()
    assert shown["error"] == "denied-address"
    assert all("must not be called" in one["detail"] for one in shown["history"])


async def test_an_endpoint_is_not_moved_inwards(api: Api, names: Names) -> None:
    path = await api.register()
    names.answer = ["192.168.1.1"]
    moved = await api.http.put(path, json={"url": URL}, headers={"if-match": '"1"'})
    assert (moved.status_code, moved.json()["reason"]) == (422, "resolved")


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook_ports": "443,27017"},
        {"webhook_ports": "9092"},
        {"allowed_addresses": "db.internal:27017"},
        {"allowed_addresses": "broker-2.internal:9093"},
    ],
)
def test_our_own_database_and_broker_cannot_be_allowed(changes: dict[str, str]) -> None:
    mongo = "mongodb://user:p%40ss@db.internal,db-2.internal:27018/?replicaSet=rs"
    kafka = "broker-1.internal:9092, broker-2.internal:9093"
    settings_for(mongo, "d", "127.0.0.1:9", kafka_bootstrap=kafka)
    with pytest.raises(ValueError, match="our own database or broker"):
        settings_for(mongo, "d", "127.0.0.1:9", kafka_bootstrap=kafka, **changes)
    assert own_places(mongo, kafka) >= {"db.internal:27017", ":27018", "broker-2.internal:9093"}
