"""Does the receiver want to hear us? CloudEvents' OPTIONS handshake where it is answered, else a signed challenge.

CloudEvents: HTTP 1.1 Web Hooks for Event Delivery, 4. Abuse protection. The challenge is a webhook of type
`id.jembatan.notifications.endpoint-verification`; the receiver answers 2xx with `{"challenge": "<the same>"}` or with
the bare text.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from services.notifications import wire
from services.notifications.domain.endpoint.values import BodyFormat, Method
from services.notifications.sender import Answer, Sender
from services.notifications.signing import signed_headers
from shared.ids import new_id
from shared.refusals import Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to ask, and with what."""

    tenant: str
    endpoint: str
    url: str
    secrets: tuple[bytes, ...]
    seeds: tuple[bytes, ...]
    headers: Mapping[str, str] = field(repr=False)
    """The owner's own."""
    format: BodyFormat
    origin: str
    """Host under which we are known."""


def origin_of(public_url: str) -> str:
    """`https://jembatan.example.id` → `jembatan.example.id`."""
    return urlsplit(public_url).hostname or "jembatan"


async def verify(sender: Sender, asked: Asked, now: datetime) -> Method:
    """How the receiver agreed; `Refused("endpoint-not-verified")` when it did not. `now` is machine time."""
    if await _handshake(sender, asked):
        return "handshake"
    challenge = secrets.token_urlsafe(32)
    answer = await _challenge(sender, asked, challenge, now)
    if answer.error is None and hmac.compare_digest(_echoed(answer.body), challenge.encode()):
        return "challenge"
    raise Refused(
        "endpoint-not-verified",
        f"The receiver did not prove that it wants to hear us: {answer.detail or 'the challenge was not echoed'}.",
        mend='Answer OPTIONS with WebHook-Allowed-Origin, or the signed challenge with {"challenge": "…"}.',
        answered=answer.status,
        error=answer.error,
    )


async def _handshake(sender: Sender, asked: Asked) -> bool:
    answer = await sender.send("OPTIONS", asked.url, {**asked.headers, "WebHook-Request-Origin": asked.origin})
    return answer.error is None and answer.headers.get("webhook-allowed-origin") in ("*", asked.origin)


async def _challenge(sender: Sender, asked: Asked, challenge: str, now: datetime) -> Answer:
    id = new_id()
    made = wire.rendered(asked.format, _ping(asked, id, challenge, now))
    signed = signed_headers(asked.secrets, wire.message_id(id), int(now.timestamp()), made.body, asked.seeds)
    return await sender.post(asked.url, {**asked.headers, **signed, **made.headers}, made.body)


def _ping(asked: Asked, id: str, challenge: str, now: datetime) -> wire.Occurrence:
    return wire.Occurrence(
        type=wire.PING_TYPE,
        source=wire.OWN_SOURCE,
        timestamp=now,
        id=id,
        tenant=asked.tenant,
        subject=asked.endpoint,
        sequence=1,
        data={"challenge": challenge},
    )


def _echoed(body: bytes) -> bytes:
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.strip()
    if isinstance(decoded, dict):
        decoded = decoded.get("challenge")
    return decoded.encode() if isinstance(decoded, str) else b""
