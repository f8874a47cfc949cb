"""Name servers that lie, against the real client: a public receiver and an internal one listen on the same port.

127.0.0.2 plays the public internet, so that a connection really is made there; everything else is judged as always.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from prometheus_client import REGISTRY

from services.notifications import addresses, sender
from services.notifications.addresses import Guard
from services.notifications.sender import Answer, Sender

PUBLIC, INTERNAL = "127.0.0.2", "127.0.0.1"


def found(host: str, address: str, port: int) -> ResolveResult:
    return ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=6, flags=0)


class Turncoat(list[Any]):
    """Says something else to whoever looks a second time."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__([found(host, PUBLIC, port)])
        self.looks = 0

    def __iter__(self) -> Iterator[Any]:
        self.looks += 1
        yield found("hooks.example.com", PUBLIC if self.looks == 1 else INTERNAL, super().__getitem__(0)["port"])


class NameServer(AbstractResolver):
    """Answers in turn, without any time to live; the last answer again and again."""

    def __init__(self, *answers: list[str] | type[Turncoat]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, list):
            return [found(host, address, port) for address in answer]
        return answer(host, port)

    async def close(self) -> None:
        return None


@dataclass
class Network:
    """Who was connected to, at the port of both."""

    port: int
    reached: list[str] = field(default_factory=list)

    def sender(self, names: NameServer) -> Sender:
        return Sender(Guard(frozenset({self.port})), deadline=30, resolver=lambda: names)

    async def post(self, sender: Sender) -> Answer:
        return await sender.post(f"https://hooks.example.com:{self.port}/", {}, b"{}")


@asynccontextmanager
async def listening() -> AsyncIterator[Network]:
    """Both hang up at once: what counts is who was reached."""
    network = Network(0)

    def at(address: str) -> Any:
        def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            network.reached.append(address)
            writer.close()

        return hang_up

    inside = await asyncio.start_server(at(INTERNAL), INTERNAL, 0)
    network.port = inside.sockets[0].getsockname()[1]
    try:
        outside = await asyncio.start_server(at(PUBLIC), PUBLIC, network.port)
    except OSError:
        inside.close()
        pytest.skip("this system has no second loopback address")
    try:
        yield network
    finally:
        inside.close()
        outside.close()


@pytest.fixture(autouse=True)
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = addresses.refusal_of
    monkeypatch.setattr(addresses, "refusal_of", lambda text: None if text == PUBLIC else judged(text))
    monkeypatch.setattr(sender, "DNS_TTL", 0)


def denied(reason: str) -> float:
    return REGISTRY.get_sample_value("jembatan_webhook_denied_total", {"reason": reason}) or 0.0


async def test_the_public_receiver_is_reached_so_that_the_others_say_something() -> None:
    async with listening() as network:
        sender = network.sender(NameServer([PUBLIC]))
        answer = await network.post(sender)
        await sender.close()
    assert answer.error in {"tls", "disconnected", "connect"}
    assert set(network.reached) == {PUBLIC}


@pytest.mark.parametrize("answer", [[PUBLIC, INTERNAL], [INTERNAL, PUBLIC], [PUBLIC, "::ffff:127.0.0.1"]])
async def test_a_mixed_answer_reaches_nobody(answer: list[str]) -> None:
    before = denied("resolved")
    async with listening() as network:
        sender = network.sender(NameServer(answer))
        said = await network.post(sender)
        await sender.close()
    assert (said.error, network.reached) == ("denied-address", [])
    assert "hooks.example.com resolves to an address that must not be called" in said.detail
    assert denied("resolved") == before + 1


async def test_a_name_that_turns_inwards_after_it_was_checked_is_refused_at_the_connection() -> None:
    names = NameServer([PUBLIC], [INTERNAL])
    async with listening() as network:
        guard = Guard(frozenset({network.port}))
        await addresses.GuardedResolver(guard, lambda: names).resolve("hooks.example.com", network.port)
        sender = network.sender(names)
        said = await network.post(sender)
        await sender.close()
    assert (said.error, network.reached, names.asked) == ("denied-address", [], 2)


async def test_answers_without_time_to_live_are_checked_every_time() -> None:
    names = NameServer([PUBLIC], [INTERNAL], [PUBLIC], [INTERNAL])
    async with listening() as network:
        sender = network.sender(names)
        said = [(await network.post(sender)).error for _ in range(4)]
        await sender.close()
    assert [one == "denied-address" for one in said] == [False, True, False, True]
    assert set(network.reached) == {PUBLIC}


async def test_what_changes_between_check_and_connect_meets_the_socket() -> None:
    """The resolver was shown one address and the connector another: the address that is dialled decides."""
    before = denied("dialled")
    async with listening() as network:
        sender = network.sender(NameServer(Turncoat))
        said = await network.post(sender)
        await sender.close()
    assert (said.error, network.reached) == ("denied-address", [])
    assert "the address dialled must not be called" in said.detail
    assert denied("dialled") > before
