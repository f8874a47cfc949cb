"""What can be asked of an organisation in the register."""

from typing import Literal

from pydantic import Field

from services.partners.domain.organisation.events import Details
from services.partners.domain.organisation.likeness import Reason
from services.partners.domain.values import Department, Nib, Npwp, Site
from shared.events import Command, Value
from shared.ids import Id


class SiteFields(Value):
    """A site as it is asked for: address, zone and coordinates are judged by the rules."""

    site: Id
    name: str
    address: str = ""
    zone: str = ""
    town: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    departments: tuple[Department, ...] = ()


class Alike(Value):
    """An entry of the register that may be the same organisation as another one."""

    organisation: Id
    name: str
    score: int
    why: tuple[Reason, ...]


class RegisterOrganisation(Details, Command):
    """Enter an organisation. One NIB per alliance is held by a claim in the same transaction."""

    name: str = Field(min_length=2, max_length=200)
    sites: tuple[SiteFields, ...] = ()
    nib_to_follow: bool = False
    """Whoever registers a company does not have its NIB at hand, as with a list out of Dapodik."""
    alike: tuple[Alike, ...] = ()
    """Fact: entries of the register that are alike, the most alike first."""
    another: bool = False
    """Whoever registers it says that it is none of them."""


class ChangeDetails(Details, Command):
    """Correct what the register says; the claim on the NIB moves in the same transaction."""

    name: str = Field(min_length=2, max_length=200)


class AddSite(SiteFields, Command):
    """Add a site; it needs an address and a zone, since dates and rosters depend on where people are."""


class ChangeSite(SiteFields, Command):
    """Change a site that is known; all of it is given."""


class MergeOrganisation(Command):
    """Declare this entry a duplicate of `into`, which absorbs it in the same transaction."""

    organisation: Id
    """This entry's own id."""
    into: Id
    into_status: Literal["registered", "merged"] | None
    """Fact: the state of `into` in the same register, none if it is not there."""
    sites: tuple[Site, ...] = ()
    """Fact: the sites that the other entry takes over; the command is decided again when they are others now."""


class AbsorbOrganisation(Command):
    """Take over what a duplicate has."""

    organisation: Id
    """The duplicate."""
    sites: tuple[Site, ...] = ()
    nib: Nib | None = None
    npwp: Npwp | None = None
    absorbed: tuple[Id, ...] = ()
