"""A school's list of partners: register the organisation or find it, add its site, map it (C1).

The columns of Dapodik's `dudi` are understood as well, and those of the exports of partners and of the register.
"""

from typing import Any, Final

from services.partners.bodies.organisations import RegisterOrganisationBody, SiteBody
from services.partners.domain.organisation import ORGANISATION, Organisation, likeness
from services.partners.domain.partner import PARTNER, AddContact, Contact, Partner
from services.partners.domain.values import Site
from services.partners.imports.columns import (
    degrees,
    department,
    fax,
    function,
    kind,
    npwp_of_a_body,
    sector,
    sector_if_any,
    website,
    yes,
    zone_of_region,
)
from services.partners.imports.operations import OPERATIONS
from services.partners.usecases.contacts import known_of
from services.partners.usecases.likeness import alike_to
from services.partners.usecases.mapping import map_partner, partner_with
from services.partners.usecases.register import add_site, register, register_of, surviving
from services.partners.views.partners import CONTACT
from shared.cells import digits, email, pattern, phone, several, text, yes_no, zone
from shared.context import Context
from shared.ids import ID_PATTERN, id_of, new_id
from shared.journal import Loaded
from shared.refusals import Refused
from shared.spreadsheets import Heading, Row, Sheet

KIND: Final = "import-partners"
_SAME_FIRM: Final = 75
"""How alike two names under one NIB must be."""
_AN_ID: Final = "01981e4a-6c00-7000-8000-000000000001"

SHEET: Final = Sheet(
    (
        Heading("organisasi", pattern(ID_PATTERN, _AN_ID), ("id organisasi", "organisation id"), required=False),
        Heading("nama", text(200, 2), ("name", "nama mitra", "nama organisasi", "nama dudi")),
        Heading("jenis", kind, ("kind",), required=False),
        Heading("nib", digits(13), required=False),
        Heading("npwp", npwp_of_a_body, required=False),
        Heading("kbli", sector, ("sector",), required=False),
        Heading("bidang usaha id", sector_if_any, required=False),
        Heading("negara", pattern(r"[A-Z]{2}", "ID"), ("country",), required=False),
        Heading("situs web", website, ("website",), required=False),
        Heading("faks", fax, ("fax", "nomor fax"), required=False),
        Heading("lokasi", text(200, 2), ("site",), required=False),
        Heading("alamat", text(400), ("address", "alamat jalan"), instead=("tanpa lokasi",)),
        Heading("rt", text(5), required=False),
        Heading("rw", text(5), required=False),
        Heading("dusun", text(100), ("nama dusun",), required=False),
        Heading("desa", text(100), ("desa kelurahan", "kelurahan"), required=False),
        Heading("kode pos", text(10), required=False),
        Heading("kota", text(100, 2), ("town", "kabupaten", "kabupaten kota"), required=False),
        Heading("zona", zone, ("zone", "zona waktu"), instead=("kode wilayah", "tanpa lokasi")),
        Heading("kode wilayah", zone_of_region, required=False),
        Heading("lintang", degrees(90), ("latitude",), required=False),
        Heading("bujur", degrees(180), ("longitude",), required=False),
        Heading("departemen", several(department, most=50), ("departments",), required=False),
        Heading("tanpa lokasi", yes, ("no site",), required=False),
        Heading("kontak", text(200, 2), ("contact", "nama kontak"), required=False),
        Heading("jabatan", text(100), ("position",), required=False),
        Heading("peran", function, ("function",), required=False),
        Heading("email", email, ("surel", "e-mail"), required=False),
        Heading("telepon", phone, ("phone", "telp", "telephone", "nomor telepon"), required=False),
        Heading("organisasi lain", yes_no, ("another",), required=False),
    ),
    most_rows=20_000,
)


def touches(row: Row) -> frozenset[str] | None:
    """With a NIB a row is about that one organisation; without it, names are compared with all that is there."""
    named = [row["nib"], row["organisasi"]]
    return frozenset(filter(None, named)) if row["nib"] else None


@OPERATIONS.rows(KIND, SHEET, touches)
async def import_partner(ctx: Context, row: Row) -> None:
    """One row. Whatever is there already is left as it is, so the same list may be sent again."""
    organisation = await _organisation(await register_of(ctx, "read"), ctx, row)
    partner = await partner_with(ctx, organisation.id) or await _mapped_meanwhile(ctx, organisation, row)
    if partner is not None and not await _has_contact(ctx, partner.state, row):
        for contact in _contacts(ctx, row):
            await ctx.execute(PARTNER, partner.id, AddContact(**contact.model_dump()))


async def _mapped_meanwhile(ctx: Context, organisation: Loaded[Organisation], row: Row) -> Loaded[Partner] | None:
    """Map it with the row's contact; the partnership that was there first, if a row of another NIB was faster."""
    mapping = ctx.also("map")
    try:
        await map_partner(mapping, organisation, contacts=_contacts(mapping, row))
    except Refused as refusal:
        if refusal.code != "partnership-exists":
            raise
        return await partner_with(ctx, organisation.id)
    return None


async def _organisation(reading: Context, ctx: Context, row: Row) -> Loaded[Organisation]:
    """Found or registered, with the row's site."""
    known = await _known(reading, row)
    if known is None:
        id = id_in(reading.tenant, row["organisasi"]) if row["organisasi"] else None
        outcome = await register(ctx.also("register", tenant=reading.tenant), _body(row), id)
        return Loaded(outcome.id, outcome.number, outcome.state)
    site = site_of(row)
    if site is None or _knows(known.state, site):
        return known
    added = await add_site(ctx.also("site", tenant=reading.tenant), known.id, site)
    return Loaded(added.id, added.number, added.state)


def id_in(alliance: str, given: str) -> str:
    """The id under which an alliance's register has what came with an id of another register: always the same one."""
    return id_of(f"{alliance}/{given}", given[:13])


async def _known(reading: Context, row: Row) -> Loaded[Organisation] | None:
    """By the id of an export, by NIB, by a body's NPWP, else by name where the place does not contradict."""
    if row["organisasi"] and (found := await _exported(reading, row)) is not None:
        return found
    if row["nib"]:
        return _checked(await _found(reading, {"state.nibs": row["nib"]}), row)
    if row["npwp"] and (found := await _found(reading, {"state.npwp": row["npwp"]})) is not None:
        return found
    site = site_of(row)
    imagined = Organisation(name=row["nama"], kind=row["jenis"] or "industry", sites=_imagined(site))
    alike = await alike_to(reading, imagined)
    for one in alike:
        if one.name.casefold() == row["nama"].casefold():
            found = await _found(reading, {"_id": f"{reading.tenant}/{one.organisation}"})
            if found is not None and (not row["organisasi lain"] or (site and _knows(found.state, site))):
                return found
    return None


async def _exported(reading: Context, row: Row) -> Loaded[Organisation] | None:
    """What the register has under the id in the file, be it its own or that of the register where the file was made."""
    for id in (row["organisasi"], id_in(reading.tenant, row["organisasi"])):
        if await reading.load(ORGANISATION, id) is not None:
            found = await surviving(reading, id)
            return _same_firm(found, row, "id-of-another", "organisasi", "organisation id") if found.id == id else found
    return None


def _checked(found: Loaded[Organisation] | None, row: Row) -> Loaded[Organisation] | None:
    return None if found is None else _same_firm(found, row, "nib-of-another", "nib", "NIB")


def _same_firm(found: Loaded[Organisation], row: Row, code: str, column: str, sign: str) -> Loaded[Organisation]:
    """What was found by a sign, unless its name is another one's; `sign` is how English readers call the column."""
    named = Organisation(name=row["nama"], kind="industry")
    if likeness(found.state, named).score < _SAME_FIRM:
        raise Refused(
            code,
            f"The register has this {sign} under another name.",
            mend=f"Check the {sign}, or write the name as the register has it.",
            column=column,
        )
    return found


async def _found(reading: Context, query: dict[str, Any]) -> Loaded[Organisation] | None:
    """Of the few that match, the one that was not merged: asked here, since the database might search by it instead."""
    for one in await reading.current(ORGANISATION).find(query):
        if one["state"]["status"] == "registered":
            return Loaded(one["id"], one["number"], Organisation.model_validate(one["state"]))
    return None


def _knows(organisation: Organisation, site: SiteBody) -> bool:
    sought = (_tidy(site.name), _tidy(site.address))
    return any((_tidy(known.name), _tidy(known.address)) == sought for known in organisation.sites)


def _tidy(text: str) -> str:
    """As a cell is read."""
    return " ".join(text.split())


def _imagined(site: SiteBody | None) -> tuple[Site, ...]:
    return (Site(site=new_id(), **site.model_dump()),) if site else ()


def _body(row: Row) -> RegisterOrganisationBody:
    site = site_of(row)
    return RegisterOrganisationBody(
        name=row["nama"],
        kind=row["jenis"] or "industry",
        nib=row["nib"],
        npwp=row["npwp"],
        sector=row["kbli"] or row["bidang usaha id"],
        country=row["negara"] or "ID",
        website=row["situs web"],
        fax=row["faks"],
        sites=(site,) if site else (),
        nib_to_follow=True,
        another=row["organisasi lain"] or False,
    )


def site_of(row: Row) -> SiteBody | None:
    """The place that the row tells of, if it does; a village of one sign, as Dapodik's `-`, names nothing."""
    village = row["desa"] if len(row["desa"] or "") > 1 else None
    if not row["alamat"]:
        return None
    return SiteBody(
        name=row["lokasi"] or village or row["nama"],
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
    return (Contact(contact=person, function=row["peran"] or ("coordinator" if row["kontak"] else "other")),)


async def _has_contact(ctx: Context, partner: Partner, row: Row) -> bool:
    """By address and name; by the address alone where the row names nobody: colleagues share a mailbox."""
    name = row["kontak"] or (None if row["email"] else row["nama"])
    sought = {"email": row["email"], "name": name}
    wanted = {member: value for member, value in sought.items() if value}
    return any(wanted.items() <= known.items() for known in await known_of(ctx, partner))
