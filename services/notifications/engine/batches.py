"""Group commit: what many tasks want written at the same time becomes one command to the database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LARGEST = 500
UNWRITABLE = ValueError, TypeError, OverflowError
"""What the driver raises for a document that it cannot encode: the others of the batch have nothing to do with it."""


class Batches(Generic[T, R]):
    """`await add(item)` returns when the write that contains the item has returned, with the item's own result.

    While one write runs the next batch gathers; so a lone item waits for nobody, and a crowd shares. Where one of them
    cannot be encoded, each is written for itself.
    """

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Raises what the write raised."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writer is None:
            self._writer = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
                await self._flush(batch)
        finally:
            self._writer = None

    async def _flush(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._write([item for item, _ in batch])
        except BaseException as error:
            if isinstance(error, UNWRITABLE) and len(batch) > 1:
                for each in batch:
                    await self._flush([each])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
            if not isinstance(error, Exception):
                raise
        else:
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)
