"""The engine on a real database: delivered, retried, isolated, in order, once."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

import pytest
from aiohttp import web

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint, ResumeEndpoint
from services.notifications.engine import runner
from services.notifications.engine.attempts import Made, result_of
from services.notifications.engine.deliveries import Delivery, Result
from services.notifications.ingest import tell
from services.notifications.replays import redeliver
from services.notifications.samples import send_test
from services.notifications.views import DELIVERIES
from services.notifications.wire import message_id
from shared.ids import new_id
from tests.integration.notifications_world import Answer, Receipt, World, until, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as made:
        yield made


async def test_an_event_arrives_signed_and_its_attempt_is_kept(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    async with w.engine():
        await w.ingest(event)
        (receipt,) = await w.receiver.received("hooks", 1)
        (delivery,) = await w.settled(endpoint)
    assert receipt.id == message_id(event.id)
    assert "." not in receipt.id
    assert set(receipt.body) == {"type", "timestamp", "id", "tenant", "subject", "sequence", "data"}
    assert receipt.body["data"] == {"signed": True}
    (attempt,) = await w.attempts(delivery["id"])
    assert (attempt["number"], attempt["status"], attempt["error"], attempt["trigger"]) == (1, 204, None, "event")
    assert attempt["peer"] == "127.0.0.1"
    assert attempt["request_headers"]["webhook-signature"] == "redacted"
    assert attempt["times"]["total"] > 0
    assert w.receiver.forged == []


async def test_an_event_waits_for_no_look_around(w: World) -> None:
    tenant, _ = await w.endpoint("hooks")
    w.room.settings = w.room.settings.model_copy(update={"webhook_poll_seconds": 3600})
    took = []
    async with w.engine():
        for count in range(1, 31):
            start = time.perf_counter()
            await w.ingest(w.event(tenant))
            receipts = await w.receiver.received("hooks", count)
            took.append(receipts[-1].at - start)
    assert len(w.receiver.ids("hooks")) == len(took), "each before the next look, an hour later"
    print(f"ingest to receipt, ms: p50 {quantiles(took)[1] * 1000:.1f}, max {max(took) * 1000:.1f}")


async def test_heard_twice_is_delivered_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    async with w.engine():
        await asyncio.gather(w.ingest(event), w.ingest(event, event))
        await w.settled(endpoint)
        await w.ingest(event)
        await asyncio.sleep(0.3)
    assert len(w.receiver.ids("hooks")) == 1


async def test_republishing_delivers_nothing_again_even_when_the_delivery_is_forgotten(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", filters=("partners.mou-signed.*",))
    subject = new_id()
    first = w.event(tenant, subject=subject, number=1)
    unwanted = w.event(tenant, subject=subject, number=2, type="id.jembatan.partners.mou-expiring.v1")
    async with w.engine():
        await w.ingest(first, unwanted)
        await w.settled(endpoint)
        await w.room.mongo.documents("deliveries").delete_many({})
        await w.ingest(replace(first, replay=True), replace(unwanted, replay=True))
        await asyncio.sleep(0.3)
    assert w.receiver.ids("hooks") == [message_id(first.id)]


async def test_what_is_older_than_the_endpoint_is_not_heard(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    (current,) = await w.room.mongo.documents(ENDPOINT.collection).find({"tenant": tenant})
    since = datetime.fromisoformat(current["state"]["since"])
    await w.ingest(w.event(tenant, time=since - timedelta(milliseconds=1)))
    assert await w.deliveries(endpoint) == []


async def test_only_those_whom_it_names_hear_an_event(w: World) -> None:
    named, ours = await w.endpoint("named")
    _, theirs = await w.endpoint("stranger")
    school, schools = await w.endpoint("school")
    await w.ingest(w.event(named, schools=(school,)))
    assert len(await w.deliveries(ours)) == len(await w.deliveries(schools)) == 1
    assert await w.deliveries(theirs) == []


async def test_first_receipts_of_an_aggregate_are_in_order(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")

    async def slowly(receipt: Receipt) -> web.Response:
        await asyncio.sleep(0.01 if receipt.body["sequence"] % 3 else 0.03)
        failing = receipt.body["sequence"] == 4 and len(w.receiver.receipts["hooks"]) < 40
        return web.Response(status=503 if failing else 200)

    w.receiver.manners["hooks"] = slowly
    subjects = [new_id() for _ in range(6)]
    async with w.engine():
        for number in range(1, 13):
            await w.ingest(*(w.event(tenant, subject=subject, number=number) for subject in subjects))
        await w.settled(endpoint)
    for subject in subjects:
        sequence = [r.body["sequence"] for r in w.receiver.receipts["hooks"] if r.body["subject"] == subject]
        assert list(dict.fromkeys(sequence)) == list(range(1, 13))


async def test_failures_are_retried_on_schedule_and_then_given_up(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    w.receiver.manners["hooks"] = _answer(500)
    w.room.settings = w.room.settings.model_copy(update={"retry_steps": (0.0, 0.1, 0.2)})
    async with w.engine():
        await w.ingest(w.event(tenant))
        (delivery,) = await w.settled(endpoint, "failed")
    attempts = await w.attempts(delivery["id"])
    assert [one["number"] for one in attempts] == [1, 2, 3]
    assert [one["error"] for one in attempts] == ["refused-status"] * 3
    assert len(set(w.receiver.ids("hooks"))) == 1
    assert attempts[0]["next_due"] is not None
    assert attempts[-1]["why"] == "all 3 attempts are used up"


async def test_retry_after_is_honoured(mongo_url: str, database: str) -> None:
    async with world(mongo_url, database, webhook_timeout_seconds=60) as w:  # an answer is never too late, however slow
        tenant, endpoint = await w.endpoint("hooks")

        async def busy(_: Receipt) -> web.Response:
            first = len(w.receiver.receipts["hooks"]) == 1
            return web.Response(status=429 if first else 200, headers={"retry-after": "1"})

        w.receiver.manners["hooks"] = busy
        async with w.engine():
            await w.ingest(w.event(tenant))
            await w.settled(endpoint)
        first, second = w.receiver.receipts["hooks"]
        assert second.at - first.at >= 1


async def test_410_disables_at_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    w.receiver.manners["hooks"] = _answer(410)
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.settled(endpoint, "failed")
        await w.ingest(w.event(tenant))
        await asyncio.sleep(0.5)
    loaded = await w.room.context(tenant).require(ENDPOINT, endpoint)
    assert (loaded.state.status, loaded.state.disabled_because) == ("disabled", "gone")
    assert len(w.receiver.ids("hooks")) == 1
    assert [one["state"] for one in await w.deliveries(endpoint)] == ["failed", "pending"]


async def test_redirects_are_not_followed(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.endpoint("elsewhere")

    async def moved(_: Receipt) -> web.Response:
        return web.Response(status=307, headers={"location": f"http://{w.receiver.address}/elsewhere"})

    w.receiver.manners["hooks"] = moved
    w.room.settings = w.room.settings.model_copy(update={"retry_steps": (0.0,)})
    async with w.engine():
        await w.ingest(w.event(tenant))
        (delivery,) = await w.settled(endpoint, "failed")
    assert delivery["error"] == "redirect"
    assert w.receiver.receipts["elsewhere"] == []


async def test_a_paused_endpoint_gets_everything_when_it_is_resumed(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    ctx = w.room.context(tenant)
    await ctx.execute(ENDPOINT, endpoint, PauseEndpoint())
    async with w.engine():
        await w.ingest(*(w.event(tenant) for _ in range(5)))
        await asyncio.sleep(0.3)
        assert w.receiver.ids("hooks") == []
        await ctx.also("resume").execute(ENDPOINT, endpoint, ResumeEndpoint())
        await tell(w.room, [(tenant, endpoint)])
        await w.receiver.received("hooks", 5)
        await w.settled(endpoint)


async def test_retries_that_were_due_at_a_pause_go_on_when_it_ends_before_the_last_request_has(
    mongo_url: str, database: str
) -> None:
    """What the lane had read of them and put away is read again, and not at the end of the longest rest only."""
    door = asyncio.Event()

    async def answer(_receipt: Receipt) -> web.Response:
        await door.wait()
        return web.Response()

    async with world(mongo_url, database, webhook_timeout_seconds=60, lease_term_seconds=30) as w:
        tenant, endpoint = await w.endpoint("hooks")
        w.receiver.manners["hooks"] = answer
        subject = new_id()
        await w.ingest(*(w.event(tenant, subject=subject, number=n) for n in range(1, 7)))
        overdue = {"due": w.room.clock.machine() - timedelta(minutes=1), "attempts": 1, "tries": 1}
        await w.room.mongo.documents(DELIVERIES).update_many({"endpoint": endpoint}, {"$set": overdue})
        ctx = w.room.context(tenant)
        async with w.engine():
            await until(lambda: len(w.receiver.ids("hooks")) == 1, 60, "the first request")
            await ctx.execute(ENDPOINT, endpoint, PauseEndpoint())
            await asyncio.sleep(2.5)  # longer than the lane believes what it knows of the endpoint
            await ctx.also("resume").execute(ENDPOINT, endpoint, ResumeEndpoint())
            await tell(w.room, [(tenant, endpoint)])
            await asyncio.sleep(1.5)
            door.set()
            await w.settled(endpoint)
        assert [receipt.body["sequence"] for receipt in w.receiver.receipts["hooks"]] == [1, 2, 3, 4, 5, 6]


async def test_redelivery_sends_again_with_the_same_id(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    async with w.engine():
        await w.ingest(w.event(tenant))
        (delivery,) = await w.settled(endpoint)
        await redeliver(w.room.context(tenant), endpoint, delivery["id"])
        await w.receiver.received("hooks", 2)
        await w.settled(endpoint)
    assert len(set(w.receiver.ids("hooks"))) == 1
    attempts = await w.attempts(delivery["id"])
    assert [(one["number"], one["trigger"]) for one in attempts] == [(1, "event"), (2, "manual")]


async def test_a_test_event_goes_through_the_engine(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks", filters=("nothing.*",))
    async with w.engine():
        queued = await send_test(w.room.context(tenant), endpoint)
        (receipt,) = await w.receiver.received("hooks", 1)
    assert receipt.id == queued.webhook_id
    assert receipt.body["type"] == "id.jembatan.notifications.test.v1"


async def test_dead_slow_and_failing_endpoints_do_not_delay_healthy_ones(mongo_url: str, database: str) -> None:
    """Everything reaches the healthy ones while not one request to those that hang has ended."""
    async with world(mongo_url, database, webhook_timeout_seconds=60) as w:
        healthy = [await w.endpoint(f"healthy{n}") for n in range(6)]
        sick = [await w.endpoint(f"sick{n}") for n in range(3)]
        free, ended = asyncio.Event(), 0

        async def hang(_: Receipt) -> web.Response:
            nonlocal ended
            await free.wait()
            ended += 1
            return web.Response()

        w.receiver.manners |= {"sick0": hang, "sick1": _answer(500), "sick2": hang}
        async with w.engine():
            for turn in range(1, 21):
                await w.ingest(*(w.event(tenant) for tenant, _ in (*healthy, *sick) for _ in range(2)))
                for n in range(6):
                    await w.receiver.received(f"healthy{n}", 2 * turn)
            assert min(len(w.receiver.receipts[path]) for path in ("sick0", "sick2")) > 0
            assert ended == 0
            free.set()


def _answer(status: int) -> Answer:
    async def answer(_: Receipt) -> web.Response:
        return web.Response(status=status)

    return answer


async def test_a_result_that_cannot_be_written_disturbs_no_other_and_does_not_spin(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [await w.endpoint(f"hooks{n}") for n in range(5)]

    def spoilt(made: Made, delivery: Delivery, *rest: Any) -> Result:
        result = result_of(made, delivery, *rest)
        bad = delivery.endpoint == places[0][1]
        return replace(result, attempt={**result.attempt, "detail": "\udcff"}) if bad else result

    monkeypatch.setattr(runner, "result_of", spoilt)
    async with w.engine():
        await w.ingest(*(w.event(tenant) for tenant, _ in places for _ in range(4)))
        for number, (_, endpoint) in enumerate(places[1:], start=1):
            deliveries = await w.settled(endpoint)
            assert [one["attempts"] for one in deliveries] == [1] * 4
            assert len(w.receiver.receipts[f"hooks{number}"]) == 4
        await asyncio.sleep(2)
        assert len(w.receiver.receipts["hooks0"]) <= 4 * 3
        monkeypatch.undo()
        assert all(one["attempts"] > 1 for one in await w.settled(places[0][1]))
