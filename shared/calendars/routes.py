"""The routes of calendar feeds, which a service adds in one line."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from shared.agendas import Standing, standing
from shared.auth import Access, Visitor, public, school_of
from shared.auth.memberships import Directory
from shared.calendars.feeds import Feed, Feeds
from shared.calendars.ical import Entry, written
from shared.context import Context
from shared.events import Actor
from shared.http.router import Router
from shared.http.today import Keys, keys_of_caller
from shared.http.words import Language
from shared.refusals import NotFound

Names = Callable[[Context, Sequence[Standing]], Awaitable[Mapping[str, str]]]
"""What aggregates are called by their number or the like, by id; never by what tells of a person."""

_PAST: Final = timedelta(days=92)
"""For so long what is over stays in the feed."""
_ICAL: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The calendar.", "content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "Nothing has changed since the answer with this ETag."},
}


class CalendarView(BaseModel):
    """The member's feed."""

    made_at: datetime
    language: Language


class CalendarLink(CalendarView):
    """A new feed. The link is shown once: whoever has it sees the member's calendar until it is revoked."""

    href: str = Field(description="For a calendar program. Keep it to yourself.")


def calendar_of(
    router: Router,
    path: str,
    allowed: Access,
    words: Mapping[str, tuple[str, str]],
    *,
    keys: Keys = keys_of_caller,
    names: Names | None = None,
) -> None:
    """Add `POST`, `GET` and `DELETE <path>/calendar` for a member's link, and the `GET /<service>/calendar.ics` of it.

    `words` has each `Dated.what` in Indonesian and English; `names` adds what the thing is called.
    """
    _add_link(router, path, allowed)
    _add_feed(router, words, keys, names)


def _add_link(router: Router, path: str, allowed: Access) -> None:
    async def make_calendar(
        ctx: Annotated[Context, Depends(allowed)],
        language: Annotated[Language, Query(description="Of the entries.")] = "id",
    ) -> CalendarLink:
        """Make a secret link to one's calendar of meetings, bookings and expiries; an earlier link ends."""
        feeds, member = _feeds(ctx), _member(ctx)
        secret = await feeds.make(ctx.tenant, member, language)
        made = await feeds.of(ctx.tenant, member)
        if made is None:
            raise NotFound("calendar")
        return CalendarLink(made_at=made.made_at, language=language, href=_href(ctx.runtime, secret))

    async def get_calendar(ctx: Annotated[Context, Depends(allowed)]) -> CalendarView:
        """Whether one has a link, and since when."""
        found = await _feeds(ctx).of(ctx.tenant, _member(ctx))
        if found is None:
            raise NotFound("calendar")
        return CalendarView(made_at=found.made_at, language=found.language)

    async def revoke_calendar(ctx: Annotated[Context, Depends(allowed)]) -> Response:
        """End the link; doing it again changes nothing."""
        await _feeds(ctx).revoke(ctx.tenant, _member(ctx))
        return Response(status_code=204)

    router.post(f"{path}/calendar", status_code=201)(make_calendar)
    router.get(f"{path}/calendar")(get_calendar)
    router.delete(f"{path}/calendar", status_code=204, response_class=Response)(revoke_calendar)


def _add_feed(router: Router, words: Mapping[str, tuple[str, str]], keys: Keys, names: Names | None) -> None:
    async def read_calendar(
        request: Request,
        visitor: Annotated[Visitor, Depends(public("The query carries a secret of the member's own, who can end it."))],
        key: Annotated[str, Query(max_length=100, description="From the link.")],
    ) -> Response:
        """The calendar that a secret link opens, for as long as its owner is a member."""
        feed = await _desk(visitor.runtime).opened(key)
        ctx = await _reader(visitor.runtime, feed) if feed else None
        if feed is None or ctx is None:
            raise NotFound("calendar")
        return _answer(request, await _calendar(ctx, feed, words, keys, names))

    router.get("/calendar.ics", responses=_ICAL, response_class=Response)(read_calendar)


async def _reader(runtime: Any, feed: Feed) -> Context | None:
    """The member as the school has the member today; None for one who left."""
    membership = await Directory(runtime.mongo, runtime.clock, runtime.settings.service).member(
        feed.tenant, feed.member
    )
    if membership is None:
        return None
    context: Context = runtime.context(
        feed.tenant, actor=Actor(kind="member", id=membership.id, roles=membership.roles)
    )
    return context


async def _calendar(
    ctx: Context, feed: Feed, words: Mapping[str, tuple[str, str]], keys: Keys, names: Names | None
) -> bytes:
    school = await school_of(ctx.runtime, ctx.tenant)
    since = (ctx.now - _PAST).date()
    found = [each for each in await standing(ctx.runtime, "dates", await keys(ctx)) if _last_day(each) >= since]
    called = await names(ctx, found) if names else {}
    entries = {entry.uid: entry for entry in _entries(ctx.runtime.service, feed.language, found, words, called)}
    return written(f"Jembatan · {school.name}", school.zone, entries.values())


def _entries(
    service: str,
    language: Language,
    found: Sequence[Standing],
    words: Mapping[str, tuple[str, str]],
    called: Mapping[str, str],
) -> Iterator[Entry]:
    for each in found:
        what = each.said["what"]
        said = words.get(what, (what, what))[0 if language == "id" else 1]
        yield Entry(
            uid=f"{each.id}.{what}.{each.said['key']}@{service}.jembatan",
            sequence=each.number,
            summary=" · ".join(part for part in (said, called.get(each.id, "")) if part),
            starts=_moment(each.said["starts"]),
            ends=_moment(each.said["ends"]),
            changed_at=each.at,
        )


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _last_day(each: Standing) -> date:
    return date.fromisoformat(each.said["ends"][:10])


def _answer(request: Request, content: bytes) -> Response:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="jembatan.ics"'
    return Response(content, headers=headers, media_type="text/calendar")


def _member(ctx: Context) -> str:
    """Keys and links have no calendar."""
    if ctx.actor.kind != "member":
        raise NotFound("calendar")
    return ctx.actor.id


def _href(runtime: Any, secret: str) -> str:
    return f"/{runtime.service}/calendar.ics?key={secret}"


def _feeds(ctx: Context) -> Feeds:
    return _desk(ctx.runtime)


def _desk(runtime: Any) -> Feeds:
    desk: Feeds = runtime.calendars
    return desk
