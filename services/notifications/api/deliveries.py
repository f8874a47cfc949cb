"""Deliveries over HTTP: the log of each endpoint, one delivery with its attempts, and sending it again."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from services.notifications import endpoints
from services.notifications.access import READS, WRITES, Place
from services.notifications.bodies import AttemptView, DeliveryView, Queued
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.engine.lanes import AT_ONCE
from services.notifications.views import ATTEMPTS, DELIVERIES, DELIVERY_LOG, MESSAGES
from services.notifications.wire import message_of
from shared.context import Context
from shared.http import Router
from shared.ids import Id

router = Router("notifications", tags=["deliveries"])


def declare(place: Place) -> None:
    """The routes under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints/{{endpoint}}/deliveries"
    Reader = Annotated[Context, Depends(READS[place])]  # noqa: N806  # a type, as everywhere
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.listing(path, DELIVERY_LOG, operation_id=f"notifications_{place}_list_deliveries")
    async def list_deliveries(endpoint: Id, request: Request, ctx: Reader) -> Response:
        """What was sent to the endpoint or is to be, newest event first."""
        await ctx.require(ENDPOINT, endpoint)
        return await DELIVERY_LOG.answer(request, ctx[DELIVERIES], where={"endpoint": endpoint})

    @router.get(f"{path}/{{delivery}}", operation_id=f"notifications_{place}_get_delivery")
    async def get_delivery(endpoint: Id, delivery: Id, ctx: Reader) -> DeliveryView:
        """One delivery: the bytes, and every attempt that is still kept."""
        found = await endpoints.find_delivery(ctx, endpoint, delivery)
        message = await ctx[MESSAGES].get(message_of(found))
        attempts = await ctx[ATTEMPTS].find({"delivery": delivery}, sort=[("delivery", 1), ("number", 1)])
        return view_of(found, message, attempts)

    @router.post(f"{path}/{{delivery}}/redelivery", status_code=202, operation_id=f"notifications_{place}_redeliver")
    async def redeliver(endpoint: Id, delivery: Id, ctx: Writer) -> Queued:
        """Send it again, with the same `webhook-id`."""
        return await endpoints.redeliver(ctx, endpoint, delivery)


def view_of(
    found: Mapping[str, Any], message: Mapping[str, Any] | None, attempts: list[dict[str, Any]]
) -> DeliveryView:
    """What is kept of one delivery, as its owner sees it."""
    waits = found["state"] == "pending" and found["due"] > AT_ONCE
    names = ("id", "event", "type", "stream", "number", "state", "attempts", "created", "status", "error")
    return DeliveryView(
        **{name: found[name] for name in names},
        webhook_id=found["message_id"],
        due=found["due"] if waits else None,
        payload=bytes(message["body"]).decode() if message else None,
        history=[_attempt(one) for one in attempts],
    )


def _attempt(stored: Mapping[str, Any]) -> AttemptView:
    body = bytes(stored.get("response_body") or b"").decode(errors="replace")
    return AttemptView.model_validate({**stored, "response_body": body})
