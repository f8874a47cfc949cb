"""Who may see the pages: whoever opened a link, by the cookie of the session; forms also prove that they are ours."""

import hmac
import re
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request

from services.notifications.pages import links
from shared.auth import Access
from shared.auth.access import READS, place_of
from shared.context import Context
from shared.events import Actor
from shared.http.idempotency import hash_of
from shared.http.problems import request_id_of
from shared.ids import ID_PATTERN, new_id
from shared.refusals import NotFound, Refusal
from shared.telemetry import traceparent

COOKIE: Final = "jembatan_hooks"
CSRF: Final = "csrf"
ONCE: Final = "once"
"""Field of every form: the id of the command, so that a double click is one command."""


class NotYours(Refusal):
    """The session may look and not change, or the form does not come from our page (403)."""

    status = 403
    title = "Not allowed"


class PageAccess(Access):
    """The pages of one organisation. Writing needs a link that was made for it and the form's own token."""

    def __init__(self, *, writes: bool = False) -> None:
        super().__init__("webhook:write" if writes else "webhook:read", (), link=links.PURPOSE)

    async def __call__(self, request: Request) -> Context:
        """The context of the session's link; its session is at `request.state.session`."""
        place = place_of(request)
        if place is None:
            raise NotFound("organisation")
        rt = request.app.state.runtime
        session = await links.session_of(rt, place.id, request.cookies.get(COOKIE))
        request.state.session = session
        hash = await hash_of(request)  # which keeps the body, so that the form can be read after it
        form = FormData() if request.method in READS else await _own_form(request, session)
        if self.scope == "webhook:write" and not session.writes:
            raise NotYours(
                "hooks-link-reads", "This link was made for looking only.", mend="Ask for a link that may write."
            )
        return _context(request, (place.id, session.link), form, hash)


class EntryAccess(Access):
    """Whoever holds a link, before there is a session. The tenant is the link's, which is in the form."""

    def __init__(self) -> None:
        super().__init__("webhook:read", ())

    async def __call__(self, request: Request) -> Context:
        """The context of the link; `LinkClosed` when it is none of ours or has expired."""
        _from_here(request)
        form = await request.form()
        rt = request.app.state.runtime
        grant = links.read(rt, str(form.get("link", "")).strip().rpartition("#")[2])
        return _context(request, (grant.tenant, grant.id), FormData(), "")


def _context(request: Request, whose: tuple[str, str], form: FormData, hash: str) -> Context:
    """For the holder of a link: its tenant and id."""
    rt, (tenant, link) = request.app.state.runtime, whose
    once = str(form.get(ONCE, ""))
    given = re.fullmatch(ID_PATTERN, once) is not None
    return Context(
        runtime=rt,
        tenant=tenant,
        actor=Actor(kind="link", id=link, organisation=tenant),
        now=rt.clock.now(),
        command_id=f"{link}:{once}" if given else new_id(),
        given=given,
        request_hash=hash,
        correlation_id=request_id_of(request.scope) or new_id(),
        traceparent=traceparent(),
    )


async def _own_form(request: Request, session: links.Session) -> FormData:
    _from_here(request)
    form = await request.form()
    if not hmac.compare_digest(str(form.get(CSRF, "")).encode(), session.csrf.encode()):
        raise _foreign()
    return form


def _from_here(request: Request) -> None:
    """Browsers say where a request was started; another site's never passes, whatever it has guessed."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _foreign()


def _foreign() -> NotYours:
    return NotYours(
        "hooks-form-foreign", "The form was not sent from this page.", mend="Load the page anew and send it again."
    )
