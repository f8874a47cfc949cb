"""Events on the wire: CloudEvents 1.0 in Kafka's binary mode, attributes in `ce_*` headers, the value plain JSON.

A reader is tolerant: headers that it does not know are ignored. One that is required and missing or ill-formed
makes the record `Poison`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)

Reader: TypeAlias = type[M]
Header = tuple[str, bytes]
"""As aiokafka takes and gives them. aiokafka may also give None as value."""

TYPE_PREFIX: Final = "id.jembatan."
REPLAY: Final = "ce_replay"
"""Extension attribute on what `republish` sends; absent on a first publication."""
HEARTBEAT_KIND: Final = "heartbeat.v1"

_encode_json = msgspec.json.Encoder().encode
_decode_json = msgspec.json.Decoder().decode
_LONGEST_NUMBER: Final = 12
_REQUIRED: Final = ("ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "ce_tenant")

HEADERS_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["ce_specversion", *_REQUIRED],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "UUIDv7 of the event; the same on a replay."},
        "ce_source": {"type": "string", "description": "/jembatan/<service>/<aggregate>"},
        "ce_type": {"type": "string", "description": "id.jembatan.<service>.<kind>"},
        "ce_subject": {"type": "string", "description": "Id of the aggregate; also the record's key."},
        "ce_time": {"type": "string", "format": "date-time", "description": "Domain time, UTC."},
        "ce_dataschema": {"type": "string", "description": "urn:jembatan:schema:<service>:<kind>"},
        "ce_sequence": {"type": "string", "pattern": "^[0-9]+$", "description": "Number of the event in its stream."},
        "ce_partitionkey": {"type": "string"},
        "ce_correlationid": {"type": "string"},
        "ce_causationid": {"type": "string"},
        "ce_tenant": {"type": "string", "description": "Whose stream it is."},
        "ce_audienceschools": {"type": "string", "description": "Space-separated school ids."},
        "ce_audiencepartners": {"type": "string", "description": "Space-separated partner organisation ids."},
        "ce_traceparent": {"type": "string", "description": "W3C trace context."},
        REPLAY: {"const": "true", "description": "Present when the journal is replayed."},
        "content-type": {"const": "application/json"},
    },
}
"""JSON Schema of the headers, for the AsyncAPI document."""


class Poison(Exception):
    """A record that no retry will ever get through; it goes to the dead letters with `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """What is wrong, without any of the record's data."""


@dataclass(frozen=True, slots=True)
class Record:
    """One event as it was heard."""

    id: str
    """UUIDv7; the same on a replay."""
    type: str
    """`id.jembatan.partners.mou-signed.v1`."""
    source: str
    """`/jembatan/partners/mou`."""
    subject: str
    """Id of the aggregate."""
    time: datetime
    """Domain time, UTC."""
    tenant: str
    number: int
    """Of the event in its stream, from 1 without gaps."""
    schools: tuple[str, ...]
    partners: tuple[str, ...]
    correlation_id: str | None
    causation_id: str | None
    traceparent: str | None
    replay: bool
    data: dict[str, Any]
    redriven: bool = False
    """It comes from the dead letters, so later ones of its stream may have been heard before it."""

    def read(self, model: "Reader[M]") -> M:
        """The data as the consumer's own reader model. Raises `pydantic.ValidationError`, which is poison."""
        return model.model_validate(self.data)

    @property
    def stream(self) -> str:
        """`<source>/<tenant>/<subject>`: within it, numbers are in order and without gaps."""
        return f"{self.source}/{self.tenant}/{self.subject}"


def encode(
    entry: Mapping[str, Any], event: Mapping[str, Any], *, service: str, replay: bool = False
) -> tuple[bytes, bytes, list[Header]]:
    """Key, value and headers of one event of a journal entry (the stored document: `Entry.document()`)."""
    id, kind = entry["id"].encode(), event["type"]
    headers: list[Header] = [
        ("ce_specversion", b"1.0"),
        ("ce_id", event["id"].encode()),
        ("ce_source", f"/jembatan/{service}/{entry['aggregate']}".encode()),
        ("ce_type", f"{TYPE_PREFIX}{service}.{kind}".encode()),
        ("ce_subject", id),
        ("ce_time", instant(entry["at"])),
        ("ce_dataschema", f"urn:jembatan:schema:{service}:{kind}".encode()),
        ("ce_sequence", b"%d" % event["number"]),
        ("ce_partitionkey", id),
        ("ce_tenant", entry["tenant"].encode()),
        ("content-type", b"application/json"),
    ]
    _add(headers, "ce_correlationid", entry.get("correlation_id"))
    _add(headers, "ce_causationid", entry.get("causation_id"))
    _add(headers, "ce_traceparent", entry.get("trace"))
    _add(headers, "ce_audienceschools", " ".join(event.get("schools", ())))
    _add(headers, "ce_audiencepartners", " ".join(event.get("partners", ())))
    if replay:
        headers.append((REPLAY, b"true"))
    return id, _encode_json(event["data"]), headers


def _add(headers: list[Header], name: str, value: str | None) -> None:
    if value:
        headers.append((name, value.encode()))


def instant(at: datetime) -> bytes:
    """RFC 3339 in UTC with milliseconds: `2026-07-01T08:00:00.000Z`. Naive means UTC, as in the database."""
    if at.tzinfo is not None:
        offset = at.utcoffset()  # astimezone() alone would cost more than the whole rest of an envelope
        at = (at - offset if offset else at).replace(tzinfo=None)
    return at.isoformat(timespec="milliseconds").encode() + b"Z"


def decode(headers: Iterable[tuple[str, bytes | None]], key: bytes | None, value: bytes | None) -> Record:
    """The record; raises `Poison`. Whatever the key is, the stream follows from the headers."""
    found = dict(headers)
    try:
        text = [found[name].decode() for name in _REQUIRED]  # type: ignore[union-attr]  # None is poison, caught below
    except (KeyError, AttributeError, UnicodeDecodeError) as error:
        raise Poison(_broken_header(found, error)) from None
    if "" in text:
        raise Poison(f"header {_REQUIRED[text.index('')]} is empty")
    id, source, type, subject, time, sequence, tenant = text
    return Record(
        id=id,
        type=type,
        source=source,
        subject=subject,
        time=_time(time),
        tenant=tenant,
        number=_number(sequence),
        schools=_ids(found.get("ce_audienceschools")),
        partners=_ids(found.get("ce_audiencepartners")),
        correlation_id=_text(found.get("ce_correlationid")),
        causation_id=_text(found.get("ce_causationid")),
        traceparent=_text(found.get("ce_traceparent")),
        replay=REPLAY in found,
        data=_data(value),
    )


def _broken_header(found: Mapping[str, bytes | None], error: Exception) -> str:
    missing = [name for name in _REQUIRED if found.get(name) is None]
    return f"header {missing[0]} is missing" if missing else f"a required header is not UTF-8 ({type(error).__name__})"


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Poison("header ce_time is not an RFC 3339 instant") from None
    if at.tzinfo is None:
        raise Poison("header ce_time has no offset from UTC")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Poison("header ce_time is outside of all calendars") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_NUMBER or int(text) < 1:
        raise Poison(f"header ce_sequence is not a whole number from 1, of at most {_LONGEST_NUMBER} digits")
    return int(text)


def _text(value: bytes | None) -> str | None:
    return value.decode(errors="replace") if value else None


def _ids(value: bytes | None) -> tuple[str, ...]:
    return tuple(value.decode(errors="replace").split()) if value else ()


def _data(value: bytes | None) -> dict[str, Any]:
    try:
        data = _decode_json(value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Poison("the value is not JSON") from None
    if not isinstance(data, dict):
        raise Poison("the value is not a JSON object")
    return data


def heartbeat(service: str, at: datetime) -> tuple[bytes, bytes, list[Header]]:
    """A record that says: everything before me in this partition was published before `at` (machine time)."""
    headers: Sequence[Header] = [
        ("ce_specversion", b"1.0"),
        ("ce_type", f"{TYPE_PREFIX}{service}.{HEARTBEAT_KIND}".encode()),
        ("ce_source", f"/jembatan/{service}/heartbeat".encode()),
        ("ce_time", instant(at)),
        ("content-type", b"application/json"),
    ]
    return b"heartbeat", b"{}", list(headers)


def heard_heartbeat(headers: Iterable[tuple[str, bytes | None]]) -> datetime | None:
    """The time in a heartbeat; None when the record is anything else."""
    found = dict(headers)
    type = found.get("ce_type")
    if not type or not type.endswith(b"." + HEARTBEAT_KIND.encode()):
        return None
    return _time(_text(found.get("ce_time")) or "")
