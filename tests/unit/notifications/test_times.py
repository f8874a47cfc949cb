"""How long the parts of a request took, against real servers."""

import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notifications.addresses import Guard
from services.notifications.sender import Answer, Sender, TimedTls, usual_tls
from tests.integration.mail_server import self_signed

ROUNDING = 0.05
"""Of sums of milliseconds."""


class Here(AbstractResolver):
    """Every name leads to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=6, flags=0)]

    async def close(self) -> None:
        return None


@asynccontextmanager
async def server(tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """One that takes everything; its URL."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield f"{'https' if tls else 'http'}://localhost:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def to(url: str, tls: TimedTls | None = None, count: int = 1) -> list[Answer]:
    sender = Sender(Guard(exceptions=frozenset({url.split("/")[2]})), deadline=60, tls=tls, resolver=Here)
    answers = [await sender.post(url, {}, b"{}") for _ in range(count)]
    await sender.close()
    return answers


@pytest.fixture
def ours(tmp_path: Path) -> tuple[ssl.SSLContext, TimedTls]:
    """Of a server, whose handshakes take 0.3 s at least, and of a client that trusts it."""
    certificate = self_signed(tmp_path)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), TimedTls(ssl.PROTOCOL_TLS_CLIENT)
    server.load_cert_chain(certificate)
    server.sni_callback = lambda *_: time.sleep(0.3)
    client.load_verify_locations(certificate)
    return server, client


def parts(answer: Answer) -> dict[str, float]:
    """Those that there were, none of them negative, together no more than the whole."""
    found = {name: value for name, value in answer.marks.milliseconds().items() if value is not None}
    assert min(found.values()) >= 0
    made = sum(found.get(name, 0) for name in ("dns", "connect", "tls"))
    assert made <= found.get("first_byte", found["total"]) + ROUNDING <= found["total"] + 2 * ROUNDING
    return found


async def test_tls_is_told_from_the_connection(ours: tuple[ssl.SSLContext, TimedTls]) -> None:
    async with server(ours[0]) as url:
        first, second = await to(url, ours[1], 2)
    assert (first.error, second.error, second.marks.reused) == (None, None, True)
    assert parts(first).keys() == {"dns", "connect", "tls", "first_byte", "total"}
    assert parts(first)["tls"] >= 300
    assert parts(second).keys() == {"first_byte", "total"}, "nothing was connected for it"


async def test_a_handshake_that_fails_was_connected(ours: tuple[ssl.SSLContext, TimedTls]) -> None:
    async with server(ours[0]) as url:
        [answer] = await to(url)
    assert answer.error == "tls"
    assert parts(answer).keys() == {"dns", "connect", "total"}


async def test_without_tls_there_is_no_time_of_it() -> None:
    async with server() as url:
        [answer] = await to(url)
    assert parts(answer).keys() == {"dns", "connect", "first_byte", "total"}


async def test_nobody_listening_has_no_connection_to_time() -> None:
    [answer] = await to("http://localhost:1/")
    assert answer.error == "connect"
    assert parts(answer).keys() == {"dns", "total"}


def test_what_is_trusted_is_what_is_usual() -> None:
    ours, usual = usual_tls(), ssl.create_default_context()
    for name in ("verify_mode", "check_hostname", "verify_flags", "options", "minimum_version", "maximum_version"):
        assert getattr(ours, name) == getattr(usual, name)
    assert ours.get_ca_certs() == usual.get_ca_certs()
