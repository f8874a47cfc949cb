"""What people wrote about a thing, in order: comments, objections, reasons. The text stands in `texts` alone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from shared.context import Context
from shared.decider import Decider
from shared.events import Event


class Remark(BaseModel):
    """Something that was written; no text where it was erased."""

    at: datetime
    by: str
    about: str
    """The event that it belongs to: `mou-review-commented`."""
    text: str | None


async def remarks_on(
    ctx: Context,
    decider: Decider[Any, Any, Any],
    id: str,
    fields: Mapping[type[Event], str],
    seen: Callable[[Mapping[str, Any]], bool] = lambda _: True,
) -> list[Remark]:
    """The remarks on one aggregate, oldest first.

    `fields` says where an event has its text, `seen` of an event's data whether the caller may see it.
    """
    by_kind = {event.wire_kind(): field for event, field in fields.items()}
    found = [
        (entry, event, event.data[by_kind[event.type]]["id"])
        for entry in await ctx.history(decider, id)
        for event in entry.events
        if event.data.get(by_kind.get(event.type, "")) and seen(event.data)
    ]
    texts = await ctx.runtime.texts.many(ctx.tenant, [text for _, _, text in found])
    return [
        Remark(at=entry.at, by=event.data["by"], about=event.type.partition(".")[0], text=texts.get(text))
        for entry, event, text in found
    ]
