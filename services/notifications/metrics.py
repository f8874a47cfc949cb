"""What is measured of deliveries. No label names an endpoint or a tenant."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from shared.telemetry import LATENCY

DELIVERIES: Final = Counter("jembatan_webhook_deliveries", "Deliveries by the state they came to", ["state"])
ATTEMPTS: Final = Counter("jembatan_webhook_attempts", "Attempts by what came of them", ["error"])
ATTEMPT_SECONDS: Final = Histogram(
    "jembatan_webhook_attempt_seconds", "From dispatch to the end of the answer", buckets=LATENCY
)
LANE_LAG: Final = Histogram(
    "jembatan_webhook_lane_lag_seconds",
    "From the ingest of an event to its first attempt",
    buckets=(*LATENCY, 60, 300, 1800, 7200),
)
LANES: Final = Gauge("jembatan_webhook_lanes", "Lanes that this process owns")
BREAKERS_OPEN: Final = Gauge("jembatan_webhook_breakers_open", "Endpoints whose breaker is open")
LANES_LATE: Final = Gauge("jembatan_webhook_lanes_late", "Endpoints with something due that nobody takes")
IN_FLIGHT: Final = Gauge("jembatan_webhook_in_flight", "Webhooks in flight, by the pace of their lanes", ["pace"])
INGESTED: Final = Counter("jembatan_webhook_ingested", "Events heard, by what was done", ["outcome"])
DENIED: Final = Counter(
    "jembatan_webhook_denied", "URLs and addresses that must not be called, by the rule that said so", ["reason"]
)
