"""Steps over two streams that are decided again when what they looked at has changed meanwhile."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from shared.context import Context
from shared.journal import Outcome, Step
from shared.refusals import Busy, Refused

TRIES: Final = 8


async def decided_anew(ctx: Context, steps: Callable[[], Awaitable[list[Step]]]) -> Outcome[Any]:
    """Execute the steps in one transaction; made anew as long as a rule answers `changed-meanwhile`.

    Raises `Busy` after eight tries, and every other refusal at once.
    """
    for _ in range(TRIES):
        try:
            return await ctx.execute_all(await steps())
        except Refused as refusal:
            if refusal.code != "changed-meanwhile":
                raise
    raise Busy("try-again", "What this depends on changes too often.", mend="Repeat the request in a moment.")
