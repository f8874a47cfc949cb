"""What is made up, sent through the whole engine to somebody who builds a receiver: the test event, and samples.

A sample has the type that it is a sample of, and says that it is a test: in the envelope and in a structured CloudEvent
by `"test": true`, in a binary one by the header `ce-test`.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from pydantic import Field

from services.notifications import wire
from services.notifications.bodies import Queued
from services.notifications.catalogue import Published, alike, find, near
from services.notifications.domain.endpoint.values import BodyFormat
from services.notifications.ingest import delivery_document, message_document, tell
from services.notifications.known_types import note
from services.notifications.settings import settings_of
from services.notifications.standing import standing
from services.notifications.views import DELIVERIES, MESSAGES
from shared.context import Context
from shared.http import Body
from shared.ids import id_of, new_id
from shared.mongo import Document, Duplicate
from shared.refusals import Invalid, Refused

Mark = Callable[[wire.Rendered, BodyFormat], wire.Rendered]
"""Says of what is made up that it is."""


class SampleBody(Body):
    """Of which event."""

    event: str = Field(
        max_length=200,
        description="Its type, with or without `id.jembatan.` and `.v1`.",
        examples=["partners.mou-signed"],
    )


async def send(ctx: Context, endpoint: str, body: SampleBody) -> Queued:
    """A sample to this endpoint, whatever its filters say. `Invalid("event-unknown")` names those that are near."""
    return await _send(ctx, endpoint, known(body.event).occurrence(), marked)


def known(text: str) -> Published:
    """The event that is meant."""
    if event := find(text):
        return event
    mend = f"Names like it: {alike(text)}. GET /notifications/events lists what there is."
    raise Invalid("event-unknown", "There is no event with this name.", mend=mend, near=near(text), alike=alike(text))


async def send_test(ctx: Context, endpoint: str) -> Queued:
    """The test event, which is made up as a whole: its type says so."""
    what = wire.Occurrence(wire.TEST_TYPE, wire.OWN_SOURCE, ctx.now, "", ctx.tenant, endpoint, 1, {})
    return await _send(ctx, endpoint, what, lambda made, _format: made)


async def _send(ctx: Context, endpoint: str, what: wire.Occurrence, mark: Mark) -> Queued:
    """What is made up, to an endpoint that hears; the same again for the same `Idempotency-Key`."""
    loaded = await standing(ctx, endpoint)
    if not loaded.state.hears:
        raise Refused("endpoint-not-verified", "Nothing is sent to this endpoint now.", mend="Verify or resume it.")
    id = id_of(f"{ctx.tenant}/{ctx.command_id}") if ctx.given else new_id()
    format, now = loaded.state.terms.body_format, ctx.runtime.clock.machine()
    fields = {"type": what.type, "stream": f"test/{id}", "subject": endpoint, "number": 1, "trigger": "test"}
    message = wire.message_key(id, format)
    delivery = delivery_document(ctx.tenant, endpoint, id, now, message=message, **fields)
    own = replace(what, id=id, timestamp=ctx.now, tenant=ctx.tenant, subject=endpoint)
    made = mark(wire.rendered(format, own), format)
    await _store(ctx, message_document(what.type, made, ctx.traceparent, now), delivery)
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=delivery["id"], state="pending", webhook_id=delivery["message_id"])


async def _store(ctx: Context, message: Document, delivery: Document) -> None:
    """Keep what is to be sent, once; `Invalid("idempotency-key-reused")`."""
    asked = {"request": ctx.request_hash, "expires": message["created"] + settings_of(ctx.runtime).payload_life}
    try:
        await ctx[MESSAGES].insert(delivery["message"], {**message, **asked})
    except Duplicate:
        known = await ctx[MESSAGES].get(delivery["message"])
        if known and known.get("request", ctx.request_hash) != ctx.request_hash:
            raise Invalid(
                "idempotency-key-reused", "This key came with another request.", mend="Use a new key."
            ) from None
    await note(ctx.runtime.mongo, [message["type"]])
    with suppress(Duplicate):
        await ctx[DELIVERIES].insert(delivery["id"], delivery)


def marked(made: wire.Rendered, format: BodyFormat) -> wire.Rendered:
    """The same, saying that it is made up."""
    if format == "cloudevents-binary":
        return replace(made, headers={**made.headers, "ce-test": "true"})
    body = {**json.loads(made.body), "test": True}
    return replace(made, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
