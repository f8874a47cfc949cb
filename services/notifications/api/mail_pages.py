"""What links in letters open: a GET shows, a POST acts (RFC 8058: the mail program's own button posts, too).

No cookie and no page is needed to act; the token in the address is all there is (ADR 0017).
"""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.notifications.api.mail import PLACES
from services.notifications.domain.endpoint.values import Place
from services.notifications.mail import endpoints, links
from services.notifications.mail.pages import SITE, tell, whose, words
from shared.auth import Visitor, allow_link_in_url, public
from shared.context import Context
from shared.ids import Id

words.register()

router = SITE.router("mail")

Anybody = Annotated[Visitor, Depends(public("What pages are made of holds nothing of anybody."))]


def declare(place: Place) -> None:
    """The pages of endpoints under one kind of place."""
    path = f"/{place}s/{{{place}}}/mail-endpoints/{{endpoint}}"
    confirming, stopping = links.purpose(place, "confirmation"), links.purpose(place, "unsubscription")
    Confirms = Annotated[Context, Depends(allow_link_in_url("mail:write", confirming))]  # noqa: N806  # a type
    Stops = Annotated[Context, Depends(allow_link_in_url("mail:write", stopping))]  # noqa: N806  # a type
    MayConfirm = Annotated[Context, Depends(allow_link_in_url("mail:read", confirming))]  # noqa: N806  # a type
    MayStop = Annotated[Context, Depends(allow_link_in_url("mail:read", stopping))]  # noqa: N806  # a type

    @router.get(f"{path}/confirmation")
    async def show_confirmation(endpoint: Id, request: Request, ctx: MayConfirm) -> Response:
        """The page with the button that confirms the address."""
        removed = (await whose(request, ctx, endpoint)).status == "removed"
        return tell(request, "removed" if removed else "confirm")

    @router.post(f"{path}/confirmation")
    async def confirm_address(endpoint: Id, request: Request, ctx: Confirms) -> Response:
        """Confirm that whoever reads the letter wants to be told at this address."""
        await whose(request, ctx, endpoint)
        await endpoints.confirm(ctx, endpoint)
        return tell(request, "confirmed")

    @router.get(f"{path}/unsubscription")
    async def show_unsubscription(endpoint: Id, request: Request, ctx: MayStop) -> Response:
        """The page with the button that ends the letters."""
        removed = (await whose(request, ctx, endpoint)).status == "removed"
        return tell(request, "removed" if removed else "unsubscribe")

    @router.post(f"{path}/unsubscription")
    async def unsubscribe(endpoint: Id, request: Request, ctx: Stops) -> Response:
        """End the letters at once; of an endpoint that was removed they have ended."""
        if (await whose(request, ctx, endpoint)).status == "removed":
            return tell(request, "removed")
        await endpoints.unsubscribe(ctx, endpoint)
        return tell(request, "unsubscribed")


@router.get("/mail/static/{name}")
async def mail_file(name: str, _: Anybody) -> Response:
    """Style, script and picture."""
    return SITE.file(name)


for _place in PLACES:
    declare(_place)
