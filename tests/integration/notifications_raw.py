"""The loop that the engine is measured against: the same writes into the same collections, and the same POSTs."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp
from pymongo import InsertOne
from standardwebhooks.webhooks import Webhook

from services.notifications import wire
from services.notifications.engine.deliveries import Delivery, Intent, Result
from services.notifications.ingest import delivery_document, message_document
from services.notifications.views import ATTEMPTS, DELIVERIES, MESSAGES, WATERMARKS, document, key
from shared.envelope import Record
from tests.integration.notifications_world import World

UNDER_WAY: Final = 16
"""Deliveries that one lane has under way: twice the window."""
LIFE: Final = timedelta(days=90)


async def heard(w: World, tenant: str, endpoint: str, events: Sequence[Record]) -> list[dict[str, Any]]:
    """One batch: messages, deliveries, watermarks."""
    now = datetime.now(UTC)
    rendered = [(one, wire.body(**_said(one))) for one in events]
    headers = wire.ENVELOPE_HEADERS
    messages = [
        document(
            tenant,
            one.id,
            expires=now + LIFE,
            **message_document(one.type, wire.Rendered(body, headers), one.traceparent, now),
        )
        for one, body in rendered
    ]
    deliveries = [
        delivery_document(
            tenant, endpoint, one.id, now, message=one.id, type=one.type, stream=one.stream, subject=one.subject,
            number=one.number, trigger="event",
        )
        for one in events
    ]  # fmt: skip
    marks = [document(tenant, f"{endpoint}{one.stream}", number=1) for one in events]
    for name, writes in (
        (MESSAGES, [InsertOne(one) for one in messages]),
        (DELIVERIES, [InsertOne(one) for one in deliveries]),
        (WATERMARKS, [InsertOne(one) for one in marks]),
    ):
        await w.room.mongo.documents(name).bulk_write(writes, ordered=False)
    return deliveries


def _said(one: Record) -> dict[str, Any]:
    said = {"type": one.type, "timestamp": one.time, "id": one.id, "tenant": one.tenant, "subject": one.subject}
    return {**said, "sequence": one.number, "data": one.data}


async def sent(w: World, session: aiohttp.ClientSession, hook: str, some: Sequence[dict[str, Any]]) -> None:
    """As many as are under way together: their bytes read, intents, POSTs, records of attempts, results."""
    now = datetime.now(UTC)
    stored = w.room.mongo.documents
    keys = [key(one["tenant"], one["message"]) for one in some]
    bodies = {one["id"]: bytes(one["body"]) for one in await stored(MESSAGES).find({"_id": {"$in": keys}})}
    known = [Delivery.read(one) for one in some]
    await stored(DELIVERIES).bulk_write([Intent(one, 1, "raw", now).write() for one in known], ordered=False)
    await asyncio.gather(*(_posted(w, session, hook, one, bodies[one.message]) for one in known))
    results = [_result(one, now) for one in known]
    records = [InsertOne(_record(one, result)) for one, result in zip(known, results, strict=True)]
    await stored(ATTEMPTS).bulk_write(records, ordered=False)
    await stored(DELIVERIES).bulk_write([one.write() for one in results], ordered=False)


async def _posted(w: World, session: aiohttp.ClientSession, hook: str, one: Delivery, body: bytes) -> None:
    at = datetime.now(UTC)
    signature = Webhook(w.receiver.secrets[hook]).sign(one.message_id, at, body.decode())
    signed = {"webhook-id": one.message_id, "webhook-timestamp": str(int(at.timestamp()))}
    headers = {**signed, "webhook-signature": signature, **wire.ENVELOPE_HEADERS}
    async with session.post(f"http://{w.receiver.address}/{hook}", data=body, headers=headers) as response:
        assert response.status == 204


def _result(one: Delivery, now: datetime) -> Result:
    changes = {"state": "delivered", "tries": 1, "status": 204, "error": None, "last_at": now, "trigger": "schedule"}
    attempt = {
        "number": 1, "trigger": "event", "worker": "raw", "fence": 1, "started": now, "ended": now, "status": 204,
        "times": {"dns": None, "connect": None, "first_byte": 1.0, "total": 1.0}, "peer": "127.0.0.1", "reused": True,
        "request_headers": {"webhook-id": one.message_id, "webhook-timestamp": "0", "webhook-signature": "redacted"},
        "response_headers": {"content-type": "text/plain"}, "response_body": b"", "truncated": False, "error": None,
        "detail": "", "next_due": None, "why": "answered 2xx",
    }  # fmt: skip
    return Result(one, 1, {**changes, "finished": now, "expires": now + LIFE}, attempt)


def _record(one: Delivery, result: Result) -> dict[str, Any]:
    kept = {"delivery": one.id, "endpoint": one.endpoint, "order": one.id, "expires": result.changes["expires"]}
    return document(one.tenant, f"{one.id}/000001", **kept, **result.attempt)


async def raw_round(
    w: World, hook: str, tenant: str, endpoint: str, events: Sequence[Record], batch: int
) -> tuple[float, float]:
    """Events a second: heard, and from there sent and recorded. No engine may run."""
    began, made = time.perf_counter(), list[dict[str, Any]]()
    for start in range(0, len(events), batch):
        made += await heard(w, tenant, endpoint, events[start : start + batch])
    then = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        for start in range(0, len(made), UNDER_WAY):
            await sent(w, session, hook, made[start : start + UNDER_WAY])
    return len(events) / (then - began), len(events) / (time.perf_counter() - then)
