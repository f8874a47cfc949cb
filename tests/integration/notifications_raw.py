"""The loop that the engine is measured against: the same writes into the same collections, and the same POSTs."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from shared.runtime import Runtime
from tests.integration.notifications_world import World

UNDER_WAY: Final = 16
"""Deliveries that one lane has under way: twice the window."""
LIFE: Final = timedelta(days=90)


@dataclass(frozen=True)
class RawLoop:
    """A plain loop. No engine may own the lanes of these endpoints; their deliveries are all delivered in the end."""

    room: Runtime
    session: aiohttp.ClientSession
    url: str
    secret: str
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(UNDER_WAY))

    async def hear(self, heard: Sequence[tuple[Record, str, str]]) -> list[dict[str, Any]]:
        """One batch, each for a tenant and its endpoint: messages, deliveries, watermarks."""
        now = datetime.now(UTC)
        messages = [_message(one, tenant, now) for one, tenant, _ in heard]
        deliveries = [_delivery(one, tenant, endpoint, now) for one, tenant, endpoint in heard]
        marks = [document(tenant, f"{endpoint}{one.stream}", number=1) for one, tenant, endpoint in heard]
        for name, documents in ((MESSAGES, messages), (DELIVERIES, deliveries), (WATERMARKS, marks)):
            await self._write(name, [InsertOne(one) for one in documents])
        return [{**one, "body": stored["body"]} for one, stored in zip(deliveries, messages, strict=True)]

    async def read(self, some: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same with their bytes from the database."""
        keys = {one["_id"]: key(one["tenant"], one["message"]) for one in some}
        found = await self.room.mongo.documents(MESSAGES).find({"_id": {"$in": list(keys.values())}})
        bodies = {one["_id"]: bytes(one["body"]) for one in found}
        return [{**one, "body": bodies[keys[one["_id"]]]} for one in some]

    async def send(self, some: Sequence[dict[str, Any]]) -> None:
        """Intents, POSTs, records of attempts, results."""
        now, known = datetime.now(UTC), [Delivery.read(one) for one in some]
        await self._write(DELIVERIES, [Intent(one, 1, "raw", now).write() for one in known])
        await asyncio.gather(*(self._post(one["message_id"], one["body"]) for one in some))
        results = [_result(one, now) for one in known]
        records = [InsertOne(_record(one, result)) for one, result in zip(known, results, strict=True)]
        await self._write(ATTEMPTS, records)
        await self._write(DELIVERIES, [one.write() for one in results])

    async def _write(self, name: str, writes: Sequence[Any]) -> None:
        await self.room.mongo.documents(name).bulk_write(writes, ordered=False)

    async def _post(self, id: str, body: bytes) -> None:
        at = datetime.now(UTC)
        signed = {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp()))}
        signature = Webhook(self.secret).sign(id, at, body.decode())
        headers = {**signed, "webhook-signature": signature, **wire.ENVELOPE_HEADERS}
        async with self.at_once, self.session.post(self.url, data=body, headers=headers) as response:
            assert response.status == 204


def _message(one: Record, tenant: str, now: datetime) -> dict[str, Any]:
    said = {"type": one.type, "timestamp": one.time, "id": one.id, "tenant": one.tenant, "subject": one.subject}
    body = wire.body(**said, sequence=one.number, data=one.data)
    kept = message_document(one.type, wire.Rendered(body, wire.ENVELOPE_HEADERS), one.traceparent, now)
    return document(tenant, one.id, expires=now + LIFE, **kept)


def _delivery(one: Record, tenant: str, endpoint: str, now: datetime) -> dict[str, Any]:
    return delivery_document(
        tenant, endpoint, one.id, now, message=one.id, type=one.type, stream=one.stream, subject=one.subject,
        number=one.number, trigger="event",
    )  # fmt: skip


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
    """Events a second: heard, and from there read, sent and recorded, as many at once as a lane has under way."""
    async with aiohttp.ClientSession() as session:
        raw = RawLoop(w.room, session, f"http://{w.receiver.address}/{hook}", w.receiver.secrets[hook])
        began, made = time.perf_counter(), list[dict[str, Any]]()
        for start in range(0, len(events), batch):
            made += await raw.hear([(one, tenant, endpoint) for one in events[start : start + batch]])
        then = time.perf_counter()
        for start in range(0, len(made), UNDER_WAY):
            await raw.send(await raw.read(made[start : start + UNDER_WAY]))
        return len(events) / (then - began), len(events) / (time.perf_counter() - then)
