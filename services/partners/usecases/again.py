"""A command that states what it saw elsewhere is decided again when that has changed meanwhile (ADR 0006)."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from shared.context import Context
from shared.refusals import Busy, Refused

PATIENCE: Final = 15.0
"""Seconds. Each failure means that another process got on; inside this one documents wait their turn."""

T = TypeVar("T")


async def decided_again(ctx: Context, code: str, attempt: Callable[[], Awaitable[T]], why: str) -> T:
    """What the attempt comes to, which looks anew each time that it is refused with this code.

    `Busy` after `PATIENCE`, saying `why`; every other refusal is the attempt's own.
    """
    until = ctx.runtime.clock.monotonic() + PATIENCE
    while ctx.runtime.clock.monotonic() < until:
        try:
            return await attempt()
        except Refused as refusal:
            if refusal.code != code:
                raise
    raise Busy("try-again", why, mend="Repeat the same request in a moment.")
