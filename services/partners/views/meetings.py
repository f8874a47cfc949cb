"""What can be listed of meetings and of their series."""

from datetime import date
from typing import Any, Final

from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting.state import MeetingStatus
from services.partners.domain.meeting_series import MEETING_SERIES
from shared.context import Context
from shared.http import Column, Filter, Listing, Sort
from shared.ids import Id
from shared.mongo import Collection, Index


def _open(found: Any) -> int:
    return sum(each["status"] == "open" for each in found["state"].get("follow_ups", []))


def _partners(found: Any) -> list[str]:
    return list(dict.fromkeys(each["organisation"] for each in found["state"]["call"].get("partners", [])))


MEETINGS: Final = Listing(
    "meetings",
    columns=(
        Column("title", "Judul", "Title", "title"),
        Column("status", "Status", "Status", type=MeetingStatus),
        Column("on", "Tanggal", "Date", "state.call.on", type=date),
        Column("starts_at", "Mulai", "Starts at", "state.call.starts_at"),
        Column("ends_at", "Selesai", "Ends at", "state.call.ends_at"),
        Column("organisations", "Organisasi", "Organisations", _partners, type=list[Id]),
        Column("programme", "Program", "Programme", "state.call.programme", type=Id),
        Column("series", "Rangkaian", "Series", "state.call.series", type=Id),
        Column("open_follow_ups", "Tindak lanjut terbuka", "Open follow-ups", _open, type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", MeetingStatus),
        Filter("organisation", "state.call.partners.organisation", type=Id),
        Filter("series", "state.call.series", type=Id),
        Filter("on", "state.call.on", "range", date),
    ),
    sort=Sort("state.call.on", descending=True, days=True),
)

SERIES: Final = Listing(
    "meeting-series",
    columns=(
        Column("title", "Judul", "Title", "title"),
        Column("every", "Setiap", "Every", "state.rule.every"),
        Column("interval", "Selang", "Interval", "state.rule.interval", type=int),
        Column("first_on", "Mulai", "First on", "state.rule.first_on", type=date),
        Column("until", "Sampai", "Until", "state.rule.until", type=date),
        Column("called", "Sudah dijadwalkan", "Called", "state.called", type=int),
        Column("ended", "Berakhir", "Ended", "state.ended", type=bool),
    ),
    filters=(Filter("ended", "state.ended", "eq", bool),),
)

COLLECTIONS: Final = (
    Collection(
        MEETING.collection,
        (
            Index(("tenant", "state.call.on", "_id")),
            Index(("tenant", "state.status", "state.call.on", "_id")),
            Index(("tenant", "state.call.partners.organisation", "state.call.on", "_id")),
            Index(("tenant", "state.call.series", "state.call.on", "_id")),
        ),
    ),
    Collection(MEETING_SERIES.collection, (Index(("tenant", "state.ended", "_id")),)),
)


async def with_titles(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the titles of its meetings."""
    return await _titled(ctx, page, "call")


async def with_titles_of_series(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the titles of its series."""
    return await _titled(ctx, page, "pattern")


async def _titled(ctx: Context, page: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
    ids = [one["state"][where]["title"]["id"] for one in page]
    texts = await ctx.runtime.texts.many(ctx.tenant, ids)
    return [{**one, "title": texts.get(id)} for one, id in zip(page, ids, strict=True)]
