"""What the owner of an endpoint sees of its deliveries. Every look at what was sent is noted, before it is shown."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from fastapi import Request, Response

from services.notifications.bodies import AttemptView, DeliveryView
from services.notifications.engine.lanes import REPLAYED
from services.notifications.known_types import expanding
from services.notifications.logs import DELIVERY_LOG, Via
from services.notifications.replays import find_delivery
from services.notifications.settings import settings_of
from services.notifications.views import ACCESSES, ATTEMPTS, DELIVERIES, MESSAGES
from services.notifications.wire import delivery_id, event_of, message_of
from shared.context import Context
from shared.http import Listing
from shared.ids import new_id

_NOWHERE: Final = "~"
"""Sorts after every id."""


async def log(ctx: Context, endpoint: str, request: Request, listing: Listing = DELIVERY_LOG) -> Response:
    """The deliveries as the request's filters ask for them: a page as JSON, all as CSV or XLSX; payloads never."""
    where: dict[str, Any] = {"endpoint": endpoint}
    if event := _event_asked(request):
        where["order"] = await _only(ctx, delivery_id(event, endpoint))
    expand = {"type": await expanding(ctx.runtime.mongo)}
    return await listing.answer(request, ctx[DELIVERIES], where=where, expand=expand)


def _event_asked(request: Request) -> str | None:
    """An event has one delivery to an endpoint, whose id follows from both."""
    asked = request.query_params
    return asked.get("event") or event_of(asked.get("webhook_id", ""))


async def _only(ctx: Context, delivery: str) -> dict[str, str]:
    """The place of one delivery in the log: read by its id, since a planner may take another way to it."""
    found = await ctx[DELIVERIES].get(delivery)
    order = found["order"] if found else ""
    return {"$gte": order or _NOWHERE, "$lte": order + _NOWHERE if order else ""}


async def delivery(ctx: Context, endpoint: str, id: str, via: Via) -> DeliveryView:
    """One delivery with what is sent and every attempt that is still kept; `NotFound`. The look is noted."""
    found = await find_delivery(ctx, endpoint, id)
    return _view(found, await _payload(ctx, found, via), await attempts(ctx, id))


async def course(ctx: Context, endpoint: str, id: str) -> DeliveryView:
    """The same without what is sent, which is no look; `NotFound`."""
    return _view(await find_delivery(ctx, endpoint, id), None, await attempts(ctx, id))


async def attempts(ctx: Context, delivery: str) -> list[AttemptView]:
    """Every attempt of a delivery that is still kept, first to last."""
    found = await ctx[ATTEMPTS].find({"delivery": delivery}, sort=[("delivery", 1), ("number", 1)])
    return [_attempt(one) for one in found]


async def _payload(ctx: Context, delivery: Mapping[str, Any], via: Via) -> str | None:
    """The bytes as text; None when they are no longer kept."""
    message = await ctx[MESSAGES].get(message_of(delivery))
    if message is None:
        return None
    await note(ctx, delivery, via)
    return bytes(message["body"]).decode()


async def note(ctx: Context, delivery: Mapping[str, Any], via: Via) -> None:
    """Id and kind of the actor, never a name; kept as long as attempts."""
    now, id = ctx.runtime.clock.machine(), new_id()
    looked = {"endpoint": delivery["endpoint"], "delivery": delivery["id"], "via": via, "at": now, "order": id}
    expires = now + timedelta(days=settings_of(ctx.runtime).attempt_days)
    await ctx[ACCESSES].insert(id, {**looked, "actor": ctx.actor.id, "kind": ctx.actor.kind, "expires": expires})


def _view(found: Mapping[str, Any], payload: str | None, history: list[AttemptView]) -> DeliveryView:
    waits = found["state"] == "pending" and found["due"] > REPLAYED
    names = ("id", "event", "type", "stream", "number", "state", "attempts", "created", "status", "error")
    return DeliveryView(
        **{name: found[name] for name in names},
        webhook_id=found["message_id"],
        replay=found.get("replay"),
        due=found["due"] if waits else None,
        payload=payload,
        history=history,
    )


def _attempt(stored: Mapping[str, Any]) -> AttemptView:
    body = bytes(stored.get("response_body") or b"").decode(errors="replace")
    return AttemptView.model_validate({**stored, "response_body": body})
