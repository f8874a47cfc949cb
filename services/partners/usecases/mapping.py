"""A school's partnerships: mapped from the form or from a list, found by organisation, united after a merger (C1)."""

from services.partners.domain.organisation import Organisation
from services.partners.domain.partner import PARTNER, Contact, FollowMerger, MapPartner, Partner, UnitePartner
from services.partners.domain.partner.uniting import absorption, fingerprint
from services.partners.usecases.again import decided_again
from shared.context import Context
from shared.events import TextRef
from shared.ids import new_id
from shared.journal import Claim, Loaded, Outcome, Step
from shared.refusals import Invalid, Refused


async def partnership(ctx: Context, id: str) -> Loaded[Partner]:
    """The partnership, or the one that it was united with in the end; `NotFound` when the school has none."""
    loaded = await ctx.require(PARTNER, id)
    while loaded.state.into is not None:
        loaded = await ctx.require(PARTNER, loaded.state.into)
    return loaded


def ids_of(partner: Loaded[Partner]) -> tuple[str, ...]:
    """Its id and those of the partnerships united with it: whatever names one of them is of this partnership."""
    return (partner.id, *partner.state.absorbed)


async def partner_with(ctx: Context, organisation: str) -> Loaded[Partner] | None:
    """The school's partnership with an organisation, under its id or that of an entry merged into it; None without.

    Of two that are to be united, the one with the organisation itself.
    """
    found = [
        Loaded(one["id"], one["number"], Partner.model_validate(one["state"]))
        for one in await ctx.current(PARTNER).find({"state.organisations": organisation})
        if one["state"]["status"] != "united"  # asked here: the database might search by it instead of the organisation
    ]
    return min(found, key=lambda one: (one.state.twin is not None, one.id), default=None)


async def map_partner(
    ctx: Context,
    organisation: Loaded[Organisation],
    potential: TextRef | None = None,
    contacts: tuple[Contact, ...] = (),
) -> Outcome[Partner]:
    """Map an organisation; `Refused("partnership-exists")` when the school has it already."""
    known = organisation.state
    command = MapPartner(
        organisation=organisation.id,
        kind=known.kind,
        potential=potential,
        contacts=contacts,
        sites=len(known.sites),
        organisation_status=known.status,
    )
    return await ctx.execute_all([Step(PARTNER, new_id(), command)], [partnership_claim(organisation.id)])


async def follow_merger(ctx: Context, partner: str, merged: str, into: str) -> None:
    """The partnership goes on with the organisation that stayed; beside another one with it, both wait to be united."""
    command = FollowMerger(merged=merged, into=into)
    try:
        await ctx.execute_all([Step(PARTNER, partner, command)], [partnership_claim(into)])
    except Refused as refusal:
        if refusal.code != "partnership-exists":
            raise
        twin = await partner_with(ctx, into)
        await ctx.execute(PARTNER, partner, command.but(twin=twin.id if twin else None))


async def unite(ctx: Context, partner: str, into: str) -> Outcome[Partner]:
    """Unite a partnership with another one of the school, which takes over what it has, in one transaction."""
    if partner == into:
        raise Invalid("unite-with-itself", "A partnership is not united with itself.", mend="Name the other one.")

    async def united() -> Outcome[Partner]:
        return await ctx.execute_all(await _uniting(ctx, partner, into))

    return await decided_again(ctx, "changed-meanwhile", united, "The partnership changes too often.")


async def _uniting(ctx: Context, partner: str, into: str) -> list[Step]:
    old, other = await ctx.require(PARTNER, partner), await ctx.require(PARTNER, into)
    united = UnitePartner(
        into=into, into_organisation=other.state.organisation, seen=fingerprint(old.state), by=ctx.actor.id
    )
    return [Step(PARTNER, partner, united), Step(PARTNER, into, absorption(old.id, old.state))]


def partnership_claim(organisation: str) -> Claim:
    """A school has one partnership with an organisation (C1)."""
    refusal = Refused(
        "partnership-exists",
        "The school has a partnership with this organisation already.",
        mend="Go on with that one: look it up by the organisation.",
    )
    return Claim("partnership", organisation, refusal)
