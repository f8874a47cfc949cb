"""What accumulated for an endpoint that hears nothing ends when its payload is no longer kept: one replica sees to it.

Messages, attempts, looks and finished deliveries vanish by themselves (TTL). What is pending has no end, since it may
be sent yet; but without its payload it never can be, so it fails as `payload-expired`, without an attempt.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import structlog

from services.notifications.settings import settings_of
from services.notifications.views import DELIVERIES, LANES
from services.notifications.walking import walk
from shared.holding import run_held
from shared.ids import new_id
from shared.leases import Leases
from shared.mongo import Document

_EVERY: Final = 3600.0
_LATE: Final = timedelta(hours=1)
"""After the payload: the database sweeps now and then, and a worker that is about to send may have read it before."""

log = structlog.get_logger("notifications.retention")


async def expire(rt: Any) -> int:
    """How many ended. Safe to repeat, and beside a worker: what is being sent is left alone."""
    now = rt.clock.machine()
    before, expires = now - settings_of(rt).payload_life - _LATE, now + settings_of(rt).payload_life
    ended = {"state": "failed", "error": "payload-expired", "finished": now, "expires": expires}
    count = 0
    async for lane in rt.mongo.documents(LANES).find({}, fields={"tenant": 1, "endpoint": 1}):
        kept = rt.mongo.tenant(lane["tenant"])[DELIVERIES]
        pending = {"endpoint": lane["endpoint"], "state": "pending"}

        async def find(range: dict[str, str], limit: int, kept: Any = kept, own: Any = pending) -> Sequence[Document]:
            found: list[Document] = await kept.find(
                {**own, "order": range}, sort=[("order", 1)], limit=limit, fields={"order": 1}
            )
            return found

        async for page in walk(find, "order", before):
            keys = [one["_id"] for one in page.documents]
            count += await kept.update_all({**pending, "_id": {"$in": keys}}, {"$set": ended})
    return count


async def run(rt: Any) -> None:
    """The service's worker: until cancelled, every hour, while this replica holds the lease."""
    term = rt.settings.lease_term_seconds
    leases = Leases(rt.mongo, rt.clock, new_id(), term)

    async def round(_fence: int) -> bool:
        if count := await expire(rt):
            log.info("payloads_expired", count=count)
        return False

    await run_held(leases, "webhook-retention", round, term=term, pause=_EVERY)
