"""Samples of events, sent through the whole engine to somebody who builds a receiver. Marked, so that none is believed.

A sample has the type that it is a sample of, and says that it is a test: the envelope by `"test": true`.
"""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pydantic import Field

from services.notifications import wire
from services.notifications.bodies import Queued
from services.notifications.catalogue import Published, find, near
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.values import BodyFormat
from services.notifications.ingest import delivery_document, message_document, tell
from services.notifications.known_types import note
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
    delivery = await _store(ctx, endpoint, loaded.state.terms.body_format, event)
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=delivery["id"], state="pending", webhook_id=delivery["message_id"])


def known(text: str) -> Published:
    """The event that is meant."""
    if event := find(text):
        return event
    alike = near(text)
    hint = f"Did you mean {', '.join(alike)}?" if alike else "Look into the catalogue of events."
    raise Invalid("event-unknown", "There is no event with this name.", mend=hint, near=alike)


async def _store(ctx: Context, endpoint: str, format: BodyFormat, event: Published) -> dict[str, Any]:
    now, id = ctx.runtime.clock.machine(), new_id()
    key, made = wire.message_key(id, format), _marked(wire.rendered(format, _occurrence(ctx, endpoint, event, id)))
    fields = {"type": event.type, "stream": f"test/{id}", "subject": endpoint, "number": 1, "trigger": "test"}
    delivery = delivery_document(ctx.tenant, endpoint, id, now, message=key, **fields)
    message = message_document(event.type, made, ctx.traceparent, now)
    with suppress(Duplicate):
        await ctx[MESSAGES].insert(key, {**message, "expires": now + settings_of(ctx.runtime).payload_life})
    await note(ctx.runtime.mongo, [event.type])
    with suppress(Duplicate):
        await ctx[DELIVERIES].insert(delivery["id"], delivery)
    return delivery


def _occurrence(ctx: Context, endpoint: str, event: Published, id: str) -> wire.Occurrence:
    return replace(event.occurrence(), timestamp=ctx.now, id=id, tenant=ctx.tenant, subject=endpoint)


def _marked(made: wire.Rendered) -> wire.Rendered:
    """Says that it is a test: beside the type in an envelope or a structured event, as a header in a binary one."""
    if "ce-id" in made.headers:
        return replace(made, headers={**made.headers, "ce-test": "true"})
    body = json.dumps({**json.loads(made.body), "test": True}, ensure_ascii=False, separators=(",", ":"))
    return replace(made, body=body.encode())
