"""`GET …/today`: what waits for the caller over all aggregates of the service, each with the request that clears it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.agendas import Standing, keys_of, standing
from shared.context import Context
from shared.days import Day
from shared.http.listing import Column, Filter, Listing
from shared.http.router import Router
from shared.ids import Id

Keys = Callable[[Context], Awaitable[list[str]]]
"""By what is found what waits for a caller."""

Places = Callable[[Context], Awaitable[Mapping[str, str]]]
"""What else stands in the paths of a service's actions: `{alliance}` → the id of the school's alliance."""

Beside = Callable[[Context], Awaitable[list[Standing]]]
"""What a service finds for a caller in another way than by keys."""

Titles = Callable[[Context, Sequence[Standing]], Awaitable[Mapping[str, str]]]
"""What things are called, by `<tenant>/<id>`; asked once for each page."""

_NEVER: Final = "9999-12-31"

TODAY: Final = Listing(
    "today",
    columns=(
        Column("what", "Kode", "Code", "what"),
        Column("indonesian", "Yang menunggu", "What waits (Indonesian)", "indonesian"),
        Column("english", "Yang menunggu (Inggris)", "What waits", "english"),
        Column("by", "Paling lambat", "By", "by"),
        Column("about", "Tentang", "About", "about"),
        Column("about_title", "Nama", "Name", "about_title"),
        Column("school", "Sekolah", "School", "school", type=Id),
        Column("since", "Sejak", "Since", "since", type=datetime),
        Column("action", "Tindakan", "Action", "action"),
    ),
    filters=(
        Filter("what", "what", "in"),
        Filter("about", "about", "in"),
        Filter("by", "day", "range", Day),
    ),
)
"""Sorted by the day it should be done, then by how long nothing has happened."""


async def keys_of_caller(ctx: Context) -> list[str]:
    """Of roles and membership, or of the organisation that a key speaks for."""
    return keys_of(ctx.actor, ctx.tenant)


async def no_places(_ctx: Context) -> Mapping[str, str]:
    """Nothing beside `school`, `tenant` and `id`."""
    return {}


async def no_titles(_ctx: Context, _found: Sequence[Standing]) -> Mapping[str, str]:
    """Things have no names."""
    return {}


async def nothing_beside(_ctx: Context) -> list[Standing]:
    """What waits for the caller is found by keys."""
    return []


def today_of(
    router: Router,
    path: str,
    allowed: Any,
    words: Mapping[str, tuple[str, str]],
    *,
    keys: Keys = keys_of_caller,
    places: Places = no_places,
    beside: Beside = nothing_beside,
    titles: Titles = no_titles,
) -> None:
    """Add `GET <path>/today`; `words` has each `Need.what` in Indonesian and English.

    An organisation sees at a school what of that school waits for it, and in its own account everything.
    """
    place = path.strip("/").partition("/")[0].removesuffix("s")

    async def today(request: Request, ctx: Annotated[Context, Depends(allowed)]) -> Response:
        here = ctx.tenant if place == "school" and ctx.actor.organisation else None
        found = [*await standing(ctx.runtime, "needs", await keys(ctx), tenant=here), *await beside(ctx)]
        filled = await places(ctx)
        rows = {row["key"]: row for row in _rows(ctx, found, words, filled)}

        async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
            called = await titles(ctx, [row["standing"] for row in page])
            return [{**row, "about_title": called.get(f"{row['school']}/{row['id']}")} for row in page]

        return await TODAY.answer_rows(request, list(rows.values()), enrich=named)

    today.__doc__ = "What waits for the caller, each with the request that clears it; what is due first comes first."
    router.listing(
        f"{path}/today", TODAY, operation_id=f"{router.service}_{place}_today", summary="What needs me today"
    )(today)


def _rows(
    ctx: Context, found: list[Standing], words: Mapping[str, tuple[str, str]], places: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for each in found:
        what, by = each.said["what"], each.said.get("by")
        indonesian, english = words.get(what, (what, what))
        yield {
            "id": each.id,
            "what": what,
            "indonesian": indonesian,
            "english": english,
            "by": by,
            "day": by[:10] if by else None,
            "about": each.aggregate,
            "standing": each,
            "school": each.tenant,
            "since": each.at,
            "action": _action(ctx, each, places),
            "order": f"{by or _NEVER}|{each.at.isoformat()}",
            "key": f"{each.id}/{what}/{each.said['action']}"[:200],
        }


def _action(ctx: Context, each: Standing, places: Mapping[str, str]) -> str:
    """With the service in front and the ids filled in; an organisation acts at the school that asks it."""
    school = each.tenant if ctx.actor.organisation else ctx.tenant
    method, path = each.said["action"].split(" ", 1)
    for name, id in {**places, "tenant": each.tenant, "id": each.id, "school": school}.items():
        path = path.replace(f"{{{name}}}", id)
    return f"{method} /{each.service or ctx.runtime.service}{path}"
