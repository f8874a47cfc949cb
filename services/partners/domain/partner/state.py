"""What is known of a partnership, and what each event changes."""

from services.partners.domain.partner.events import (
    Capacity,
    Contact,
    PartnerAbsorbed,
    PartnerActivated,
    PartnerBlocked,
    PartnerCapacityStated,
    PartnerCapacityWithdrawn,
    PartnerContactAdded,
    PartnerContactChanged,
    PartnerContactRemoved,
    PartnerDormant,
    PartnerMapped,
    PartnerMoUBegan,
    PartnerMoUEnded,
    PartnerNotesWritten,
    PartnerOrganisationMerged,
    PartnerOwnerNamed,
    PartnerQualified,
    PartnerSiteKnown,
    PartnerStatus,
    PartnersUnited,
)
from shared.decider import changes
from shared.events import TextRef, Value
from shared.ids import Id


class Partner(Value):
    """What is known of a partnership."""

    organisation: Id
    organisations: tuple[Id, ...] = ()
    """The organisation and the entries of the register that were merged into it: by each it is found."""
    kind: str
    status: PartnerStatus = "mapped"
    sites: int | None = None
    """How many sites the organisation is known to have, as far as it had none; see the register for all."""
    owner: Id | None = None
    potential: TextRef | None = None
    risk: TextRef | None = None
    notes: tuple[TextRef, ...] = ()
    """Notes that came with partnerships united with this one."""
    contacts: tuple[Contact, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    mous: tuple[str, ...] = ()
    """MoUs in force."""
    twin: Id | None = None
    """Another partnership of the school with the same organisation, since the register merged two."""
    into: Id | None = None
    """The partnership that goes on for this one."""
    absorbed: tuple[Id, ...] = ()
    """Partnerships united with this one, whose ids go on to answer."""

    def contact(self, id: str) -> Contact | None:
        """The contact with this id."""
        return next((known for known in self.contacts if known.contact == id), None)


def _mapped(event: PartnerMapped) -> Partner:
    return Partner.model_validate(event.model_dump() | {"organisations": (event.organisation,)})


def _contact_changed(partner: Partner, event: PartnerContactChanged) -> Partner:
    changed = Contact(contact=event.contact, function=event.function)
    return partner.but(
        contacts=tuple(changed if known.contact == event.contact else known for known in partner.contacts)
    )


def _capacity_stated(partner: Partner, event: PartnerCapacityStated) -> Partner:
    others = tuple(known for known in partner.capacity if known.key != event.key)
    return partner.but(capacity=(*others, Capacity.model_validate(event.model_dump())))


def _followed(partner: Partner, event: PartnerOrganisationMerged) -> Partner:
    return partner.but(
        organisation=event.organisation,
        organisations=tuple(dict.fromkeys((event.organisation, *partner.organisations))),
        twin=event.twin,
    )


def _absorbed(partner: Partner, event: PartnerAbsorbed) -> Partner:
    return partner.but(
        organisations=tuple(dict.fromkeys((*partner.organisations, *event.organisations))),
        contacts=(*partner.contacts, *event.contacts),
        capacity=(*partner.capacity, *event.capacity),
        mous=(*partner.mous, *event.mous),
        owner=event.owner,
        notes=(*partner.notes, *event.notes),
        absorbed=(*partner.absorbed, event.partner, *event.absorbed),
        twin=None if partner.twin == event.partner else partner.twin,
        status=event.status,
    )


evolve = changes(
    _mapped,
    {
        PartnerSiteKnown: lambda old, _: old.but(sites=1),
        PartnerContactAdded: lambda old, e: old.but(contacts=(*old.contacts, Contact(**e.model_dump()))),
        PartnerContactChanged: _contact_changed,
        PartnerContactRemoved: lambda old, e: old.but(
            contacts=tuple(known for known in old.contacts if known.contact != e.contact)
        ),
        PartnerCapacityStated: _capacity_stated,
        PartnerCapacityWithdrawn: lambda old, e: old.but(
            capacity=tuple(known for known in old.capacity if known.key != e.key)
        ),
        PartnerNotesWritten: lambda old, e: old.but(potential=e.potential, risk=e.risk),
        PartnerOwnerNamed: lambda old, e: old.but(owner=e.owner),
        PartnerQualified: lambda old, _: old.but(status="qualified"),
        PartnerActivated: lambda old, _: old.but(status="active"),
        PartnerMoUBegan: lambda old, e: old.but(mous=(*old.mous, e.mou)),
        PartnerMoUEnded: lambda old, e: old.but(mous=tuple(mou for mou in old.mous if mou != e.mou)),
        PartnerDormant: lambda old, _: old.but(status="dormant"),
        PartnerBlocked: lambda old, _: old.but(status="blocked"),
        PartnerOrganisationMerged: _followed,
        PartnersUnited: lambda old, e: old.but(status="united", into=e.into, twin=None, mous=()),
        PartnerAbsorbed: _absorbed,
    },
)
