"""The HTTP client for webhooks: one session, one deadline over everything, and no way around the address rules."""

import asyncio
import errno
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from services.notifications.addresses import DeniedAddress, Guard, GuardedResolver
from services.notifications.domain.retries import ErrorClass, error_of
from services.notifications.names import Names
from shared.refusals import Invalid

KEPT_BODY: Final = 4096
"""Bytes of a response that are kept."""
READ_BODY: Final = 65_536
"""Bytes of a response that are read so that the connection can be used again; a longer one is cut off."""
KEPT_HEADERS: Final = (
    "content-type",
    "content-length",
    "date",
    "location",
    "retry-after",
    "server",
    "webhook-allowed-origin",
)
USER_AGENT: Final = "Jembatan-Webhooks/1.0"
DNS_TTL: Final = 10
KNOWN_URLS: Final = 10_000
"""Endpoints whose URL need not be looked at again."""
STALE_SECONDS: Final = 1.0
"""A kept connection that fails sooner had been closed before; one that fails later may have failed at the work."""


@dataclass(slots=True)
class Marks:
    """When what happened to one request, in seconds of the monotonic clock, and over which connection."""

    start: float = field(default_factory=time.perf_counter)
    dns: float | None = None
    connected: float | None = None
    first_byte: float | None = None
    end: float | None = None
    reused: bool = False
    peer: str | None = None
    dialled: tuple[socket.AddressFamily, str] | None = None
    """The last address that was tried."""
    host: str | None = None
    """Whose name may have been asked for; `dns` says that there was an answer."""
    unanswered: bool = False
    """Nobody answered the question for the name: our name server, or the one that it had to ask."""
    _dns_start: float | None = None
    _connect_start: float | None = None
    _tls_start: float | None = None

    def milliseconds(self) -> dict[str, float | None]:
        """`dns`, `connect` (TCP) and `tls` follow one another; `first_byte` and `total` count from the start of all."""
        return {
            "dns": _between(self._dns_start, self.dns),
            "connect": _between(self.dns or self._connect_start, self._tls_start or self.connected),
            "tls": _between(self._tls_start, self.connected),
            "first_byte": _between(self.start, self.first_byte),
            "total": _between(self.start, self.end),
        }


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else round((end - start) * 1000, 2)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request. `error` is None exactly for a 2xx whose body ended within the deadline.

    Or is longer than what is read of it.
    """

    status: int | None
    error: ErrorClass | None
    detail: str
    headers: dict[str, str]
    body: bytes
    truncated: bool
    marks: Marks

    @property
    def seconds(self) -> float:
        """From the start to the end of the body."""
        return (self.marks.end or time.perf_counter()) - self.marks.start


_MARKS: ContextVar[Marks] = ContextVar("marks")


class _Request(aiohttp.ClientRequest):
    """Notes the peer, which a response whose body came at once can no longer tell."""

    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        marks = _MARKS.get()
        peer = conn.transport.get_extra_info("peername") if conn.transport else None
        marks.peer = str(peer[0]) if peer else None
        marks.reused = marks.connected is None
        return await super().send(conn)


class _Connector(aiohttp.TCPConnector):
    """Notes when a connection is made. aiohttp's traces would tell the same at a third of what a request costs."""

    async def _create_connection(self, *args: Any, **options: Any) -> Any:
        marks = _MARKS.get()
        marks._connect_start = time.perf_counter()
        protocol = await super()._create_connection(*args, **options)
        marks.connected = time.perf_counter()
        return protocol


class TimedTls(ssl.SSLContext):
    """Notes when a handshake begins: TCP is connected then."""

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:
        """As the loop asks for it, in the context of whoever connects."""
        if marks := _MARKS.get(None):
            marks._tls_start = time.perf_counter()
        return super().wrap_bio(*args, **options)


def usual_tls() -> TimedTls:
    """What `ssl.create_default_context` makes, which makes no subclass of it."""
    usual, made = ssl.create_default_context(), TimedTls(ssl.PROTOCOL_TLS_CLIENT)
    made.verify_flags = usual.verify_flags
    made.load_default_certs()
    return made


class _Resolver(GuardedResolver):
    """Notes how long a name took that was not known from before."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        marks = _MARKS.get()
        marks._dns_start = time.perf_counter()
        found = await super().resolve(host, port, family)
        marks.dns = time.perf_counter()
        return found


class Sender:
    """Sends and never raises for what the other side does. `deadline` covers connecting and reading, in seconds."""

    def __init__(
        self,
        guard: Guard,
        deadline: float = 15.0,
        tls: TimedTls | None = None,
        resolver: Callable[[], AbstractResolver] = Names,
    ) -> None:
        self._guard = guard
        self._new_names = resolver
        self._names: _Resolver | None = None
        self._deadline = deadline
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._canonical: dict[str, URL] = {}

    def open(self) -> aiohttp.ClientSession:
        """The session, made in the running loop."""
        if self._session is None:
            self._names = _Resolver(self._guard, self._new_names)
            connector = _Connector(
                limit=0,
                resolver=self._names,
                socket_factory=self._open_socket,
                ttl_dns_cache=DNS_TTL,
                ssl=self._tls or usual_tls(),
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                request_class=_Request,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=(hdrs.ACCEPT_ENCODING,),
                headers={hdrs.USER_AGENT: USER_AGENT, hdrs.ACCEPT: "*/*"},
            )
        return self._session

    def _open_socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        _MARKS.get().dialled = (socket.AddressFamily(info[0]), str(info[4][0]))
        return self._guard.open_socket(info)

    async def close(self) -> None:
        """Close all connections, and look no name up any more."""
        if self._session is not None and self._names is not None:
            await self._session.close()
            await self._names.close()
            self._session = self._names = None

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST these bytes as they are."""
        return await self.send("POST", url, headers, body)

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """One request; a kept connection that was closed already earns one more try, uncounted, in the time left."""
        until = asyncio.get_running_loop().time() + self._deadline
        first = await self._send(method, url, headers, body, until=until, marks=Marks())
        if not _stale(first):
            return first
        return await self._send(method, url, headers, body, until=until, marks=Marks(first.marks.start))

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, until: float, marks: Marks
    ) -> Answer:
        token = _MARKS.set(marks)
        try:
            checked = self._checked(url)
            marks.host = checked.raw_host
            async with asyncio.timeout_at(until):
                return await self._exchange(method, checked, headers, body, marks)
        except Exception as error:
            return _failed(error, marks)
        finally:
            _MARKS.reset(token)
            marks.end = marks.end or time.perf_counter()

    def _checked(self, url: str) -> URL:
        """The URL by the rules for texts, which never change; where it leads is checked at every connection."""
        checked = self._canonical.get(url)
        if checked is None:
            checked = URL(self._guard.canonical(url))
            if len(self._canonical) >= KNOWN_URLS:
                self._canonical.clear()
            self._canonical[url] = checked
        return checked

    async def _exchange(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None, marks: Marks
    ) -> Answer:
        request = self.open().request(method, url, data=body, headers=headers, allow_redirects=False)
        async with request as response:
            marks.first_byte = time.perf_counter()
            content, cut = await _capped(response)
            marks.end = time.perf_counter()
            error = error_of(response.status)
            return Answer(
                status=response.status,
                error=error,
                detail="" if error is None else f"answered {response.status}",
                headers=_chosen(response.headers),
                body=content[:KEPT_BODY],
                truncated=cut or len(content) > KEPT_BODY,
                marks=marks,
            )


async def _capped(response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
    """The body up to `READ_BODY`; what is longer is cut and the connection closed."""
    if response.content.at_eof():
        return response.content.read_nowait(), False
    parts: list[bytes] = []
    length = 0
    async for chunk in response.content.iter_any():
        parts.append(chunk)
        length += len(chunk)
        if length > READ_BODY:
            response.close()
            return b"".join(parts), True
    return b"".join(parts), False


def _stale(answer: Answer) -> bool:
    marks = answer.marks
    unheard = answer.error == "disconnected" and marks.reused and marks.first_byte is None
    return unheard and answer.seconds < STALE_SECONDS


def _chosen(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    return {name: _text(headers[name][:500]) for name in KEPT_HEADERS if name in headers}


def _text(header: str) -> str:
    """Bytes that are no UTF-8 come from aiohttp as lone surrogates, which no database takes."""
    return header.encode("utf-8", "replace").decode()


def _failed(error: Exception, marks: Marks) -> Answer:
    kind, detail = _classified(error, marks)
    marks.unanswered = any(one.errno == socket.EAI_AGAIN for one in _names(error))
    return Answer(None, kind, detail, {}, b"", False, marks)


def _classified(error: Exception, marks: Marks) -> tuple[ErrorClass, str]:
    if denied := _has(error, DeniedAddress) or _has(error, Invalid):
        return "denied-address", str(denied)
    if ours := next((one for one in _chain(error) if _is_ours(one, marks)), None):
        return "egress", f"our own fault: {_reason(ours)}"
    for kind, name, detail in _KINDS:
        if isinstance(error, kind):
            return name, f"{detail}: {_reason(error)}"
    return "egress", f"our own fault: {type(error).__name__}"


_KINDS: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], ErrorClass, str], ...]] = (
    (TimeoutError, "timeout", "no complete answer within the deadline"),
    (aiohttp.ClientConnectorDNSError, "dns", "the host's name does not resolve"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "tls", "TLS failed"),
    (aiohttp.ClientConnectorError, "connect", "could not connect"),
    (
        (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionError),
        "disconnected",
        "the connection was closed before an answer",
    ),
    (aiohttp.ClientError, "protocol", "not a proper HTTP answer"),
)
"""The first that fits; later ones are more general."""


_OURS: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.EADDRNOTAVAIL, errno.ENETDOWN})
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH})
_NO_NAMES: Final = frozenset({socket.EAI_AGAIN, socket.EAI_SYSTEM, socket.EAI_MEMORY})
"""Nobody answered our question for a name; a name that does not exist is another answer."""


def _names(error: BaseException) -> Iterator[socket.gaierror]:
    """What there was about names."""
    return (one for one in _chain(error) if isinstance(one, socket.gaierror))


def _is_ours(error: BaseException, marks: Marks) -> bool:
    """Is it this machine that has no names, no way, or no means?"""
    if isinstance(error, socket.gaierror):
        return error.errno in _NO_NAMES
    number = getattr(error, "errno", None)
    return number in _OURS or (number in _NO_WAY and not _has_way(marks.dialled))


def _has_way(dialled: tuple[socket.AddressFamily, str] | None) -> bool:
    """Does this machine know a route there? Routers on the way send the same errors as our own table."""
    if dialled is None:
        return False
    try:
        with socket.socket(dialled[0], socket.SOCK_DGRAM) as probe:
            probe.connect((dialled[1], 9))  # looks up the route; a datagram socket sends nothing by it
    except OSError:
        return False
    return True


def _reason(error: BaseException) -> str:
    """Never the message, which may quote what the other side sent."""
    return getattr(error, "strerror", None) or type(error).__name__


def _has(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """`error` or what caused it, when it is of this kind."""
    return next((one for one in _chain(error) if isinstance(one, kind)), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "os_error", None) or error.__cause__
