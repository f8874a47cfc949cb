"""Letters to the two people of a placement who have no account: the guardian and the industry supervisor."""

from datetime import timedelta

from services.placements.access import CONSENT_LINK, SUPERVISION_LINK
from services.placements.domain.placement import Placement
from services.placements.settings import PlacementsSettings
from services.placements.views import organisation_name
from shared.auth import LinkGrant, school_of
from shared.context import Context


async def write_to_guardian(ctx: Context, state: Placement, guardian: str) -> None:
    """Stage the letter that asks for consent, with a link for this placement and this purpose alone."""
    settings: PlacementsSettings = ctx.runtime.settings
    grant = _grant(ctx, CONSENT_LINK, state.placement, guardian, days=settings.consent_link_days)
    ctx.letter(guardian, "guardian-consent", await _params(ctx, state), link=grant)


async def write_to_supervisor(ctx: Context, state: Placement, supervisor: str) -> None:
    """Stage the letter that asks to supervise: logbook and assessment, without an account."""
    settings: PlacementsSettings = ctx.runtime.settings
    days = settings.supervision_link_days
    grant = _grant(ctx, SUPERVISION_LINK, state.placement, supervisor, days=days, organisation=state.organisation)
    ctx.letter(supervisor, "placement-supervision", await _params(ctx, state), link=grant)


async def _params(ctx: Context, state: Placement) -> dict[str, str]:
    """Names of organisations and dates; never of persons."""
    return {
        "school": (await school_of(ctx.runtime, ctx.tenant)).name,
        "organisation": await organisation_name(ctx, state.organisation) or "",
        "starts_on": state.period.starts_on.isoformat(),
        "ends_on": state.period.ends_on.isoformat(),
    }


def _grant(
    ctx: Context, purpose: str, placement: str, person: str, *, days: int, organisation: str | None = None
) -> LinkGrant:
    expires = ctx.runtime.clock.machine() + timedelta(days=days)
    return LinkGrant(
        purpose=purpose,
        tenant=ctx.tenant,
        subject=placement,
        expires=expires.replace(microsecond=0),
        person=person,
        organisation=organisation,
    )
