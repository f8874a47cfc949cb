"""Ending tasks of our own."""

import asyncio
from typing import Any, Final

AGAIN_SECONDS: Final = 0.5


async def end(task: "asyncio.Task[Any]") -> None:
    """Cancel a task that has nothing to clean up, and wait until it has ended.

    The cancellation is repeated, for one can be lost: `asyncio.wait_for` of Python 3.11 drops it when it comes as the
    awaited thing is done, and a driver may make an error of it that the task forgives.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN_SECONDS)
