"""Entries of the register that may be one organisation: found, and laid before the alliance (C1)."""

from collections.abc import AsyncIterator
from typing import Final

from services.partners.domain.duplicate import (
    DUPLICATE,
    Duplicate,
    DuplicateStatus,
    SettleDuplicate,
    SuspectDuplicate,
    WithdrawDuplicate,
    pair_id,
)
from services.partners.domain.organisation import ORGANISATION, SUSPECT, Alike, Organisation, alike_keys, likeness
from shared.context import Context
from shared.events import Command
from shared.journal import Loaded

_COMPARED: Final = 1_000
"""Entries that share a part of a name and are looked at more closely."""


async def alike_to(ctx: Context, entry: Organisation, but: str = "") -> tuple[Alike, ...]:
    """What the register has that is alike, the most alike first; `ctx` is in the register."""
    query = {"state.keys": {"$in": list(alike_keys(entry.name, entry.npwp))}, "state.status": "registered"}
    found: list[Alike] = []
    async for one in ctx.current(ORGANISATION).find(query, sort=[("_id", -1)], limit=_COMPARED):
        other = Organisation.model_validate(one["state"])
        like = likeness(entry, other)
        if like.score >= SUSPECT and one["id"] != but:
            found.append(Alike(organisation=one["id"], name=other.name, score=like.score, why=like.why))
    return tuple(sorted(found, key=lambda one: -one.score)[:10])


async def suspect(ctx: Context, organisation: Loaded[Organisation]) -> None:
    """Lay the pairs of an entry that changed before the alliance, and take back those that are alike no more."""
    if organisation.state.status == "merged":
        return
    alike = await alike_to(ctx, organisation.state, but=organisation.id)
    for one in alike:
        first, second = sorted((organisation.id, one.organisation))
        command = SuspectDuplicate(first=first, second=second, score=one.score, why=one.why)
        await ctx.also(one.organisation).execute(DUPLICATE, pair_id(first, second), command)
    known = {one.organisation for one in alike}
    async for id, pair in _pairs_of(ctx, organisation.id, "suspected"):
        other = pair.second if pair.first == organisation.id else pair.first
        if other not in known:
            await ctx.also(f"over/{id}").execute(DUPLICATE, id, await _over(ctx, other))


async def _over(ctx: Context, other: str) -> Command:
    """Why a pair is no pair any more: the other entry was merged, or is not alike now."""
    into = (await ctx.require(ORGANISATION, other)).state.into
    return WithdrawDuplicate() if into is None else SettleDuplicate(into=into)


async def settle(ctx: Context, organisation: str, into: str) -> None:
    """The pairs of an entry that was merged are decided."""
    async for id, _ in _pairs_of(ctx, organisation, "suspected", "withdrawn"):
        await ctx.also(id).execute(DUPLICATE, id, SettleDuplicate(into=into))


async def _pairs_of(
    ctx: Context, organisation: str, *statuses: DuplicateStatus
) -> AsyncIterator[tuple[str, Duplicate]]:
    for side in ("state.first", "state.second"):
        for one in await ctx.current(DUPLICATE).find({side: organisation}):
            if one["state"]["status"] in statuses:
                yield one["id"], Duplicate.model_validate(one["state"])
