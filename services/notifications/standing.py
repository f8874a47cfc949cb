"""The endpoint that a route names."""

from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from shared.context import Context
from shared.journal import Loaded
from shared.refusals import NotFound


async def standing(ctx: Context, endpoint: str) -> Loaded[Endpoint]:
    """As it stands; `NotFound` for one that is not there or was removed."""
    loaded: Loaded[Endpoint] = await ctx.require(ENDPOINT, endpoint)
    if loaded.state.status == "removed":
        raise NotFound("endpoint", endpoint)
    return loaded


async def seen(ctx: Context, endpoint: str) -> None:
    """As a guard: `NotFound` as of `standing`."""
    await standing(ctx, endpoint)
