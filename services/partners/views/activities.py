"""What can be listed of activities. A school has thousands, so every filter has an index in the list's order."""

from datetime import date
from typing import Any, Final

from services.partners.domain.activity import ACTIVITY
from services.partners.domain.activity.state import ActivityStatus
from services.partners.domain.values import ActivityKind
from shared.context import Context
from shared.days import Day
from shared.http import Column, Filter, Listing, Sort
from shared.ids import Id
from shared.mongo import Collection, Index

ACTIVITIES: Final = Listing(
    "activities",
    columns=(
        Column("title", "Judul", "Title", "title"),
        Column("kind", "Jenis", "Kind", "state.plan.kind", type=ActivityKind),
        Column("status", "Status", "Status", type=ActivityStatus),
        Column("on", "Tanggal", "Date", "state.plan.on", type=date),
        Column("starts_at", "Mulai", "Starts at", "state.plan.starts_at"),
        Column("ends_at", "Selesai", "Ends at", "state.plan.ends_at"),
        Column("zone", "Zona", "Zone", "state.plan.zone"),
        Column("partner", "Mitra", "Partner", "state.plan.partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "state.plan.organisation", type=Id),
        Column("programme", "Program", "Programme", "state.plan.programme", type=Id),
        Column("mou", "MoU", "MoU", "state.plan.mou", type=Id),
        Column("agreement", "PKS", "Agreement", "state.plan.agreement", type=Id),
        Column("students", "Siswa", "Students", "state.attendance.students", type=int),
        Column("teachers", "Guru", "Teachers", "state.attendance.teachers", type=int),
        Column("visitors", "Pengunjung", "Visitors", "state.attendance.visitors", type=int),
        Column("evidence", "Bukti", "Evidence", lambda found: len(found["state"].get("evidence", [])), type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", ActivityStatus),
        Filter("kind", "state.plan.kind", "in", ActivityKind),
        Filter("partner", "state.plan.partner", type=Id),
        Filter("programme", "state.plan.programme", type=Id),
        Filter("on", "state.plan.on", "range", Day),
    ),
    sort=Sort("state.plan.on", descending=True, days=True),
)

COLLECTIONS: Final = (
    Collection(
        ACTIVITY.collection,
        (
            Index(("tenant", "state.plan.on", "_id")),
            Index(("tenant", "state.status", "state.plan.on", "_id")),
            Index(("tenant", "state.plan.kind", "state.plan.on", "_id")),
            Index(("tenant", "state.plan.partner", "state.plan.on", "_id")),
            Index(("tenant", "state.plan.organisation", "state.plan.on", "_id")),
            Index(("tenant", "state.plan.programme", "state.plan.on", "_id")),
        ),
    ),
)


async def with_titles(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the titles of its activities."""
    texts = await ctx.runtime.texts.many(ctx.tenant, [one["state"]["plan"]["title"]["id"] for one in page])
    return [{**one, "title": texts.get(one["state"]["plan"]["title"]["id"])} for one in page]
