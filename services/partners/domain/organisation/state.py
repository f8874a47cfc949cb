"""What is known of an organisation, and what each event changes."""

from typing import Final, Literal

from services.partners.domain.organisation.events import (
    OrganisationAbsorbed,
    OrganisationDetailsChanged,
    OrganisationEvent,
    OrganisationRegistered,
    OrganisationSiteAdded,
    OrganisationSiteChanged,
    OrganisationsMerged,
)
from services.partners.domain.organisation.likeness import alike_keys
from services.partners.domain.values import Site
from shared.decider import changes
from shared.events import Value
from shared.ids import Id

DETAILS: Final = ("name", "kind", "nib", "npwp", "sector", "country", "website", "fax")


class Organisation(Value):
    """What is known of an organisation."""

    name: str
    kind: str
    nib: str | None = None
    npwp: str | None = None
    sector: str | None = None
    country: str = "ID"
    website: str | None = None
    fax: str | None = None
    sites: tuple[Site, ...] = ()
    status: Literal["registered", "merged"] = "registered"
    into: Id | None = None
    absorbed: tuple[Id, ...] = ()
    """Entries that were merged into this one, whose ids go on to answer."""
    nibs: tuple[str, ...] = ()
    """Its own and those of the entries merged into it: by each it is found."""
    keys: tuple[str, ...] = ()
    """By what entries that may be the same are found (`likeness.alike_keys`)."""

    def site(self, id: str) -> Site | None:
        """The site with this id."""
        return next((site for site in self.sites if site.site == id), None)


def _registered(event: OrganisationRegistered) -> Organisation:
    return _found_by(Organisation.model_validate(event.model_dump()))


def _details_changed(old: Organisation, event: OrganisationDetailsChanged) -> Organisation:
    others = tuple(nib for nib in old.nibs if nib != old.nib)
    return _found_by(old.but(**event.model_dump(), nibs=others))


def _site_changed(old: Organisation, event: OrganisationSiteChanged) -> Organisation:
    site = Site.model_validate(event.model_dump())
    return old.but(sites=tuple(site if known.site == site.site else known for known in old.sites))


def _absorbed(old: Organisation, event: OrganisationAbsorbed) -> Organisation:
    taken = old.but(
        nib=old.nib or event.nib,
        npwp=old.npwp or event.npwp,
        sites=(*old.sites, *event.sites),
        absorbed=(*old.absorbed, event.organisation, *event.absorbed),
        nibs=(*old.nibs, *([event.nib] if event.nib else [])),
    )
    return _found_by(taken)


def _found_by(state: Organisation) -> Organisation:
    own = [state.nib] if state.nib else []
    nibs = tuple(dict.fromkeys([*own, *state.nibs]))
    return state.but(nibs=nibs, keys=alike_keys(state.name, state.npwp))


evolve = changes(
    _registered,
    {
        OrganisationDetailsChanged: _details_changed,
        OrganisationSiteAdded: lambda old, e: old.but(sites=(*old.sites, Site.model_validate(e.model_dump()))),
        OrganisationSiteChanged: _site_changed,
        OrganisationsMerged: lambda old, e: old.but(status="merged", into=e.into),
        OrganisationAbsorbed: _absorbed,
    },
)

__all__ = ["Organisation", "OrganisationEvent", "evolve"]
