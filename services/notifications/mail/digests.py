"""Digests: what accumulates for an endpoint becomes one delivery at seven in the morning of the reader's zone.

No item is marked: a digest's id follows from endpoint and hour, its message lists what it holds, and only what stands
in the stored message is removed. So every step may be repeated, by this process or by another one after a crash.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import structlog
from pydantic import ValidationError
from pymongo import InsertOne

from services.notifications import ingest, wire
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.values import Digest, Recipient
from services.notifications.mail.items import ITEMS
from services.notifications.mail.letters import DIGEST_TYPE
from services.notifications.settings import settings_of
from services.notifications.views import DELIVERIES, MESSAGES, document, key
from shared.faults import point
from shared.holding import run_held
from shared.ids import id_floor, id_of, new_id
from shared.leases import Leases
from shared.runtime import Runtime

HOUR: Final = time(7)
_LARGEST: Final = 500
"""Events in one mail; more make another one."""
_LOOK_EVERY: Final = 30.0
"""Seconds; each look goes through all that waits for its hour."""

_log = structlog.get_logger("notifications.digests")


def last_hour(kind: Digest, zone: str, now: datetime) -> datetime:
    """The last seven o'clock at or before `now`: of any day, or of a Monday. In UTC."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)
    if kind == "weekly":
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, HOUR, ZoneInfo(zone)).astimezone(UTC)


async def make_digests(rt: Runtime) -> int:
    """Every digest whose hour has come; how many were made. For an endpoint that cannot be read it goes on waiting."""
    waiting = await rt.mongo.documents(ITEMS).aggregate(
        [{"$match": {"at": {"$lt": rt.clock.now()}}}, {"$group": {"_id": {"t": "$tenant", "e": "$endpoint"}}}]
    )
    return sum([await _make(rt, one["_id"]["t"], one["_id"]["e"]) for one in waiting])


async def _make(rt: Runtime, tenant: str, endpoint: str) -> int:
    current = await rt.mongo.tenant(tenant)[ENDPOINT.collection].get(endpoint)
    try:
        state = Endpoint.model_validate(current["state"]) if current else None
    except ValidationError:
        _log.error("endpoint_unreadable", endpoint=endpoint)
        return 0
    if state is None or state.mail is None or state.status == "removed":
        await rt.mongo.tenant(tenant)[ITEMS].remove_all({"endpoint": endpoint})
        return 0
    return await _of(rt, tenant, endpoint, state.mail) if state.hears else 0


async def _of(rt: Runtime, tenant: str, endpoint: str, whom: Recipient) -> int:
    hour, part, made = last_hour(whom.digest, whom.zone, rt.clock.now()), 0, 0
    while items := await _due(rt, tenant, endpoint, hour):
        made += await _file(rt, tenant, endpoint, _id(endpoint, hour, part), items)
        part += 1
    return made


async def _due(rt: Runtime, tenant: str, endpoint: str, hour: datetime) -> list[dict[str, Any]]:
    due = {"endpoint": endpoint, "at": {"$lt": hour}}
    return [one async for one in rt.mongo.tenant(tenant)[ITEMS].find(due, sort=[("at", 1)], limit=_LARGEST)]


async def _file(rt: Runtime, tenant: str, endpoint: str, digest: str, items: Sequence[dict[str, Any]]) -> int:
    """Message, delivery, and then the items of the message go; 1 if the message is a new one."""
    now = rt.clock.machine()
    fresh = await rt.mongo.documents(MESSAGES).find_one({"_id": key(tenant, digest)}) is None
    message = _message(rt, tenant, endpoint, digest, items)
    await rt.mongo.documents(MESSAGES).write_new([InsertOne(message)])
    await point("mail.after-digest")
    fields = {"type": DIGEST_TYPE, "stream": f"digest/{endpoint}", "subject": endpoint, "number": 1, "trigger": "event"}
    delivery = ingest.delivery_document(tenant, endpoint, digest, now, **fields)
    await rt.mongo.documents(DELIVERIES).write_new([InsertOne(delivery)])
    await ingest.tell(rt, [(tenant, endpoint)])
    stored = await rt.mongo.documents(MESSAGES).find_one({"_id": key(tenant, digest)})
    filed = stored["items"] if stored else []
    await rt.mongo.tenant(tenant)[ITEMS].remove_all({"endpoint": endpoint, "event": {"$in": filed}})
    return int(fresh)


def _message(rt: Runtime, tenant: str, endpoint: str, digest: str, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    now = rt.clock.machine()
    said = wire.body(
        type=DIGEST_TYPE,
        timestamp=rt.clock.now(),
        id=digest,
        tenant=tenant,
        subject=endpoint,
        sequence=1,
        data={"events": [msgspec.json.decode(bytes(one["said"])) for one in items]},
    )
    kept = {"type": DIGEST_TYPE, "body": said, "trace": None, "created": now}
    expires = now + settings_of(rt).payload_life
    return document(tenant, digest, **kept, expires=expires, items=[one["event"] for one in items])


def _id(endpoint: str, hour: datetime, part: int) -> str:
    """The same for the same hour, sorted by it: an id as of an event."""
    return id_of(f"{endpoint}/{hour.isoformat()}/{part}", id_floor(hour))


async def send_digests(rt: Runtime) -> None:
    """The service's worker: while this replica holds the lease, digests are made when their hour has come."""
    term = rt.settings.lease_term_seconds

    async def round(_fence: int) -> bool:
        await make_digests(rt)
        return False

    await run_held(Leases(rt.mongo, rt.clock, new_id(), term), "digests", round, term=term, pause=_LOOK_EVERY)
