"""The history of a partnership: all that names its organisation by any of its ids, newest first (C9)."""

from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, Field

from services.partners.domain.partner import PARTNER
from services.partners.usecases.mapping import ids_of, partnership
from services.partners.views.chronicle import AGGREGATES, Aggregate
from shared.context import Context
from shared.events import ActorKind
from shared.http.listing import cursor as cursors
from shared.http.listing.cursor import Cursor
from shared.ids import Id
from shared.journal import Entry

_JOURNAL: Final = "journal"


class Happening(BaseModel):
    """One event of one thing in the partnership."""

    at: datetime = Field(description="Domain time.")
    aggregate: str = Field(description="What kind of thing it is of.", examples=["mou"])
    thing: Id
    type: str = Field(examples=["mou-signed.v1"])
    number: int = Field(description="Position in the thing's own history.")
    actor: ActorKind
    by: str
    data: dict[str, Any] = Field(description="The event, as it is public.")


class Chronicle(BaseModel):
    """A page, newest first."""

    items: list[Happening]
    next: str | None = Field(default=None, description="The `cursor` of the next page; null on the last.")


async def chronicle(ctx: Context, partner: str, kinds: list[Aggregate], cursor: str | None, limit: int) -> Chronicle:
    """One page of at most `limit` commands, each with all its events; `cursor` of the page before."""
    loaded = await partnership(ctx, partner)
    print = cursors.fingerprint("chronicle", {"partner": [partner], "aggregate": sorted(kinds)})
    before = cursors.decode(cursor, print).last if cursor else None
    found = await _of_organisations(ctx, loaded.state.organisations, kinds, before, limit + 1)
    if not kinds or PARTNER.name in kinds:
        for id in ids_of(loaded):
            found += await _of_partnership(ctx, id, before)
    entries = sorted(found, key=lambda entry: entry.entry_id, reverse=True)
    page = entries[:limit]
    more = len(entries) > limit
    return Chronicle(
        items=[happening for entry in page for happening in _happenings(entry)],
        next=cursors.encode(Cursor(None, page[-1].entry_id), print) if more else None,
    )


async def _of_organisations(
    ctx: Context, organisations: tuple[str, ...], kinds: list[Aggregate], before: str | None, limit: int
) -> list[Entry]:
    asked = kinds or [kind for kind in AGGREGATES if kind != PARTNER.name]
    query: dict[str, Any] = {"events.partners": {"$in": [*organisations]}, "aggregate": {"$in": asked}}
    if before:
        query["entry_id"] = {"$lt": before}
    found = await ctx[_JOURNAL].find(query, sort=[("entry_id", -1)], limit=limit)
    return [Entry.read(document) for document in found]


async def _of_partnership(ctx: Context, partner: str, before: str | None) -> list[Entry]:
    """The partnership's own stream names nobody outside: it is the school's alone."""
    entries = await ctx.history(PARTNER, partner)
    return [entry for entry in entries if before is None or entry.entry_id < before]


def _happenings(entry: Entry) -> list[Happening]:
    return [
        Happening(
            at=entry.at,
            aggregate=entry.aggregate,
            thing=entry.id,
            type=event.type,
            number=event.number,
            actor=entry.actor.kind,
            by=entry.actor.id,
            data=event.data,
        )
        for event in reversed(entry.events)
    ]
