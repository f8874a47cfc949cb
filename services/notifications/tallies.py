"""How attempts went, counted per endpoint and five minutes: what health is told from, without reading attempts.

Counted in memory and written every few seconds, one update per endpoint and hour, beside the path of deliveries. What a
killed process had not written is missing from the figures; nothing is counted twice, since a failed write is dropped.
"""

import asyncio
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from services.notifications.domain.retries import Ours
from services.notifications.engine.lanes import Place
from services.notifications.views import TALLIES, key
from shared.mongo import Mongo

LONGEST: Final = timedelta(days=7)
SLOT: Final = timedelta(minutes=5)
_KEPT: Final = LONGEST + timedelta(days=1)
_EVERY: Final = 3.0
"""Seconds between two writes."""
_GROWTH: Final = math.log(1.1)
"""Classes of latency grow by a tenth, so a percentile is at most 5 % off."""

_log = structlog.get_logger("notifications.tallies")


@dataclass(slots=True)
class _Hour:
    """What is not written yet of one endpoint and hour."""

    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    last: dict[str, Any] = field(default_factory=dict)


class Tallies:
    """Of one process."""

    def __init__(self, mongo: Mongo) -> None:
        self._documents = mongo.documents(TALLIES)
        self._hours: dict[tuple[Place, datetime], _Hour] = {}

    def add(self, place: Place, attempt: Mapping[str, Any]) -> None:
        """One attempt, as it is recorded; of what was our own fault nothing but that it was."""
        ended: datetime = attempt["ended"]
        hour = self._hours.setdefault((place, hour_of(ended)), _Hour())
        slot, error = str(ended.minute // 5), attempt["error"]
        if error in Ours:
            hour.counts[f"slots.{slot}.ours"] += 1
            return
        hour.counts[f"slots.{slot}.{'failed' if error else 'delivered'}"] += 1
        if (total := (attempt.get("times") or {}).get("total")) is not None:
            hour.counts[f"slots.{slot}.took.{class_of(total)}"] += 1
        if error:
            hour.last["last_failure"] = {"at": ended, "error": error, "status": attempt["status"]}
        else:
            hour.last["last_success"] = {"at": ended, "status": attempt["status"]}

    async def run(self) -> None:
        """Until cancelled; then whoever cancels flushes once more."""
        while True:
            await asyncio.sleep(_EVERY)
            await self.flush()

    async def flush(self) -> None:
        """Write what was counted."""
        hours, self._hours = self._hours, {}
        writes = [_write(place, at, hour) for (place, at), hour in hours.items()]
        try:
            if writes:
                await self._documents.bulk_write(writes, ordered=False)
        except PyMongoError as error:
            _log.warning("tallies_dropped", error=type(error).__name__)


def _write(place: Place, at: datetime, hour: _Hour) -> UpdateOne:
    tenant, endpoint = place
    id = f"{endpoint}/{at:%Y-%m-%dT%H}"
    new = {"tenant": tenant, "id": id, "endpoint": endpoint, "at": at, "expires": at + _KEPT}
    change: dict[str, Any] = {"$inc": dict(hour.counts), "$setOnInsert": new}
    if hour.last:
        change["$set"] = hour.last
    return UpdateOne({"_id": key(tenant, id)}, change, upsert=True)


def hour_of(at: datetime) -> datetime:
    """Its beginning."""
    return at.replace(minute=0, second=0, microsecond=0)


def class_of(milliseconds: float) -> int:
    """The class of a latency."""
    return max(0, math.ceil(math.log(max(milliseconds, 1.0)) / _GROWTH))


def milliseconds_of(latency_class: int) -> float:
    """The middle of a class."""
    return round(math.exp((latency_class - 0.5) * _GROWTH), 1) if latency_class else 1.0


@dataclass(slots=True)
class Tally:
    """What was counted in some time."""

    delivered: int = 0
    failed: int = 0
    took: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, slot: Mapping[str, Any]) -> None:
        """Five minutes more."""
        self.delivered += slot.get("delivered", 0)
        self.failed += slot.get("failed", 0)
        for latency_class, count in slot.get("took", {}).items():
            self.took[int(latency_class)] += count

    @property
    def success_rate(self) -> float | None:
        """Of attempts, 0 to 1; None without any. Failures that are ours count for nothing."""
        made = self.delivered + self.failed
        return round(self.delivered / made, 4) if made else None

    def percentile(self, share: float) -> float | None:
        """Milliseconds within which this share of the requests ended; None without any."""
        wanted, seen = share * sum(self.took.values()), 0
        for latency_class, count in sorted(self.took.items()):
            seen += count
            if seen >= wanted:
                return milliseconds_of(latency_class)
        return None


def since(hours: list[dict[str, Any]], start: datetime) -> Tally:
    """Of the five minutes that end after `start`."""
    tally = Tally()
    for hour in hours:
        for number, slot in hour.get("slots", {}).items():
            if hour["at"] + (int(number) + 1) * SLOT > start:
                tally.add(slot)
    return tally
