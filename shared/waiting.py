"""Waiting for an event, for so long and no longer."""

import asyncio


async def set_within(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait until it is set; False when it is not within so many seconds (None: however long it takes).

    A cancellation always gets through. `asyncio.wait_for` of Python 3.11 drops one that comes in the moment in which
    the event is set, and a worker that is told once to stop then goes on.
    """
    try:
        async with asyncio.timeout(None if seconds is None else max(0.0, seconds)):
            await event.wait()
    except TimeoutError:
        return event.is_set()
    return True
