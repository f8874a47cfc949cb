"""A school's list of signed MoUs, with the columns of Dapodik's `mou`: record each with its partner (C3).

A missing last day is a fault of the row, never today.
"""

from typing import Any, Final

from services.partners.bodies.recorded_mous import RecordedMoUBody
from services.partners.bodies.values import UNDERTAKINGS
from services.partners.domain.mou import MOU
from services.partners.domain.organisation import ORGANISATION, Organisation
from services.partners.domain.organisation.likeness import VERY_ALIKE
from services.partners.domain.partner import PARTNER, AddContact, Contact, Partner
from services.partners.domain.values import CONCENTRATION_FORM
from services.partners.imports.columns import document_number, npwp_of_a_body
from services.partners.imports.operations import OPERATIONS
from services.partners.usecases.contacts import known_of
from services.partners.usecases.likeness import alike_to
from services.partners.usecases.mapping import map_partner, partner_with
from services.partners.usecases.recording import record_mou
from services.partners.usecases.register import register_of, surviving
from services.partners.views.partners import CONTACT
from shared.cells import choice, day, digits, pattern, phone, several, text
from shared.context import Context
from shared.ids import ID_PATTERN
from shared.journal import Loaded
from shared.refusals import Refused
from shared.spreadsheets import Heading, Row, Sheet

KIND: Final = "import-mous"

_COOPERATION: Final = {"1": "placement", "3": "placement"}
"""Of Dapodik's `ref.jenis_ks`, which is not published, the codes under which it asks for supervisors of students."""

SHEET: Final = Sheet(
    (
        Heading("nomor mou", document_number, ("nomor", "number")),
        Heading("judul mou", text(400, 2), ("judul", "title")),
        Heading("tanggal mulai", day, ("starts on",)),
        Heading("tanggal selesai", day, ("ends on",)),
        Heading("nama dudi", text(200, 2), ("nama", "nama mitra", "partner")),
        Heading("npwp dudi", npwp_of_a_body, ("npwp",), required=False),
        Heading("nib", digits(13), required=False),
        Heading("contact person", text(200, 2), ("kontak",), required=False),
        Heading("telp cp", phone, ("telepon",), required=False),
        Heading("jabatan cp", text(100), ("jabatan",), required=False),
        Heading("lingkup", several(choice({each: each for each in UNDERTAKINGS})), ("scope",), required=False),
        Heading(
            "konsentrasi",
            several(pattern(CONCENTRATION_FORM, "9.1.1"), most=50),
            ("concentrations",),
            required=False,
        ),
        Heading("id jns ks", pattern(r"\d{1,6}(\.0)?", "1"), ("jenis kerja sama",), required=False),
        Heading("pindaian", several(pattern(ID_PATTERN, "01981e4a-6c00-7000-8000-000000000001")), required=False),
    ),
)


@OPERATIONS.rows(KIND, SHEET)
async def import_mou(ctx: Context, row: Row) -> None:
    """One row. An MoU that is recorded already is left as it is, so the same list may be sent again."""
    scope = _scope(row)
    organisation = await _organisation(ctx, row)
    await _met(ctx, organisation, row)
    known = await ctx.current(MOU).find_one({"state.number": row["nomor mou"], "state.recorded": True})
    if known is None or not _same(known["state"], organisation, row):
        await record_mou(ctx.also("record"), _body(organisation, row, scope))


def _scope(row: Row) -> tuple[str, ...]:
    """What is done together: as the list says, else by Dapodik's code; every kind where it says neither."""
    if row["lingkup"] or not row["id jns ks"]:
        return row["lingkup"] or ()
    kind = _COOPERATION.get(row["id jns ks"].removesuffix(".0"))
    if kind is None:
        raise Refused(
            "cooperation-kind-unknown",
            "Nobody here knows what this code of Dapodik stands for.",
            mend="Write what is done together into the column `lingkup`, or leave the code out.",
            column="id jns ks",
        )
    return (kind,)


def _same(state: dict[str, Any], organisation: Loaded[Organisation], row: Row) -> bool:
    named = {organisation.id, *organisation.state.absorbed}
    days = (row["tanggal mulai"].isoformat(), row["tanggal selesai"].isoformat())
    terms = state["terms"]
    return bool(named & set(terms["parties"]["organisations"])) and (terms["starts_on"], terms["ends_on"]) == days


def _body(organisation: Loaded[Organisation], row: Row, scope: tuple[str, ...]) -> RecordedMoUBody:
    return RecordedMoUBody(
        number=row["nomor mou"],
        title=row["judul mou"],
        organisations=(organisation.id,),
        starts_on=row["tanggal mulai"],
        ends_on=row["tanggal selesai"],
        scope=scope,
        concentrations=row["konsentrasi"] or (),
        evidence=row["pindaian"] or (),
    )


async def _organisation(ctx: Context, row: Row) -> Loaded[Organisation]:
    """By NIB or a body's NPWP, else the one that is named so; of several, the one that is a partner already."""
    register = await register_of(ctx, "read")
    for query in ({"state.nibs": row["nib"]}, {"state.npwp": row["npwp dudi"]}):
        if None not in query.values() and (found := await register.current(ORGANISATION).find_one(query)):
            return await surviving(register, found["id"])
    alike = await alike_to(register, Organisation(name=row["nama dudi"], kind="industry"))
    named = [one.organisation for one in alike if one.score >= VERY_ALIKE]
    partners = [id for id in named if await partner_with(ctx, id) is not None]
    only = partners if len(partners) == 1 else named
    if len(only) != 1:
        raise _not_found(bool(only))
    return await surviving(register, only[0])


def _not_found(several_are: bool) -> Refused:
    if several_are:
        return Refused(
            "partner-ambiguous", "Several entries of the register are called so.", mend="Give NIB or NPWP.",
            column="nama dudi",
        )  # fmt: skip
    return Refused(
        "partner-unknown",
        "The register has no such organisation.",
        mend="Send the list of partners first, or write the name as the register has it.",
        column="nama dudi",
    )


async def _met(ctx: Context, organisation: Loaded[Organisation], row: Row) -> None:
    """The school is a partner of it and knows the contact person."""
    partner = await partner_with(ctx, organisation.id)
    if partner is None:
        mapping = ctx.also("map")
        await map_partner(mapping, organisation, contacts=_contacts(mapping, row))
    elif row["contact person"] and not await _knows(ctx, partner.state, row["contact person"]):
        meeting = ctx.also("contact")
        for contact in _contacts(meeting, row):
            await meeting.execute(PARTNER, partner.id, AddContact(**contact.model_dump()))


async def _knows(ctx: Context, partner: Partner, name: str) -> bool:
    return any(known.get("name", "").casefold() == name.casefold() for known in await known_of(ctx, partner))


def _contacts(ctx: Context, row: Row) -> tuple[Contact, ...]:
    if not row["contact person"]:
        return ()
    known = {"name": row["contact person"], "phone": row["telp cp"], "position": row["jabatan cp"]}
    person = ctx.person(CONTACT, {name: value for name, value in known.items() if value})
    return (Contact(contact=person, function="coordinator"),)
