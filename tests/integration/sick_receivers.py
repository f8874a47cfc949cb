"""Receivers that misbehave, in a process of their own: what they spend is not taken from whoever calls them."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from aiohttp import ClientSession, ClientTimeout, web

from tests.forked import Forked
from tests.integration.kernel.flow import until

Manner = Callable[["_Receivers", web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """The paths that somebody has asked for, and the requests that hang now."""

    paths: frozenset[str]
    held: int


class Sick:
    """A server of them: `POST /{manner}/{number}` is treated in that manner until all are let go."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)  # no network takes 4 MB at once
        host, port = self._listening.getsockname()
        self.address = f"{host}:{port}"
        self._session: ClientSession
        self._process: Forked

    async def __aenter__(self) -> Self:
        self._process = Forked(_serve, self._listening)
        self._listening.close()
        self._session = ClientSession(f"http://{self.address}", timeout=ClientTimeout(total=30))
        await self.asked()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        self.end()

    def end(self) -> None:
        """Its process is gone, and every connection with it."""
        self._process.end()

    async def asked(self) -> Asked:
        """What it tells of itself."""
        async with self._session.get("/asked") as answer:
            told = await answer.json()
            return Asked(frozenset(told["paths"]), told["held"])

    async def until(self, true: Callable[[Asked], bool], seconds: float = 60) -> None:
        """Wait until that is told."""
        await until(lambda: self._is(true), seconds)

    async def _is(self, true: Callable[[Asked], bool]) -> bool:
        return true(await self.asked())

    async def called(self, paths: Iterable[str]) -> None:
        """Wait until somebody has asked at each of these, as `manner/number`."""
        wanted = {f"/{path}" for path in paths}
        await self.until(lambda asked: asked.paths >= wanted)

    async def let_go(self) -> None:
        """End what is going on; whoever asks from now on finds them as sick as before."""
        async with self._session.post("/let-go") as answer:
            assert answer.status == 204


def _serve(listening: socket.socket) -> None:
    os.nice(19)  # elsewhere they would have a machine of their own
    app = _Receivers().app()
    web.run_app(app, sock=listening, handle_signals=False, handler_cancellation=True, access_log=None, print=None)


class _Receivers:
    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.paths: set[str] = set()
        self.held = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/asked", self._asked)
        app.router.add_post("/let-go", self._let_go)
        app.router.add_post("/{manner}/{number}", self._receive)
        return app

    async def _asked(self, _: web.Request) -> web.Response:
        return web.json_response({"paths": sorted(self.paths), "held": self.held})

    async def _let_go(self, _: web.Request) -> web.Response:
        self.free.set()
        self.free = asyncio.Event()
        return web.Response(status=204)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self.paths.add(request.path)
        await request.read()
        return await MANNERS[request.match_info["manner"]](self, request)

    async def hang(self, _: web.Request) -> web.StreamResponse:
        """No answer."""
        self.held += 1
        try:
            await self.free.wait()
        finally:
            self.held -= 1
        return web.Response()

    async def fail(self, _: web.Request) -> web.StreamResponse:
        """500."""
        return web.Response(status=500)

    async def drip(self, request: web.Request) -> web.StreamResponse:
        """A byte a second."""
        free, answer = self.free, web.StreamResponse()
        await answer.prepare(request)
        with suppress(ConnectionError):
            while not free.is_set():
                await answer.write(b".")
                with suppress(TimeoutError):
                    await asyncio.wait_for(free.wait(), 1)
        return answer

    async def flood(self, request: web.Request) -> web.StreamResponse:
        """A body without end."""
        free, answer = self.free, web.StreamResponse()
        await answer.prepare(request)
        with suppress(ConnectionError):
            while not free.is_set():
                await answer.write(b"x" * 65_536)
        return answer

    async def reset(self, request: web.Request) -> web.StreamResponse:
        """The connection is torn down."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


MANNERS: Final[dict[str, Manner]] = {
    "hang": _Receivers.hang,
    "fail": _Receivers.fail,
    "drip": _Receivers.drip,
    "flood": _Receivers.flood,
    "reset": _Receivers.reset,
}
