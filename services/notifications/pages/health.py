"""How endpoints fare, in a few figures for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifications import health
from shared.context import Context


@dataclass(frozen=True, slots=True)
class Short:
    """One endpoint in a line."""

    waiting: int
    finished: int
    """Attempts of a day."""
    share: int | None
    """Per cent of them that arrived; None while there are none."""
    last_at: datetime | None
    open_until: datetime | None
    """Nothing is sent until then, since too much has failed."""


async def of_all(ctx: Context, endpoints: Sequence[str]) -> dict[str, Short]:
    """By endpoint."""
    return {endpoint: _short(await health.of(ctx, endpoint)) for endpoint in endpoints}


def _short(known: health.Health) -> Short:
    day = known.windows["24h"]
    last = [one.at for one in (known.last_success, known.last_failure) if one]
    return Short(
        waiting=known.queue.pending + known.queue.waiting,
        finished=day.attempts,
        share=None if day.success_rate is None else round(100 * day.success_rate),
        last_at=max(last, default=None),
        open_until=known.breaker_open_until if known.breaker == "open" else None,
    )
