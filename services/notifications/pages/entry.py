"""The way in and out: opening a link, leaving, and what the pages are made of."""

from functools import lru_cache
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications.pages import links
from services.notifications.pages.access import COOKIE, EntryAccess, PageAccess
from services.notifications.pages.links import ROOT
from services.notifications.pages.showing import FOLDER, after, page, pages_router
from shared.auth import Visitor, public
from shared.context import Context
from shared.refusals import NotFound

router = pages_router()

_FIXED: Final = {
    "hooks.css": "text/css; charset=utf-8",
    "hooks.js": "text/javascript; charset=utf-8",
    "htmx-2.0.11.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "htmx-LICENSE.txt": "text/plain; charset=utf-8",
}
Anybody = Annotated[Visitor, Depends(public("It says how a link is opened, and holds nothing of anybody."))]


@router.get("/hooks/open")
async def opening(request: Request, _: Anybody) -> Response:
    """Where links lead. Their token is behind the `#`, which no server and no log sees; a button sends it."""
    return page(request, "open.html")


@router.post("/hooks/open")
async def open_link(request: Request, ctx: Annotated[Context, Depends(EntryAccess())]) -> Response:
    """Exchange the link for a session, and go on to an address that says nothing."""
    cookie = await links.exchange(ctx, ctx.actor.id)
    response = after(f"{ROOT}/{ctx.tenant}/")
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(links.SESSION_LIFE.total_seconds()),
        path=f"{ROOT}/{ctx.tenant}/",
        secure=request.app.state.runtime.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/hooks/{organisation}/leave")
async def leave(request: Request, ctx: Annotated[Context, Depends(PageAccess())]) -> Response:
    """End the session."""
    await links.leave(ctx)
    request.state.session = None
    response = page(request, "left.html")
    response.delete_cookie(COOKIE, path=f"{ROOT}/{ctx.tenant}/")
    return response


@router.get("/hooks/static/{name}")
async def fixed(name: str, _: Anybody) -> Response:
    """Style and scripts."""
    if name not in _FIXED:
        raise NotFound("file")
    return Response(_content(name), headers={"Cache-Control": "public, max-age=86400"}, media_type=_FIXED[name])


@lru_cache(8)
def _content(name: str) -> bytes:
    return (FOLDER / "static" / name).read_bytes()
