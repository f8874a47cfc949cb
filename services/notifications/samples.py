"""Samples of events, sent through the whole engine to somebody who builds a receiver. Marked, so that none is believed.

A sample has the type that it is a sample of, and says that it is a test: in the envelope and in a structured CloudEvent
by `"test": true`, in a binary one by the header `ce-test`.
"""

import json
from dataclasses import replace
from typing import Any

from pydantic import Field

from services.notifications import wire
from services.notifications.bodies import Queued
from services.notifications.catalogue import Published, alike, find, near
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.endpoint.values import BodyFormat
from services.notifications.endpoints import store_test
from services.notifications.ingest import delivery_document, message_document, tell
from services.notifications.standing import standing
from shared.context import Context
from shared.http import Body
from shared.ids import new_id
from shared.journal import Loaded
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
    loaded: Loaded[Endpoint] = await standing(ctx, endpoint)
    if not loaded.state.hears:
        raise Refused("endpoint-not-verified", "Nothing is sent to this endpoint now.", mend="Verify or resume it.")
    delivery = await _stored(ctx, endpoint, event, loaded.state.terms.body_format)
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=delivery["id"], state="pending", webhook_id=delivery["message_id"])


def known(text: str) -> Published:
    """The event that is meant."""
    if event := find(text):
        return event
    mend = f"Names like it: {alike(text)}. GET /notifications/events lists what there is."
    raise Invalid("event-unknown", "There is no event with this name.", mend=mend, near=near(text), alike=alike(text))


async def _stored(ctx: Context, endpoint: str, event: Published, format: BodyFormat) -> dict[str, Any]:
    id, now = new_id(), ctx.runtime.clock.machine()
    own = replace(event.occurrence(), id=id, timestamp=ctx.now, tenant=ctx.tenant, subject=endpoint)
    made = marked(wire.rendered(format, own), format)
    fields = {"type": event.type, "stream": f"test/{id}", "subject": endpoint, "number": 1, "trigger": "test"}
    message = wire.message_key(id, format)
    delivery = delivery_document(ctx.tenant, endpoint, id, now, message=message, **fields)
    await store_test(ctx, message_document(event.type, made, ctx.traceparent, now), delivery)
    return delivery


def marked(made: wire.Rendered, format: BodyFormat) -> wire.Rendered:
    """The same, saying that it is made up."""
    if format == "cloudevents-binary":
        return replace(made, headers={**made.headers, "ce-test": "true"})
    body = {**json.loads(made.body), "test": True}
    return replace(made, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
