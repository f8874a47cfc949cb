"""Health of an endpoint: figures of its attempts, breaker, queue, and what to mend; cheap however much there is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from services.notifications import health, metrics, watching
from services.notifications.domain.breaker import Breaker
from services.notifications.domain.throttle import Throttle
from services.notifications.engine.lanes import REPLAYED
from services.notifications.tallies import Tallies
from services.notifications.views import DELIVERIES, LANES
from shared.clock import SystemClock
from shared.ids import new_id
from shared.refusals import NotFound
from tests.integration.notifications_world import Receipt, World, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_flush_seconds=30) as made:
        yield made


async def test_what_was_sent_is_told_with_rate_latency_and_a_hint(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    w.room.settings = w.room.settings.model_copy(update={"retry_steps": (0.0,)})

    async def sometimes(receipt: Receipt) -> web.Response:
        return web.Response(status=500 if receipt.body["sequence"] == 4 else 204)

    w.receiver.manners["hooks"] = sometimes
    async with w.engine():
        await w.ingest(*(w.event(tenant, number=number) for number in range(1, 5)))
        await w.receiver.received("hooks", 4)
    told = await health.of(w.room.context(tenant), endpoint)
    for name in ("1h", "24h", "7d"):
        window = told.windows[name]
        assert (window.attempts, window.delivered, window.failed, window.success_rate) == (4, 3, 1, 0.75)
        assert window.p50 is not None
        assert window.p99 is not None
        assert window.p50 <= window.p99
    assert told.status == "verified"
    assert (told.breaker, told.lane) == ("closed", "resting")
    assert told.last_success is not None
    assert told.last_failure is not None
    assert (told.last_failure.error, told.last_failure.status) == ("refused-status", 500)
    assert "2xx" in (told.last_failure.hint_en or "")
    assert "2xx" in (told.last_failure.hint_id or "")


async def test_the_queue_tells_what_is_due_and_what_waits(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.ingest(*(w.event(tenant) for _ in range(5)))
    kept, now = w.room.mongo.documents(DELIVERIES), w.room.clock.machine()
    first, second, third, *_ = await w.deliveries(endpoint)
    await kept.update_one({"_id": first["_id"]}, {"$set": {"due": now + timedelta(hours=1)}})
    await kept.update_one({"_id": second["_id"]}, {"$set": {"due": now + timedelta(hours=2)}})
    await kept.update_one({"_id": third["_id"]}, {"$set": {"due": REPLAYED}})
    queue = (await health.of(w.room.context(tenant), endpoint)).queue
    assert (queue.pending, queue.waiting, queue.counted_all) == (3, 2, True)
    assert (queue.oldest, queue.next_due) == (first["created"], now + timedelta(hours=1))


async def test_counting_stops_at_the_most(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.ingest(*(w.event(tenant) for _ in range(5)))
    monkeypatch.setattr(health, "MOST", 3)
    queue = (await health.of(w.room.context(tenant), endpoint)).queue
    assert (queue.pending, queue.counted_all) == (3, False)


async def test_an_open_breaker_is_seen_by_the_owner_and_by_those_who_run_it(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    now = w.room.clock.machine()
    breaker = Breaker(open_until=now + timedelta(minutes=4), failing_since=now)
    lanes = w.room.mongo.documents(LANES)
    assert (await health.of(w.room.context(tenant), endpoint)).lane == "none"
    await w.ingest(w.event(tenant))
    watcher = watching.Watcher(w.room)
    await watcher.look()
    assert metrics.BREAKERS_OPEN._value.get() == 0
    resting = {"breaker": breaker.model_dump(exclude_none=True), "next_due": breaker.open_until}
    await lanes.update_one({"endpoint": endpoint}, {"$set": resting})
    told = await health.of(w.room.context(tenant), endpoint)
    assert (told.breaker, told.breaker_open_until) == ("open", breaker.open_until)
    await watcher.look()
    assert metrics.BREAKERS_OPEN._value.get() == 1
    await w.ingest(w.event(tenant))
    await watcher.look()
    assert metrics.BREAKERS_OPEN._value.get() == 1, "something more came, so the lane is due at once"
    await lanes.update_one({"endpoint": endpoint}, {"$set": {"breaker.open_until": now - timedelta(seconds=1)}})
    await watcher.look()
    assert metrics.BREAKERS_OPEN._value.get() == 0


class HandClock(SystemClock):
    """Monotonic time by hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


async def test_a_lane_is_late_once_it_was_due_for_a_minute_and_nobody_took_it(w: World) -> None:
    (tenant, endpoint), (busy_tenant, busy) = await w.endpoint("hooks"), await w.endpoint("busy")
    w.room.clock, lanes = HandClock(), w.room.mongo.documents(LANES)
    clock, watcher = w.room.clock, watching.Watcher(w.room)

    async def late(after: float) -> float:
        clock.seconds += after
        await watcher.look()
        return metrics.LANES_LATE._value.get()

    await w.ingest(w.event(tenant), w.event(busy_tenant))
    assert [await late(after) for after in (0, 30, 29)] == [0, 0, 0], "due at once is not due since the year 2000"
    await lanes.update_one({"endpoint": busy}, {"$inc": {"fence": 1}})
    assert [await late(after) for after in (2, 30)] == [1, 1], "the busy one was taken meanwhile, and given back"
    await lanes.update_one({"endpoint": endpoint}, {"$set": {"owner": "somebody"}})
    assert [await late(after) for after in (0, 31)] == [0, 1]
    rests = {"next_due": clock.machine() + timedelta(hours=1)}
    await lanes.update_many({}, {"$set": {"owner": None, **rests}})
    assert [await late(after) for after in (0, 61)] == [0, 0]


@pytest.mark.parametrize(
    ("asked", "opened", "cut_off", "because"),
    [
        (None, None, None, None),
        (-60, None, None, None),
        (3600, None, None, "asked-by-receiver"),
        (60, 240, None, "failing"),
        (None, 5, 30, "our-fault"),
    ],
)
async def test_until_when_and_why_nothing_is_sent_is_told(
    w: World, asked: int | None, opened: int | None, cut_off: int | None, because: str | None
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    await w.ingest(w.event(tenant))
    now = w.room.clock.machine().replace(microsecond=0)
    quiet, open_, cut = (None if one is None else now + timedelta(seconds=one) for one in (asked, opened, cut_off))
    breaker = Breaker(open_until=open_, failing_since=now, warned=70).model_dump(exclude_none=True)
    throttle = Throttle(quiet_until=quiet, cut_off_until=cut).model_dump(exclude_none=True)
    changed = {"$set": {"breaker": breaker, "throttle": throttle}}
    await w.room.mongo.documents(LANES).update_one({"endpoint": endpoint}, changed)
    told = await health.of(w.room.context(tenant), endpoint)
    longest = max((one for one in (quiet, open_, cut) if one), default=None)
    assert (told.silent_until, told.silent_because) == (longest if because else None, because)
    assert (told.failing_since, told.warned) == (now, 70)


async def test_what_two_processes_counted_adds_up_and_our_own_faults_count_for_nothing(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    now = w.room.clock.machine()
    for _ in range(2):
        tallies = Tallies(w.room.mongo)
        for error, took in ((None, 10.0), ("timeout", 10.0), ("egress", 15_000.0)):
            attempt: dict[str, Any] = {"ended": now, "error": error, "status": None, "times": {"total": took}}
            tallies.add((tenant, endpoint), attempt)
        await tallies.flush()
        await tallies.flush()
    told = await health.of(w.room.context(tenant), endpoint)
    window = told.windows["1h"]
    assert (window.attempts, window.success_rate) == (4, 0.5)
    assert (window.p50, window.p99) == (pytest.approx(10, rel=0.06), pytest.approx(10, rel=0.06))
    assert told.last_failure is not None
    assert told.last_failure.error == "timeout"


async def test_another_tenants_endpoint_has_no_health_here(w: World) -> None:
    _, endpoint = await w.endpoint("hooks")
    with pytest.raises(NotFound):
        await health.of(w.room.context(new_id()), endpoint)
