"""What a receiver gets: the id and the bytes of a message. Serialised once; the same are signed, stored and sent."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import msgspec

from shared.ids import ID_PATTERN

SERVICE: Final = "id.jembatan.notifications."
TEST_TYPE: Final = SERVICE + "test.v1"
PING_TYPE: Final = SERVICE + "endpoint-verification"

_ID: Final = re.compile(ID_PATTERN)


def is_id(text: str) -> bool:
    """Is it an id of ours?"""
    return _ID.match(text) is not None


def message_id(event_id: str) -> str:
    """The `webhook-id`: the same over retries, replays and endpoints; without a dot, which separates what is signed."""
    return "msg_" + event_id.replace("-", "")


def delivery_id(event_id: str, endpoint: str) -> str:
    """The one delivery of this event to this endpoint, as an id that sorts by the event's time."""
    rest = sha256(f"{endpoint}/{event_id}".encode()).hexdigest()
    return f"{event_id[:13]}-7{rest[0:3]}-8{rest[3:6]}-{rest[6:18]}"


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
