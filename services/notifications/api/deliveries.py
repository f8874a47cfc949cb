"""Deliveries over HTTP: the logs of each endpoint, one delivery with its attempts, and sending again."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.notifications import delivery_words, health, replays, showing
from services.notifications.access import READS, WRITES, Place
from services.notifications.bodies import DeliveryView, Queued
from services.notifications.bodies_replays import ReplayBody
from services.notifications.health import Health
from services.notifications.logs import ACCESS_LOG, ATTEMPT_LOG, DELIVERY_LOG
from services.notifications.operations import OPERATIONS
from services.notifications.standing import standing
from services.notifications.views import ACCESSES, ATTEMPTS
from shared.context import Context
from shared.http import Router
from shared.http.operations import Operation
from shared.ids import Id

router = Router("notifications", tags=["deliveries"])
delivery_words.register()


def declare(place: Place) -> None:
    """The routes under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints/{{endpoint}}"
    one = f"{path}/deliveries/{{delivery}}"
    Reader = Annotated[Context, Depends(READS[place])]  # noqa: N806  # a type, as everywhere
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere
    called = f"notifications_{place}"

    @router.listing(f"{path}/deliveries", DELIVERY_LOG, operation_id=f"{called}_list_deliveries")
    async def list_deliveries(endpoint: Id, request: Request, ctx: Reader) -> Response:
        """What was sent to the endpoint or is to be, what came last first; never what it says."""
        await standing(ctx, endpoint)
        return await showing.log(ctx, endpoint, request)

    @router.get(one, operation_id=f"{called}_get_delivery")
    async def get_delivery(endpoint: Id, delivery: Id, ctx: Reader) -> DeliveryView:
        """One delivery: the bytes, and every attempt that is still kept. That you looked is noted in `accesses`."""
        await standing(ctx, endpoint)
        return await showing.delivery(ctx, endpoint, delivery, "api")

    @router.post(f"{one}/redelivery", status_code=202, operation_id=f"{called}_redeliver")
    async def redeliver(endpoint: Id, delivery: Id, ctx: Writer) -> Queued:
        """Send it again at once, with the same `webhook-id`."""
        await standing(ctx, endpoint)
        return await replays.redeliver(ctx, endpoint, delivery)

    @router.post(f"{path}/replays", status_code=202, operation_id=f"{called}_replay")
    async def replay(endpoint: Id, body: ReplayBody, ctx: Writer, request: Request, response: Response) -> Operation:
        """Send again what the body names, however much it is, after everything fresh; `webhook-id`s stay the same.

        What is pending or under way is left alone. `counts` of the operation: `marked`, `skipped`, `expired` (what was
        sent is no longer kept). Cancelling it takes back what was not sent yet.
        """
        return OPERATIONS.accepted(request, response, await replays.start(ctx, endpoint, body))

    OPERATIONS.add_routes(router, READS[place], f"/{place}s/{{{place}}}", cancels=WRITES[place], named=f"{place}_")


def declare_looks(place: Place) -> None:
    """What else an owner sees of an endpoint, under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints/{{endpoint}}"
    Reader = Annotated[Context, Depends(READS[place])]  # noqa: N806  # a type, as everywhere
    called = f"notifications_{place}"

    @router.listing(f"{path}/attempts", ATTEMPT_LOG, operation_id=f"{called}_list_attempts")
    async def list_attempts(endpoint: Id, request: Request, ctx: Reader) -> Response:
        """Every attempt that is still kept, latest first."""
        await standing(ctx, endpoint)
        return await ATTEMPT_LOG.answer(request, ctx[ATTEMPTS], where={"endpoint": endpoint})

    @router.listing(f"{path}/accesses", ACCESS_LOG, operation_id=f"{called}_list_accesses")
    async def list_accesses(endpoint: Id, request: Request, ctx: Reader) -> Response:
        """Who looked at what was sent, latest first."""
        await standing(ctx, endpoint)
        return await ACCESS_LOG.answer(request, ctx[ACCESSES], where={"endpoint": endpoint})

    @router.get(f"{path}/health", operation_id=f"{called}_endpoint_health")
    async def endpoint_health(endpoint: Id, ctx: Reader) -> Health:
        """Success rate and latency of an hour, a day and a week, breaker, queue, and what to mend."""
        return await health.of(ctx, endpoint)
