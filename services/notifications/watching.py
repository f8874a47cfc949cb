"""How all endpoints are doing, for those who run the deployment: two gauges, the same in every replica."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications import metrics
from services.notifications.domain.breaker import Breaker
from services.notifications.domain.retries import LONGEST_RETRY_AFTER
from services.notifications.views import LANES

_EVERY: Final = 15.0
_LATE: Final = timedelta(minutes=1)
_CLOSED: Final = timedelta(seconds=LONGEST_RETRY_AFTER)
"""A lane whose breaker is open rests for no longer, also when its receiver asked for silence."""
_MOST: Final = 10_000

_log = structlog.get_logger("notifications.watching")


async def watch(rt: Any) -> None:
    """The service's worker: until cancelled."""
    while True:
        try:
            await look(rt)
        except PyMongoError as error:
            _log.warning("lanes_unreadable", error=type(error).__name__)
        await asyncio.sleep(_EVERY)


async def look(rt: Any) -> None:
    """Lanes that rest for longer are not read: an open breaker rests until it is half open."""
    now, lanes = rt.clock.machine(), rt.mongo.documents(LANES)
    waiting = await lanes.find(
        {"next_due": {"$gte": now - _LATE, "$lt": now + _CLOSED}}, fields={"breaker": 1}, limit=_MOST
    )
    breakers = [Breaker.model_validate(lane.get("breaker") or {}) for lane in waiting]
    metrics.BREAKERS_OPEN.set(sum(one.is_open(now) for one in breakers))
    metrics.LANES_LATE.set(await lanes.count({"next_due": {"$lt": now - _LATE}, "owner": None}, most=_MOST))
