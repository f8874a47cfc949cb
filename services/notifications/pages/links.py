"""Links to the pages, and the sessions that they open.

A link is a signed `LinkGrant` for one organisation, good until a date and opened once. Opening it makes a session: a
secret in a cookie, of which only the hash is kept, beside the link. Who revokes the link ends the session.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from services.notifications.settings import settings_of
from services.notifications.views import HOOKS_LINKS
from shared.auth.links import LinkGrant, LinkInvalid
from shared.context import Context
from shared.events import Actor
from shared.http import Body
from shared.ids import ID_PATTERN, Id, id_of, new_id
from shared.mongo import Duplicate
from shared.pages import LinkClosed, Session, SessionClosed, csrf_of
from shared.pages.session import digest
from shared.refusals import Invalid, NotFound
from shared.runtime import Runtime

PURPOSE: Final = "hooks"
ROOT: Final = "/notifications/hooks"
SESSION_LIFE: Final = timedelta(hours=2)
KEPT: Final = timedelta(days=30)
"""How long it can be seen that there was a link, after it has ended."""
LONGEST_MINUTES: Final = 7 * 24 * 60

Allowed = Literal["read", "write"]


class HooksLinkBody(Body):
    """A link to the webhook pages of the organisation."""

    access: Allowed = Field("read", description="`write` may change endpoints and send again; `read` only looks.")
    minutes: int = Field(60, ge=5, le=LONGEST_MINUTES, description="How long it can be opened.", examples=[60])


class HooksLinkMade(BaseModel):
    """Hand the URL to the engineer; it is shown this once and opens once."""

    id: Id
    url: str = Field(examples=["https://jembatan.example.id/notifications/hooks/open#eyJwIjoi…"])
    access: Allowed
    valid_until: datetime


async def mint(ctx: Context, body: HooksLinkBody) -> HooksLinkMade:
    """A new link; the same again for the same `Idempotency-Key`."""
    id, now = _id(ctx), ctx.runtime.clock.machine()
    until = (now + timedelta(minutes=body.minutes)).replace(microsecond=0)
    link = {
        "access": body.access,
        "made_at": now,
        "made_by": ctx.actor.id,
        "valid_until": until,
        "request": ctx.request_hash,
        "expires": until + SESSION_LIFE + KEPT,
    }
    try:
        await ctx[HOOKS_LINKS].insert(id, link)
    except Duplicate:
        link = await _earlier(ctx, id)
    return _made(ctx, id, link)


def _made(ctx: Context, id: str, link: Mapping[str, Any]) -> HooksLinkMade:
    until: datetime = link["valid_until"]
    grant = LinkGrant(PURPOSE, ctx.tenant, ctx.tenant, until, organisation=ctx.tenant, id=id)
    public_url = settings_of(ctx.runtime).public_url.rstrip("/")
    url = f"{public_url}{ROOT}/open#{ctx.runtime.links.token(grant)}"
    return HooksLinkMade(id=id, url=url, access=link["access"], valid_until=until)


async def _earlier(ctx: Context, id: str) -> dict[str, Any]:
    link = await ctx[HOOKS_LINKS].get(id)
    if link is None or link["request"] != ctx.request_hash:
        raise Invalid("idempotency-key-reused", "This key came with another request.", mend="Use a new key.")
    return link


def _id(ctx: Context) -> str:
    """The same for the same Idempotency-Key."""
    if not ctx.given:
        return new_id()
    return id_of(f"hooks-link|{ctx.tenant}|{ctx.command_id}")


async def revoke(ctx: Context, id: str) -> None:
    """Nobody opens it any more, and the session that it has opened ends. Again is harmless; `NotFound`."""
    now = ctx.runtime.clock.machine()
    changed = await ctx[HOOKS_LINKS].update(id, {"$set": {"revoked_at": now}}, where={"revoked_at": None})
    if not changed and await ctx[HOOKS_LINKS].get(id) is None:
        raise NotFound("link", id)


def read(rt: Runtime, token: str) -> LinkGrant:
    """The grant of a link to these pages; `LinkClosed` for anything else. Says nothing yet of whether it was used."""
    try:
        grant = rt.links.read(token, rt.clock.machine())
    except LinkInvalid:
        raise closed() from None
    if grant.purpose != PURPOSE or grant.organisation != grant.tenant:
        raise closed()
    return grant


async def exchange(ctx: Context, id: str) -> str:
    """Open the link: the value of the session's cookie. `LinkClosed` when it was opened before or revoked."""
    secret, now = secrets.token_urlsafe(32), ctx.runtime.clock.machine()
    opened = {"opened_at": now, "session": digest(secret), "session_until": now + SESSION_LIFE}
    unused = {"opened_at": None, "revoked_at": None}
    if not await ctx[HOOKS_LINKS].update(id, {"$set": opened}, where=unused):
        raise closed()
    return f"{id}.{secret}"


def closed() -> LinkClosed:
    """A link that opens nothing (any more)."""
    return LinkClosed(
        "hooks-link-closed",
        "This link has expired, was opened before or was revoked.",
        mend="Ask whoever sent it for a new one.",
    )


async def session_of(rt: Runtime, organisation: str, cookie: str | None) -> Session:
    """The session that a cookie proves in this organisation; `SessionClosed` otherwise."""
    id, _, secret = (cookie or "").partition(".")
    link = await rt.mongo.tenant(organisation)[HOOKS_LINKS].get(id) if re.fullmatch(ID_PATTERN, id) else None
    if link is None or not _is_open(link, secret, rt.clock.machine()):
        raise SessionClosed(
            "hooks-session-closed", "Nobody is signed in here, or the session has ended.", mend="Open a new link."
        )
    actor = Actor(kind="link", id=id, organisation=organisation)
    return Session(actor, link["session_until"], csrf_of(secret), writes=link["access"] == "write")


def _is_open(link: Mapping[str, Any], secret: str, now: datetime) -> bool:
    proved = hmac.compare_digest(link.get("session") or "", digest(secret))
    return proved and link.get("revoked_at") is None and now < link["session_until"]


async def leave(ctx: Context) -> None:
    """End this session."""
    await ctx[HOOKS_LINKS].update(ctx.actor.id, {"$set": {"session": "", "left_at": ctx.runtime.clock.machine()}})
