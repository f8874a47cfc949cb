"""Who may see the pages: whoever opened a link, by the cookie of the session; some links only look."""

from typing import Final

from starlette.requests import Request

from services.notifications.pages import links
from shared.auth.access import Place
from shared.context import Context
from shared.pages import Session, SessionAccess, SessionClosed
from shared.refusals import Refusal

COOKIE: Final = "jembatan_hooks"


class NotYours(Refusal):
    """The session may look and not change (403)."""

    status = 403
    title = "Not allowed"


class PageAccess(SessionAccess):
    """The pages of one organisation. Writing needs a link that was made for it."""

    def __init__(self, *, writes: bool = False) -> None:
        super().__init__("webhook:write" if writes else "webhook:read", (), link=links.PURPOSE)

    async def __call__(self, request: Request) -> Context:
        """The context of the session's link; `NotYours` for who may only look."""
        ctx = await super().__call__(request)
        if self.scope == "webhook:write" and not request.state.session.writes:
            raise NotYours(
                "hooks-link-reads", "This link was made for looking only.", mend="Ask for a link that may write."
            )
        return ctx

    async def session_of(self, request: Request, place: Place) -> Session:
        """The session in this organisation that the cookie proves."""
        return await links.session_of(request.app.state.runtime, place.id, request.cookies.get(COOKIE))


class AgainAccess(PageAccess):
    """Of a session that lives, for whoever opened a link that opens nothing any more."""

    async def session_of(self, request: Request, place: Place) -> Session:
        """The session; without one the link is what is closed."""
        try:
            return await super().session_of(request, place)
        except SessionClosed:
            raise links.closed() from None
