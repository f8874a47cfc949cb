"""Signed links for people without an account: one person, one purpose, one thing, until a date.

A token is `base64url(payload).base64url(HMAC-SHA256)`. The payload carries opaque ids only, so that a token reveals
nothing; it is made when a letter is sent, stored nowhere and must never reach a log. Whether a link was used before
is a question of the domain (a consent that was given cannot be given again), not of the token. It is bound to its
person: it ends when the person is erased, or speaks for nobody any more (`stands`).
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import SecretStr

from shared.auth.encoding import decode, encode
from shared.ids import new_id

MINIMUM_KEY: Final = 32
"""Octets. A shorter key could be guessed."""

MAXIMUM_TOKEN: Final = 2048
"""Characters. Nothing longer is ever signed, so nothing longer is ever checked."""


@dataclass(frozen=True, slots=True)
class LinkGrant:
    """What the holder of a link may do: `purpose` names the routes (`allow(…, link=purpose)`), `subject` the thing."""

    purpose: str
    tenant: str
    subject: str
    """Id of the aggregate that the link is about; it must stand in the path of the request."""
    expires: datetime
    """Machine time, to the second."""
    person: str | None = None
    """The person in `people` whom the link is bound to."""
    organisation: str | None = None
    """The partner organisation that the holder speaks for."""
    id: str = field(default_factory=new_id)
    """Names the link as actor in the journal."""


class LinkInvalid(Exception):
    """The token is not ours, was changed, or is past its time. The message never holds the token."""


class LinkExpired(LinkInvalid):
    """The token is ours and past its time."""


async def stands(runtime: Any, grant: LinkGrant) -> bool:
    """Whether the link's person is still known here, and still speaks for whom it names (`Service.links_while`)."""
    if grant.person is None:
        return True
    person = await runtime.people.get(grant.tenant, grant.person)
    still = runtime.definition.links_while
    return person is not None and (still is None or await still(runtime, grant, person))


class Links:
    """Signs with the first key and accepts all of them, so that a key can be replaced without breaking sent links."""

    def __init__(self, key: SecretStr | str, previous: Sequence[SecretStr | str] = ()) -> None:
        self._keys = [_octets(one) for one in (key, *previous)]
        if any(len(one) < MINIMUM_KEY for one in self._keys):
            raise ValueError(f"link_key: at least {MINIMUM_KEY} octets; make one with `openssl rand -base64 32`")

    def token(self, grant: LinkGrant) -> str:
        """The token of `grant`. The same grant gives the same token."""
        payload = encode(json.dumps(_payload(grant), separators=(",", ":")).encode())
        return f"{payload}.{encode(_sign(self._keys[0], payload))}"

    def read(self, token: str, now: datetime) -> LinkGrant:
        """The grant of a token that we signed and that has not expired at `now` (machine time); else `LinkInvalid`."""
        payload, _, signature = token.partition(".")
        if len(token) > MAXIMUM_TOKEN or not self._signed(payload, signature):
            raise LinkInvalid("the link is not valid")
        grant = _grant(json.loads(_decode(payload)))
        if grant.expires <= now:
            raise LinkExpired("the link has expired")
        return grant

    def _signed(self, payload: str, signature: str) -> bool:
        given = _decode(signature)
        matches = [hmac.compare_digest(_sign(key, payload), given) for key in self._keys]
        return any(matches)


def _octets(key: SecretStr | str) -> bytes:
    return (key.get_secret_value() if isinstance(key, SecretStr) else key).encode()


def _sign(key: bytes, payload: str) -> bytes:
    return hmac.new(key, b"jembatan-link.v1." + payload.encode(), hashlib.sha256).digest()


def _payload(grant: LinkGrant) -> dict[str, Any]:
    fields = {
        "p": grant.purpose,
        "t": grant.tenant,
        "s": grant.subject,
        "e": int(grant.expires.timestamp()),
        "w": grant.person,
        "o": grant.organisation,
        "i": grant.id,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _grant(payload: dict[str, Any]) -> LinkGrant:
    return LinkGrant(
        purpose=payload["p"],
        tenant=payload["t"],
        subject=payload["s"],
        expires=datetime.fromtimestamp(payload["e"], UTC),
        person=payload.get("w"),
        organisation=payload.get("o"),
        id=payload["i"],
    )


def _decode(text: str) -> bytes:
    try:
        return decode(text)
    except ValueError:
        raise LinkInvalid("the link is not valid") from None
