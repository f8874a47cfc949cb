"""What a receiver gets: the id, the bytes and the headers of a message, in the format that its endpoint wants.

Serialised once; the same are signed, stored and sent. CloudEvents: version 1.0.2, JSON event format and HTTP protocol
binding.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from services.notifications.domain.endpoint.values import BodyFormat
from shared.ids import ID_PATTERN, id_of

SERVICE: Final = "id.jembatan.notifications."
TEST_TYPE: Final = SERVICE + "test.v1"
PING_TYPE: Final = SERVICE + "endpoint-verification"
OWN_SOURCE: Final = "/jembatan/notifications/endpoint"
"""CloudEvents' source of what is made up here: tests and pings."""
JSON: Final = "application/json"
STRUCTURED: Final = "application/cloudevents+json"
ENVELOPE_HEADERS: Final[Mapping[str, str]] = {"content-type": JSON}

_ID: Final = re.compile(ID_PATTERN)


def is_id(text: str) -> bool:
    """Is it an id of ours?"""
    return _ID.match(text) is not None


def message_id(event_id: str) -> str:
    """The `webhook-id`: the same over retries, replays and endpoints; without a dot, which separates what is signed."""
    return "msg_" + event_id.replace("-", "")


def event_of(message_id: str) -> str | None:
    """The event of a `webhook-id`; None for what is none of ours."""
    digits = message_id.removeprefix("msg_")
    event = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return event if is_id(event) and message_id.startswith("msg_") else None


def delivery_id(event_id: str, endpoint: str) -> str:
    """The one delivery of this event to this endpoint, as an id that sorts by the event's time."""
    return id_of(f"{endpoint}/{event_id}", event_id[:13])


def instant(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def body(
    *, type: str, timestamp: datetime, id: str, tenant: str, subject: str, sequence: int, data: Mapping[str, Any]
) -> bytes:
    """The envelope: `timestamp` is domain time, `sequence` the event's number in its stream."""
    return msgspec.json.encode(
        {
            "type": type,
            "timestamp": instant(timestamp),
            "id": id,
            "tenant": tenant,
            "subject": subject,
            "sequence": sequence,
            "data": data,
        }
    )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened, in no format yet. `timestamp` is domain time, `sequence` the event's number in its stream."""

    type: str
    source: str
    timestamp: datetime
    id: str
    tenant: str
    subject: str
    sequence: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes to send, and the headers that say what they are."""

    body: bytes
    headers: Mapping[str, str]


def rendered(format: BodyFormat, it: Occurrence) -> Rendered:
    """In one of the formats."""
    return _FORMATS[format](it)


def _envelope(it: Occurrence) -> Rendered:
    made = body(
        type=it.type,
        timestamp=it.timestamp,
        id=it.id,
        tenant=it.tenant,
        subject=it.subject,
        sequence=it.sequence,
        data=it.data,
    )
    return Rendered(made, ENVELOPE_HEADERS)


def _attributes(it: Occurrence) -> dict[str, str]:
    """Of CloudEvents; `sequence` is text, as its extension says, and `tenant` an extension of ours."""
    attributes = {
        "specversion": "1.0",
        "id": it.id,
        "source": it.source,
        "type": it.type,
        "subject": it.subject,
        "time": instant(it.timestamp),
        "sequence": str(it.sequence),
        "tenant": it.tenant,
    }
    return attributes | _schema_of(it.type)


def _schema_of(type: str) -> dict[str, str]:
    """Of a published event; what is made up here has none."""
    if type.startswith(SERVICE):
        return {}
    service, _, kind = type.removeprefix("id.jembatan.").partition(".")
    return {"dataschema": f"urn:jembatan:schema:{service}:{kind}"}


def _structured(it: Occurrence) -> Rendered:
    event = {**_attributes(it), "datacontenttype": JSON, "data": it.data}
    return Rendered(msgspec.json.encode(event), {"content-type": STRUCTURED})


def _binary(it: Occurrence) -> Rendered:
    headers = {f"ce-{name}": value for name, value in _attributes(it).items()}
    return Rendered(msgspec.json.encode(it.data), {"content-type": JSON, **headers})


_FORMATS: Final[dict[BodyFormat, Callable[[Occurrence], Rendered]]] = {
    "envelope": _envelope,
    "cloudevents-structured": _structured,
    "cloudevents-binary": _binary,
}


def message_key(event_id: str, format: BodyFormat) -> str:
    """The id under which the bytes of an event are stored: one for each format that somebody wants."""
    return event_id if format == "envelope" else f"{event_id}.{format}"


def message_of(delivery: Mapping[str, Any]) -> str:
    """The id under which the bytes of a stored delivery are; the first ones were all envelopes."""
    return str(delivery.get("message") or delivery["event"])
