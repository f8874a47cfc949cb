"""What happens to a partnership."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.domain.values import Concentration, OrganisationKind
from shared.events import Event, TextRef, Value
from shared.ids import Id

ContactFunction = Literal["signatory", "coordinator", "supervisor", "other"]
PartnerStatus = Literal["mapped", "qualified", "active", "dormant", "blocked", "united"]


class PartnerMapped(Event):
    """A school wrote down an organisation as a possible partner (C1)."""

    organisation: Id
    kind: OrganisationKind
    potential: TextRef | None = None
    sites: int | None = None
    """How many sites the register had then."""


class PartnerSiteKnown(Event):
    """The organisation, which had no site in the register, has one now (C1)."""

    organisation: Id


class Contact(Value):
    """A person to talk to, by id; who it is stands in `people`."""

    contact: Id
    function: ContactFunction = "other"


class CapacityFor(Value):
    """For whom and when a capacity holds: whenever nothing else is stated, or in a period, both days included."""

    concentration: Concentration
    starts_on: date | None = Field(default=None, examples=["2026-07-13"])
    ends_on: date | None = Field(default=None, examples=["2026-12-18"])

    @property
    def key(self) -> tuple[str, date | None, date | None]:
        """What a further statement must agree in to replace this one."""
        return self.concentration, self.starts_on, self.ends_on


class Capacity(CapacityFor):
    """How many students of a concentration a partner could take at once."""

    places: int = Field(ge=0, le=10_000)


class PartnerContactAdded(Contact, Event):
    """Somebody at the partner can be talked to (C1)."""

    organisation: Id


class PartnerContactChanged(Contact, Event):
    """What is known of a contact, or the function, changed (C1)."""

    organisation: Id


class PartnerContactRemoved(Event):
    """Somebody is no contact any more (C1)."""

    organisation: Id
    contact: Id


class PartnerCapacityStated(Capacity, Event):
    """The partner could take so many students (C1)."""

    organisation: Id


class PartnerCapacityWithdrawn(CapacityFor, Event):
    """What was stated for this concentration and period holds no more (C1)."""

    organisation: Id


class PartnerNotesWritten(Event):
    """The school replaced its notes on what the partner could become and what speaks against it (C1)."""

    organisation: Id
    potential: TextRef | None = None
    risk: TextRef | None = None


class PartnerOwnerNamed(Event):
    """A member of the school answers for the partnership (C6)."""

    organisation: Id
    owner: Id
    """The membership."""


class PartnerQualified(Event):
    """The school found the partner fit to plan with (C1)."""

    organisation: Id
    by: str


class PartnerActivated(Event):
    """The first MoU with the partner came into force (C3)."""

    organisation: Id
    mou: Id


class PartnerMoUBegan(Event):
    """One more MoU with the partner is in force (C9)."""

    organisation: Id
    mou: Id


class PartnerMoUEnded(Event):
    """An MoU with the partner is over; others may be in force (C9)."""

    organisation: Id
    mou: Id


class PartnerDormant(Event):
    """No MoU with the partner is in force any more (C9)."""

    organisation: Id


class PartnerBlocked(Event):
    """The school wants nothing to do with the partner for now (C6)."""

    organisation: Id
    by: str
    reason: TextRef


class PartnerOrganisationMerged(Event):
    """The register merged the organisation into another; the partnership goes on with that one (C1)."""

    organisation: Id
    """The one that stayed."""
    merged: Id
    twin: Id | None = None
    """The school's partnership with the one that stayed, where it had one: the two need to be united."""


class PartnersUnited(Event):
    """The school united this partnership with another one, which goes on for both (C1)."""

    organisation: Id
    into: Id
    by: str


class PartnerAbsorbed(Event):
    """Another partnership of the school was united with this one, which takes over what it had (C1)."""

    organisation: Id
    partner: Id
    organisations: tuple[Id, ...] = ()
    contacts: tuple[Contact, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    mous: tuple[Id, ...] = ()
    owner: Id | None = None
    notes: tuple[TextRef, ...] = ()
    """Notes of the other one, kept beside this one's own."""
    absorbed: tuple[Id, ...] = ()
    status: PartnerStatus


PartnerEvent = (
    PartnerMapped
    | PartnerSiteKnown
    | PartnerContactAdded
    | PartnerContactChanged
    | PartnerContactRemoved
    | PartnerCapacityStated
    | PartnerCapacityWithdrawn
    | PartnerNotesWritten
    | PartnerOwnerNamed
    | PartnerQualified
    | PartnerActivated
    | PartnerMoUBegan
    | PartnerMoUEnded
    | PartnerDormant
    | PartnerBlocked
    | PartnerOrganisationMerged
    | PartnersUnited
    | PartnerAbsorbed
)
