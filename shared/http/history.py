"""The history of one aggregate: every accepted command with its events, as the journal has it."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from shared.context import Context
from shared.decider import Decider
from shared.events import ActorKind
from shared.http.listing import Column, Grid
from shared.http.router import Router
from shared.ids import ID_PATTERN, Id
from shared.journal import Entry
from shared.refusals import NotFound

Guard = Callable[[Context, str], Awaitable[None]]
"""Raises `NotFound` when the caller may not see this aggregate."""


class HistoryActor(BaseModel):
    """Who did it: ids only."""

    kind: ActorKind
    id: str
    roles: list[str] = Field(default=[], examples=[["principal"]])
    organisation: str | None = None


class HistoryEvent(BaseModel):
    """One event of the aggregate."""

    id: Id
    number: int = Field(description="Position in the stream, from 1 without gaps.", examples=[1])
    type: str = Field(examples=["mou-signed.v1"])
    at: datetime = Field(description="Domain time.")
    command: str = Field(description="What was asked for.", examples=["SignMou"])
    actor: HistoryActor
    correlation: str = Field(description="The request that everything goes back to.")
    schools: list[Id] = Field(default=[], description="Schools that it concerns beside its owner.")
    partners: list[Id] = Field(
        default=[], description="Partner organisations that it concerns; their endpoints hear it."
    )
    data: dict[str, Any] = Field(description="The event, as it is public.")


class History(BaseModel):
    """Oldest first."""

    items: list[HistoryEvent]


HISTORY: Final = Grid(
    "history",
    (
        Column("number", "Urutan", "Number", "number", int),
        Column("at", "Waktu", "At", "at", datetime),
        Column("type", "Peristiwa", "Event", "type"),
        Column("command", "Perintah", "Command", "command"),
        Column("actor", "Pelaku", "Actor", "actor.id"),
        Column("actor_kind", "Jenis pelaku", "Kind of actor", "actor.kind"),
        Column("roles", "Peran", "Roles", "actor.roles", list[str]),
        Column("organisation", "Organisasi", "Organisation", "actor.organisation", Id),
        Column("schools", "Sekolah", "Schools", "schools", list[Id]),
        Column("partners", "Mitra", "Partners", "partners", list[Id]),
        Column("data", "Isi", "Content", "data", dict),
        Column("correlation", "Permintaan", "Request", "correlation"),
        Column("id", "ID peristiwa", "Event ID", "id", Id),
    ),
    rows=lambda found: found.items,
)


def history_of(
    decider: Decider[Any, Any, Any], router: Router, path: str, allowed: Any, *, guard: Guard | None = None
) -> None:
    """Add `GET <path>/history`; `path` ends in the aggregate's own parameter, `allowed` is the route's `allow(...)`.

    `guard` is needed where callers may see some aggregates of the tenant only (partners). An organisation, by key or
    link, reads the events that name it and no others, which is what its webhooks get; in its own account, all.
    """
    parameter = re.findall(r"\{(\w+)\}", path)[-1]

    async def history(request: Request, ctx: Annotated[Context, Depends(allowed)]) -> History:
        id = request.path_params[parameter]
        if re.fullmatch(ID_PATTERN, id) is None:
            raise NotFound(decider.name)
        if guard is not None:
            await guard(ctx, id)
        entries = await ctx.history(decider, id)
        if not entries:
            raise NotFound(decider.name, id)
        outside = ctx.actor.organisation if ctx.actor.organisation != ctx.tenant else None
        return History(items=[shown for entry in entries for shown in _shown(entry, outside)])

    history.__doc__ = f"Everything that happened to the {decider.name.replace('-', ' ')}, oldest first."
    router.grid(
        f"{path}/history",
        HISTORY,
        name=f"{decider.name} history",
        operation_id=_operation(router, decider, path),
        summary=f"History of the {decider.name.replace('-', ' ')}",
    )(history)


def _operation(router: Router, decider: Decider[Any, Any, Any], path: str) -> str:
    """One aggregate may stand under the paths of several kinds of tenant, so the kind is part of the name."""
    kind = path.strip("/").partition("/")[0].removesuffix("s")
    return f"{router.service}_{kind}_{decider.name.replace('-', '_')}_history"


def _shown(entry: Entry, outside: str | None) -> list[HistoryEvent]:
    actor = HistoryActor(
        kind=entry.actor.kind,
        id=entry.actor.id,
        roles=sorted(entry.actor.roles),
        organisation=entry.actor.organisation,
    )
    return [
        HistoryEvent(
            id=event.id,
            number=event.number,
            type=event.type,
            at=entry.at,
            command=entry.command,
            actor=actor,
            correlation=entry.correlation_id,
            schools=list(event.schools),
            partners=list(event.partners),
            data=event.data,
        )
        for event in entry.events
        if outside is None or outside in event.partners
    ]
