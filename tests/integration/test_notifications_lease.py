"""A lease that is almost over: nothing is sent that could end after it."""

import asyncio
from typing import Any

import pytest

from services.notifications.engine.targets import Target, Targets
from services.notifications.settings import settings_of
from services.notifications.views import LANES
from shared.clock import SystemClock
from tests.integration.notifications_world import world


class AheadClock(SystemClock):
    """Monotonic time, moved by hand."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


async def test_nothing_is_posted_or_intended_when_a_request_could_end_after_the_lease(
    mongo_url: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that stood still between the intent and the request, for longer than it may."""
    async with world(mongo_url, database, webhook_timeout_seconds=60, webhook_flush_seconds=60) as w:
        w.room.clock = clock = AheadClock()
        limits, intents = settings_of(w.room).limits, 0

        async def stand_still(name: str) -> None:
            nonlocal intents
            if name == "webhook.after-intent":
                intents += 1
                clock.ahead = limits.term - 0.75 * (limits.deadline + limits.flush) if intents == 1 else 0.0

        monkeypatch.setattr("services.notifications.engine.deliveries.point", stand_still)
        tenant, endpoint = await w.endpoint("hooks")
        async with w.engine():
            await w.ingest(w.event(tenant))
            await w.counted(endpoint, 1, state="pending", attempts=0, intent={"$exists": True})  # withdrawn
            await asyncio.sleep(0.5)
            assert (w.receiver.ids("hooks"), intents) == ([], 1), "neither sent nor intended again"
            clock.ahead = 0.0  # as if the lease had been renewed
            (delivery,) = await w.settled(endpoint)
        assert (len(w.receiver.ids("hooks")), delivery["attempts"], delivery["tries"]) == (1, 1, 1)


async def test_a_cancellation_that_a_driver_drops_stops_a_lane_all_the_same(
    mongo_url: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, dropped, read = asyncio.Event(), 0, Targets.read

    async def drops(targets: Targets, *args: Any) -> Target | None:
        nonlocal dropped
        if reading.is_set() and not dropped:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                dropped += 1
        return await read(targets, *args)

    monkeypatch.setattr(Targets, "read", drops)
    async with world(mongo_url, database) as w:
        tenant, endpoint = await w.endpoint("hooks")
        async with w.engine():
            await w.ingest(w.event(tenant))
            await w.settled(endpoint)
            reading.set()
            await w.ingest(w.event(tenant))
            await asyncio.sleep(0.2)
        assert dropped == 1
        lane = await w.room.mongo.documents(LANES).find_one({"endpoint": endpoint})
        assert lane is not None
        assert lane["owner"] is None


async def test_a_lane_whose_past_cannot_be_read_begins_anew(mongo_url: str, database: str) -> None:
    """As one that a later version has stored."""
    async with world(mongo_url, database) as w:
        tenant, endpoint = await w.endpoint("hooks")
        await w.ingest(w.event(tenant))
        spoilt = {"$set": {"breaker": {"wait": "long"}, "throttle": {"size": "small"}}}
        await w.room.mongo.documents(LANES).update_one({"endpoint": endpoint}, spoilt)
        async with w.engine():
            (delivery,) = await w.settled(endpoint)
        assert delivery["attempts"] == 1
        assert w.receiver.ids("hooks") == [delivery["message_id"]]
