"""Samples of events, sent through the whole engine to somebody who builds a receiver. Marked, so that none is believed.

A sample has the type that it is a sample of, and says that it is a test: the envelope by `"test": true`.
"""

import json
from contextlib import suppress
from typing import Any

from pydantic import Field

from services.notifications import wire
from services.notifications.bodies import Queued
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.ingest import delivery_document, tell
from services.notifications.pages.contracts import CataloguedEvent, named, near
from services.notifications.settings import settings_of
from services.notifications.views import DELIVERIES, MESSAGES
from shared.context import Context
from shared.http import Body
from shared.ids import new_id
from shared.journal import Loaded
from shared.mongo import Duplicate
from shared.refusals import Invalid, Refused


class SampleBody(Body):
    """Of which event."""

    event: str = Field(
        max_length=200,
        description="Its type, with or without `id.jembatan.` and `.v1`.",
        examples=["partners.mou-signed"],
    )


async def send(ctx: Context, endpoint: str, body: SampleBody) -> Queued:
    """A sample to this endpoint, whatever its filters say. `Invalid("event-unknown")` names those that are near."""
    event = known(body.event)
    loaded: Loaded[Endpoint] = await ctx.require(ENDPOINT, endpoint)
    if not loaded.state.hears:
        raise Refused("endpoint-not-verified", "Nothing is sent to this endpoint now.", mend="Verify or resume it.")
    delivery = await _store(ctx, endpoint, event, new_id())
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=delivery["id"], state="pending", webhook_id=delivery["message_id"])


def known(text: str) -> CataloguedEvent:
    """The event that is meant."""
    if event := named(text):
        return event
    alike = near(text)
    hint = f"Did you mean {', '.join(alike)}?" if alike else "Look into the catalogue of events."
    raise Invalid("event-unknown", "There is no event with this name.", mend=hint, near=alike)


async def _store(ctx: Context, endpoint: str, event: CataloguedEvent, id: str) -> dict[str, Any]:
    now = ctx.runtime.clock.machine()
    message = {"type": event.type, "body": _body(ctx, endpoint, event, id), "trace": ctx.traceparent, "created": now}
    fields = {"type": event.type, "stream": f"test/{id}", "subject": endpoint, "number": 1, "trigger": "test"}
    delivery = delivery_document(ctx.tenant, endpoint, id, now, **fields)
    with suppress(Duplicate):
        await ctx[MESSAGES].insert(id, {**message, "expires": now + settings_of(ctx.runtime).payload_life})
    with suppress(Duplicate):
        await ctx[DELIVERIES].insert(delivery["id"], delivery)
    return delivery


def _body(ctx: Context, endpoint: str, event: CataloguedEvent, id: str) -> bytes:
    plain = wire.body(
        type=event.type,
        timestamp=ctx.now,
        id=id,
        tenant=ctx.tenant,
        subject=endpoint,
        sequence=1,
        data=event.sample,
    )
    return json.dumps({**json.loads(plain), "test": True}, ensure_ascii=False, separators=(",", ":")).encode()
