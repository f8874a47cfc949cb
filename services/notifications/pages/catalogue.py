"""The event catalogue as pages: what can be heard, with schema and sample."""

import json
from itertools import groupby
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications.catalogue import Published, find, published
from services.notifications.pages.access import PageAccess
from services.notifications.pages.contracts import members
from services.notifications.pages.showing import page, pages_router
from shared.context import Context
from shared.refusals import NotFound

router = pages_router()

Reader = Annotated[Context, Depends(PageAccess())]


@router.get("/hooks/{organisation}/events")
async def events(request: Request, _: Reader) -> Response:
    """Every event, by the thing that it tells of."""
    sought = request.query_params.get("q", "").strip().lower()[:100]
    found = [one for one in published().values() if sought in _searched(one)]
    groups = [(group, list(some)) for group, some in groupby(found, key=lambda one: one.group)]
    return page(request, "events.html", groups=groups, count=len(found), sought=sought)


@router.get("/hooks/{organisation}/events/{name}")
async def event(request: Request, name: str, _: Reader) -> Response:
    """One event."""
    found = find(name)
    if found is None:
        raise NotFound("event")
    schema = json.dumps(found.schema, indent=2, ensure_ascii=False)
    return page(
        request, "event.html", event=found, schema=schema, sample=sample_body(found), members=members(found.schema)
    )


def _searched(one: Published) -> str:
    return " ".join((one.name, one.summary, *one.title.values())).lower()


def sample_body(event: Published) -> str:
    """The body of a webhook with this event, as it would arrive."""
    return json.dumps(json.loads(event.samples()["envelope"].body), indent=2, ensure_ascii=False)
