"""What happens to an organisation in the register."""

from pydantic import Field

from services.partners.domain.values import Fax, Nib, Npwp, OrganisationKind, Sector, Site, Website
from shared.events import Event, Value
from shared.ids import Id


class Details(Value):
    """What the register says of an organisation beside its sites."""

    name: str = Field(examples=["Hotel Kencana Yogyakarta"])
    kind: OrganisationKind
    nib: Nib | None = None
    npwp: Npwp | None = None
    sector: Sector | None = None
    country: str = Field(default="ID", pattern=r"^[A-Z]{2}$", examples=["ID"])
    website: Website | None = None
    fax: Fax | None = None


class OrganisationRegistered(Details, Event):
    """An organisation entered the alliance's register (C1)."""


class OrganisationDetailsChanged(Details, Event):
    """Name, kind or numbers of an organisation were corrected; the event carries all of them (C1)."""


class OrganisationSiteAdded(Site, Event):
    """A place of the organisation, with its departments, became known (C1)."""


class OrganisationSiteChanged(Site, Event):
    """A place of the organisation or its departments changed; the event carries all of it (C1)."""


class OrganisationsMerged(Event):
    """This entry was a duplicate and is now an alias of `into`."""

    into: Id


class OrganisationAbsorbed(Event):
    """A duplicate was merged into this entry, which takes over its sites and numbers (C1)."""

    organisation: Id
    """The duplicate."""
    sites: tuple[Site, ...] = ()
    nib: Nib | None = None
    npwp: Npwp | None = None
    absorbed: tuple[Id, ...] = ()
    """Entries that had been merged into the duplicate before."""


OrganisationEvent = (
    OrganisationRegistered
    | OrganisationDetailsChanged
    | OrganisationSiteAdded
    | OrganisationSiteChanged
    | OrganisationsMerged
    | OrganisationAbsorbed
)
