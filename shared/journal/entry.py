"""One accepted command as it stands in the collection `journal`."""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from shared.events import Actor

DIGITS: Final = 10
END: Final = ":"
"""Sorts after every digit: the upper bound of a stream's `_id` range."""


def stream_of(tenant: str, aggregate: str, id: str) -> str:
    """`<tenant>/<aggregate>/<id>`: what every `_id` of the stream begins with."""
    return f"{tenant}/{aggregate}/{id}"


def entry_key(stream: str, number: int) -> str:
    """The `_id` of the entry whose first event is `number`."""
    return f"{stream}/{number:0{DIGITS}d}"


def bucket_of(stream: str, buckets: int) -> int:
    """Which outbox bucket a stream belongs to, for ever."""
    return zlib.crc32(stream.encode()) % buckets


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of an entry."""

    id: str
    """UUIDv7, the `ce_id`."""
    number: int
    """Position in the stream, from 1 without gaps."""
    type: str
    """`Event.wire_kind()`: `mou-signed.v1`."""
    data: dict[str, Any]
    schools: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One command's events. `Entry.read(document)` and `entry.document()` are the only places that know the shape."""

    tenant: str
    aggregate: str
    id: str
    number: int
    """Of the first event."""
    last: int
    """Of the last event: the stream's number after this entry."""
    entry_id: str
    """UUIDv7: the order in which the relay sweeps."""
    command_id: str
    request_hash: str
    command: str
    """Class name of the command, for the history."""
    events: tuple[Recorded, ...]
    at: datetime
    actor: Actor
    correlation_id: str
    causation_id: str | None
    trace: str | None
    """W3C traceparent of the request."""
    bucket: int
    published: bool = False

    @property
    def stream(self) -> str:
        """`<tenant>/<aggregate>/<id>`."""
        return stream_of(self.tenant, self.aggregate, self.id)

    @property
    def key(self) -> str:
        """The document's `_id`."""
        return entry_key(self.stream, self.number)

    def document(self) -> dict[str, Any]:
        """As stored."""
        return {
            "_id": self.key,
            "tenant": self.tenant,
            "aggregate": self.aggregate,
            "id": self.id,
            "stream": self.stream,
            "number": self.number,
            "last": self.last,
            "entry_id": self.entry_id,
            "command_id": self.command_id,
            "request_hash": self.request_hash,
            "command": self.command,
            "events": [_event_document(event) for event in self.events],
            "at": self.at,
            "actor": {**self.actor.model_dump(mode="json", exclude_none=True), "roles": sorted(self.actor.roles)},
            "correlation_id": self.correlation_id,
            "causation_id": self.causation_id,
            "trace": self.trace,
            "bucket": self.bucket,
            "published": self.published,
        }

    @classmethod
    def read(cls, document: dict[str, Any]) -> "Entry":
        """From the stored document."""
        fields = {name: document[name] for name in _PLAIN}
        return cls(
            **fields,
            events=tuple(_event(event) for event in document["events"]),
            at=document["at"].replace(tzinfo=UTC),
            actor=Actor.model_validate(document["actor"]),
        )


_PLAIN: Final = (
    "tenant",
    "aggregate",
    "id",
    "number",
    "last",
    "entry_id",
    "command_id",
    "request_hash",
    "command",
    "correlation_id",
    "causation_id",
    "trace",
    "bucket",
    "published",
)


def _event_document(event: Recorded) -> dict[str, Any]:
    return {
        "id": event.id,
        "number": event.number,
        "type": event.type,
        "data": event.data,
        "schools": list(event.schools),
        "partners": list(event.partners),
    }


def _event(document: dict[str, Any]) -> Recorded:
    schools, partners = tuple(document["schools"]), tuple(document["partners"])
    return Recorded(document["id"], document["number"], document["type"], document["data"], schools, partners)
