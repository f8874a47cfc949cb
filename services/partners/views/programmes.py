"""What can be listed of programmes."""

from typing import Any, Final

from services.partners.domain.programme import PROGRAMME, ProgrammeStatus
from shared.context import Context
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

PROGRAMMES: Final = Listing(
    "programmes",
    columns=(
        Column("title", "Judul", "Title", "title"),
        Column("status", "Status", "Status", type=ProgrammeStatus),
        Column("partner", "Mitra", "Partner", "state.plan.partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "state.plan.organisation", type=Id),
        Column("kinds", "Kegiatan", "Activities", "state.plan.kinds", type=list[str]),
        Column("concentrations", "Konsentrasi", "Concentrations", "state.plan.concentrations", type=list[str]),
        Column("school_year", "Tahun ajaran", "School year", "state.plan.school_year"),
    ),
    filters=(
        Filter("status", "state.status", "in", ProgrammeStatus),
        Filter("partner", "state.plan.partner", type=Id),
        Filter("school_year", "state.plan.school_year"),
    ),
)

COLLECTIONS: Final = (
    Collection(
        PROGRAMME.collection,
        (
            Index(("tenant", "state.plan.organisation", "_id")),
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.plan.partner", "_id")),
            Index(("tenant", "state.plan.school_year", "_id")),
        ),
    ),
)


async def with_titles(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the titles of its programmes."""
    texts = await ctx.runtime.texts.many(ctx.tenant, [one["state"]["plan"]["title"]["id"] for one in page])
    return [{**one, "title": texts.get(one["state"]["plan"]["title"]["id"])} for one in page]
