"""Where the effects of this service are declared, and how most of them act."""

from typing import Any, Final

from shared.auth import hear_directory
from shared.consumer import Hears
from shared.context import Context
from shared.decider import Decider
from shared.events import Command
from shared.refusals import NotFound, Refused

HEARD: Final = Hears("partners")
hear_directory(HEARD)


async def unless_refused(ctx: Context, decider: Decider[Any, Any, Any], id: str, command: Command) -> None:
    """A programme that was closed or an MoU that was terminated meanwhile stays so: that is no fault of the event."""
    try:
        await ctx.execute(decider, id, command)
    except (Refused, NotFound):
        return
