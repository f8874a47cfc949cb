"""A school's list of partners: register the organisation or find it, add its site, map it (C1).

The columns of Dapodik's `dudi` are understood as well.
"""

from typing import Any, Final

from services.partners.bodies.organisations import RegisterOrganisationBody, SiteBody
from services.partners.domain.organisation import ORGANISATION, Organisation, likeness
from services.partners.domain.partner import PARTNER, AddContact, Contact, Partner
from services.partners.imports.columns import (
    degrees,
    department,
    kind,
    npwp_of_a_body,
    sector,
    sector_if_any,
    zone_of_region,
)
from services.partners.imports.operations import OPERATIONS
from services.partners.usecases.contacts import known_of
from services.partners.usecases.likeness import alike_to
from services.partners.usecases.mapping import map_partner, partner_with
from services.partners.usecases.register import add_site, register, register_of
from services.partners.views.partners import CONTACT
from shared.cells import digits, email, phone, several, text, yes_no, zone
from shared.context import Context
from shared.journal import Loaded
from shared.refusals import Refused
from shared.spreadsheets import Heading, Row, Sheet

KIND: Final = "import-partners"
_SAME_FIRM: Final = 75
"""How alike two names under one NIB must be."""

SHEET: Final = Sheet(
    (
        Heading("nama", text(200, 2), ("name", "nama mitra", "nama organisasi", "nama dudi")),
        Heading("jenis", kind, ("kind",), required=False),
        Heading("nib", digits(13), required=False),
        Heading("npwp", npwp_of_a_body, required=False),
        Heading("kbli", sector, ("sector",), required=False),
        Heading("bidang usaha id", sector_if_any, required=False),
        Heading("lokasi", text(200, 2), ("site",), required=False),
        Heading("alamat", text(400), ("address", "alamat jalan")),
        Heading("rt", text(5), required=False),
        Heading("rw", text(5), required=False),
        Heading("dusun", text(100), ("nama dusun",), required=False),
        Heading("desa", text(100), ("desa kelurahan", "kelurahan"), required=False),
        Heading("kode pos", text(10), required=False),
        Heading("kota", text(100, 2), ("town", "kabupaten", "kabupaten kota"), required=False),
        Heading("zona", zone, ("zone", "zona waktu"), instead=("kode wilayah",)),
        Heading("kode wilayah", zone_of_region, required=False),
        Heading("lintang", degrees(90), ("latitude",), required=False),
        Heading("bujur", degrees(180), ("longitude",), required=False),
        Heading("departemen", several(department), ("departments",), required=False),
        Heading("kontak", text(200, 2), ("contact", "nama kontak"), required=False),
        Heading("jabatan", text(100), ("position",), required=False),
        Heading("email", email, ("surel", "e-mail"), required=False),
        Heading("telepon", phone, ("phone", "telp", "nomor telepon"), required=False),
        Heading("organisasi lain", yes_no, ("another",), required=False),
    ),
    most_rows=20_000,
)


@OPERATIONS.rows(KIND, SHEET)
async def import_partner(ctx: Context, row: Row) -> None:
    """One row. Whatever is there already is left as it is, so the same list may be sent again."""
    organisation = await _organisation(await register_of(ctx, "read"), ctx, row)
    partner = await partner_with(ctx, organisation.id)
    if partner is None:
        mapping = ctx.also("map")
        await map_partner(mapping, organisation, contacts=_contacts(mapping, row))
    elif not await _has_contact(ctx, partner.state, row):
        for contact in _contacts(ctx, row):
            await ctx.execute(PARTNER, partner.id, AddContact(**contact.model_dump()))


async def _organisation(reading: Context, ctx: Context, row: Row) -> Loaded[Organisation]:
    """Found or registered, with the row's site."""
    known = await _known(reading, row)
    if known is None:
        outcome = await register(ctx.also("register", tenant=reading.tenant), _body(row))
        return Loaded(outcome.id, outcome.number, outcome.state)
    if _knows(known.state, row):
        return known
    added = await add_site(ctx.also("site", tenant=reading.tenant), known.id, _site(row))
    return Loaded(added.id, added.number, added.state)


async def _known(reading: Context, row: Row) -> Loaded[Organisation] | None:
    """By NIB, by a body's NPWP, else by name where the place does not contradict."""
    if row["nib"]:
        return _checked(await _found(reading, {"state.nibs": row["nib"]}), row)
    if row["npwp"] and (found := await _found(reading, {"state.npwp": row["npwp"]})) is not None:
        return found
    imagined = Organisation(name=row["nama"], kind=row["jenis"] or "industry", sites=())
    site = _site(row)
    alike = await alike_to(reading, imagined.but(sites=(site,)))
    for one in alike:
        if one.name.casefold() == row["nama"].casefold():
            found = await _found(reading, {"_id": f"{reading.tenant}/{one.organisation}"})
            if found is not None and (not row["organisasi lain"] or _knows(found.state, row)):
                return found
    return None


def _checked(found: Loaded[Organisation] | None, row: Row) -> Loaded[Organisation] | None:
    named = Organisation(name=row["nama"], kind="industry")
    if found is not None and likeness(found.state, named).score < _SAME_FIRM:
        raise Refused(
            "nib-of-another",
            "The register has this NIB under another name.",
            mend="Check the NIB, or write the name as the register has it.",
            column="nib",
        )
    return found


async def _found(reading: Context, query: dict[str, Any]) -> Loaded[Organisation] | None:
    one = await reading.current(ORGANISATION).find_one({**query, "state.status": "registered"})
    return Loaded(one["id"], one["number"], Organisation.model_validate(one["state"])) if one else None


def _knows(organisation: Organisation, row: Row) -> bool:
    site = _site(row)
    return any((known.name, known.address) == (site.name, site.address) for known in organisation.sites)


def _body(row: Row) -> RegisterOrganisationBody:
    return RegisterOrganisationBody(
        name=row["nama"],
        kind=row["jenis"] or "industry",
        nib=row["nib"],
        npwp=row["npwp"],
        sector=row["kbli"] or row["bidang usaha id"],
        sites=(_site(row),),
        nib_to_follow=True,
        another=row["organisasi lain"] or False,
    )


def _site(row: Row) -> SiteBody:
    return SiteBody(
        name=row["lokasi"] or row["desa"] or row["nama"],
        address=_address(row),
        zone=row["zona"] or row["kode wilayah"],
        town=row["kota"],
        latitude=row["lintang"],
        longitude=row["bujur"],
        departments=row["departemen"] or (),
    )


def _address(row: Row) -> str:
    """Dapodik keeps street, RT, RW, hamlet, village and postcode apart."""
    quarter = "/".join(f"{word.upper()} {row[word]}" for word in ("rt", "rw") if row[word] and row[word] != "0")
    parts = (row["alamat"], quarter, row["dusun"], row["desa"], row["kode pos"])
    return ", ".join(part for part in parts if part)[:400]


def _contacts(ctx: Context, row: Row) -> tuple[Contact, ...]:
    """Who is named, or the organisation's own address and number; nobody where the row has none of it."""
    reachable = {name: row[column] for name, column in (("email", "email"), ("phone", "telepon")) if row[column]}
    if not row["kontak"] and not reachable:
        return ()
    known = {"name": row["kontak"] or row["nama"], **reachable}
    person = ctx.person(CONTACT, known | ({"position": row["jabatan"]} if row["jabatan"] else {}))
    return (Contact(contact=person, function="coordinator" if row["kontak"] else "other"),)


async def _has_contact(ctx: Context, partner: Partner, row: Row) -> bool:
    same = ("email", row["email"]) if row["email"] else ("name", row["kontak"] or row["nama"])
    return any(known.get(same[0]) == same[1] for known in await known_of(ctx, partner))
