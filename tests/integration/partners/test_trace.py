"""One trace: a request, its journal entry, the Kafka record, who hears it, and the webhook that goes out (C32)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from services.partners.app import SERVICE
from services.partners.domain.mou import MOU
from services.partners.settings import PartnersSettings
from shared.clock import SystemClock
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from shared.telemetry import Telemetry
from tests.integration import notifications_world
from tests.integration.kernel.flow import read_events, until
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done
from tests.integration.working import working

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
DRAFTED = "id.jembatan.partners.mou-drafted.v1"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    """What the partners service has recorded."""
    return InMemorySpanExporter()


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo, spans: InMemorySpanExporter) -> Runtime:
    """The service in real time, so that its events are younger than the endpoint."""
    own = PartnersSettings.model_validate(settings.model_dump() | {"service": "partners"})
    telemetry = Telemetry("partners", processor=SimpleSpanProcessor(spans))
    runtime = Runtime(SERVICE, own, mongo, SystemClock(), telemetry)
    await apply(mongo, runtime.collections())
    return runtime


@pytest.fixture
async def webhooks(mongo_url: str, settings: ServiceSettings) -> AsyncIterator[notifications_world.World]:
    """The notifications service beside it."""
    shared = {"kafka_bootstrap": settings.kafka_bootstrap, "topic_prefix": settings.topic_prefix, "replication": 1}
    async with notifications_world.world(mongo_url, f"{settings.mongo_database}_webhooks", **shared) as made:
        yield made


async def test_a_trace_goes_from_the_request_to_the_webhook(
    cast: Cast, room: Runtime, spans: InMemorySpanExporter, webhooks: notifications_world.World
) -> None:
    await cast.map_hotel()
    await cast.approve_programme()
    await webhooks.endpoint("hooks", tenant=cast.world.school, filters=(DRAFTED,))
    start = datetime.now(UTC).date() + timedelta(days=60)
    body = cast.mou_body(starts_on=str(start), ends_on=str(start + timedelta(days=1000)))
    async with working(room, webhooks.room):
        done(await cast.coordinator.post("/mous", body, traceparent=f"00-{TRACE}-00f067aa0ba902b7-01"), 201)
        (receipt,) = await webhooks.receiver.received("hooks", 1, 30)
        await until(lambda: _of_kind(spans, SpanKind.CONSUMER), 30)
    (request,) = _of_kind(spans, SpanKind.SERVER)
    assert (request.name, request.parent and request.parent.span_id) == (
        "POST /partners/schools/{school}/mous",
        0x00F067AA0BA902B7,
    )
    carried = f"00-{TRACE}-{request.context.span_id:016x}-01"
    (entry,) = await room.mongo.documents("journal").find({"aggregate": "mou"})
    assert entry["trace"] == carried
    (record,) = await read_events(room.settings, room.settings.topic_prefix + MOU.topic("partners"))
    assert (record.type, record.traceparent) == (DRAFTED, carried)
    (heard,) = _of_kind(spans, SpanKind.CONSUMER)
    assert (heard.name, heard.parent and heard.parent.span_id) == (f"partners hears {DRAFTED}", request.context.span_id)
    assert receipt.headers["traceparent"] == carried


def _of_kind(spans: InMemorySpanExporter, kind: SpanKind) -> list[ReadableSpan]:
    return [
        span
        for span in spans.get_finished_spans()
        if span.kind is kind and span.context and span.context.trace_id == int(TRACE, 16)
    ]
