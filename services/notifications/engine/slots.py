"""How many requests are in flight: a cap for each lane, one for all, and a smaller one for all slow lanes together."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

SLOW_SECONDS: Final = 1.0
WEIGHT: Final = 0.2
FEW: Final = 2
"""Requests at once of a lane of which nobody knows yet how fast it is."""


class Pace:
    """How fast one lane is. Slow once a request hangs for a second, or the moving average says so."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.slow = False
        self._proven = False
        self._average = 0.0

    def measured(self, seconds: float) -> bool:
        """Take the latency of an answer into account; is the lane slow now?"""
        self._proven = self._proven or seconds < SLOW_SECONDS
        self._average += WEIGHT * (seconds - self._average)
        return self._average > SLOW_SECONDS

    def at_once(self, most: int) -> int:
        """So many of `most` requests: few until an answer came soon, or so late that the cap of slow lanes holds it.

        A hanging request is slow only after a second. Until then lanes that all begin to hang would hold everything.
        """
        return most if self._proven or self.slow else min(FEW, most)


class Window:
    """The cap of one lane, which moves: a semaphore whose size may change while it is held."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.used = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self.used < self.size:
            self.used += 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._give()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._give()

    def resize(self, size: int) -> None:
        """What is held stays held; a smaller size is reached as it is given back."""
        self.size = size
        self._admit()

    def _give(self) -> None:
        self.used -= 1
        self._admit()

    def _admit(self) -> None:
        """Places are handed over, first come, first served: nobody who comes later finds one free."""
        while self._waiting and self.used < self.size:
            future = self._waiting.popleft()
            if not future.done():
                self.used += 1
                future.set_result(None)


class Slots:
    """The bulkhead between endpoints: `total` requests in flight, at most `slow_share` of them in slow lanes."""

    def __init__(self, total: int, slow_share: float = 0.3) -> None:
        self.total = total
        self.most_slow = max(1, int(total * slow_share))
        self.used = 0
        self.used_slow = 0
        self._waiting: deque[tuple[Pace, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def taken(self, pace: Pace) -> AsyncIterator[None]:
        """Hold one slot; waits until one is free for a lane of this pace."""
        await self._take(pace)
        alarm = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._set_slow, pace, True)
        try:
            yield
        finally:
            alarm.cancel()
            self._give(pace)

    def answered(self, pace: Pace, seconds: float) -> None:
        """Learn from an answer that took so long, while its slot is held."""
        self._set_slow(pace, pace.measured(seconds))

    async def _take(self, pace: Pace) -> None:
        if self._free(pace):
            self._count(pace, 1)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((pace, future))
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._give(pace)
            raise

    def _free(self, pace: Pace) -> bool:
        return self.used < self.total and not (pace.slow and self.used_slow >= self.most_slow)

    def _count(self, pace: Pace, by: int) -> None:
        self.used += by
        pace.in_flight += by
        if pace.slow:
            self.used_slow += by

    def _set_slow(self, pace: Pace, slow: bool) -> None:
        if slow != pace.slow:
            pace.slow = slow
            self.used_slow += pace.in_flight if slow else -pace.in_flight

    def _give(self, pace: Pace) -> None:
        self._count(pace, -1)
        still: deque[tuple[Pace, asyncio.Future[None]]] = deque()
        while self._waiting and self.used < self.total:
            waiter, future = self._waiting.popleft()
            if future.cancelled():
                continue
            if self._free(waiter):
                self._count(waiter, 1)
                future.set_result(None)
            else:
                still.append((waiter, future))
        self._waiting = still + self._waiting
