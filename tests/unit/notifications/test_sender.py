"""The HTTP client against receivers that mean harm."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from services.notifications.addresses import Guard
from services.notifications.sender import KEPT_BODY, READ_BODY, STALE_SECONDS, Answer, Sender

Manners = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def receiver(manners: Manners, deadline: float = 60) -> AsyncIterator[tuple[Sender, str, list[bytes]]]:
    """A raw TCP receiver that answers each request as `manners` says; and a sender that may call it. In seconds."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
                requests.append(head + await reader.readexactly(length))
                await manners(requests[-1], writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    sender = Sender(Guard(exceptions=frozenset({address})), deadline=deadline)
    try:
        yield sender, f"http://{address}/hooks", requests
    finally:
        await sender.close()
        server.close()


def answering(*parts: bytes, every: float = 0) -> Manners:
    async def answer(_request: bytes, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every)

    return answer


def response(status: str, body: bytes = b"", *headers: bytes) -> bytes:
    head = [b"HTTP/1.1 " + status.encode(), b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


async def test_bytes_go_out_as_they_are_without_cookies_or_compression() -> None:
    async with receiver(answering(response("200 OK", b"thanks", b"Set-Cookie: a=b"))) as (sender, url, requests):
        first = await sender.post(url, {"webhook-id": "msg_1"}, b'{"a":1}')
        second = await sender.post(url, {"webhook-id": "msg_2"}, b'{"a":1}')
    assert (first.status, first.error, first.body, first.truncated) == (200, None, b"thanks", False)
    assert (first.marks.reused, second.marks.reused) == (False, True)
    assert first.marks.peer == second.marks.peer == "127.0.0.1"
    assert requests[0].endswith(b'\r\n\r\n{"a":1}')
    for word in (b"cookie", b"accept-encoding"):
        assert word not in requests[1].lower()


async def test_a_redirect_is_an_answer_and_nothing_more() -> None:
    moved = response("302 Found", b"", b"Location: http://169.254.169.254/latest/meta-data")
    async with receiver(answering(moved)) as (sender, url, requests):
        answer = await sender.post(url, {}, b"{}")
    assert (answer.status, answer.error, len(requests)) == (302, "redirect", 1)


async def test_a_body_that_drips_ends_with_the_deadline() -> None:
    head, dripped = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", 0

    async def drip(_request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal dripped
        writer.write(head)
        while dripped < 100:
            writer.write(b"x")
            dripped += 1
            await asyncio.sleep(0.1)

    async with receiver(drip, deadline=0.6) as (sender, url, _):
        answer = await sender.post(url, {}, b"{}")
        before = dripped
    assert answer.error == "timeout"
    assert before < 10, "a drip every 0.1 s, on the same loop: no later one put the deadline off"


async def test_headers_that_never_come_end_with_the_deadline() -> None:
    manners = answering(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, every=0.1)
    async with receiver(manners, deadline=0.6) as (sender, url, _):
        assert (await sender.post(url, {}, b"{}")).error == "timeout"


async def test_an_endless_body_is_cut() -> None:
    chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
    endless = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[chunk] * 2000]
    async with receiver(answering(*endless)) as (sender, url, _):
        answer = await sender.post(url, {}, b"{}")
        again = await sender.post(url, {}, b"{}")
    assert (answer.error, answer.truncated, len(answer.body)) == (None, True, KEPT_BODY)
    assert not again.marks.reused, "the connection of a body that was cut is closed"


async def test_a_compressed_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 30_000_000)
    assert len(bomb) < READ_BODY
    async with receiver(answering(response("200 OK", bomb, b"Content-Encoding: gzip"))) as (sender, url, _):
        answer = await sender.post(url, {}, b"{}")
    assert answer.body == bomb[:KEPT_BODY]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"nonsense\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n", "protocol"),
        (response("500 Oops", b"at line 1"), "refused-status"),
        (response("410 Gone"), "gone"),
    ],
)
async def test_bad_answers_are_failures(said: bytes, error: str) -> None:
    async with receiver(answering(said)) as (sender, url, _):
        assert (await sender.post(url, {}, b"{}")).error == error


async def test_headers_that_are_no_text_are_kept_as_text() -> None:
    said = response("200 OK", b"", b"Server: caf\xe9/1", "Date: pagi 🌅".encode())
    async with receiver(answering(said)) as (sender, url, _):
        answer = await sender.post(url, {}, b"{}")
    assert answer.error is None
    assert answer.headers["server"] == "caf?/1"
    assert answer.headers["date"] == "pagi 🌅"


async def test_a_kept_connection_that_is_closed_earns_one_more_try_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.sender.STALE_SECONDS", 60)  # a machine that stands still is no failure
    seen = 0

    async def closes_after_one(_request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen += 1
        if seen == 2:
            writer.close()
        else:
            writer.write(response("200 OK"))

    async with receiver(closes_after_one) as (sender, url, _):
        assert (await sender.post(url, {}, b"1")).error is None
        assert (await sender.post(url, {}, b"2")).error is None
    assert seen == 3


async def test_closed_without_an_answer_on_a_fresh_connection_is_a_failure() -> None:
    async def hangs_up(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with receiver(hangs_up) as (sender, url, requests):
        assert (await sender.post(url, {}, b"1")).error == "disconnected"
    assert len(requests) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://localhost/", "https://169.254.169.254/latest/meta-data"]
)
async def test_what_must_not_be_called_is_not_called(url: str) -> None:
    sender = Sender(Guard(), deadline=60)
    assert (await sender.post(url, {}, b"{}")).error == "denied-address"
    await sender.close()


async def test_a_name_that_resolves_inwards_is_not_called() -> None:
    sender = Sender(Guard(frozenset({443})), deadline=60)
    resolver = sender.open().connector._resolver  # type: ignore[union-attr]  # no other way to play the name server

    async def inwards(*_: object, **__: object) -> list[dict[str, object]]:
        return [
            {"hostname": "hooks.example.com", "host": "127.0.0.1", "port": 443, "family": 2, "proto": 6, "flags": 0}
        ]

    resolver._resolver.resolve = inwards
    answer = await sender.post("https://hooks.example.com/", {}, b"{}")
    assert answer.error == "denied-address"
    sender.open().connector._resolver = resolver._resolver  # type: ignore[union-attr]  # even if the resolver were blind
    assert (await sender.post("https://hooks.example.com/", {}, b"{}")).error == "denied-address"
    await sender.close()


async def test_nobody_listening_and_no_such_name() -> None:
    sender = Sender(Guard(exceptions=frozenset({"127.0.0.1:1", "nowhere.invalid:81"})), deadline=5)
    assert (await sender.post("http://127.0.0.1:1/", {}, b"{}")).error == "connect"
    assert (await sender.post("http://nowhere.invalid:81/", {}, b"{}")).error in {"dns", "timeout", "egress"}
    await sender.close()


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b"])
async def test_headers_cannot_be_injected(value: str) -> None:
    async with receiver(answering(response("200 OK"))) as (sender, url, requests):
        answer = await sender.post(url, {"traceparent": value}, b"{}")
    assert answer.error is not None
    assert not any(b"Evil" in request for request in requests)


class Server:
    """An aiohttp server on which the first request is answered; `later` are how those after it are, one by one."""

    def __init__(self, *later: Callable[[web.Request], Awaitable[web.Response]]) -> None:
        self._later = list(later)
        self.asked = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        await request.read()
        return web.Response() if self.asked == 1 else await self._later[self.asked - 2](request)


def hanging_up(after: float) -> Callable[[web.Request], Awaitable[web.Response]]:
    """After so many seconds of work."""

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(after)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return answer


def working(seconds: float) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response()

    return answer


async def to(server: Server, deadline: float) -> list[Answer]:
    """Two requests, the second over the connection of the first."""
    app = web.Application()
    app.router.add_post("/", server.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    sender = Sender(Guard(exceptions=frozenset({f"{host}:{port}"})), deadline)
    try:
        return [await sender.post(f"http://{host}:{port}/", {}, b"{}") for _ in range(2)]
    finally:
        await sender.close()
        await runner.cleanup()


async def test_a_server_that_works_and_then_hangs_up_is_not_asked_twice() -> None:
    server = Server(hanging_up(STALE_SECONDS * 1.1))
    first, second = await to(server, deadline=60)
    assert (first.error, second.error, second.marks.reused) == (None, "disconnected", True)
    assert server.asked == 2


async def test_one_deadline_covers_the_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of both takes most of it: the second would end well within a deadline of its own."""
    monkeypatch.setattr("services.notifications.sender.STALE_SECONDS", 60)
    server = Server(hanging_up(1.2), working(1.2))
    _, second = await to(server, deadline=2)
    assert second.error == "timeout"
    assert second.seconds >= 1.9, "from the start of the first try"
