"""Ten attempts over three days, spread, or when the receiver asks for it: on a machine clock that the test sets."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from services.notifications.domain.retries import JITTER, LONGEST_RETRY_AFTER, STANDARD_STEPS
from services.notifications.views import DELIVERIES
from services.notifications.wire import delivery_id, message_id
from shared.clock import SystemClock
from shared.envelope import Record
from tests.integration.notifications_world import Answer, Receipt, World, world

STEPS = ",".join(map(str, STANDARD_STEPS))
MILLISECOND = timedelta(milliseconds=1)


class SetClock(SystemClock):
    """Machine time stands where it is put: on a whole second at first."""

    def __init__(self) -> None:
        super().__init__()
        self.at = super().machine().replace(microsecond=0)

    def machine(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The receivers' clock is the same, so that they believe what is signed on it."""
    clock = SetClock()
    theirs = SimpleNamespace(now=lambda tz: clock.at, fromtimestamp=datetime.fromtimestamp)
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", theirs)
    return clock


@pytest.fixture
async def w(mongo_url: str, database: str, clock: SetClock) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=15, retry_steps=STEPS) as made:
        made.room.clock = clock
        yield made
        assert made.receiver.forged == []


def refusing(event: Record, said: Callable[[], dict[str, str]] = dict) -> Answer:
    """500 with these headers for this event; every other is taken."""

    async def answer(receipt: Receipt) -> web.Response:
        if receipt.id != message_id(event.id):
            return web.Response(status=204)
        return web.Response(status=500, headers=said())

    return answer


async def attempted(w: World, endpoint: str, event: Record, number: int) -> dict[str, Any]:
    """The record of this attempt, once it was made and is the last; the delivery is due when it says."""
    await w.counted(endpoint, 1, event=event.id, attempts=number, state={"$ne": "sending"})
    (delivery,) = [one for one in await w.deliveries(endpoint) if one["event"] == event.id]
    last = (await w.attempts(delivery_id(event.id, endpoint)))[-1]
    assert (last["number"], last["next_due"]) == (number, delivery["due"] if delivery["state"] == "pending" else None)
    return last


async def attempted_then(w: World, clock: SetClock, endpoint: str, event: Record, before: dict[str, Any]) -> Any:
    """The next attempt: not a millisecond before it is due, when what is fresh is sent, and then it is made."""
    clock.at = before["next_due"] - MILLISECOND
    fresh = w.event(event.partners[0])
    await w.ingest(fresh)
    await w.counted(endpoint, 1, event=fresh.id, state="delivered")
    assert w.receiver.ids("hooks").count(message_id(event.id)) == before["number"]
    clock.at = before["next_due"]
    return await attempted(w, endpoint, event, before["number"] + 1)


async def test_ten_attempts_each_when_its_step_is_over_and_spread_by_up_to_a_fifth(w: World, clock: SetClock) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event, began, spread = w.event(tenant), clock.at, list[float]()
    w.receiver.manners["hooks"] = refusing(event)
    async with w.engine():
        await w.ingest(event)
        attempt = await attempted(w, endpoint, event, 1)
        for step in STANDARD_STEPS[1:]:
            waits = (attempt["next_due"] - attempt["ended"]).total_seconds()
            assert step <= waits <= step * (1 + JITTER)
            spread.append(waits / step - 1)
            attempt = await attempted_then(w, clock, endpoint, event, attempt)
    assert (attempt["number"], attempt["next_due"]) == (10, None)
    assert await w.room.mongo.documents(DELIVERIES).count({"event": event.id, "state": "failed"}) == 1
    assert max(spread) - min(spread) > 0.001, "they are spread by chance, each by its own"
    days = (clock.at - began) / timedelta(days=1)
    assert 3.1 < sum(STANDARD_STEPS) / 86_400 <= days <= sum(STANDARD_STEPS) * (1 + JITTER) / 86_400 < 3.8


def date(at: datetime) -> str:
    """As HTTP writes it."""
    return format_datetime(at, usegmt=True)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        pytest.param(lambda _: "120", 120, id="seconds"),
        pytest.param(lambda now: date(now + timedelta(hours=1)), 3600, id="date"),
        pytest.param(lambda _: "864000", LONGEST_RETRY_AFTER, id="seconds, ten days"),
        pytest.param(lambda now: date(now + timedelta(days=10)), LONGEST_RETRY_AFTER, id="date, ten days"),
    ],
)
async def test_what_the_receiver_asks_for_stands_in_place_of_the_step(
    w: World, clock: SetClock, said: Callable[[datetime], str], seconds: float
) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    event = w.event(tenant)
    w.receiver.manners["hooks"] = refusing(event, lambda: {"Retry-After": said(clock.at)})
    async with w.engine():
        await w.ingest(event)
        first = await attempted(w, endpoint, event, 1)
        assert first["next_due"] - first["ended"] == timedelta(seconds=seconds)
        assert first["why"].startswith("Retry-After")
        assert (await attempted_then(w, clock, endpoint, event, first))["status"] == 500
