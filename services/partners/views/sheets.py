"""Partners and organisations as spreadsheets that the import of partners reads again: a row per site and contact."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

from services.partners.domain.duplicate import DUPLICATE
from services.partners.domain.organisation import ORGANISATION
from services.partners.domain.organisation.likeness import VERY_ALIKE
from services.partners.views.contacts import contact_columns
from shared.context import Context
from shared.http import Column, Export

Document = dict[str, Any]

_ORGANISATION: Final = (
    Column("organisation", "ID organisasi", "Organisation ID", "entry.id"),
    Column("name", "Nama", "Name", "entry.state.name"),
    Column("kind", "Jenis", "Kind", "entry.state.kind"),
    Column("nib", "NIB", "NIB", "entry.state.nib"),
    Column("npwp", "NPWP", "NPWP", "entry.state.npwp"),
    Column("sector", "KBLI", "Sector", "entry.state.sector"),
    Column("country", "Negara", "Country", "entry.state.country"),
    Column("website", "Situs web", "Website", "entry.state.website"),
    Column("fax", "Faks", "Fax", "entry.state.fax"),
    Column("another", "Organisasi lain", "Another", "another"),
)
_SITE: Final = (
    Column("site", "Lokasi", "Site", "site.name"),
    Column("address", "Alamat", "Address", "site.address"),
    Column("town", "Kota", "Town", "site.town"),
    Column("zone", "Zona", "Zone", "site.zone"),
    Column("latitude", "Lintang", "Latitude", "site.latitude"),
    Column("longitude", "Bujur", "Longitude", "site.longitude"),
    Column("departments", "Departemen", "Departments", "site.departments"),
    Column("no_site", "Tanpa lokasi", "No site", lambda row: None if row["site"] else True),
)
_CONTACT: Final = (
    Column("contact", "Kontak", "Contact", "contact.name"),
    *contact_columns("contact.", "contact.function"),
)
READ_AGAIN: Final = (*_ORGANISATION, *_SITE, *_CONTACT)
"""What the import understands."""


def of_register(register: Context) -> Export:
    """Organisations with their sites; `register` is a context in the alliance."""

    async def rows(page: list[Document]) -> list[Document]:
        another = await _others(register, page)
        return [row for entry in page for row in _spread({}, entry, another, ())]

    return Export((*_ORGANISATION, *_SITE), rows)


def of_partners(ctx: Context, register: Context, beside: Sequence[Column], *, contacts: bool) -> Export:
    """Partnerships with what the register says, `beside` included; contacts only for who may see them."""

    async def rows(page: list[Document]) -> list[Document]:
        entries = await _entries(register, page)
        another = await _others(register, list(entries.values()))
        people = await _people(ctx, page) if contacts else {}
        return [
            row
            for one in page
            if (entry := entries.get(one["state"]["organisation"])) is not None
            for row in _spread(one, entry, another, [people[id] for id in _contact_ids(one) if id in people])
        ]

    return Export((*_ORGANISATION, *_SITE, *(_CONTACT if contacts else ()), *beside), rows)


def _spread(partner: Document, entry: Document, another: set[str], people: Sequence[Document]) -> list[Document]:
    """Sites and contacts side by side; a row without a site of its own repeats one, since each row is read alone."""
    sites = entry["state"]["sites"]
    common = {**partner, "entry": entry, "another": True if entry["id"] in another else None}
    pairs = list(zip_longest(sites, people)) or [(None, None)]
    again = sites[0] if sites else None
    return [{**common, "site": site or again, "contact": person} for site, person in pairs]


async def _entries(register: Context, page: list[Document]) -> dict[str, Document]:
    keys = sorted({f"{register.tenant}/{one['state']['organisation']}" for one in page})
    found = await register.current(ORGANISATION).find({"_id": {"$in": keys}})
    return {one["id"]: one for one in found}


async def _others(register: Context, entries: list[Document]) -> set[str]:
    """Entries without a NIB that look like another one and are none: whoever reads the file again has to say so."""
    ids = [one["id"] for one in entries if not one["state"]["nib"]]
    sides = [{"state.first": {"$in": ids}}, {"state.second": {"$in": ids}}] if ids else []
    found = [pair["state"] for side in sides for pair in await register.current(DUPLICATE).find(side)]
    return {pair[side] for pair in found if pair["score"] >= VERY_ALIKE for side in ("first", "second")}


async def _people(ctx: Context, page: list[Document]) -> dict[str, Document]:
    """What is known of the contacts, by id; nothing of those who were forgotten."""
    functions = {one["contact"]: one["function"] for partner in page for one in partner["state"]["contacts"]}
    people = await ctx.runtime.people.many(ctx.tenant, list(functions))
    return {id: {**person.data, "function": functions[id]} for id, person in people.items()}


def _contact_ids(partner: Document) -> list[str]:
    return [one["contact"] for one in partner["state"]["contacts"]]
