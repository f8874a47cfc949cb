"""What clients do by themselves in other programs, and not here; and every denied address, where it is dialled."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notifications.addresses import DeniedAddress, Guard, GuardedResolver
from services.notifications.sender import Sender
from tests.unit.notifications.test_addresses import DENIED
from tests.unit.notifications.test_sender import answering, response

NAME = "hooks.example.com"
PUBLIC = "8.8.8.8"
HANDSHAKE = b"\x16"
"""What TLS begins with."""


class Names(AbstractResolver):
    """Every name leads to this address; what the connector is given may be another than what is checked."""

    def __init__(self, address: str, checked: str = "") -> None:
        self.address, self.checked = address, checked or address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return _Turning(self._found(host, port, self.checked), self._found(host, port, self.address))

    def _found(self, host: str, port: int, address: str) -> ResolveResult:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return ResolveResult(hostname=host, host=address, port=port, family=family, proto=6, flags=0)

    async def close(self) -> None:
        return None


class _Turning(list[ResolveResult]):
    """Says one thing to whoever looks first, the check, and another later."""

    def __init__(self, first: ResolveResult, later: ResolveResult) -> None:
        super().__init__([later])
        self._first: ResolveResult | None = first

    def __iter__(self) -> Any:
        first, self._first = self._first, None
        return iter([first]) if first else super().__iter__()


@asynccontextmanager
async def listening(answer: bytes = b"") -> AsyncIterator[tuple[int, list[bytes]]]:
    """The port of a server that knows no TLS, and the heads of requests; it answers each so."""
    heard: list[bytes] = []
    manners = answering(answer)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (first := await reader.readexactly(1)) != HANDSHAKE:
                heard.append(first + await reader.readuntil(b"\r\n\r\n"))
                await manners(heard[-1], writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


@asynccontextmanager
async def sending(*exceptions: str, names: AbstractResolver) -> AsyncIterator[Sender]:
    sender = Sender(Guard(exceptions=frozenset(exceptions)), deadline=60, resolver=lambda: names)
    try:
        yield sender
    finally:
        await sender.close()


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one that could be connected to."""
    async with listening(response("200 OK")) as (proxy, proxied), listening(response("204 No")) as (port, heard):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
            monkeypatch.setenv(name.lower(), f"http://127.0.0.1:{proxy}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        allowed = (f"{NAME}:{port}", f"127.0.0.1:{proxy}")
        async with sending(*allowed, names=Names("127.0.0.1")) as sender:
            plain = await sender.post(f"http://{NAME}:{port}/", {}, b"")
            secret = await sender.post(f"https://{NAME}:{port}/", {}, b"")
    assert (plain.status, secret.status) == (204, None)
    assert (proxied, len(heard)) == ([], 1)


async def test_a_cookie_is_not_kept() -> None:
    """Of a host with a name, whose cookies every client would keep."""
    async with (
        listening(response("200 OK", b"", b"Set-Cookie: seen=1; Path=/")) as (port, heard),
        sending(f"{NAME}:{port}", names=Names("127.0.0.1")) as sender,
    ):
        for _ in range(2):
            assert (await sender.post(f"http://{NAME}:{port}/", {}, b"")).status == 200
    assert [b"cookie" in head.lower() for head in heard] == [False, False]


@pytest.mark.parametrize("code", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_not_followed_to_where_we_might_go(code: str) -> None:
    async with listening(response("204 No")) as (other, reached):
        location = f"Location: http://{NAME}:{other}/".encode()
        async with (
            listening(response(code, b"", location)) as (port, heard),
            sending(f"{NAME}:{port}", f"{NAME}:{other}", names=Names("127.0.0.1")) as sender,
        ):
            answer = await sender.post(f"http://{NAME}:{port}/", {}, b"")
    assert (answer.error, len(heard), reached) == ("redirect", 1, [])


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where connections were begun; none leaves this machine."""
    begun: list[str] = []

    async def connect(_loop: object, _socket: object, address: tuple[Any, ...]) -> None:
        begun.append(str(address[0]))
        raise ConnectionRefusedError

    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", connect)
    return begun


async def test_a_public_address_is_dialled_so_that_the_others_say_something(dialled: list[str]) -> None:
    async with sending(names=Names(PUBLIC)) as sender:
        assert (await sender.post(f"https://{NAME}/", {}, b"")).error == "connect"
    assert dialled == [PUBLIC]


@pytest.mark.parametrize("address", DENIED)
async def test_a_name_that_leads_there_is_not_called(address: str, dialled: list[str]) -> None:
    async with sending(names=Names(address)) as sender:
        answer = await sender.post(f"https://{NAME}/", {}, b"")
    assert (answer.error, dialled) == ("denied-address", [])
    assert "resolves to an address that must not be called" in answer.detail
    with pytest.raises(DeniedAddress):
        await GuardedResolver(Guard(), lambda: Names(address)).resolve(NAME, 443)


@pytest.mark.parametrize("address", DENIED)
async def test_nor_one_that_leads_there_after_it_was_checked(address: str, dialled: list[str]) -> None:
    async with sending(names=Names(address, checked=PUBLIC)) as sender:
        answer = await sender.post(f"https://{NAME}/", {}, b"")
    assert (answer.error, dialled) == ("denied-address", [])
    assert "the address dialled must not be called" in answer.detail
