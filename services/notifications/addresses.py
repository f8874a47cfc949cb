"""Where a webhook may go: the rules against server-side request forgery.

Three gates, each sufficient alone: the URL as it is registered (`canonical`), every address a name resolves to
(`GuardedResolver`, at registration `check_name`), and the very address that is dialled (`Guard.open_socket`, the
`socket_factory` of aiohttp, which also sees literal hosts, for which no resolver is asked). What a gate refuses is
counted by its reason. An allow-list of address space, not `ipaddress.is_global`:
that one passes NAT64 and 6to4 forms of the metadata address, site-local, multicast and cloud-internal addresses.
"""

import asyncio
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, Literal

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from services.notifications.metrics import DENIED
from services.notifications.names import Names
from shared.refusals import Invalid

REFUSED_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32",
        ),
    )
)
UNICAST_V6: Final = IPv6Network("2000::/3")
REFUSED_V6: Final = tuple(IPv6Network(text) for text in ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])
MAPPED: Final = IPv6Network("::ffff:0:0/96")
ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
"""Bits 64 to 95 of an address that carries an IPv4 address for a tunnel."""

LABEL: Final = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")
NUMBER: Final = re.compile(r"^(\d+|0x[0-9a-f]*)$")
PRINTABLE: Final = re.compile(r"^[\x21-\x7e]+$")
LONGEST_URL: Final = 2000
LOOK_UP_SECONDS: Final = 3.0
"""How long a registration waits for the name server; what it does not learn then, the first connection learns."""


class DeniedAddress(OSError):
    """The address must not be dialled. An `OSError`, so that the connector treats it as a failed connect."""


def refusal_of(text: str) -> str | None:
    """Why this IP address must not be dialled, or None when it may."""
    try:
        address = ip_address(text)
    except ValueError:
        return "not an IP address"
    if isinstance(address, IPv6Address):
        return _refusal_v6(address)
    return _refusal_v4(address)


def _refusal_v4(address: IPv4Address) -> str | None:
    return next((f"in {network}" for network in REFUSED_V4 if address in network), None)


def _refusal_v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "scoped to an interface"
    if address in MAPPED:
        return _refusal_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in UNICAST_V6:
        return "not in 2000::/3"
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        return "a tunnel to an IPv4 address"
    return next((f"in {network}" for network in REFUSED_V6 if address in network), None)


Reason = Literal["form", "user", "scheme", "port", "literal", "name", "resolved", "dialled"]
"""Which rule said no: how the URL is written, or where its name leads."""


def _bad(reason: Reason, detail: str, mend: str = "Give the https URL of a public host.") -> Invalid:
    DENIED.labels(reason).inc()
    return Invalid("webhook-url-refused", detail, mend=mend, reason=reason)


def _denied(reason: Reason, detail: str) -> DeniedAddress:
    DENIED.labels(reason).inc()
    return DeniedAddress(detail)


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules with their settings. `exceptions` (`host:port`) exist in development only: an exact list."""

    ports: frozenset[int] = frozenset({443, 8443})
    exceptions: frozenset[str] = frozenset()
    _excepted: set[tuple[str, int]] = field(default_factory=set)
    """Addresses that an excepted name resolved to."""

    def canonical(self, text: str) -> str:
        """The one form of `text` that is stored, checked and dialled; `Invalid` when it must not be called."""
        try:
            return self._canonical(text)
        except Invalid as refusal:
            refusal.facts["ports"] = self.ports_said
            raise

    @property
    def ports_said(self) -> str:
        """`443, 8443`."""
        return ", ".join(map(str, sorted(self.ports)))

    def _canonical(self, text: str) -> str:
        url = _parsed(text)
        host = (url.raw_host or "").lower().removesuffix(".")
        if self.excepts(host, url.port or 0):
            return str(url)
        if url.scheme != "https":
            raise _bad("scheme", "A webhook goes to an https URL only.")
        if url.port not in self.ports:
            raise _bad("port", f"Port {url.port} is not allowed.", f"Use one of these: {self.ports_said}.")
        _check_name(host)
        return str(url.with_host(host))

    def excepts(self, host: str, port: int) -> bool:
        """Is this exact pair a development exception?"""
        name = f"[{host}]" if ":" in host else host
        return f"{name}:{port}" in self.exceptions

    def check(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Raise `DeniedAddress` when **any** address that `host` resolved to is denied."""
        found = list(addresses)
        if self.excepts(host, port):
            self._excepted.update((address, port) for address in found)
            return
        for address in found:
            if why := refusal_of(address):
                raise _denied("resolved", f"{host} resolves to an address that must not be called: {why}")

    def open_socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """aiohttp's `socket_factory`: the last word on the very address being dialled."""
        family, kind, proto, _, sockaddr = info
        address, port = str(sockaddr[0]), int(str(sockaddr[1]))
        why = refusal_of(address)
        if why and not self.excepts(address, port) and (address, port) not in self._excepted:
            raise _denied("dialled", f"the address dialled must not be called: {why}")
        return socket.socket(family, kind, proto)


def _parsed(text: str) -> URL:
    if len(text) > LONGEST_URL or not PRINTABLE.match(text) or "\\" in text:
        raise _bad(
            "form", "The URL has characters that do not belong into one, or is too long.", "Write it in plain ASCII."
        )
    authority = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]
    if "@" in authority or "%" in authority:
        raise _bad("user", "The URL carries a user, or an escaped host.", "Give host and port alone.")
    try:
        url = URL(text)
        known = url.host and url.port
    except ValueError:
        known = None
    if not known or url.fragment:
        raise _bad("form", "This is not an absolute URL without fragment.")
    return url


def _check_name(host: str) -> None:
    labels = host.split(".")
    if ":" in host or NUMBER.match(labels[-1]):
        raise _bad("literal", "The host is an address, in whatever notation.", "Give the host's name.")
    if len(labels) < 2 or len(host) > 253 or not all(LABEL.match(label) for label in labels):
        raise _bad(
            "name", "The host is not a full name in the public tree of names.", "Give a name such as hooks.example.com."
        )


class GuardedResolver(AbstractResolver):
    """Resolves and refuses the whole answer when one address in it is denied."""

    def __init__(self, guard: Guard, resolver: Callable[[], AbstractResolver] = Names) -> None:
        self._guard = guard
        self._resolver = resolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        self._guard.check(host.lower().removesuffix("."), port, [entry["host"] for entry in found])
        return found

    async def close(self) -> None:
        await self._resolver.close()


async def check_name(guard: Guard, url: str) -> None:
    """Where does the host's name lead now? `Invalid` when inwards; one that does not resolve may still come to.

    `url` is in its one form. That it is fine now promises nothing: every connection asks again.
    """
    parsed, resolver = URL(url), GuardedResolver(guard)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            await resolver.resolve(parsed.raw_host or "", parsed.port or 0, socket.AF_UNSPEC)
    except DeniedAddress as error:
        mend = "Let the name lead to public addresses only."
        facts = {"reason": "resolved", "ports": guard.ports_said}
        raise Invalid("webhook-url-refused", f"{error}.", mend=mend, **facts) from None
    except (OSError, TimeoutError, UnicodeError):
        return
    finally:
        await resolver.close()
