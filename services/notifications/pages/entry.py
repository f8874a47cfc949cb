"""The way in and out: opening a link, leaving, and what the pages are made of."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications.pages import links
from services.notifications.pages.access import COOKIE, AgainAccess, PageAccess
from services.notifications.pages.links import ROOT
from services.notifications.pages.showing import SITE, after, page
from shared.auth import Visitor, public
from shared.context import Context
from shared.pages import EntryAccess, LinkClosed, is_secure

router = SITE.router("hooks")

Holder = Annotated[Context, Depends(EntryAccess("webhook:read", links.read))]
Anybody = Annotated[Visitor, Depends(public("It says how a link is opened, and holds nothing of anybody."))]


@router.get("/hooks/open")
async def opening(request: Request, _: Anybody) -> Response:
    """Where links lead. Their token is behind the `#`, which no server and no log sees; a button sends it."""
    return page(request, "open.html", opens=f"{ROOT}/open")


@router.post("/hooks/open")
async def open_link(request: Request, ctx: Holder) -> Response:
    """Exchange the link for a session, and go on to an address that says nothing."""
    try:
        cookie = await links.exchange(ctx, ctx.actor.id)
    except LinkClosed:
        return after(f"{ROOT}/{ctx.tenant}/again")
    response = after(f"{ROOT}/{ctx.tenant}/")
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(links.SESSION_LIFE.total_seconds()),
        path=f"{ROOT}/{ctx.tenant}/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/hooks/{organisation}/again")
async def again(ctx: Annotated[Context, Depends(AgainAccess())]) -> Response:
    """A link that opens no more leads here, where the cookie is sent: a session that lives goes on."""
    return after(f"{ROOT}/{ctx.tenant}/")


@router.post("/hooks/{organisation}/leave")
async def leave(ctx: Annotated[Context, Depends(PageAccess())]) -> Response:
    """End the session."""
    await links.leave(ctx)
    response = after(f"{ROOT}/left")
    response.delete_cookie(COOKIE, path=f"{ROOT}/{ctx.tenant}/")
    return response


@router.get("/hooks/left")
async def left(request: Request, _: Anybody) -> Response:
    """The session has ended; the address names nobody, so that it can be loaded again in either language."""
    return page(request, "left.html")


@router.get("/hooks/static/{name}")
async def fixed(name: str, _: Anybody) -> Response:
    """Style and scripts."""
    return SITE.file(name)
