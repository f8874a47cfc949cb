"""The event catalogue as pages: what can be heard, with schema and sample."""

import json
from collections.abc import Mapping
from itertools import groupby
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications.catalogue import Published, find, published
from services.notifications.pages.access import PageAccess
from services.notifications.pages.contracts import members_of
from services.notifications.pages.showing import SITE, page
from shared.context import Context
from shared.refusals import NotFound

router = SITE.router("hooks")

Reader = Annotated[Context, Depends(PageAccess())]


@router.get("/hooks/{organisation}/events")
async def events(request: Request, _: Reader) -> Response:
    """Every event, by the thing that it tells of."""
    sought = request.query_params.get("q", "").strip().lower()[:100]
    found = [one for one in published().values() if sought in _searched(one)]
    groups = [(group, list(some)) for group, some in groupby(found, key=lambda one: one.topic.removesuffix(".v1"))]
    return page(request, "events.html", groups=groups, count=len(found), sought=sought)


def _searched(event: Published) -> str:
    return " ".join((event.name, *event.title.values(), *event.description.values())).lower()


@router.get("/hooks/{organisation}/events/{name}")
async def event(request: Request, name: str, _: Reader) -> Response:
    """One event, with a sample in each format of the body."""
    found = find(name)
    if found is None:
        raise NotFound("event")
    samples = [(format, _headers(made.headers), _laid_out(made.body)) for format, made in found.samples().items()]
    schema = json.dumps(found.schema, indent=2, ensure_ascii=False)
    return page(request, "event.html", event=found, members=members_of(found), schema=schema, samples=samples)


def _headers(headers: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers.items())


def _laid_out(body: bytes) -> str:
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
