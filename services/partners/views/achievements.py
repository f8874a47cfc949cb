"""What can be listed of achievements."""

from datetime import date
from typing import Any, Final

from services.partners.domain.achievement import ACHIEVEMENT, Discipline, Level
from shared.context import Context
from shared.days import Day
from shared.http import Column, Filter, Listing, Sort
from shared.ids import Id
from shared.mongo import Collection, Index

ACHIEVEMENTS: Final = Listing(
    "achievements",
    columns=(
        Column("title", "Judul", "Title", "title"),
        Column("level", "Tingkat", "Level", "state.feat.level", type=Level),
        Column("field", "Bidang", "Field", "state.feat.field", type=Discipline),
        Column("rank", "Peringkat", "Rank", "state.feat.rank", type=int),
        Column("on", "Tanggal", "Date", "state.feat.on", type=date),
        Column("students", "Siswa", "Students", "state.feat.students", type=int),
        Column("concentration", "Konsentrasi", "Concentration", "state.feat.concentration"),
        Column("partner", "Mitra", "Partner", "state.feat.partner", type=Id),
        Column("evidence", "Bukti", "Evidence", lambda found: len(found["state"].get("evidence", [])), type=int),
        Column("shown", "Ditampilkan", "Shown", type=bool),
    ),
    filters=(
        Filter("level", "state.feat.level", "in", Level),
        Filter("field", "state.feat.field", "in", Discipline),
        Filter("partner", "state.feat.partner", type=Id),
        Filter("shown", "state.shown", type=bool),
        Filter("on", "state.feat.on", "range", Day),
    ),
    sort=Sort("state.feat.on", descending=True, days=True),
)

COLLECTIONS: Final = (
    Collection(
        ACHIEVEMENT.collection,
        (
            Index(("tenant", "state.feat.on", "_id")),
            Index(("tenant", "state.feat.level", "state.feat.on", "_id")),
            Index(("tenant", "state.feat.field", "state.feat.on", "_id")),
            Index(("tenant", "state.feat.partner", "state.feat.on", "_id")),
            Index(("tenant", "state.shown", "state.feat.on", "_id")),
        ),
    ),
)


async def with_titles(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with what was achieved."""
    ids = [one["state"]["feat"]["title"]["id"] for one in page]
    texts = await ctx.runtime.texts.many(ctx.tenant, ids)
    return [{**one, "title": texts.get(id)} for one, id in zip(page, ids, strict=True)]
