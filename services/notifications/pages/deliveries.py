"""One delivery as a page: the bytes, and every attempt. Sending it again, and all that failed since a time."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications import replays, showing
from services.notifications.attempt_words import in_indonesian
from services.notifications.bodies import DeliveryView
from services.notifications.bodies_replays import Recovery, ReplayBody
from services.notifications.domain.endpoint import Endpoint
from services.notifications.hints import HINTS
from services.notifications.pages.access import PageAccess
from services.notifications.pages.endpoints import ONE
from services.notifications.pages.links import ROOT
from services.notifications.pages.showing import SITE, after, language_for, page
from services.notifications.standing import standing
from shared.context import Context
from shared.http.operations.words import NAME
from shared.http.operations.words import shown as operation_of
from shared.ids import Id
from shared.journal import Loaded
from shared.refusals import Invalid, NotFound

router = SITE.router("hooks")

Reader = Annotated[Context, Depends(PageAccess())]
Writer = Annotated[Context, Depends(PageAccess(writes=True))]


@router.get(ONE + "/deliveries/{delivery}")
async def shown(request: Request, endpoint: Id, delivery: Id, ctx: Reader) -> Response:
    """One delivery. That it was looked at is noted."""
    loaded = await standing(ctx, endpoint)
    view = await showing.delivery(ctx, endpoint, delivery, "page")
    return _page(request, loaded, view, body=_laid_out(view.payload), payload=True)


@router.get(ONE + "/deliveries/{delivery}/course")
async def course(request: Request, endpoint: Id, delivery: Id, ctx: Reader) -> Response:
    """How far it is, for the page that lies open: without what is sent, so this is no look."""
    loaded = await standing(ctx, endpoint)
    view = await showing.course(ctx, endpoint, delivery)
    return _page(request, loaded, view, body=None, payload=False)


def _page(request: Request, loaded: Loaded[Endpoint], view: DeliveryView, **shown: Any) -> Response:
    hints = {str(error): hint for error, hint in HINTS.items()}
    known: dict[str, Any] = {"delivery": view, "endpoint": loaded.state, "id": loaded.id, "hints": hints, **shown}
    return page(request, "delivery.html", **known, in_indonesian=in_indonesian)


def _laid_out(payload: str | None) -> str | None:
    """The same JSON with line breaks: to be read, not to be verified."""
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False) if payload else payload
    except ValueError:
        return payload


@router.post(ONE + "/deliveries/{delivery}/redelivery")
async def send_again(endpoint: Id, delivery: Id, ctx: Writer) -> Response:
    """With the same `webhook-id`."""
    await standing(ctx, endpoint)
    await replays.redeliver(ctx, endpoint, delivery)
    return after(f"{_at(ctx, endpoint)}/deliveries/{delivery}", "sent-again")


@router.post(ONE + "/replays")
async def replay(request: Request, endpoint: Id, ctx: Writer) -> Response:
    """What failed since a time, on demand also what had arrived; then to a page that shows how far it is."""
    await standing(ctx, endpoint)
    form = await request.form()
    recovery = Recovery(since=_instant(str(form.get("since", ""))), delivered=form.get("delivered") == "yes")
    operation = await replays.start(ctx, endpoint, ReplayBody(recover=recovery))
    return after(f"{_at(ctx, endpoint)}/replays/{operation.id}", "replay-started")


@router.get(ONE + "/replays/{operation}")
async def progress(request: Request, endpoint: Id, operation: Id, ctx: Reader) -> Response:
    """How far a replay is."""
    loaded, found = await standing(ctx, endpoint), await ctx[NAME].get(operation)
    if found is None or found["kind"] != replays.REPLAY or found["params"].get("endpoint") != endpoint:
        raise NotFound("replay", operation)
    replay, since = operation_of(found, language_for(request)), found["params"].get("since")
    return page(request, "replay.html", replay=replay, since=since, endpoint=loaded.state, id=endpoint)


def _instant(text: str) -> datetime:
    """As the form has it: UTC, to the minute."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise Invalid("time-not-valid", "The time is not valid.", mend="Give day and time.") from None


def _at(ctx: Context, endpoint: str) -> str:
    return f"{ROOT}/{ctx.tenant}/endpoints/{endpoint}"
