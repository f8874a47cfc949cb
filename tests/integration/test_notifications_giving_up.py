"""Five days of nothing but failures, told at 50, 70 and 90 %; what is our fault; disabled, waited, enabled again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from socket import socket

import pytest
from aiohttp import web

from services.notifications.consumers import HEARD
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint, VerifyEndpoint, WarnOfFailures
from services.notifications.domain.endpoint.events import EndpointFailing
from services.notifications.engine.lanes import REPLAYED
from services.notifications.ingest import tell
from services.notifications.mail.effects import told_of_webhook
from services.notifications.views import DELIVERIES, LANES
from services.notifications.wire import message_id
from shared.clock import SystemClock
from shared.envelope import Record
from tests.integration.notifications_world import Receipt, Receiver, World, until, world

ONCE = {"webhook_timeout_seconds": 60, "retry_steps": "0"}
LONG = {"webhook_timeout_seconds": 60, "retry_steps": "0,60"}


class MovedClock(SystemClock):
    """Machine time by hand, ahead of the machine."""

    ahead = timedelta(0)

    def machine(self) -> datetime:
        return super().machine() + self.ahead


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, **ONCE) as made:
        made.room.clock = MovedClock()
        yield made


async def broken(_: Receipt) -> web.Response:
    """500."""
    return web.Response(status=500)


async def status_of(w: World, tenant: str, endpoint: str) -> tuple[str, str | None]:
    state = (await w.room.context(tenant).require(ENDPOINT, endpoint)).state
    return state.status, state.disabled_because


async def warnings(w: World, tenant: str, endpoint: str) -> list[int]:
    """The shares of which the owner was told."""
    events = [event for entry in await w.room.context(tenant).history(ENDPOINT, endpoint) for event in entry.events]
    return [int(event.data["share"]) for event in events if event.type == EndpointFailing.wire_kind()]


async def enable(w: World, tenant: str, endpoint: str, path: str) -> None:
    """Verified anew."""
    verify = VerifyEndpoint(method="challenge", url=f"http://{w.receiver.address}/{path}")
    await w.room.context(tenant).execute(ENDPOINT, endpoint, verify)
    await tell(w.room, [(tenant, endpoint)])


async def test_five_days_of_nothing_but_failures_disable_after_three_warnings(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    w.receiver.manners["hooks"] = broken
    clock, told = w.room.clock, {}
    assert isinstance(clock, MovedClock)
    for six_hours in count():
        async with w.engine():  # another owner each time: what it must know is stored with the lane
            await w.ingest(w.event(tenant))
            await w.counted(endpoint, six_hours + 1, state="failed")
        told |= {share: six_hours for share in await warnings(w, tenant, endpoint) if share not in told}
        if (await status_of(w, tenant, endpoint))[0] == "disabled":
            break
        clock.ahead += timedelta(hours=6)
    assert await status_of(w, tenant, endpoint) == ("disabled", "failing")
    assert told == {50: 10, 70: 14, 90: 18}
    assert await warnings(w, tenant, endpoint) == [50, 70, 90]
    assert six_hours == 20
    await enable(w, tenant, endpoint, "hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.counted(endpoint, 22, state="failed")
    assert (await status_of(w, tenant, endpoint))[0] == "verified", "what was before the verification is forgotten"


async def test_disabled_and_enabled_again_nothing_is_missing_and_nothing_comes_twice(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    heard: list[Record] = []

    async def hear(many: int) -> None:
        heard.extend(w.event(tenant) for _ in range(many))
        await w.ingest(*heard[-many:])

    async def gone(_: Receipt) -> web.Response:
        return web.Response(status=410)

    async with w.engine():
        await hear(5)
        await w.counted(endpoint, 5, state="delivered")
        w.receiver.manners["hooks"] = gone
        await hear(1)
        await w.counted(endpoint, 1, state="failed")
        await hear(20)
        await w.ingest(*(replace(one, replay=True) for one in heard))
        await asyncio.sleep(0.3)
        assert await status_of(w, tenant, endpoint) == ("disabled", "gone")
        assert len(w.receiver.receipts["hooks"]) == 6
        del w.receiver.manners["hooks"]
        await enable(w, tenant, endpoint, "hooks")
        await w.counted(endpoint, 25, state="delivered")
        lost = {"state": "pending", "due": REPLAYED, "tries": 0, "trigger": "replay"}
        await w.room.mongo.documents(DELIVERIES).update_many({"endpoint": endpoint, "state": "failed"}, {"$set": lost})
        await tell(w.room, [(tenant, endpoint)])
        await w.counted(endpoint, 26, state="delivered")
        await w.ingest(*(replace(one, replay=True) for one in heard))
        await asyncio.sleep(0.3)
    received = Counter(w.receiver.ids("hooks"))
    twice = message_id(heard[5].id)
    assert received == {message_id(one.id): 1 for one in heard} | {twice: 2}, "the one that was answered 410 came again"


async def test_by_its_owner_too(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.room.context(tenant).execute(ENDPOINT, endpoint, DisableEndpoint(reason="by-owner"))
        await w.ingest(*(w.event(tenant) for _ in range(30)))
        await asyncio.sleep(0.3)
        assert w.receiver.ids("hooks") == []
        await enable(w, tenant, endpoint, "hooks")
        await w.settled(endpoint)
    assert len(w.receiver.ids("hooks")) == len(set(w.receiver.ids("hooks"))) == 30


async def test_the_owners_other_webhooks_are_told_and_nobody_elses(w: World) -> None:
    tenant, failing = await w.endpoint("failing")
    _, told = await w.endpoint("told", tenant, ("notifications.endpoint-*",))
    _, asks_for_others = await w.endpoint("others", tenant, ("partners.*",))
    _, stranger = await w.endpoint("stranger", filters=("notifications.endpoint-*",))
    ctx = w.room.context(tenant)
    await ctx.execute(ENDPOINT, failing, WarnOfFailures(share=50, failing_since=w.room.clock.machine()))
    await ctx.also("end").execute(ENDPOINT, failing, DisableEndpoint(reason="failing"))
    records = [one for one in await published(w, tenant, failing) if one.type in consumers_of(told_of_webhook)]
    async with w.engine():
        for record in (*records, *records):
            await told_of_webhook(w.room, record)
        await w.settled(told)
    warned, disabled = w.receiver.receipts["told"]
    names = [receipt.body["type"].removeprefix("id.jembatan.notifications.") for receipt in (warned, disabled)]
    assert names == ["endpoint-failing.v1", "endpoint-disabled.v1"]
    assert {receipt.body["subject"] for receipt in (warned, disabled)} == {failing}
    assert (set(warned.body["data"]), warned.body["data"]["share"]) == ({"share", "failing_since"}, 50)
    assert disabled.body["data"] == {"reason": "failing"}
    for endpoint in (failing, asks_for_others, stranger):
        assert await w.deliveries(endpoint) == []


async def published(w: World, tenant: str, endpoint: str) -> list[Record]:
    """Everything that happened to the endpoint, as it is heard."""
    return [
        w.event(
            tenant,
            id=event.id,
            type=f"id.jembatan.notifications.{event.type}",
            source="/jembatan/notifications/endpoint",
            subject=endpoint,
            tenant=tenant,
            number=event.number,
            partners=(),
            data=event.data,
        )
        for entry in await w.room.context(tenant).history(ENDPOINT, endpoint)
        for event in entry.events
    ]


def consumers_of(effect: object) -> set[str]:
    """The types whose events the effect gets."""
    return {type for (_, type), effects in HEARD.effects.items() if effect in effects}


async def test_while_the_breaker_is_open_nothing_is_used_up_and_the_oldest_is_the_probe(
    mongo_url: str, database: str
) -> None:
    async with world(mongo_url, database, **LONG) as w:
        w.room.clock = clock = MovedClock()
        tenant, endpoint = await w.endpoint("hooks")
        w.receiver.manners["hooks"] = broken
        async with w.engine():
            await w.ingest(*(w.event(tenant) for _ in range(10)))
            await until(lambda: len(w.receiver.receipts["hooks"]) >= 10, 60, "ten failures")
            await opened(w, endpoint)
        first = len(w.receiver.receipts["hooks"])
        late = [w.event(tenant) for _ in range(4)]
        async with w.engine():
            for one in late:
                await w.ingest(one)
            await asyncio.sleep(0.5)
        assert len(w.receiver.receipts["hooks"]) == first
        assert [one["attempts"] for one in (await w.deliveries(endpoint))[10:]] == [0] * 4
        clock.ahead += timedelta(seconds=15)
        async with w.engine():
            await w.receiver.received("hooks", first + 1)
            await asyncio.sleep(0.5)
        assert w.receiver.ids("hooks")[first:] == [message_id(late[0].id)], "one, and the oldest that is due"
        clock.ahead += timedelta(seconds=30)
        async with w.engine():
            await w.receiver.received("hooks", first + 2)
            await asyncio.sleep(0.5)
        assert w.receiver.ids("hooks")[first + 1 :] == [message_id(late[1].id)]
        del w.receiver.manners["hooks"]
        clock.ahead += timedelta(seconds=100)
        async with w.engine():
            await w.settled(endpoint)


async def opened(w: World, endpoint: str) -> None:
    """The breaker is open, and that is stored."""
    async with asyncio.timeout(60):
        while not (await lane_of(w, endpoint))["breaker"].get("open_until"):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


async def lane_of(w: World, endpoint: str) -> dict[str, dict[str, object]]:
    (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
    return lane


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_many_endpoints_at_one_place_that_is_away_are_charged(mongo_url: str, database: str) -> None:
    """One partner with four endpoints on a host that is gone, and nobody else: it is the partner's."""
    away = f"127.0.0.1:{free_port()}"
    settings = {"retry_steps": "0", "allowed_addresses": away}
    async with world(mongo_url, database, webhook_timeout_seconds=60, **settings) as w:
        w.receiver = Receiver()
        tenant, first = await w.endpoint("hooks0", address=away)
        endpoints = [first, *[(await w.endpoint(f"hooks{n}", tenant, address=away))[1] for n in range(1, 4)]]
        await w.ingest(w.event(tenant))
        async with w.engine():
            deliveries = [one for endpoint in endpoints for one in await w.settled(endpoint, "failed")]
    assert [(one["error"], one["tries"]) for one in deliveries] == [("connect", 1)] * 4


async def test_when_nobody_can_be_reached_nobody_is_charged(mongo_url: str, database: str) -> None:
    """Receivers at five addresses where nobody listens: what one machine sees when its network is gone."""
    port = free_port()
    away = [f"127.0.0.{n}:{port}" for n in range(1, 6)]
    settings = {"retry_steps": "0,0.2", "allowed_addresses": ",".join(away)}
    async with world(mongo_url, database, webhook_timeout_seconds=60, **settings) as w:
        w.receiver = known = Receiver()
        places = [await w.endpoint(f"hooks{n}", address=address) for n, address in enumerate(away)]
        async with w.engine():
            await w.ingest(*(w.event(tenant) for tenant, _ in places for _ in range(10)))
            await asyncio.sleep(5)
            lanes = [await lane_of(w, endpoint) for _, endpoint in places]
            deliveries = [one for _, endpoint in places for one in await w.deliveries(endpoint)]
            blamed = sum("failing_since" in lane["breaker"] for lane in lanes)
            assert blamed < 3, "those who were first, before it could be known"
            assert any(one["error"] == "egress" for one in deliveries)
            assert {one["state"] for one in deliveries} <= {"pending", "sending", "failed"}
            attempted = sum(one["attempts"] for one in deliveries)
            async with Receiver(port=port, host="0.0.0.0", secrets=known.secrets) as back:
                failed = sum(one["state"] == "failed" for one in deliveries)
                for _, endpoint in places:
                    await w.ended(endpoint, 10)
                assert back.forged == []
        assert failed <= 2 * 8, "at most what the first two had under way"
        assert attempted < 5 * 10 * 2
        print(f"{blamed} blamed, {failed} given up, {attempted} attempts in vain")
