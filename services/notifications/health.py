"""How an endpoint is doing. Costs the same however much it has: at most 169 small documents of counts, one lane, and
two bounded counts in the index of what is pending."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from services.notifications import tallies
from services.notifications.domain.breaker import Breaker
from services.notifications.domain.endpoint.values import Share, Status
from services.notifications.domain.throttle import Throttle
from services.notifications.engine.lanes import NEVER, REPLAYED
from services.notifications.hints import HINTS, Hint
from services.notifications.standing import standing
from services.notifications.views import DELIVERIES, LANES, TALLIES
from shared.context import Context
from shared.mongo import Document

WINDOWS: Final = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": tallies.LONGEST}
_HINTS: Final[Mapping[str, Hint]] = {str(error): hint for error, hint in HINTS.items()}
MOST: Final = 10_000
"""So far is counted what is pending."""


SilentBecause = Literal["asked-by-receiver", "failing", "our-fault"]


class Window(BaseModel):
    """Some time until now. Failures that are our own fault do not count."""

    attempts: int
    delivered: int
    failed: int
    success_rate: float | None = Field(description="Of attempts, 0 to 1; null without any.", examples=[0.998])
    p50: float | None = Field(description="Milliseconds, at most 5 % off.", examples=[42.0])
    p95: float | None
    p99: float | None


class Queue(BaseModel):
    """What is to be sent. Counted up to 10,000."""

    pending: int = Field(description="Due at once, replayed ones included.")
    waiting: int = Field(description="Failed before, and due later.")
    counted_all: bool = Field(description="False when there is more than is counted.")
    oldest: datetime | None = Field(description="When the longest waiting was heard.")
    next_due: datetime | None = Field(description="When the soonest of those that wait is due.")


class Last(BaseModel):
    """The latest of its kind in the last seven days."""

    at: datetime
    status: int | None
    error: str | None = Field(None, examples=["timeout"])
    hint_id: str | None = Field(None, description="How to mend it, in Indonesian.")
    hint_en: str | None = Field(None, description="How to mend it, in English.")


class Health(BaseModel):
    """An endpoint as it does now. Counts are up to a few seconds old."""

    status: Status
    windows: dict[str, Window] = Field(description="`1h`, `24h` and `7d`.")
    breaker: str = Field(description="closed, open or half-open.", examples=["closed"])
    breaker_open_until: datetime | None
    failing_since: datetime | None = Field(description="Nothing has succeeded since; after five days it is disabled.")
    warned: Share | None = Field(None, description="Of these five days, in per cent, its owner was told at.")
    silent_until: datetime | None = Field(None, description="Nothing is sent before, whatever is due.")
    silent_because: SilentBecause | None = Field(
        None,
        description="The receiver asked for it (`Retry-After`), it failed too often (the breaker is open), or we could "
        "reach nobody.",
        examples=["asked-by-receiver"],
    )
    lane: str = Field(description="none (never had anything), working or resting.", examples=["resting"])
    queue: Queue
    last_success: Last | None
    last_failure: Last | None


async def of(ctx: Context, endpoint: str) -> Health:
    """`NotFound` for an endpoint that is not there."""
    loaded = await standing(ctx, endpoint)
    now = ctx.runtime.clock.machine()
    hours = await _hours(ctx, endpoint, now)
    lane = await ctx[LANES].find_one({"_id": ctx[LANES].key(endpoint)})
    breaker = Breaker.model_validate((lane or {}).get("breaker") or {})
    throttle = Throttle.model_validate((lane or {}).get("throttle") or {})
    silent_until, silent_because = _silence(breaker, throttle, now)
    return Health(
        status=loaded.state.status,
        windows={name: _window(tallies.since(hours, now - length)) for name, length in WINDOWS.items()},
        breaker=_breaker(breaker, now),
        breaker_open_until=breaker.open_until,
        failing_since=breaker.failing_since,
        warned=breaker.warned,
        silent_until=silent_until,
        silent_because=silent_because,
        lane="none" if lane is None else "working" if lane["owner"] else "resting",
        queue=await _queue(ctx, endpoint),
        last_success=_last(hours, "last_success"),
        last_failure=_last(hours, "last_failure"),
    )


async def _hours(ctx: Context, endpoint: str, now: datetime) -> list[Document]:
    """Oldest first."""
    kept = ctx[TALLIES]
    first, last = (tallies.hour_of(at) for at in (now - tallies.LONGEST, now))
    span = {"$gte": kept.key(f"{endpoint}/{first:%Y-%m-%dT%H}"), "$lte": kept.key(f"{endpoint}/{last:%Y-%m-%dT%H}")}
    return await kept.find({"_id": span}, sort=[("_id", 1)])


def _window(tally: tallies.Tally) -> Window:
    percentiles = {name: tally.percentile(share) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    made = tally.delivered + tally.failed
    return Window(
        attempts=made, delivered=tally.delivered, failed=tally.failed, success_rate=tally.success_rate, **percentiles
    )


def _breaker(breaker: Breaker, now: datetime) -> str:
    return "open" if breaker.is_open(now) else "half-open" if breaker.half_open(now) else "closed"


def _silence(breaker: Breaker, throttle: Throttle, now: datetime) -> tuple[datetime | None, SilentBecause | None]:
    """Until when, and why so long."""
    reasons: tuple[tuple[datetime | None, SilentBecause], ...] = (
        (throttle.quiet_until, "asked-by-receiver"),
        (breaker.open_until, "failing"),
        (throttle.cut_off_until, "our-fault"),
    )
    ahead = [(until, because) for until, because in reasons if until is not None and until > now]
    return max(ahead, key=lambda one: one[0], default=(None, None))


async def _queue(ctx: Context, endpoint: str) -> Queue:
    """Each part is a range of the index of what is pending, and none is read further than `MOST`."""
    own = {"endpoint": endpoint, "state": "pending"}
    later = {**own, "due": {"$gt": REPLAYED, "$lt": NEVER}}
    kept = ctx[DELIVERIES]
    due = await kept.count({**own, "due": {"$lt": REPLAYED + timedelta(milliseconds=1)}}, most=MOST + 1)
    waiting = await kept.count(later, most=MOST + 1)
    oldest = await kept.find(own, sort=[("order", 1)], limit=1, fields={"created": 1})
    soonest = await kept.find(later, sort=[("due", 1), ("order", 1)], limit=1, fields={"due": 1})
    return Queue(
        pending=min(due, MOST),
        waiting=min(waiting, MOST),
        counted_all=max(due, waiting) <= MOST,
        oldest=oldest[0]["created"] if oldest else None,
        next_due=soonest[0]["due"] if soonest else None,
    )


def _last(hours: list[Document], name: str) -> Last | None:
    found: dict[str, Any] | None = next((hour[name] for hour in reversed(hours) if name in hour), None)
    if found is None:
        return None
    hint = _HINTS.get(found.get("error") or "")
    return Last(**found, hint_id=hint.id if hint else None, hint_en=hint.en if hint else None)
