"""Who may see pages: whoever opened a link, by the cookie of the session; forms also prove that they are ours.

Another site's form is stopped three times over: the cookie is `SameSite=Lax` and does not go with it, the browser says
where the request was started (`Sec-Fetch-Site`), and the form lacks the token that is made from a secret of the
session, or from what a letter's link is.
"""

import hmac
import re
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request

from shared.auth import Access, LinkGrant
from shared.auth.access import READS, Place, place_of
from shared.context import Context
from shared.events import Actor
from shared.http.idempotency import hash_of
from shared.http.problems import request_id_of
from shared.ids import ID_PATTERN, new_id
from shared.pages.session import Session
from shared.refusals import NotFound, Refusal
from shared.telemetry import traceparent

CSRF: Final = "csrf"
ONCE: Final = "once"
"""Field of every form: the id of the command, so that a double click is one command."""

Read = Callable[[Any, str], LinkGrant]
"""`(runtime, token)`: the grant of a link to these pages; `LinkClosed` for anything else."""


class FormForeign(Refusal):
    """The form does not come from our page (403)."""

    status = 403
    title = "Not allowed"


class SessionAccess(Access):
    """The `allow` of pages: the context of the session that the cookie proves."""

    async def __call__(self, request: Request) -> Context:
        """The context of the session's link; its session is at `request.state.session`."""
        place = place_of(request)
        if place is None:
            raise NotFound("page")
        session = await self.session_of(request, place)
        request.state.session = session
        hash = await hash_of(request)  # which keeps the body, so that the form can be read after it
        form = FormData() if request.method in READS else await _own_form(request, session)
        return context_of(request, place.id, session.actor, form, hash)

    @abstractmethod
    async def session_of(self, request: Request, place: Place) -> Session:
        """The session that the request's cookie proves; `SessionClosed` otherwise."""


class EntryAccess(Access):
    """Whoever holds a link, before there is a session. The tenant is the link's, which is in the form."""

    def __init__(self, scope: str, read: Read) -> None:
        super().__init__(scope, ())
        self._read = read

    async def __call__(self, request: Request) -> Context:
        """The context of the link, which is at `request.state.grant`; `LinkClosed` when it opens nothing."""
        from_here(request)
        form = await request.form()
        grant = self._read(request.app.state.runtime, token_in(str(form.get("link", ""))))
        request.state.grant = grant
        return context_of(request, grant.tenant, actor_of(grant), FormData(), "")


def token_in(link: str) -> str:
    """The token of a link as people paste it."""
    return link.strip().rpartition("#")[2]


def actor_of(grant: LinkGrant) -> Actor:
    """The link, as the journal names it."""
    return Actor(kind="link", id=grant.id, organisation=grant.organisation, person=grant.person)


def context_of(request: Request, tenant: str, actor: Actor, form: FormData, hash: str) -> Context:
    """For the holder of a link; `hash` tells whether the same form was sent again."""
    rt, once = request.app.state.runtime, str(form.get(ONCE, ""))
    given = re.fullmatch(ID_PATTERN, once) is not None
    return Context(
        runtime=rt,
        tenant=tenant,
        actor=actor,
        now=rt.clock.now(),
        command_id=f"{actor.id}:{once}" if given else new_id(),
        given=given,
        request_hash=hash,
        correlation_id=request_id_of(request.scope) or new_id(),
        traceparent=traceparent(),
    )


async def _own_form(request: Request, session: Session) -> FormData:
    from_here(request)
    form = await request.form()
    if not hmac.compare_digest(str(form.get(CSRF, "")).encode(), session.csrf.encode()):
        raise _foreign()
    return form


def from_here(request: Request) -> None:
    """Browsers say where a request was started; another site's never passes, whatever it has guessed."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _foreign()


def _foreign() -> FormForeign:
    return FormForeign(
        "form-foreign", "The form was not sent from this page.", mend="Go back to the page and answer there."
    )
