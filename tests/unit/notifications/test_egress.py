"""Failures of this machine are never the receiver's: no names, no way, no means."""

import errno
import socket
from collections.abc import AsyncIterator

import pytest

from services.notifications.addresses import Guard
from services.notifications.names import Names
from services.notifications.sender import Sender

HERE = "127.0.0.1:9"
NAMED = "hooks.example.test:9"


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    made = Sender(Guard(exceptions=frozenset({HERE, NAMED})), deadline=60)
    yield made
    await made.close()


def no_socket(number: int) -> object:
    def refused(*_: object, **__: object) -> socket.socket:
        raise OSError(number, "as the system says")

    return refused


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENETUNREACH, errno.EHOSTUNREACH])
async def test_no_means_and_no_way(sender: Sender, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr("services.notifications.sender.socket.socket", no_socket(number))
    answer = await sender.post(f"http://{HERE}/hooks", {}, b"{}")
    assert (answer.status, answer.error) == (None, "egress")
    assert "as the system says" in answer.detail


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH])
async def test_where_there_is_a_way_it_is_their_host_that_is_unreachable(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    async def refused(*_: object, **__: object) -> object:
        raise OSError(number, "told by a router on the way")

    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", refused)
    answer = await sender.post(f"http://{HERE}/hooks", {}, b"{}")
    assert answer.error == "connect"


@pytest.mark.parametrize(
    ("number", "error"),
    [(socket.EAI_AGAIN, "egress"), (socket.EAI_SYSTEM, "egress"), (socket.EAI_NONAME, "dns")],
)
async def test_a_name_that_nobody_answers_for_is_not_a_name_that_does_not_exist(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, number: int, error: str
) -> None:
    async def unresolved(*_: object, **__: object) -> object:
        raise socket.gaierror(number, "resolver")

    monkeypatch.setattr(Names, "resolve", unresolved)
    answer = await sender.post(f"http://{NAMED}/hooks", {}, b"{}")
    assert answer.error == error


async def test_no_memory(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing_left(*_: object, **__: object) -> object:
        raise MemoryError

    monkeypatch.setattr(Sender, "_exchange", nothing_left)
    assert (await sender.post(f"http://{HERE}/hooks", {}, b"{}")).error == "egress"
