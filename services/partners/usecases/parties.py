"""Who stands in an MoU: schools of one alliance, and organisations of its register (C3, C28)."""

from collections.abc import Iterable

from services.partners.domain.mou.terms import Parties
from services.partners.usecases.register import organisation_of
from shared.auth import school_of
from shared.context import Context
from shared.refusals import Refused


async def parties_of(ctx: Context, schools: Iterable[str], organisations: Iterable[str]) -> Parties:
    """The caller's school first, nobody twice.

    `Refused("school-of-another-alliance")` for a school elsewhere, `NotFound` for an organisation that the register
    does not have.
    """
    named = tuple(dict.fromkeys((ctx.tenant, *schools)))
    await _of_one_alliance(ctx, named)
    known = tuple(dict.fromkeys(organisations))
    for organisation in known:
        await organisation_of(ctx, organisation)
    return Parties(schools=named, organisations=known)


async def _of_one_alliance(ctx: Context, schools: tuple[str, ...]) -> None:
    """Organisations are those of one register, and a register is an alliance's own."""
    own = (await school_of(ctx.runtime, ctx.tenant)).alliance
    foreign = [school for school in schools if (await school_of(ctx.runtime, school)).alliance != own]
    if foreign:
        raise Refused(
            "school-of-another-alliance",
            "Not all schools of this MoU are of one alliance.",
            mend="Name schools of your own alliance only; a school elsewhere makes an MoU of its own.",
            schools=foreign,
        )
