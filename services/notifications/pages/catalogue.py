"""The event catalogue as pages: what can be heard, with schema and sample."""

import json
from itertools import groupby
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications.pages.access import PageAccess
from services.notifications.pages.contracts import CataloguedEvent, catalogue, named
from services.notifications.pages.showing import page, pages_router
from shared.context import Context
from shared.refusals import NotFound

router = pages_router()

Reader = Annotated[Context, Depends(PageAccess())]
_EXAMPLE = "01981e4a-6c00-7000-8000-000000000001"


@router.get("/hooks/{organisation}/events")
async def events(request: Request, _: Reader) -> Response:
    """Every event, by the thing that it tells of."""
    sought = request.query_params.get("q", "").strip().lower()[:100]
    found = [one for one in catalogue().values() if sought in f"{one.name} {one.summary}".lower()]
    groups = [(group, list(some)) for group, some in groupby(found, key=lambda one: one.group)]
    return page(request, "events.html", groups=groups, count=len(found), sought=sought)


@router.get("/hooks/{organisation}/events/{name}")
async def event(request: Request, name: str, _: Reader) -> Response:
    """One event."""
    found = named(name)
    if found is None:
        raise NotFound("event")
    schema = json.dumps(found.schema, indent=2, ensure_ascii=False)
    return page(request, "event.html", event=found, schema=schema, sample=sample_body(found))


def sample_body(event: CataloguedEvent) -> str:
    """The body of a webhook with this event, as it would arrive."""
    body = {
        "type": event.type,
        "timestamp": "2026-07-13T01:00:00.000Z",
        "id": _EXAMPLE,
        "tenant": _EXAMPLE,
        "subject": _EXAMPLE,
        "sequence": 1,
        "data": event.sample,
    }
    return json.dumps(body, indent=2, ensure_ascii=False)
