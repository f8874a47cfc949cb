"""What can be asked of a partnership."""

from typing import Literal

from services.partners.domain.partner.events import Capacity, CapacityFor, Contact, PartnerStatus
from services.partners.domain.values import OrganisationKind
from shared.events import Command, TextRef
from shared.ids import Id


class MapPartner(Command):
    """Map an organisation. One partnership per organisation is held by a claim in the same transaction."""

    organisation: Id
    kind: OrganisationKind
    potential: TextRef | None = None
    contacts: tuple[Contact, ...] = ()
    sites: int | None = None
    """Fact: how many sites the organisation has in the register."""
    organisation_status: Literal["registered", "merged"]
    """Fact from the alliance's register."""


class RecordSite(Command):
    """The organisation has a site now."""


class AddContact(Contact, Command):
    """Name a person to talk to."""


class ChangeContact(Contact, Command):
    """Change what is known of a contact, or the function."""


class RemoveContact(Command):
    """Talk to this person no more."""

    contact: Id


class StateCapacity(Capacity, Command):
    """State what the partner could take."""


class WithdrawCapacity(CapacityFor, Command):
    """Take back what was stated for exactly this concentration and period."""


class WriteNotes(Command):
    """Write down potential and risk; what is not given is empty afterwards."""

    potential: TextRef | None = None
    risk: TextRef | None = None


class NameOwner(Command):
    """Let a member of the school answer for the partnership."""

    owner: Id
    roles: frozenset[str]
    """Fact: the roles of the member in the school; none for one who left."""


class QualifyPartner(Command):
    """Find the partner fit to plan with."""

    by: str
    sites: int
    """Fact: how many sites the organisation has in the register."""


class RecordMoUStart(Command):
    """An MoU with the partner came into force."""

    mou: Id


class RecordMoUEnd(Command):
    """An MoU with the partner is over."""

    mou: Id


class BlockPartner(Command):
    """Want nothing to do with the partner for now."""

    by: str
    reason: TextRef


class FollowMerger(Command):
    """The register merged the organisation into another one."""

    merged: Id
    into: Id
    twin: Id | None = None
    """Fact: the school's partnership with the one that stayed, if it has another."""


class UnitePartner(Command):
    """Unite this partnership with another one, which absorbs it in the same transaction."""

    into: Id
    into_organisation: Id
    """Fact: the organisation of the other partnership."""
    seen: str
    """Fact: digest of what the other one takes over; the command is decided again when that changed meanwhile."""
    by: str


class AbsorbPartner(Command):
    """Take over what the other partnership has."""

    partner: Id
    organisations: tuple[Id, ...]
    contacts: tuple[Contact, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    mous: tuple[Id, ...] = ()
    owner: Id | None = None
    notes: tuple[TextRef, ...] = ()
    absorbed: tuple[Id, ...] = ()
    status: PartnerStatus
