"""A name server that stalls holds up nobody but its own names."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from services.notifications import names
from services.notifications.addresses import Guard
from services.notifications.names import Names
from services.notifications.sender import Answer, Sender

PORT = 9
FINE = "fine.example.test"


class System:
    """In place of the system's resolver: says nothing of names that begin with `stalls` until it is let go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.free = threading.Event()

    def __call__(self, host: str, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(host)
        if host.startswith("stalls"):
            self.free.wait()
            raise socket.gaierror(socket.EAI_NONAME, "at last")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    made = System()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    yield made
    made.free.set()


def stalling(count: int) -> list[str]:
    return [f"stalls{n}.example.test" for n in range(count)]


async def post(sender: Sender, host: str) -> Answer:
    return await sender.post(f"http://{host}:{PORT}/hooks", {}, b"{}")


def sender_to(*hosts: str) -> Sender:
    return Sender(Guard(exceptions=frozenset(f"{host}:{PORT}" for host in hosts)), deadline=60)


async def test_many_names_that_stall_hold_up_no_other(system: System) -> None:
    hosts = stalling(64)
    sender = sender_to(FINE, *hosts)
    waiting = [asyncio.create_task(post(sender, host)) for host in hosts]
    async with asyncio.timeout(60):
        while len(system.asked) < len(hosts):  # noqa: ASYNC110 - threads tell nobody
            await asyncio.sleep(0.01)
        answer = await post(sender, FINE)
    assert answer.error == "connect", "its name was found; nobody listens there"
    assert not any(each.done() for each in waiting)
    system.free.set()
    assert {one.error for one in await asyncio.gather(*waiting)} == {"dns"}
    await sender.close()


async def test_nobody_who_answers_in_time_is_told_from_a_receiver_that_is_slow(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "SECONDS", 0.05)
    [host] = stalling(1)
    sender = sender_to(host)
    answers = [await post(sender, host) for _ in range(3)]
    assert [(one.error, one.marks.unanswered) for one in answers] == [("egress", True)] * 3
    assert "No name server answered in time" in answers[0].detail
    assert system.asked == [host], "one thread, however often it is asked for"
    await sender.close()


async def test_a_name_is_looked_up_again_once_it_was_answered(system: System) -> None:
    resolver = Names()
    for _ in range(2):
        [found] = await resolver.resolve(FINE, PORT)
    assert (found["host"], found["port"], found["hostname"]) == ("127.0.0.1", PORT, FINE)
    assert system.asked == [FINE] * 2
    await resolver.close()


async def test_an_address_keeps_its_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    scoped = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1", 0, 0, 2))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [scoped])
    resolver = Names()
    [found] = await resolver.resolve(FINE, PORT, socket.AF_INET6)
    assert found["host"] == "2606:4700::1%2"
    await resolver.close()


async def test_what_stalls_still_is_not_waited_for_at_the_end(system: System) -> None:
    resolver = Names()
    waiting = asyncio.create_task(resolver.resolve(*stalling(1)))
    async with asyncio.timeout(60):
        while not system.asked:  # noqa: ASYNC110 - threads tell nobody
            await asyncio.sleep(0.01)
        await resolver.close()
        assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], asyncio.CancelledError)


async def test_a_sender_that_is_closed_leaves_no_thread(system: System) -> None:
    sender = sender_to(FINE)
    await post(sender, FINE)
    looking = [each for each in threading.enumerate() if each.name.startswith("names")]
    assert looking
    await sender.close()
    for each in looking:
        await asyncio.to_thread(each.join, 60)
    assert not any(each.is_alive() for each in looking)
