"""What can be listed of a school's partnerships and of their contacts."""

from typing import Any, Final

from services.partners.domain.partner import PARTNER, Partner, PartnerStatus
from services.partners.domain.values import OrganisationKind
from services.partners.usecases.contacts import partnerships_of
from services.partners.views.contacts import contact_columns
from services.partners.views.organisations import names_of
from shared.context import Context
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.journal import Loaded
from shared.mongo import Collection, Index
from shared.people import NAME as PEOPLE


def _capacity(found: Any) -> list[str]:
    """`9.1.1 (2026-07-13…2026-12-18): 6`."""
    return [_said(one) for one in found["state"].get("capacity", [])]


def _said(capacity: dict[str, Any]) -> str:
    period = f" ({capacity['starts_on']}…{capacity['ends_on']})" if capacity.get("starts_on") else ""
    return f"{capacity['concentration']}{period}: {capacity['places']}"


_SHARED: Final = (
    Column("organisation", "Organisasi", "Organisation", type=Id),
    Column("name", "Nama", "Name", "name"),
    Column("kind", "Jenis", "Kind", type=OrganisationKind),
    Column("status", "Status", "Status", type=PartnerStatus),
    Column("capacity", "Daya tampung", "Capacity", _capacity, type=list[str]),
    Column("mous", "MoU berlaku", "MoUs in force", lambda found: len(found["state"].get("mous", [])), type=int),
)
_FILTERS: Final = (
    Filter("status", "state.status", "in", PartnerStatus),
    Filter("kind", "state.kind", "in", OrganisationKind),
    Filter("organisation", "state.organisations", type=Id, description="Also an entry merged into it."),
)

PARTNERS: Final = Listing(
    "partners",
    columns=(
        *_SHARED,
        Column("owner", "Penanggung jawab", "Owner", type=Id),
        Column("contacts", "Kontak", "Contacts", lambda found: len(found["state"].get("contacts", [])), type=int),
        Column("twin", "Kembaran", "To be united with", type=Id),
    ),
    filters=(
        *_FILTERS,
        Filter("owner", "state.owner", type=Id),
        Filter("concentration", "state.capacity.concentration", description="Whose capacity was stated."),
    ),
)

BESIDE: Final = tuple(
    column for column in PARTNERS.columns if column.name in ("status", "owner", "capacity", "mous", "twin")
)
"""What a spreadsheet of partners shows beside what an import reads."""

SHARED_PARTNERS: Final = Listing("shared-partners", columns=_SHARED, filters=_FILTERS)
"""What another school or the alliance sees with a grant: neither contacts nor notes nor who answers for it."""

CONTACTS: Final = Listing(
    "contacts",
    columns=(
        Column("partner", "Kemitraan", "Partnership", "partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "organisation", type=Id),
        Column("partner_name", "Nama mitra", "Partner", "partner_name"),
        Column("partner_status", "Status mitra", "Partner status", "partner_status", type=PartnerStatus),
        Column("name", "Nama kontak", "Contact", "data.name"),
        *contact_columns("data."),
    ),
)
"""One row per contact, out of `people`."""

GOING_ON: Final = {"state.into": None}
"""Partnerships that were not united with another one; an index leads to them (ADR 0010)."""

CONTACT: Final = "contact"
"""The kind of person that a contact is in `people`."""

COLLECTIONS: Final = (
    Collection(
        PARTNER.collection,
        (
            Index(("tenant", "state.into", "_id")),
            Index(("tenant", "state.organisations", "_id")),
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.kind", "state.into", "_id")),
            Index(("tenant", "state.owner", "state.into", "_id")),
            Index(("tenant", "state.capacity.concentration", "state.into", "_id")),
        ),
    ),
)


async def names_of_partners(register: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the names that the register has; `register` is a context in the alliance."""
    names = await names_of(register, [one["state"]["organisation"] for one in page])
    return [{**one, "name": names.get(one["state"]["organisation"])} for one in page]


def people_of(ctx: Context) -> tuple[Any, dict[str, Any]]:
    """The collection and the condition of the list of contacts: nobody who was forgotten."""
    return ctx[PEOPLE], {"kind": CONTACT, "data": {"$exists": True}, "erased": {"$exists": False}}


async def with_partners(ctx: Context, register: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The persons of the page with the partnership that names them, leaving out whom none names any more."""
    found = await partnerships_of(ctx, [one["id"] for one in page])
    names = await names_of(register, [loaded.state.organisation for loaded in found])
    by_person = {known.contact: loaded for loaded in found for known in loaded.state.contacts}
    return [_row(one, by_person[one["id"]], names) for one in page if one["id"] in by_person]


def _row(person: dict[str, Any], loaded: Loaded[Partner], names: dict[str, str]) -> dict[str, Any]:
    partner = loaded.state
    known = partner.contact(person["id"])
    return {
        **person,
        "partner": loaded.id,
        "organisation": partner.organisation,
        "partner_name": names.get(partner.organisation),
        "partner_status": partner.status,
        "function": known.function if known else None,
    }
