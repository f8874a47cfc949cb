"""What can be listed of the communication log."""

from datetime import date
from typing import Any, Final

from services.partners.domain.communication import COMMUNICATION
from shared.context import Context
from shared.days import Day
from shared.http import Column, Filter, Listing, Sort
from shared.ids import Id
from shared.mongo import Collection, Index

COMMUNICATIONS: Final = Listing(
    "communications",
    columns=(
        Column("on", "Tanggal", "Date", "state.entry.on", type=date),
        Column("partner", "Mitra", "Partner", "state.entry.partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "state.entry.organisation", type=Id),
        Column("contact", "Kontak", "Contact", "state.entry.contact", type=Id),
        Column("channel", "Saluran", "Channel", "state.entry.channel"),
        Column("direction", "Arah", "Direction", "state.entry.direction"),
        Column("topics", "Pokok", "Topics", "state.entry.topics", type=list[str]),
        Column("summary", "Ringkasan", "Summary", "summary"),
        Column("next_on", "Kontak berikutnya", "Next contact", "state.entry.next_on", type=date),
        Column("waiting", "Menunggu", "Waiting", type=bool),
    ),
    filters=(
        Filter("partner", "state.entry.partner", type=Id),
        Filter("topic", "state.entry.topics"),
        Filter("waiting", "state.waiting", type=bool),
        Filter("on", "state.entry.on", "range", Day),
    ),
    sort=Sort("state.entry.on", descending=True, days=True),
)

COLLECTIONS: Final = (
    Collection(
        COMMUNICATION.collection,
        (
            Index(("tenant", "state.entry.on", "_id")),
            Index(("tenant", "state.entry.partner", "state.entry.on", "_id")),
            Index(("tenant", "state.entry.topics", "state.entry.on", "_id")),
            Index(("tenant", "state.waiting", "state.entry.on", "_id")),
        ),
    ),
)


async def with_summaries(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with what was said."""
    ids = [one["state"]["entry"]["summary"]["id"] for one in page]
    texts = await ctx.runtime.texts.many(ctx.tenant, ids)
    return [{**one, "summary": texts.get(id)} for one, id in zip(page, ids, strict=True)]
