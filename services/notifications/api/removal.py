"""Taking away an endpoint, or everything that an organisation has here."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.notifications import removing
from services.notifications.access import WRITES, Place
from services.notifications.operations import OPERATIONS
from shared.context import Context
from shared.http import Router
from shared.http.operations import Operation
from shared.ids import Id

router = Router("notifications", tags=["endpoints"])


def declare(place: Place) -> None:
    """Under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints/{{endpoint}}"
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.delete(path, status_code=202, operation_id=f"notifications_{place}_remove_endpoint")
    async def remove_endpoint(endpoint: Id, ctx: Writer, request: Request, response: Response) -> Operation:
        """Send nothing to it any more, and take away its secrets, deliveries, attempts and payloads.

        Asked again it looks once more, in case something is left.
        """
        return OPERATIONS.accepted(request, response, await removing.endpoint(ctx, endpoint))


def declare_erasure() -> None:
    """Of an organisation."""
    Writer = Annotated[Context, Depends(WRITES["organisation"])]  # noqa: N806  # a type, as everywhere

    @router.delete(
        "/organisations/{organisation}/webhook-data",
        status_code=202,
        operation_id="notifications_organisation_erase_webhook_data",
    )
    async def erase_webhook_data(ctx: Writer, request: Request, response: Response) -> Operation:
        """Remove every endpoint of the organisation and everything that is kept here of it, but for the journal."""
        return OPERATIONS.accepted(request, response, await removing.all_of(ctx))
