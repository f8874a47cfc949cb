"""What can be listed of meetings and of their series."""

from datetime import date
from typing import Any, Final

from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting.state import MeetingStatus
from services.partners.domain.meeting.values import FollowUpStatus
from services.partners.domain.meeting_series import MEETING_SERIES
from shared.context import Context
from shared.days import Day
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
        Filter("on", "state.call.on", "range", Day),
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

FOLLOW_UPS_WITHIN: Final = "state.follow_ups"

FOLLOW_UPS: Final = Listing(
    "follow-ups",
    columns=(
        Column("what", "Tugas", "What", "what"),
        Column("status", "Status", "Status", "part.status", FollowUpStatus),
        Column("due_on", "Tenggat", "Due on", "part.due_on", type=date),
        Column("fell_due", "Jatuh tempo", "Fell due", "part.fell_due", type=bool),
        Column("member", "Anggota", "Member", "part.owner.member", type=Id),
        Column("organisation", "Organisasi", "Organisation", "part.owner.organisation", type=Id),
        Column("meeting", "Rapat", "Meeting", "parent", type=Id),
        Column("on", "Tanggal rapat", "Date of the meeting", "state.call.on", type=date),
    ),
    filters=(
        Filter("status", f"{FOLLOW_UPS_WITHIN}.status", "in", FollowUpStatus),
        Filter("member", f"{FOLLOW_UPS_WITHIN}.owner.member", type=Id),
        Filter("organisation", f"{FOLLOW_UPS_WITHIN}.owner.organisation", type=Id),
        Filter("due_on", f"{FOLLOW_UPS_WITHIN}.due_on", "range", Day),
    ),
    sort=Sort("state.call.on", descending=True, days=True),
)
"""One row each, in the order of their meetings."""

COLLECTIONS: Final = (
    Collection(
        MEETING.collection,
        (
            Index(("tenant", "state.call.on", "_id")),
            Index(("tenant", "state.status", "state.call.on", "_id")),
            Index(("tenant", "state.call.partners.organisation", "state.call.on", "_id")),
            Index(("tenant", "state.call.series", "state.call.on", "_id")),
            Index(("tenant", f"{FOLLOW_UPS_WITHIN}.follow_up")),
            Index(("tenant", f"{FOLLOW_UPS_WITHIN}.status", "state.call.on", "_id")),
            Index(("tenant", f"{FOLLOW_UPS_WITHIN}.owner.member", "state.call.on", "_id")),
            Index(("tenant", f"{FOLLOW_UPS_WITHIN}.owner.organisation", "state.call.on", "_id")),
            Index(("tenant", f"{FOLLOW_UPS_WITHIN}.due_on", "state.call.on", "_id")),
        ),
    ),
    Collection(MEETING_SERIES.collection, (Index(("tenant", "state.ended", "_id")),)),
)


async def with_titles(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the titles of its meetings."""
    return await _titled(ctx, page, "call")


async def with_tasks(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page of follow-ups with what is to be done."""
    ids = [one["part"]["what"]["id"] for one in page]
    texts = await ctx.runtime.texts.many(ctx.tenant, ids)
    return [{**one, "what": texts.get(id)} for one, id in zip(page, ids, strict=True)]


async def with_titles_of_series(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with the titles of its series."""
    return await _titled(ctx, page, "pattern")


async def _titled(ctx: Context, page: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
    ids = [one["state"][where]["title"]["id"] for one in page]
    texts = await ctx.runtime.texts.many(ctx.tenant, ids)
    return [{**one, "title": texts.get(id)} for one, id in zip(page, ids, strict=True)]
