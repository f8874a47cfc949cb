"""Logs, metrics and traces: one structured line per thing that happened, without personal data."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal

import structlog
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Gauge, Histogram

LATENCY: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)

COMMANDS = Counter("jembatan_commands", "Commands by how they ended", ["service", "aggregate", "outcome"])
COMMAND_SECONDS = Histogram(
    "jembatan_command_seconds", "From load to journal", ["service", "aggregate"], buckets=LATENCY
)
OUTBOX_ENTRIES = Gauge("jembatan_outbox_entries", "Journal entries not yet published", ["service"])
OUTBOX_AGE = Gauge("jembatan_outbox_age_seconds", "Age of the oldest journal entry not yet published", ["service"])
HTTP_SECONDS = Histogram(
    "jembatan_http_request_seconds", "HTTP requests", ["service", "method", "route", "status"], buckets=LATENCY
)

Ending = Literal["accepted", "repeated", "unchanged", "refused", "busy", "failed"]

_PROPAGATOR = TraceContextTextMapPropagator()


def configure_logging(level: str = "INFO", format: str = "json") -> None:
    """Every log line of the process, libraries' included, goes to standard error: one JSON object, or `console`.

    `console` is coloured where standard error is a terminal.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("aiokafka", "pymongo", "uvicorn.access", "httpx", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def count_command(service: str, aggregate: str, ending: Ending, seconds: float) -> None:
    """One command has ended: `unchanged` needed no event, `failed` is our own fault. Refusals are not told apart."""
    COMMANDS.labels(service, aggregate, ending).inc()
    COMMAND_SECONDS.labels(service, aggregate).observe(seconds)


class Telemetry:
    """Of one service: its tracer and its logger. Several services of one process each have their own."""

    def __init__(self, service: str, otlp_endpoint: str | None = None, processor: SpanProcessor | None = None) -> None:
        self.service = service
        self.log: Any = structlog.get_logger(service).bind(service=service)
        self._provider = TracerProvider(resource=Resource.create({"service.name": f"jembatan-{service}"}))
        if otlp_endpoint:
            self._provider.add_span_processor(_exporting(otlp_endpoint))
        if processor:
            self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("jembatan")

    @contextmanager
    def span(
        self, name: str, *, parent: str | None = None, kind: SpanKind = SpanKind.INTERNAL, **attributes: str | float
    ) -> Iterator[Span]:
        """A span under `parent` (a W3C traceparent) or else under the current one."""
        context = _PROPAGATOR.extract({"traceparent": parent}) if parent else None
        with self._tracer.start_as_current_span(name, context=context, kind=kind, attributes=attributes) as span:
            yield span

    def close(self) -> None:
        """Send what is still buffered."""
        self._provider.shutdown()


def traceparent() -> str | None:
    """The current span as a W3C traceparent, to be carried in a journal entry, a Kafka header or a request."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def bound(**values: Any) -> Mapping[str, Any]:
    """Bind values (ids only) to every log line of the current task; returns what `structlog` needs to undo it."""
    return structlog.contextvars.bind_contextvars(**values)


def _exporting(endpoint: str) -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint))
