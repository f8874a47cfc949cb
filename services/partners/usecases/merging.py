"""Merging two entries of the register, and what follows in the schools that are partners of both (C1)."""

from services.partners.domain.organisation import (
    ORGANISATION,
    AbsorbOrganisation,
    MergeOrganisation,
    Organisation,
)
from services.partners.usecases.anew import decided_anew
from shared.context import Context
from shared.journal import Loaded, Outcome, Step


async def merge(ctx: Context, organisation: str, into: str) -> Outcome[Organisation]:
    """Make the entry an alias of `into`, which takes over its sites and numbers; `ctx` is in the register.

    Both happen in one transaction; decided again when the entry's sites changed meanwhile. The claim on the entry's NIB
    stays with the alias, so that nobody registers it anew.
    """
    return await decided_anew(ctx, lambda: _steps(ctx, organisation, into))


async def _steps(ctx: Context, organisation: str, into: str) -> list[Step]:
    old = await ctx.require(ORGANISATION, organisation)
    survivor = await ctx.load(ORGANISATION, into)
    merged = MergeOrganisation(
        organisation=organisation,
        into=into,
        into_status=survivor.state.status if survivor else None,
        sites=old.state.sites,
    )
    steps = [Step(ORGANISATION, organisation, merged)]
    return [*steps, Step(ORGANISATION, into, _absorb(old))] if survivor and into != organisation else steps


def _absorb(old: Loaded[Organisation]) -> AbsorbOrganisation:
    state = old.state
    return AbsorbOrganisation(
        organisation=old.id, sites=state.sites, nib=state.nib, npwp=state.npwp, absorbed=state.absorbed
    )
