"""The alliance's register of organisations, as a school of the alliance uses it."""

from services.partners.bodies.organisations import DetailsBody, RegisterOrganisationBody, SiteBody
from services.partners.domain.organisation import (
    ORGANISATION,
    AddSite,
    ChangeDetails,
    ChangeSite,
    Organisation,
    RegisterOrganisation,
    SiteFields,
)
from services.partners.domain.values import Site
from services.partners.usecases.likeness import alike_to
from shared.auth import school_of
from shared.context import Context
from shared.ids import new_id
from shared.journal import Claim, Loaded, Outcome, Step
from shared.refusals import Refused


async def register_of(ctx: Context, purpose: str) -> Context:
    """A context in the register of the school's alliance; `purpose` tells commands of one request apart."""
    school = await school_of(ctx.runtime, ctx.tenant)
    return ctx.also(purpose, tenant=school.alliance)


async def organisation_of(ctx: Context, id: str) -> Loaded[Organisation]:
    """The organisation in the register of the school's alliance; of a merged entry, the one that it was merged into.

    `NotFound` when it is not there.
    """
    return await surviving(await register_of(ctx, "read"), id)


async def surviving(ctx: Context, id: str) -> Loaded[Organisation]:
    """The entry, or the one that it was merged into in the end; `ctx` is in the register. `NotFound` without one."""
    loaded = await ctx.require(ORGANISATION, id)
    while loaded.state.into is not None:
        loaded = await ctx.require(ORGANISATION, loaded.state.into)
    return loaded


async def register(ctx: Context, body: RegisterOrganisationBody, id: str | None = None) -> Outcome[Organisation]:
    """Enter an organisation with its sites, under an id of its own unless one is given; `ctx` is in the register.

    `Refused("nib-taken")` when the NIB is there, `Refused("organisation-alike")` when something very alike is and
    neither a NIB nor `another` says that it is another one.
    """
    imagined = _imagined(body)
    alike = () if body.nib else await alike_to(ctx, imagined)
    sites = tuple(SiteFields(**site.model_dump()) for site in imagined.sites)
    command = RegisterOrganisation(**body.model_dump(exclude={"sites"}), sites=sites, alike=alike)
    claims = [nib_claim(body.nib)] if body.nib else []
    return await ctx.execute_all([Step(ORGANISATION, id or new_id(), command)], claims)


def _imagined(body: RegisterOrganisationBody) -> Organisation:
    """The entry as it would be, to be compared."""
    sites = tuple(Site(site=new_id(), **site.model_dump()) for site in body.sites)
    return Organisation(**body.model_dump(include={"name", "kind", "nib", "npwp"}), sites=sites)


async def change_details(ctx: Context, organisation: str, body: DetailsBody) -> Outcome[Organisation]:
    """Correct the entry; a NIB that changes is claimed anew and the old one is given back. `ctx` is in the register."""
    loaded = await surviving(ctx, organisation)
    old, claims = loaded.state.nib, []
    if body.nib != old:
        claims += [nib_claim(body.nib)] if body.nib else []
        claims += [Claim("nib", old, release=True)] if old else []
    return await ctx.execute_all([Step(ORGANISATION, loaded.id, ChangeDetails(**body.model_dump()))], claims)


async def add_site(ctx: Context, organisation: str, body: SiteBody) -> Outcome[Organisation]:
    """Add a site; `ctx` is in the register."""
    return await ctx.execute(ORGANISATION, organisation, AddSite(site=new_id(), **body.model_dump()))


async def change_site(ctx: Context, organisation: str, site: str, body: SiteBody) -> Outcome[Organisation]:
    """Change a site; `ctx` is in the register. `NotFound` when the entry has no such site."""
    loaded = await surviving(ctx, organisation)
    return await ctx.execute(ORGANISATION, loaded.id, ChangeSite(site=site, **body.model_dump()))


def nib_claim(nib: str) -> Claim:
    """One NIB stands once in an alliance's register (C1)."""
    refusal = Refused(
        "nib-taken",
        "An organisation with this NIB is in the register already.",
        mend="Use that one: look it up by its NIB.",
    )
    return Claim("nib", nib, refusal)
