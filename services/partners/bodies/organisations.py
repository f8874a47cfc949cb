"""Bodies about the alliance's register."""

from pydantic import Field

from services.partners.bodies.values import Name
from services.partners.domain.values import Department, Fax, Nib, Npwp, OrganisationKind, Sector, Website
from shared.http import Body
from shared.ids import Id


class SiteBody(Body):
    """A place of an organisation. Address and zone are needed; the register refuses a site without them."""

    name: Name = Field(examples=["Malioboro"])
    address: str = Field(default="", max_length=400, examples=["Jl. Malioboro 60, Yogyakarta"])
    zone: str = Field(default="", max_length=64, examples=["Asia/Jakarta"])
    town: str | None = Field(None, min_length=2, max_length=100, examples=["Yogyakarta"])
    """Read from the end of the address when it is not given."""
    latitude: float | None = Field(None, examples=[-7.7926])
    """Decimal degrees; checked against country and zone."""
    longitude: float | None = Field(None, examples=[110.3658])
    departments: tuple[Department, ...] = Field(default=(), max_length=50, examples=[["kitchen", "front_office"]])


class DetailsBody(Body):
    """What the register says of an organisation beside its sites."""

    name: Name = Field(examples=["Hotel Kencana Yogyakarta"])
    kind: OrganisationKind = "industry"
    nib: Nib | None = None
    npwp: Npwp | None = None
    sector: Sector | None = None
    country: str = Field(default="ID", pattern=r"^[A-Z]{2}$")
    website: Website | None = None
    fax: Fax | None = None


class RegisterOrganisationBody(DetailsBody):
    """An organisation for the alliance's register."""

    sites: tuple[SiteBody, ...] = Field(default=(), max_length=50)
    nib_to_follow: bool = False
    """The company's NIB is not at hand."""
    another: bool = False
    """It is another organisation than those that are alike."""


class MergeBody(Body):
    """This entry is a duplicate."""

    into: Id


class DuplicateDecisionBody(Body):
    """Whether two entries are one organisation."""

    keep: Id | None
    """The entry that stays, into which the other is merged; null when they are two organisations."""
