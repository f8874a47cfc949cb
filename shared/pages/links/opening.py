"""From the link in a letter to a session: a shorter-lived link for the pages alone, in a cookie of this one page.

A letter's link may be opened again and again until it expires: whether an answer can still be given is a question of
the domain. The session is signed like a link, so nothing is stored; its purpose differs from every link's, so the API
takes it for nothing, and it lasts for hours where the link lasts for weeks. Whether the link's person still speaks for
anybody is asked at every request, as the API does (ADR 0020).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from shared.auth import LinkGrant
from shared.auth.access import Place
from shared.auth.links import LinkExpired, LinkInvalid, stands
from shared.auth.refusals import LinkEnded
from shared.context import Context
from shared.pages.access import SessionAccess, actor_of
from shared.pages.links.lost import lost_of
from shared.pages.session import LinkClosed, Session, SessionClosed, csrf_of
from shared.pages.site import is_secure, language_for
from shared.refusals import Refusal

COOKIE: Final = "jembatan_link"
LIFE: Final = timedelta(hours=8)
"""A text is read, talked about and answered on the same day."""
_MARK: Final = "@"
"""Stands in no link's purpose."""


@dataclass(frozen=True, slots=True)
class LinkSession(Session):
    """The session of a letter's link."""

    link_until: datetime | None = None
    """When the link itself ends."""


def read_link(purpose: str) -> Any:
    """`(runtime, token)` → the grant of a link for `purpose`; `LinkClosed` for everything else."""

    def read(rt: Any, token: str) -> LinkGrant:
        try:
            grant: LinkGrant = rt.links.read(token, rt.clock.machine())
        except LinkExpired:
            raise _closed("link-expired", "This link is no longer valid: its time is over.") from None
        except LinkInvalid:
            raise _unreadable() from None
        if _MARK in grant.purpose:
            raise _unreadable()
        if grant.purpose != purpose:
            raise _closed(
                "link-of-another-letter", "This is the link of another letter.", mend="Open it in its letter."
            )
        return grant

    return read


def _unreadable() -> LinkClosed:
    return _closed(
        "link-unreadable",
        "This is not a complete link from a letter of ours.",
        mend="Open the link in the letter itself, or copy all of it.",
    )


def _closed(code: str, detail: str, mend: str = "Ask the school for a new letter.") -> LinkClosed:
    return LinkClosed(code, detail, mend=mend)


def open_session(request: Request, response: Response, grant: LinkGrant, path: str) -> None:
    """Let this browser see the page at `path`."""
    rt = request.app.state.runtime
    until = min(grant.expires, rt.clock.machine() + LIFE).replace(microsecond=0)
    purpose = f"{grant.purpose}{_MARK}{int(grant.expires.timestamp())}"
    token = rt.links.token(replace(grant, purpose=purpose, expires=until))
    age = int((until - rt.clock.machine()).total_seconds())
    response.set_cookie(COOKIE, token, max_age=age, path=path, secure=is_secure(request), httponly=True, samesite="lax")


class LinkPageAccess(SessionAccess):
    """The `allow` of the page of one purpose: whoever opened a link for it, while the link stands."""

    async def __call__(self, request: Request) -> Context:
        """The context of the session; what was written is kept for the page that says why an answer is not taken."""
        try:
            return await super().__call__(request)
        except Refusal:
            if request.method == "POST" and not request.url.path.endswith("/leave"):
                values = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
                request.state.lost = lost_of(values, language_for(request))
            raise

    async def session_of(self, request: Request, place: Place) -> Session:
        """The session of the page that the path names; `SessionClosed` without one, `LinkEnded` when it has ended."""
        rt, token = request.app.state.runtime, request.cookies.get(COOKIE, "")
        try:
            grant: LinkGrant = rt.links.read(token, rt.clock.machine())
        except LinkInvalid:
            raise _no_session() from None
        purpose, _, until = grant.purpose.partition(_MARK)
        named = (purpose, grant.tenant, grant.subject)
        if not until or named != (self.link, place.id, request.path_params.get("subject")):
            raise _no_session()
        if not await stands(rt, replace(grant, purpose=purpose)):
            raise LinkEnded
        link_until = datetime.fromtimestamp(int(until), UTC)
        return LinkSession(actor_of(grant), grant.expires, _proof(rt, grant, purpose), link_until=link_until)


def _proof(rt: Any, grant: LinkGrant, purpose: str) -> str:
    """The same in every tab: of what the link is and who holds it, with our key; no token that would open anything."""
    holder = grant.person or grant.id
    form = replace(grant, purpose=f"{purpose}{_MARK}form", id=holder, expires=datetime.fromtimestamp(0, UTC))
    return csrf_of(rt.links.token(form))


def _no_session() -> SessionClosed:
    return SessionClosed(
        "link-page-closed",
        "This page is opened by the link in the letter, and stays open for some hours.",
        mend="Open the link in your letter once more.",
    )
