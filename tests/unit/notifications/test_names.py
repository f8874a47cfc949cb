"""A name that nobody answers for: is our name server away, or theirs? Through the real client, with names by hand."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notifications.addresses import Guard
from services.notifications.engine.horizon import TOGETHER, Horizon
from services.notifications.sender import Sender
from shared.clock import SystemClock

BROKEN, FINE, OTHER = "broken.example.test", "fine.example.test", "other.example.test"
PORT = 9


class HandClock(SystemClock):
    """Monotonic time by hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Names(AbstractResolver):
    """Nobody answers for what is away; everything else leads to a port where nobody listens."""

    away: set[str] = field(default_factory=set)
    number: int = socket.EAI_AGAIN

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host in self.away:
            raise socket.gaierror(self.number, "as the resolver says")
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=6, flags=0)]

    async def close(self) -> None:
        return None


@dataclass
class Process:
    """What one process learns from its requests."""

    names: Names = field(default_factory=Names)
    clock: HandClock = field(default_factory=HandClock)
    sender: Sender = field(init=False)
    horizon: Horizon = field(init=False)

    def __post_init__(self) -> None:
        guard = Guard(exceptions=frozenset(f"{host}:{PORT}" for host in (BROKEN, FINE, OTHER)))
        self.sender = Sender(guard, deadline=60, resolver=lambda: self.names)
        self.horizon = Horizon(self.clock)

    async def to(self, host: str, after: float = 1.0) -> str | None:
        """The error of an attempt that is made so many seconds later, by a client that remembers no name."""
        self.clock.seconds += after
        answer = await self.sender.post(f"http://{host}:{PORT}/hooks", {}, b"{}")
        await self.sender.close()
        return self.horizon.judged(answer).error


@pytest.fixture
async def process() -> AsyncIterator[Process]:
    made = Process()
    yield made
    await made.sender.close()


async def test_while_no_other_name_is_resolved_it_is_ours(process: Process) -> None:
    process.names.away = {BROKEN, FINE, OTHER}
    assert [await process.to(host) for host in (BROKEN, FINE, OTHER, BROKEN, BROKEN)] == ["egress"] * 5


async def test_once_another_name_is_resolved_meanwhile_it_is_theirs(process: Process) -> None:
    process.names.away = {BROKEN}
    assert await process.to(BROKEN) == "egress", "nothing is known yet"
    assert await process.to(FINE) == "connect"
    assert await process.to(BROKEN) == "dns"
    process.names.away = set()
    assert await process.to(BROKEN) == "connect"


async def test_what_was_resolved_before_it_began_says_nothing(process: Process) -> None:
    """So the first minute of an outage of ours charges nobody."""
    assert await process.to(FINE) == "connect"
    process.names.away = {BROKEN, FINE, OTHER}
    assert [await process.to(host) for host in (BROKEN, OTHER, FINE, BROKEN)] == ["egress"] * 4


async def test_what_was_resolved_long_ago_says_nothing(process: Process) -> None:
    process.names.away = {BROKEN}
    await process.to(BROKEN)
    await process.to(FINE)
    waits = [TOGETHER / 2] * 4
    assert [await process.to(BROKEN, wait) for wait in waits] == ["dns", "dns", "egress", "egress"]
    assert await process.to(FINE) == "connect"
    assert await process.to(BROKEN) == "dns"


async def test_that_the_name_itself_was_resolved_once_says_nothing(process: Process) -> None:
    await process.to(BROKEN)
    process.names.away = {BROKEN}
    assert [await process.to(BROKEN) for _ in range(3)] == ["egress"] * 3


async def test_means_of_this_machine_that_are_missing_are_always_ours(process: Process) -> None:
    process.names.away, process.names.number = {BROKEN}, socket.EAI_MEMORY
    await process.to(BROKEN)
    await process.to(FINE)
    assert await process.to(BROKEN) == "egress"
