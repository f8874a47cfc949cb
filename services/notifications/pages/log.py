"""The delivery log on a page: the list of the API with its own filters and paging, and a search by any id."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request

from services.notifications import showing, wire
from services.notifications.catalogue import find
from services.notifications.logs import DELIVERY_LOG
from services.notifications.views import DELIVERIES
from shared.context import Context
from shared.ids import ID_PATTERN
from shared.pages import language_for

ROWS: Final = 25
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
_FILTERS: Final = frozenset(name for one in DELIVERY_LOG.filters for name in one.parameters)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the query of those after them."""

    items: list[dict[str, Any]]
    next: str | None

    @property
    def moving(self) -> bool:
        """Will the first rows look different in a moment?"""
        return any(one["state"] in ("pending", "sending") and one["attempts"] < 2 for one in self.items)


def wanted(request: Request) -> dict[str, str]:
    """What the form of the log was filled with."""
    names = ("q", "type", "state", "created_from", "created_to")
    return {name: request.query_params.get(name, "")[:200] for name in names}


async def log_of(request: Request, ctx: Context, endpoint: str) -> Page:
    """The rows that are asked for; `Invalid` says what is wrong with the question."""
    sought = wanted(request)["q"].strip()
    query = [*_query(request), *(await _about(ctx, sought, endpoint) if sought else ())]
    answer = await showing.log(ctx, endpoint, _asking(request, query))
    content = json.loads(bytes(answer.body))
    return Page(content["items"], _next(request, content["next"]))


async def _about(ctx: Context, sought: str, endpoint: str) -> list[tuple[str, str]]:
    """Of a webhook or an event there is one delivery; another id is the thing that is told of, or a delivery's own."""
    if not re.fullmatch(ID_PATTERN, sought):
        return [("webhook_id", sought)]
    if await ctx[DELIVERIES].get(wire.delivery_id(sought, endpoint)):
        return [("event", sought)]
    own = await ctx[DELIVERIES].get(sought)
    return [("event", own["event"])] if own and own["endpoint"] == endpoint else [("subject", sought)]


def _query(request: Request) -> list[tuple[str, str]]:
    """Without what the form left empty; times of the form are UTC, and a type may be said in short."""
    given = [(name, value.strip()) for name, value in request.query_params.multi_items()]
    kept = [(name, _said(name, value)) for name, value in given if value and name in _FILTERS | {"cursor"}]
    return [*kept, ("limit", str(ROWS))]


def _said(name: str, value: str) -> str:
    if name == "type":
        event = find(value)
        return event.type if event else value
    return f"{value}Z" if _INSTANT.fullmatch(value) else value


def _asking(request: Request, query: list[tuple[str, str]]) -> Request:
    """The same request as the list of the API understands it; what is wrong with it is said in the page's language."""
    asked = [(name, value) for name, value in request.scope["headers"] if name not in (b"accept", b"accept-language")]
    headers = [*asked, (b"accept-language", language_for(request).encode())]
    return Request({**request.scope, "query_string": urlencode(query).encode(), "headers": headers})


def _next(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = [(n, v) for n, v in request.query_params.multi_items() if v and n not in ("cursor", "said", "lang")]
    return "?" + urlencode([*kept, ("cursor", cursor)])
