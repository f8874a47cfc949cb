"""Where an organisation has any business: at schools that have an open partnership with it (C1)."""

from typing import Any

from services.partners.usecases.mapping import partner_with
from shared.context import Context
from shared.events import Actor


async def partnered(runtime: Any, school: str, organisation: str) -> bool:
    """Whether the school has a partnership with the organisation that is neither blocked nor united with another."""
    ctx: Context = runtime.context(school, actor=Actor(kind="job", id="access"))
    partner = await partner_with(ctx, organisation)
    return partner is not None and partner.state.status != "blocked"
