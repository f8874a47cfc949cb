"""What can be listed of MoUs."""

from collections.abc import Sequence
from typing import Final

from services.partners.domain.mou import MOU
from services.partners.domain.mou.state import MoUStatus
from shared.agendas import Standing
from shared.context import Context
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

MOUS: Final = Listing(
    "mous",
    columns=(
        Column("status", "Status", "Status", type=MoUStatus),
        Column("document_number", "Nomor", "Number", "state.number"),
        Column("programme", "Program", "Programme", "state.programme", type=Id),
        Column("schools", "Sekolah", "Schools", "state.terms.parties.schools", type=list[Id]),
        Column("organisations", "Organisasi", "Organisations", "state.terms.parties.organisations", type=list[Id]),
        Column("starts_on", "Mulai", "Starts on", "state.terms.starts_on"),
        Column("ends_on", "Selesai", "Ends on", "state.terms.ends_on"),
        Column("agreements", "PKS", "Agreements", lambda found: len(found["state"].get("agreements", [])), type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", MoUStatus),
        Filter("organisation", "state.terms.parties.organisations", type=Id),
        Filter("programme", "state.programme", type=Id),
        Filter("ends_on", "state.terms.ends_on", "range"),
    ),
)

JOINT_MOUS: Final = "joint_mous"
"""MoUs of other schools that name this one: `{owner}` by MoU."""

JOINT: Final = Listing(
    "joint-mous",
    columns=(Column("owner", "Sekolah penyusun", "Drafted by", "owner", type=Id),),
    filters=(Filter("owner", "owner", type=Id),),
)

PROVED: Final = ("id", "state.agreements.terms.agreement", "state.addenda.addendum")
"""By what the public proof of a paper finds it; it names no school."""

COLLECTIONS: Final = (
    Collection(JOINT_MOUS, (Index(("tenant", "owner")),)),
    Collection(
        MOU.collection,
        (
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.number")),
            Index(("tenant", "state.programme", "_id")),
            Index(("tenant", "state.terms.parties.organisations", "_id")),
            Index(("tenant", "state.terms.ends_on", "_id")),
            *(Index((field,), across="A paper is proved without naming a school.") for field in PROVED),
        ),
    ),
)


async def numbers_of_mous(ctx: Context, found: Sequence[Standing]) -> dict[str, str]:
    """What MoUs that stand in calendars are called, whichever school drafted them."""
    keys = sorted({f"{each.tenant}/{each.id}" for each in found if each.aggregate == MOU.name})
    query = {"_id": {"$in": keys}, "state.number": {"$type": "string"}}
    mous = ctx.runtime.mongo.documents(MOU.collection).find(query, fields={"id": 1, "state.number": 1})
    return {one["id"]: one["state"]["number"] async for one in mous}
