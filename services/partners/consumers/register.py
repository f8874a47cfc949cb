"""The register changes: likenesses are laid before the alliance, partnerships follow, contacts are forgotten (C1)."""

from typing import Final

from services.partners.consumers.heard import HEARD
from services.partners.domain.partner import PARTNER, RecordSite
from services.partners.usecases.contacts import forget_contact
from services.partners.usecases.likeness import settle, suspect
from services.partners.usecases.mapping import follow_merger
from services.partners.usecases.register import surviving
from shared.consumer import Record
from shared.events import Value
from shared.runtime import Runtime

ORGANISATIONS: Final = "partners.organisation.v1"


class Merged(Value):
    """What counts of an entry that was merged."""

    into: str


@HEARD.on("id.jembatan.partners.organisation-registered.v1")
@HEARD.on("id.jembatan.partners.organisation-details-changed.v1", topic=ORGANISATIONS)
@HEARD.on("id.jembatan.partners.organisation-site-changed.v1", topic=ORGANISATIONS)
async def organisation_changed(rt: Runtime, record: Record) -> None:
    """What looks like the same organisation is laid before the alliance (C1)."""
    ctx = rt.context(record.tenant, record=record)
    await suspect(ctx, await surviving(ctx, record.subject))


@HEARD.on("id.jembatan.partners.organisation-site-added.v1", topic=ORGANISATIONS)
async def organisation_site_added(rt: Runtime, record: Record) -> None:
    """Places make entries alike or not; partnerships that waited for a site have one now (C1)."""
    await organisation_changed(rt, record)
    for school in await schools_in(rt, record.tenant):
        ctx = rt.context(school, record=record)
        waiting = await ctx.current(PARTNER).find({"state.organisations": record.subject, "state.sites": 0})
        for partner in waiting:
            await ctx.also(partner["id"]).execute(PARTNER, partner["id"], RecordSite())


@HEARD.on("id.jembatan.partners.organisations-merged.v1", topic=ORGANISATIONS)
async def organisations_merged(rt: Runtime, record: Record) -> None:
    """Partnerships go on with the entry that stayed; pairs with the other one are decided (C1)."""
    into = record.read(Merged).into
    await settle(rt.context(record.tenant, record=record), record.subject, into)
    for school in await schools_in(rt, record.tenant):
        ctx = rt.context(school, record=record)
        for partner in await ctx.current(PARTNER).find({"state.organisations": record.subject}):
            await follow_merger(ctx.also(partner["id"]), partner["id"], record.subject, into)


@HEARD.on("id.jembatan.partners.person-erased.v1")
async def person_erased(rt: Runtime, record: Record) -> None:
    """Whoever was forgotten is nobody's contact any more (UU PDP 27/2022)."""
    await forget_contact(rt.context(record.tenant, record=record), record.subject)


async def schools_in(rt: Runtime, alliance: str) -> list[str]:
    """The schools of the alliance, as far as they were heard of."""
    return [one["id"] for one in await rt.mongo.tenant(alliance)["directory_schools"].find()]
