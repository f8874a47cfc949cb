"""A command that states what it saw elsewhere is decided again when that has changed meanwhile (ADR 0006)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from shared.backoff import Backoff
from shared.context import Context
from shared.refusals import Busy, Refused

PATIENCE: Final = 15.0
"""Seconds. Mostly a failure means that another process got on; inside this one documents wait their turn."""

T = TypeVar("T")


async def decided_again(ctx: Context, code: str, attempt: Callable[[], Awaitable[T]], why: str) -> T:
    """What the attempt comes to, which looks anew each time that it is refused with this code.

    `Busy` after `PATIENCE`, saying `why`; every other refusal is the attempt's own.
    """
    until, pause = ctx.runtime.clock.monotonic() + PATIENCE, Backoff(first=0.01, most=0.2)
    while ctx.runtime.clock.monotonic() < until:
        try:
            return await attempt()
        except Refused as refusal:
            if refusal.code != code:
                raise
        await asyncio.sleep(pause.next())
    raise Busy("try-again", why, mend="Repeat the same request in a moment.")
