"""A TCP proxy that does to a connection what networks do: lose answers, lose requests, deliver them late, stand still.

async with FaultyProxy("127.0.0.1", 27017) as proxy:
    proxy.once(lambda request: b"insert" in request, Fault.ANSWER_LOST)
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Self

Match = Callable[[bytes], bool]


class Fault(Enum):
    """What happens to a request that matches; in each case the connection breaks for the client."""

    ANSWER_LOST = "the server did it, the client never hears"
    REQUEST_LOST = "the server never gets it"
    REQUEST_LATE = "the connection breaks at once, the server gets it after `late` seconds"


@dataclass
class _Rule:
    match: Match
    fault: Fault
    times: int


class FaultyProxy:
    """Forwards bytes between clients and one server, with faults on demand."""

    def __init__(self, host: str, port: int, *, late: float = 0.3) -> None:
        self._server_address = (host, port)
        self._late = late
        self._rules: list[_Rule] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self._open.set()
        self.struck = 0
        """How many requests met a fault."""

    @property
    def port(self) -> int:
        """Where clients connect."""
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    def once(self, match: Match, fault: Fault, times: int = 1) -> None:
        """The next `times` requests that match meet this fault."""
        self._rules.append(_Rule(match, fault, times))

    def heal(self) -> None:
        """No more faults."""
        self._rules.clear()
        self._open.set()

    def stand_still(self) -> None:
        """Nothing passes until `heal`; connections stay open."""
        self._open.clear()

    def cut(self) -> None:
        """Break every connection now; new ones are welcome."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            server_in, server_out = await asyncio.open_connection(*self._server_address)
            self._writers |= {client_out, server_out}
            connection = _Connection(self, client_out, server_in, server_out)
            await asyncio.gather(connection.requests(client_in), connection.answers())
        for writer in (client_out, *({server_out} if "server_out" in locals() else ())):
            self._writers.discard(writer)
            writer.transport.abort()
        self._tasks.discard(task)

    async def _passes(self) -> None:
        await self._open.wait()

    def _fault(self, request: bytes) -> Fault | None:
        for rule in self._rules:
            if rule.times > 0 and rule.match(request):
                rule.times -= 1
                self.struck += 1
                return rule.fault
        return None


class _Connection:
    """One client's way through the proxy."""

    def __init__(
        self,
        proxy: FaultyProxy,
        client_out: asyncio.StreamWriter,
        server_in: asyncio.StreamReader,
        server_out: asyncio.StreamWriter,
    ) -> None:
        self._proxy = proxy
        self._client_out = client_out
        self._server_in = server_in
        self._server_out = server_out
        self._swallow = False

    async def requests(self, client_in: asyncio.StreamReader) -> None:
        """MongoDB's wire messages begin with their length, so a request is seen whole."""
        while True:
            head = await client_in.readexactly(4)
            request = head + await client_in.readexactly(int.from_bytes(head, "little") - 4)
            await self._proxy._passes()
            if (fault := self._proxy._fault(request)) is not None:
                await self._strike(fault, request)
                continue
            self._server_out.write(request)
            await self._server_out.drain()

    async def answers(self) -> None:
        """From the server to the client, unless an answer is to be lost."""
        while data := await self._server_in.read(65536):
            await self._proxy._passes()
            if self._swallow:
                self._client_out.transport.abort()
                return
            self._client_out.write(data)
            await self._client_out.drain()
        self._client_out.transport.abort()

    async def _strike(self, fault: Fault, request: bytes) -> None:
        if fault is Fault.ANSWER_LOST:
            self._swallow = True
            self._server_out.write(request)
            await self._server_out.drain()
            return
        self._client_out.transport.abort()
        if fault is Fault.REQUEST_LATE:
            await asyncio.sleep(self._proxy._late)
            self._server_out.write(request)
            await self._server_out.drain()
            await asyncio.sleep(self._proxy._late)
