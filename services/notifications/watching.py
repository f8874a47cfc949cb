"""How all endpoints are doing, for those who run the deployment: two gauges, the same in every replica."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications import metrics
from services.notifications.domain.retries import LONGEST_RETRY_AFTER
from services.notifications.views import LANES

_EVERY: Final = 15.0
_LATE: Final = 60.0
"""Seconds for which a lane is due and nobody's."""
_CLOSED: Final = timedelta(seconds=LONGEST_RETRY_AFTER)
"""A lane whose breaker is open rests for no longer, also when its receiver asked for silence."""
_MOST: Final = 10_000

_log = structlog.get_logger("notifications.watching")

_Seen = tuple[str, int]
"""A lane as nobody's: its `_id`, and the fence, which grows whenever somebody takes it."""


async def watch(rt: Any) -> None:
    """The service's worker: until cancelled."""
    watcher = Watcher(rt)
    while True:
        try:
            await watcher.look()
        except PyMongoError as error:
            _log.warning("lanes_unreadable", error=type(error).__name__)
        await asyncio.sleep(_EVERY)


class Watcher:
    """Remembers since when it has seen which lane due and nobody's: what is due at once does not say since when."""

    def __init__(self, rt: Any) -> None:
        self._clock, self._lanes = rt.clock, rt.mongo.documents(LANES)
        self._seen: dict[_Seen, float] = {}

    async def look(self) -> None:
        """Set the gauges. Nothing is counted beyond 10,000."""
        metrics.BREAKERS_OPEN.set(await self._open())
        metrics.LANES_LATE.set(await self._late())

    async def _open(self) -> int:
        """Lanes that rest for longer are not read: an open breaker rests until it is half open."""
        now = self._clock.machine()
        open = {"next_due": {"$lt": now + _CLOSED}, "breaker.open_until": {"$gt": now}}
        return int(await self._lanes.count(open, most=_MOST))

    async def _late(self) -> int:
        due = {"next_due": {"$lte": self._clock.machine()}, "owner": None}
        found = await self._lanes.find(due, fields={"fence": 1}, limit=_MOST)
        now = self._clock.monotonic()
        lanes: list[_Seen] = [(lane["_id"], lane["fence"]) for lane in found]
        self._seen = {lane: self._seen.get(lane, now) for lane in lanes}
        return sum(now - since >= _LATE for since in self._seen.values())
