"""Links to the webhook pages over HTTP: make one, see which there are, revoke one."""

from typing import Annotated, Final

from fastapi import Depends, Request, Response
from pydantic import AwareDatetime

from services.notifications.access import READS, WRITES
from services.notifications.pages import links
from services.notifications.pages.links import Allowed, HooksLinkBody, HooksLinkMade
from services.notifications.views import HOOKS_LINKS
from shared.context import Context
from shared.http import Column, Listing, Router
from shared.ids import Id

router = Router("notifications", tags=["hooks"])
PATH: Final = "/organisations/{organisation}/hooks-links"

Reader = Annotated[Context, Depends(READS["organisation"])]
Writer = Annotated[Context, Depends(WRITES["organisation"])]

LINKS: Final = Listing(
    "webhook-page-links",
    columns=(
        Column("access", "Hak", "Access", "access", type=Allowed),
        Column("made_at", "Dibuat", "Made", "made_at", type=AwareDatetime),
        Column("valid_until", "Berlaku sampai", "Valid until", "valid_until", type=AwareDatetime),
        Column("opened_at", "Dibuka", "Opened", "opened_at", type=AwareDatetime),
        Column("session_until", "Sesi sampai", "Session until", "session_until", type=AwareDatetime),
        Column("revoked_at", "Dicabut", "Revoked", "revoked_at", type=AwareDatetime),
    ),
)


@router.post(PATH, status_code=201)
async def make_hooks_link(body: HooksLinkBody, ctx: Writer, response: Response) -> HooksLinkMade:
    """A link to the webhook pages for one engineer, without an account. It opens once; the pages stay open 2 hours."""
    response.headers["Cache-Control"] = "no-store"
    return await links.mint(ctx, body)


@router.listing(PATH, LINKS)
async def list_hooks_links(request: Request, ctx: Reader) -> Response:
    """The links that were made, and what came of them."""
    return await LINKS.answer(request, ctx[HOOKS_LINKS])


@router.delete(PATH + "/{link}", status_code=204, response_class=Response)
async def revoke_hooks_link(link: Id, ctx: Writer) -> Response:
    """Nobody opens it any more, and the pages that it has opened close at once."""
    await links.revoke(ctx, link)
    return Response(status_code=204)
