"""Signed download links: whoever has one may read that one file for some minutes, without any other credential."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import SecretStr

from shared.auth.encoding import decode, encode
from shared.refusals import NotFound, Refusal

_LONGEST: Final = 200


class LinkExpired(Refusal):
    """The link was good once (410)."""

    status = 410
    title = "No longer there"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose file may be read."""

    tenant: str
    attachment: str


class Downloads:
    """Signs with the first link key and accepts all of them. A ticket is in a query, so it lives for minutes only."""

    def __init__(self, service: str, key: SecretStr, previous: Sequence[SecretStr] = ()) -> None:
        self._service = service
        self._keys = [one.get_secret_value().encode() for one in (key, *previous)]

    def ticket(self, tenant: str, attachment: str, expires: datetime) -> str:
        """What goes into the query; `expires` is machine time."""
        until = int(expires.timestamp())
        return f"{tenant}.{until}.{encode(self._sign(self._keys[0], tenant, attachment, until))}"

    def read(self, ticket: str, attachment: str, now: datetime) -> Ticket:
        """`NotFound` for what we did not sign for this attachment, `LinkExpired` for what is past its time."""
        tenant, _, rest = ticket.partition(".")
        until, _, signature = rest.partition(".")
        if len(ticket) > _LONGEST or not (until.isascii() and until.isdigit()):
            raise NotFound("attachment")
        if not self._signed(tenant, attachment, int(until), signature):
            raise NotFound("attachment")
        if int(until) <= now.timestamp():
            raise LinkExpired("link-expired", "This link has expired.", mend="Ask for the attachment again.")
        return Ticket(tenant, attachment)

    def _signed(self, tenant: str, attachment: str, until: int, signature: str) -> bool:
        try:
            given = decode(signature)
        except ValueError:
            return False
        return any(hmac.compare_digest(self._sign(key, tenant, attachment, until), given) for key in self._keys)

    def _sign(self, key: bytes, tenant: str, attachment: str, until: int) -> bytes:
        said = f"jembatan-download.v1.{self._service}.{tenant}.{attachment}.{until}"
        return hmac.new(key, said.encode(), hashlib.sha256).digest()
