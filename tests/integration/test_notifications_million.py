"""A million stored deliveries slow nothing down: neither ingest nor dispatch nor a page of the log (`make test-long`).

JEMBATAN_TEST_SIZE is in per cent of a million. An endpoint with all of them and one with none are measured in turns on
the same server, each in a database of its own, so that what else the machine does meets both; and beside each a raw
loop with the same writes and POSTs. Where that falls as well it is the server that falls, which is said and not held
against us: ours must fall by no more than a tenth further.
"""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any, Final

import pytest
from pymongo import AsyncMongoClient

from services.notifications import health
from services.notifications.ingest import delivery_document
from services.notifications.logs import ATTEMPT_LOG, DELIVERY_LOG
from services.notifications.views import ATTEMPTS, DELIVERIES, MESSAGES, document
from shared.ids import id_floor
from shared.mongo.documents import Documents, Found
from tests.integration.notifications_raw import raw_round
from tests.integration.notifications_world import TOPIC_TYPE, World, world
from tests.integration.partners.explaining import asked_by, must_plan

pytestmark = pytest.mark.long
SIZE: Final = int(os.environ.get("JEMBATAN_TEST_SIZE") or "100")
STORED: Final = 10_000 * SIZE
DAYS: Final = 90
ROUNDS: Final = 13
"""Of which the first of each is not counted."""
EVENTS: Final = 500
BATCH: Final = 100
AT_LEAST: Final = 0.9
"""Of the rate with nothing stored, or of what is left of it to the raw loop."""
WHAT: Final = ("ingest", "dispatch")
ERRORS: Final = (None,) * 18 + ("timeout", "refused-status")


def made_at(number: int, of: int) -> str:
    """An id as it would have been made, spread evenly until now."""
    age = timedelta(days=DAYS) * ((of - number) / of)
    return f"{id_floor(datetime.now(UTC) - age)}-7000-8000-{number:012x}"


def stored(tenant: str, endpoint: str, of: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Delivery, message and attempt, as a long time leaves them; one in a hundred is a retry that waits for long."""
    now = datetime.now(UTC)
    later = now + timedelta(days=30)
    for number in range(of):
        event, error = made_at(number, of), ERRORS[number % len(ERRORS)]
        waits = number % 100 == 0
        made = delivery_document(
            tenant, endpoint, event, now, type=f"{TOPIC_TYPE}{number % 40}" if number % 2 else TOPIC_TYPE,
            stream=f"old/{number % 9973}", subject=event, number=1, trigger="event",
        )  # fmt: skip
        ended = {"state": "pending", "due": later} if waits else {"state": "failed" if error else "delivered"}
        rest = {"order": event, "attempts": 1, "tries": 1, "status": None if error else 204, "error": error}
        kept = {"created": now, "expires": later}
        message = document(tenant, event, type=TOPIC_TYPE, body=b'{"data": {"signed": true}}' * 8, trace=None, **kept)
        attempt = {
            "delivery": made["id"], "endpoint": endpoint, "number": 1, "order": event, "trigger": "event",
            "started": now, "ended": now, "status": rest["status"], "error": error, "times": {"total": 12.0},
            "expires": later, "response_body": b"", "request_headers": {"webhook-id": made["message_id"]},
        }  # fmt: skip
        expires = {} if waits else {"expires": later}
        yield {**made, **rest, **ended, **expires}, message, document(tenant, f"{made['id']}/000001", **attempt)


async def fill(w: World, url: str, tenant: str, endpoint: str) -> None:
    """Put in directly, without the deadline that calls have otherwise."""
    began = time.perf_counter()
    async with AsyncMongoClient[dict[str, Any]](url) as client:
        database = client[w.room.mongo.database.name]
        rows = stored(tenant, endpoint, STORED)
        while some := list(islice(rows, 2_000)):
            for name, documents in zip((DELIVERIES, MESSAGES, ATTEMPTS), zip(*some, strict=True), strict=True):
                await database[name].insert_many(documents, ordered=False)
    print(f"\n{STORED} deliveries, messages and attempts stored in {time.perf_counter() - began:.0f} s", flush=True)


@pytest.fixture
async def worlds(mongo_url: str, database: str) -> AsyncIterator[dict[str, tuple[World, str, str]]]:
    """Two worlds by name, each with an endpoint."""
    async with AsyncExitStack() as stack:
        made: dict[str, tuple[World, str, str]] = {}
        for name in ("empty", "full"):
            w = await stack.enter_async_context(world(mongo_url, f"{database}_{name}"))
            made[name] = (w, *await w.endpoint(name))
        await fill(made["full"][0], mongo_url, *made["full"][1:])
        yield made
        async with AsyncMongoClient[dict[str, Any]](mongo_url) as patient:  # so much is not dropped within a deadline
            for w, *_ in made.values():
                await patient.drop_database(w.room.mongo.database.name)


async def one_round(w: World, hook: str, tenant: str, endpoint: str) -> tuple[float, float]:
    """Events a second: heard, and from there taken by the receiver. Then all is recorded before the next begins."""
    events = [w.event(tenant) for _ in range(EVENTS)]
    known = len(w.receiver.receipts[hook])
    began = time.perf_counter()
    for start in range(0, EVENTS, BATCH):
        await w.ingest(*events[start : start + BATCH])
    heard = time.perf_counter()
    async with w.engine():
        dispatched = time.perf_counter()
        await w.receiver.received(hook, known + EVENTS, 300)
        done = time.perf_counter()
        sending = {"tenant": tenant, "endpoint": endpoint, "state": "sending"}
        while await w.room.mongo.documents(DELIVERIES).count(sending, most=1):  # noqa: ASYNC110 - it is a count
            await asyncio.sleep(0.1)
    return EVENTS / (heard - began), EVENTS / (done - dispatched)


def told(rates: dict[tuple[str, str], list[tuple[float, float]]], which: str, what: str) -> float:
    """What is left of a rate among so many; the first round of each is not counted."""
    number = WHAT.index(what)
    empty, full = (median(one[number] for one in rates[which, name][1:]) for name in ("empty", "full"))
    print(f"{what}, {which}: empty {empty:.0f}/s, full {full:.0f}/s, ratio {full / empty:.2f}", flush=True)
    return full / empty


@pytest.mark.timeout(3600)
async def test_a_million_stored_deliveries_slow_nothing_down(
    worlds: dict[str, tuple[World, str, str]], mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for turn in range(ROUNDS):
        for name in list(worlds) if turn % 2 else list(worlds)[::-1]:
            w, tenant, endpoint = worlds[name]
            events = [w.event(tenant) for _ in range(EVENTS)]
            rates["raw", name].append(await raw_round(w, name, tenant, endpoint, events, BATCH))
            rates["ours", name].append(await one_round(w, name, tenant, endpoint))
    ratios = {(which, what): told(rates, which, what) for what in WHAT for which in ("raw", "ours")}
    for what in WHAT:
        print(f"{what}: ours by raw {ratios['ours', what] / ratios['raw', what]:.2f} of what it is with nothing stored")
    slower = [what for what in WHAT if ratios["ours", what] < AT_LEAST * min(1.0, ratios["raw", what])]
    assert slower == []
    w, tenant, endpoint = worlds["full"]
    await must_plan(w.room.mongo)
    await _log_pages(w, tenant, endpoint, mongo_url)
    await _the_way(w, tenant, endpoint, mongo_url, monkeypatch)


async def _the_way(w: World, tenant: str, endpoint: str, mongo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every find of ingest, dispatch, take-over and health, explained among so many: none scans a collection."""
    asked_for: dict[tuple[str, str], tuple[Any, Any, int]] = {}
    find = Documents.find

    def listening(self: Documents, filter: Any, *, sort: Any = None, limit: int = 0, **more: Any) -> Found:
        shape = {name: sorted(asked) if isinstance(asked, dict) else "" for name, asked in filter.items()}
        asked_for.setdefault((self.name, f"{shape} {sort}"), (dict(filter), list(sort or []), limit))
        return find(self, filter, sort=sort, limit=limit, **more)

    monkeypatch.setattr(Documents, "find", listening)
    await one_round(w, "full", tenant, endpoint)
    began = time.perf_counter()
    await health.of(w.room.context(tenant), endpoint)
    print(f"\nhealth {(time.perf_counter() - began) * 1000:.0f} ms, {len(asked_for)} kinds of queries")
    of_deliveries = [key for key in asked_for if key[0] in (DELIVERIES, ATTEMPTS, MESSAGES)]
    assert len(of_deliveries) >= 5
    for key in of_deliveries:
        plan = await _plan(w, mongo_url, key[0], *asked_for[key])
        assert "COLLSCAN" not in plan, (key, plan)


async def _log_pages(w: World, tenant: str, endpoint: str, mongo_url: str) -> None:
    """Each filter of the log: from an index, and how long a page takes."""
    month_ago = datetime.now(UTC) - timedelta(days=30)
    hour = f"created_from={month_ago:%Y-%m-%dT%H:00:00Z}&created_to={month_ago:%Y-%m-%dT%H:59:59Z}"
    queries = ("", "state=failed", "state=pending", "error=timeout", "status=204", f"type={TOPIC_TYPE}", hour)
    asked = [(DELIVERY_LOG, DELIVERIES, query) for query in queries] + [(ATTEMPT_LOG, ATTEMPTS, "")]
    for listing, name, query in asked:
        began = time.perf_counter()
        found = await asked_by(listing, w.room.mongo.tenant(tenant)[name], query, {"endpoint": endpoint})
        print(
            f"{listing.name}?{query}: {len(found)} queries, {(time.perf_counter() - began) * 1000:.0f} ms", flush=True
        )
        for filter, sort, limit in found:
            plan = await _plan(w, mongo_url, name, filter, sort, limit)
            assert "COLLSCAN" not in plan, (query, filter)
            assert "IXSCAN" in plan, (query, filter)


async def _plan(w: World, url: str, collection: str, filter: Any, sort: Any, limit: int) -> str:
    """The embedded server explains by walking, so there is no deadline."""
    find = {"find": collection, "filter": filter, "limit": limit} | ({"sort": dict(sort)} if sort else {})
    async with AsyncMongoClient[dict[str, Any]](url) as patient:
        answer = await patient[w.room.mongo.database.name].command({"explain": find, "verbosity": "queryPlanner"})
    return str(answer["queryPlanner"])
