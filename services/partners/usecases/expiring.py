"""Letters that an MoU is about to end, to partners that have no system of their own to hear it from (C3)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.calendar import MORNING, notice_at
from services.partners.domain.mou.commands import TellPartner
from services.partners.domain.mou.terms import Party
from services.partners.domain.partner import Partner
from services.partners.usecases.mapping import partner_with
from services.partners.usecases.register import organisation_of, register_of
from shared.auth import school_of
from shared.context import Context
from shared.runtime import Runtime

TEMPLATE: Final = "mou-expiring"
_FIRST: Final = ("signatory", "coordinator", "supervisor", "other")


async def tell_partners(ctx: Context, mou: str, days: int) -> None:
    """One letter per organisation and notice, in the morning of the school; none once the matter has ended."""
    state = (await ctx.require(MOU, mou)).state
    for organisation in state.terms.parties.organisations:
        person = None if await has_system(ctx, organisation) else await _recipient(ctx, state, organisation)
        if person is not None:
            command = TellPartner(organisation=organisation, person=person, days=days)
            await _tell(ctx.also(organisation), mou, state, command)


async def _tell(ctx: Context, mou: str, state: MoU, command: TellPartner) -> None:
    params = {
        "mou": mou,
        "school": (await school_of(ctx.runtime, ctx.tenant)).name,
        "organisation": (await organisation_of(ctx, command.organisation)).state.name,
        "number": state.number or "",
        "ends_on": state.terms.ends_on.isoformat(),
        "days": command.days,
    }
    until_morning = notice_at(state, command.days) + MORNING - ctx.runtime.clock.now()
    ctx.letter(command.person, TEMPLATE, params, after=max(timedelta(0), until_morning))
    await ctx.execute(MOU, mou, command)


async def still_expiring(rt: Runtime, tenant: str, params: Mapping[str, Any]) -> bool:
    """Whether a letter that has waited is still true: neither another notice, a decision nor the end has come."""
    mou = await rt.context(tenant).load(MOU, params["mou"]) if "mou" in params else None
    return mou is None or mou.state.expiring(params["days"])


async def has_system(ctx: Context, organisation: str) -> bool:
    """Whether the organisation has a key that is neither revoked nor expired, so that its system can hear of events."""
    keys = (await register_of(ctx, "read"))["directory_api_keys"].find({"state.organisation": organisation})
    now = ctx.runtime.clock.machine()
    return any([_is_good(secret, now) async for key in keys for secret in key["state"]["secrets"]])


def _is_good(secret: dict[str, Any], now: datetime) -> bool:
    return not secret.get("revoked") and datetime.fromisoformat(secret["expires"]) > now


async def _recipient(ctx: Context, mou: MoU, organisation: str) -> str | None:
    """Who gets the letters about this MoU and has an address: who was to sign it first, then the partner's contacts."""
    partner = await partner_with(ctx, organisation)
    persons = list(dict.fromkeys(_persons(mou, organisation, partner.state if partner else None)))
    known = await ctx.runtime.people.many(ctx.tenant, persons)
    return next((person for person in persons if person in known and known[person].data.get("email")), None)


def _persons(mou: MoU, organisation: str, partner: Partner | None) -> Iterator[str]:
    yield from (each.person for each in reversed(mou.invited) if each.organisation == organisation)
    yield from mou.named(Party(kind="organisation", id=organisation))
    contacts = partner.contacts if partner else ()
    yield from (each.contact for each in sorted(contacts, key=lambda one: _FIRST.index(one.function)))
