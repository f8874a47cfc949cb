"""For developers over HTTP: what comes to an endpoint as a stream, and samples on demand."""

from typing import Annotated

from fastapi import Depends, Query

from services.notifications import samples, streams
from services.notifications.access import READS, WRITES, Place
from services.notifications.bodies import Queued
from services.notifications.samples import SampleBody
from services.notifications.settings import LONGEST_WAIT
from services.notifications.standing import standing
from services.notifications.streams import StreamedEvents
from shared.context import Context
from shared.http import Router
from shared.ids import Id

router = Router("notifications", tags=["developers"])


def declare(place: Place) -> None:
    """The routes under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints/{{endpoint}}"
    Reader = Annotated[Context, Depends(READS[place])]  # noqa: N806  # a type, as everywhere
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.get(f"{path}/stream", operation_id=f"notifications_{place}_follow_endpoint")
    async def follow_endpoint(
        endpoint: Id,
        ctx: Reader,
        after: Annotated[str | None, Query(max_length=8000, description="`next` of the answer before.")] = None,
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait for the first event.")] = 0,
    ) -> StreamedEvents:
        """What comes to the endpoint from a cursor on, whether or not it is sent: what `jembatan listen` relays."""
        await standing(ctx, endpoint)
        return await streams.follow(ctx, endpoint, after, wait)

    @router.post(f"{path}/samples", status_code=202, operation_id=f"notifications_{place}_send_sample")
    async def send_sample(endpoint: Id, body: SampleBody, ctx: Writer) -> Queued:
        """Send a sample of an event through the whole engine, marked as a test."""
        return await samples.send(ctx, endpoint, body)
