"""What comes to an endpoint, as a stream that a program reads from a cursor: each event once, none left out.

Deliveries are ordered by arrival, but several processes store them, so one that arrived a little earlier may be seen
a little later. A cursor therefore says up to where all is known, and which were seen beyond: whoever goes on from it
gets the late ones too, and no other a second time.
"""

import asyncio
import base64
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, Field

from services.notifications.settings import settings_of
from services.notifications.showing import note
from services.notifications.views import DELIVERIES, MESSAGES
from services.notifications.wire import message_of
from shared.context import Context
from shared.ids import Id, id_floor
from shared.refusals import Invalid

LATE: Final = timedelta(seconds=15)
"""Nothing is seen later than this after its arrival: the database's own deadline is shorter."""
MOST_SEEN: Final = 200
MOST: Final = 100
LOOK_EVERY: Final = 0.25
"""Seconds."""
_PLACE: Final = re.compile(r"[0-9a-f-]{0,36}")


class StreamedEvent(BaseModel):
    """One event on its way to the endpoint, as a webhook would bring it."""

    delivery: Id
    webhook_id: str
    type: str
    test: bool = Field(description="Made up: a test event or a sample.")
    created: datetime
    headers: dict[str, str] = Field(description="Of the body; signatures are for whoever sends it on.")
    body: str = Field(description="The very text to sign and to send on.")


class StreamedEvents(BaseModel):
    """Some events, oldest first, and where to go on."""

    items: list[StreamedEvent]
    next: str = Field(description="Give it as `after`. Keep it once the items are dealt with.")


@dataclass(frozen=True, slots=True)
class Cursor:
    """All up to `known` was seen, and `seen` beyond; both as the last twelve digits or whole ids of arrival."""

    known: str
    seen: frozenset[str] = frozenset()

    def __str__(self) -> str:
        raw = json.dumps([self.known, *sorted(self.seen)], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """`Invalid("bad-cursor")` for anything but one of ours."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            known, *seen = json.loads(raw)
            if not all(_PLACE.fullmatch(one) for one in (known, *seen)) or len(seen) > MOST_SEEN:
                raise ValueError
            return cls(known, frozenset(seen))
        except (ValueError, TypeError, RecursionError):
            raise Invalid("bad-cursor", "This cursor does not come from this stream.", mend="Leave it out.") from None

    def after(self, orders: list[str], now: datetime) -> "Cursor":
        """Once these were seen too. What arrived long ago is known; of the rest the latest are remembered."""
        beyond = {_tail(order): order for order in orders}
        settled = [order for order in orders if order < id_floor(now - LATE)]
        known = max([self.known, *settled, *sorted(orders)[:-MOST_SEEN]])
        return Cursor(known, frozenset(tail for tail, order in beyond.items() if order > known))


def _tail(order: str) -> str:
    return order[-12:]


async def follow(ctx: Context, endpoint: str, after: str | None, wait: float) -> StreamedEvents:
    """What comes after the cursor, waiting up to `wait` seconds for the first; without a cursor what comes from now."""
    cursor = Cursor.read(after) if after else await _from_now(ctx, endpoint)
    until = time.monotonic() + min(wait, settings_of(ctx.runtime).webhook_stream_seconds)
    while True:
        found, going_on = await _look(ctx, endpoint, cursor)
        left = until - time.monotonic()
        if found or left <= 0:
            return StreamedEvents(items=await _with_bodies(ctx, found), next=str(going_on))
        await asyncio.sleep(min(LOOK_EVERY, left))


async def _from_now(ctx: Context, endpoint: str) -> Cursor:
    now = ctx.runtime.clock.machine()
    floor = id_floor(now - LATE)
    query = {"endpoint": endpoint, "order": {"$gt": floor}}
    late = await ctx[DELIVERIES].find(query, sort=[("order", -1)], limit=MOST_SEEN, fields={"order": 1})
    return Cursor(floor).after([one["order"] for one in late], now)


async def _look(ctx: Context, endpoint: str, cursor: Cursor) -> tuple[list[dict[str, Any]], Cursor]:
    """New ones, oldest first, and the cursor after them."""
    query = {"endpoint": endpoint, "order": {"$gt": cursor.known}}
    there = await ctx[DELIVERIES].find(query, sort=[("order", 1)], limit=MOST + len(cursor.seen))
    new = [one for one in there if _tail(one["order"]) not in cursor.seen][:MOST]
    last = new[-1]["order"] if new else ""
    seen = [one["order"] for one in there if _tail(one["order"]) in cursor.seen or one["order"] <= last]
    return new, cursor.after(seen, ctx.runtime.clock.machine())


async def _with_bodies(ctx: Context, found: list[dict[str, Any]]) -> list[StreamedEvent]:
    """Without those whose bytes are no longer kept. That they were looked at is noted before they are shown."""
    keys = {one["id"]: ctx[MESSAGES].key(message_of(one)) for one in found}
    messages = await ctx[MESSAGES].find({"_id": {"$in": sorted(set(keys.values()))}}) if keys else []
    bytes_of = {one["_id"]: one for one in messages}
    kept = [one for one in found if keys[one["id"]] in bytes_of]
    for one in kept:
        await note(ctx, one, "api")
    return [_event(one, bytes_of[keys[one["id"]]]) for one in kept]


def _event(delivery: Mapping[str, Any], message: Mapping[str, Any]) -> StreamedEvent:
    return StreamedEvent(
        delivery=delivery["id"],
        webhook_id=delivery["message_id"],
        type=delivery["type"],
        test=delivery["stream"].startswith("test/"),
        created=delivery["created"],
        headers=message.get("headers") or {"content-type": "application/json"},
        body=bytes(message["body"]).decode(),
    )
