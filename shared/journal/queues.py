"""Commands on one stream wait for each other inside the process before they race across processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from shared.refusals import Busy


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Queues:
    """A bounded queue per stream; lanes exist only while somebody is in them."""

    def __init__(self, *, length: int = 256, patience: float = 15) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._length = length
        self._patience = patience
        """Seconds that a command waits for its turn."""

    @asynccontextmanager
    async def turns(self, streams: list[str]) -> AsyncIterator[None]:
        """Hold every stream, taken in order so that two commands never wait for each other. Raises `Busy`."""
        async with AsyncExitStack() as held:
            for stream in sorted(set(streams)):
                await held.enter_async_context(self._turn(stream))
            yield

    @asynccontextmanager
    async def _turn(self, stream: str) -> AsyncIterator[None]:
        lane = self._lanes.setdefault(stream, _Lane())
        if lane.inside >= self._length:
            raise Busy("try-again", "Too many requests wait for the same record.", mend="Repeat the same request.")
        lane.inside += 1
        try:
            await self._wait(lane)
            try:
                yield
            finally:
                lane.lock.release()
        finally:
            lane.inside -= 1
            if lane.inside == 0:
                del self._lanes[stream]

    async def _wait(self, lane: _Lane) -> None:
        if not lane.lock.locked():
            await lane.lock.acquire()
            return
        try:
            async with asyncio.timeout(self._patience):
                await lane.lock.acquire()
        except TimeoutError:
            raise Busy("try-again", "The record stayed in use.", mend="Repeat the same request.") from None
