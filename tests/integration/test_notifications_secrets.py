"""Secrets and headers are kept as long as the journal names them, whatever becomes of an answer, and no longer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from pymongo.uri_parser import parse_uri

from services.notifications.views import SECRETS
from shared import faults
from shared.clock import SystemClock
from shared.housekeeping import tidy
from shared.ids import new_id
from tests.faulty_proxy import Fault, FaultyProxy
from tests.integration.notifications_api import Api, api_of, echo

HEADERS = {"authorization": "Bearer of-the-hotel"}
KEY = {"idempotency-key": "first"}


class InTwoHours(SystemClock):
    """What waits for its command has waited long enough."""

    def machine(self) -> datetime:
        return super().machine() + timedelta(hours=2)


@pytest.fixture
async def proxy(mongo_url: str) -> AsyncIterator[FaultyProxy]:
    host, port = parse_uri(mongo_url)["nodelist"][0]
    async with FaultyProxy(host, port) as proxy:
        yield proxy


@pytest.fixture
async def api(proxy: FaultyProxy, database: str) -> AsyncIterator[Api]:
    """Through the proxy, without the driver's own retries."""
    url = f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true&retryWrites=false&retryReads=false&timeoutMS=20000"
    async with api_of(url, database) as api:
        yield api
        proxy.heal()


def body(api: Api, **more: Any) -> dict[str, Any]:
    return {"url": f"http://{api.w.receiver.address}/hooks", **more}


async def stored(api: Api) -> list[dict[str, Any]]:
    return await api.w.room.mongo.documents(SECRETS).find({}, sort=[("_id", 1)])


async def tidied(api: Api) -> None:
    now, api.w.room.clock = api.w.room.clock, InTwoHours(api.w.room.mongo)
    await tidy(api.w.room)
    api.w.room.clock = now


async def works(api: Api, answer: httpx.Response) -> None:
    """The receiver verifies with the secret that was shown, and gets the headers."""
    assert answer.status_code == 201, answer.text
    api.w.receiver.secrets["hooks"] = answer.json()["secret"]
    api.w.receiver.manners["hooks"] = echo
    asked = await api.http.post(f"{api.path}/{answer.json()['id']}/verification")
    assert asked.status_code == 200, asked.text
    receipt = api.w.receiver.receipts["hooks"][-1]
    assert {name.lower(): value for name, value in receipt.headers.items()}["authorization"] == HEADERS["authorization"]


async def unanswered(
    proxy: FaultyProxy, fault: Fault, monkeypatch: pytest.MonkeyPatch, request: Awaitable[httpx.Response]
) -> None:
    """The insert meets the fault, and nobody can look what came of it."""
    monkeypatch.setattr("shared.journal.execution.DEADLINE", 0.0)
    struck = proxy.struck
    proxy.once(lambda asked: b"\x02insert\x00" in asked and b"journal\x00" in asked, fault, times=1000)
    proxy.once(lambda asked: proxy.struck > struck and b"command_id" in asked, Fault.REQUEST_LOST, times=1000)
    answer = await request
    assert answer.status_code == 503, answer.text
    assert proxy.struck >= struck + 2
    proxy.heal()


async def test_a_registration_of_which_nothing_is_known_can_be_repeated(
    api: Api, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = body(api, headers=HEADERS)
    await unanswered(proxy, Fault.ANSWER_LOST, monkeypatch, api.http.post(api.path, json=asked, headers=KEY))
    await works(api, await api.http.post(api.path, json=asked, headers=KEY))
    await tidied(api)
    assert len(await stored(api)) == 3, "the secret, its signing key and the headers"
    assert not any("staged_at" in one for one in await stored(api))


async def test_a_rotation_of_which_nothing_is_known_can_be_repeated(
    api: Api, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await api.register(headers=HEADERS)
    asked = api.http.post(f"{path}/secrets", json={"overlap_seconds": 0}, headers=KEY)
    await unanswered(proxy, Fault.ANSWER_LOST, monkeypatch, asked)
    await tidied(api)
    await works(api, await api.http.post(f"{path}/secrets", json={"overlap_seconds": 0}, headers=KEY))
    assert sorted(bool(one.get("expires")) for one in await stored(api)) == [False, False, False, True, True]


async def test_a_registration_that_never_arrived_leaves_nothing(
    api: Api, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = api.http.post(api.path, json=body(api, headers=HEADERS), headers=KEY)
    await unanswered(proxy, Fault.REQUEST_LOST, monkeypatch, asked)
    assert len(await stored(api)) == 3, "it may still arrive"
    await tidied(api)
    assert await stored(api) == []


async def test_what_cannot_be_rotated_or_changed_leaves_nothing(api: Api) -> None:
    path = f"{api.path}/{new_id()}"
    assert (await api.http.post(f"{path}/secrets", json={})).status_code == 404
    changed = await api.http.put(path, json=body(api, headers=HEADERS), headers={"if-match": '"1"'})
    assert changed.status_code == 404
    assert await stored(api) == []


async def broken_off(api: Api, point: str, entries: int, request: Awaitable[httpx.Response]) -> None:
    """The caller goes away while the command stands at this point, after so many entries of the journal."""
    with pytest.MonkeyPatch.context() as armed:
        armed.setattr(faults, "_armed", faults.parse(f"{point}:pause-600:1"))
        task = asyncio.ensure_future(request)
        async with asyncio.timeout(60):
            while await api.w.room.mongo.documents("journal").count({"tenant": api.tenant}) < entries:  # noqa: ASYNC110 - documents
                await asyncio.sleep(0.01)
            while not faults._armed[point].passed:  # type: ignore[index]  # armed above  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])


async def test_a_caller_who_goes_away_takes_no_secret_along(api: Api) -> None:
    asked = body(api, headers=HEADERS)
    await broken_off(api, "journal.after-insert", 1, api.http.post(api.path, json=asked, headers=KEY))
    await works(api, await api.http.post(api.path, json=asked, headers=KEY))
    recorded = await api.w.room.mongo.documents("journal").find({"tenant": api.tenant}, sort=[("number", 1)])
    assert [one["command"] for one in recorded] == ["RegisterEndpoint", "VerifyEndpoint"]


async def test_a_late_repetition_of_a_rotation_ends_nothing_that_came_later(api: Api) -> None:
    path = f"{await api.register(headers=HEADERS)}/secrets"
    first = await api.http.post(path, json={"overlap_seconds": 600}, headers=KEY)
    assert (await api.http.post(path, json={"overlap_seconds": 0})).status_code == 201
    before = await stored(api)
    again = await api.http.post(path, json={"overlap_seconds": 600}, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert await stored(api) == before
    assert len([one for one in before if not one.get("expires")]) == 3, "headers, and the newest secret with its key"


async def test_a_late_repetition_of_a_change_ends_nothing_that_came_later(api: Api) -> None:
    path = await api.register(headers=HEADERS)
    first = {"json": body(api, headers={"x-hotel": "first"}), "headers": {"if-match": '"1"', **KEY}}
    assert (await api.http.put(path, **first)).status_code == 200
    later = await api.http.put(path, json=body(api, headers={"x-hotel": "second"}), headers={"if-match": '"2"'})
    assert later.status_code == 200
    before = await stored(api)
    again = await api.http.put(path, **first)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert await stored(api) == before
    (live,) = (one for one in before if "names" in one and not one.get("expires"))
    assert live["_id"] == max(one["_id"] for one in before if "names" in one)


async def test_a_repetition_ends_what_its_first_run_could_not(api: Api) -> None:
    path = await api.register(headers=HEADERS)
    asked: dict[str, Any] = {"json": body(api, headers={}), "headers": {"if-match": '"1"', **KEY}}
    await broken_off(api, "journal.after-current", 2, api.http.put(path, **asked))
    assert not any(one.get("expires") for one in await stored(api))
    assert (await api.http.put(path, **asked)).status_code == 200
    assert [bool(one.get("expires")) for one in await stored(api) if "names" in one] == [True]


async def test_a_repetition_whose_secret_is_gone_says_so(api: Api) -> None:
    asked = body(api)
    assert (await api.http.post(api.path, json=asked, headers=KEY)).status_code == 201
    await api.w.room.mongo.documents(SECRETS).delete_many({})
    again = await api.http.post(api.path, json=asked, headers=KEY)
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "secret-forgotten")
