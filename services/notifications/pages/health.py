"""How endpoints fare, in a few figures for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.breaker import Breaker
from services.notifications.views import DELIVERIES, LANES
from shared.context import Context

LATEST = 100
"""Deliveries that the share of successes is counted from."""


@dataclass(frozen=True, slots=True)
class Health:
    """One endpoint now."""

    waiting: int
    delivered: int
    finished: int
    """Of the latest; `delivered` among them."""
    last_at: datetime | None
    open_until: datetime | None
    """Nothing is sent until then, since too much has failed."""

    @property
    def share(self) -> int | None:
        """Per cent of the latest that arrived; None while there are none."""
        return round(100 * self.delivered / self.finished) if self.finished else None


async def of_all(ctx: Context, endpoints: Sequence[str]) -> dict[str, Health]:
    """By endpoint."""
    return {endpoint: await _of(ctx, endpoint) for endpoint in endpoints}


async def _of(ctx: Context, endpoint: str) -> Health:
    deliveries, own = ctx[DELIVERIES], {"endpoint": endpoint}
    fields = {"state": 1, "last_at": 1}
    latest = await deliveries.find(own, sort=[("_id", -1)], limit=LATEST, fields=fields)
    finished = [one["state"] for one in latest if one["state"] in ("delivered", "failed")]
    return Health(
        waiting=await deliveries.count({**own, "state": "pending"}),
        delivered=finished.count("delivered"),
        finished=len(finished),
        last_at=max((one["last_at"] for one in latest if one.get("last_at")), default=None),
        open_until=await _open_until(ctx, endpoint),
    )


async def _open_until(ctx: Context, endpoint: str) -> datetime | None:
    lane = await ctx[LANES].get(endpoint)
    breaker = Breaker.model_validate((lane or {}).get("breaker") or {})
    return breaker.open_until if breaker.is_open(ctx.runtime.clock.machine()) else None
