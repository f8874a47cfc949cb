"""Waiting for an event, for so long and no longer."""

import asyncio

import pytest

from shared.waiting import set_within


async def test_it_tells_whether_it_was_set() -> None:
    event = asyncio.Event()
    assert not await set_within(event, 0)
    assert not await set_within(event, -1)
    asyncio.get_running_loop().call_later(0.01, event.set)
    assert await set_within(event, 60)
    assert await set_within(event, 0)
    assert await set_within(event, None)


async def test_a_cancellation_in_the_moment_in_which_it_is_set_gets_through() -> None:
    event = asyncio.Event()
    task = asyncio.create_task(set_within(event, 60))
    await asyncio.sleep(0)
    event.set()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
