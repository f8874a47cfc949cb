"""The deadline covers what is before the request: connections that nobody accepts, handshakes that nobody answers."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from services.notifications.addresses import Guard
from services.notifications.sender import Answer, Sender

DEADLINE = 0.5
FAR_LATER = 60.0
"""Seconds within which an answer comes on any machine, and no connection of the system's own ends."""


async def posted(scheme: str, port: int) -> Answer:
    """What comes of one request to this port of ours."""
    sender = Sender(Guard(exceptions=frozenset({f"127.0.0.1:{port}"})), deadline=DEADLINE)
    try:
        async with asyncio.timeout(FAR_LATER):
            return await sender.post(f"{scheme}://127.0.0.1:{port}/", {}, b"{}")
    finally:
        await sender.close()


@pytest.fixture
def full() -> Iterator[int]:
    """The port of a socket that listens and whose queue is full: what is sent to it is dropped."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            one = open_sockets.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        probe = open_sockets.enter_context(socket.socket())
        probe.settimeout(0.3)
        if probe.connect_ex(listener.getsockname()) == 0:
            pytest.skip("this system accepts more than was asked for")
        yield listener.getsockname()[1]


async def test_a_connection_that_nobody_accepts_ends_with_the_deadline(full: int) -> None:
    answer = await posted("http", full)
    assert (answer.status, answer.error, answer.marks.connected) == (None, "timeout", None)
    assert answer.seconds >= DEADLINE


async def test_a_handshake_that_nobody_answers_ends_with_the_deadline() -> None:
    heard = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while some := await reader.read(4096):
            heard.extend(some)
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        answer = await posted("https", server.sockets[0].getsockname()[1])
    assert (answer.status, answer.error, answer.marks.connected) == (None, "timeout", None)
    assert heard[:1] == b"\x16", "the handshake was begun"
