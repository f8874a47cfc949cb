"""Sends an event on to a program on this machine, signed as a webhook."""

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from jembatan.relaying.urls import http_url
from services.notifications.signing import new_secret, parsed, shown, signed_headers
from shared.refusals import Invalid

DEADLINE: Final = 15.0
"""Seconds that the program has, as long as a webhook would wait."""
SHOWN: Final = 300
"""Characters of its answer."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it."""

    status: int | None
    milliseconds: float
    said: str
    """The beginning of the answer's body, or why there is none."""

    @property
    def taken(self) -> bool:
        """As a webhook's receiver says so."""
        return self.status is not None and 200 <= self.status < 300


def secret_of(given: str) -> tuple[bytes, str]:
    """The endpoint's own when it is given, else one that lasts as long as this command; as bytes and as text."""
    raw = parsed(given) if given else new_secret()
    return raw, shown(raw)


def checked(url: str, *, anywhere: bool) -> str:
    """The URL to forward to; `Invalid` unless it is on this machine or anywhere is allowed."""
    host = urlsplit(http_url(url, example="http://localhost:3000/hook")).hostname or ""
    if not anywhere and not _here(host):
        raise Invalid(
            "not-on-this-machine",
            f"{host} is not this machine.",
            mend="Events are forwarded to localhost; say --anywhere if you mean it.",
        )
    return url


def _here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Forwarding:
    """To one program, under one secret."""

    url: str
    secret: bytes
    http: httpx.AsyncClient

    async def send(self, event: Mapping[str, Any]) -> Came:
        """POST it once; never raises for what the program does."""
        body = str(event["body"]).encode()
        signed = signed_headers([self.secret], str(event["webhook_id"]), int(time.time()), body)
        started = time.perf_counter()
        try:
            answer = await self.http.post(self.url, content=body, headers={**event["headers"], **signed})
        except httpx.HTTPError as error:
            return Came(None, _since(started), f"no answer ({type(error).__name__})")
        return Came(answer.status_code, _since(started), answer.text[:SHOWN])


def client() -> httpx.AsyncClient:
    """Follows no redirects and uses no proxy."""
    return httpx.AsyncClient(timeout=DEADLINE, follow_redirects=False, trust_env=False)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
