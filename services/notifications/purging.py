"""Taking away everything that is kept of an endpoint that was removed, page by page; doing it again does no harm."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.views import (
    ACCESSES,
    ATTEMPTS,
    DELIVERIES,
    HOOKS_LINKS,
    LANES,
    MESSAGES,
    SECRETS,
    TALLIES,
    VERIFICATIONS,
    WATERMARKS,
)
from services.notifications.walking import walk
from services.notifications.wire import delivery_id, message_of
from shared.journal import Entry
from shared.mongo import Document, Tenant, TenantCollection
from shared.refusals import Busy

BY_ARRIVAL: Final = (ATTEMPTS, ACCESSES, DELIVERIES)
PAGE: Final = 500
_MESSAGE: Final = {"event": 1, "message": 1}
_AFTER_ALL: Final = "\U0010ffff"

Purged = tuple[str, int]
"""A collection, and how many of its documents were taken away."""


async def purge(own: Tenant, endpoint: str, until: datetime) -> AsyncIterator[Purged]:
    """What was kept of this endpoint by `until` (machine time), page by page. Secrets are another matter."""
    siblings = await _siblings(own, endpoint)
    for name in BY_ARRIVAL:
        async for page in _by_arrival(own[name], endpoint, until + timedelta(hours=1)):
            if name == DELIVERIES:
                yield MESSAGES, await _messages(own, page, siblings)
            yield name, await _remove(own[name], page)
    for name in (TALLIES, WATERMARKS):
        async for taken in _by_key(own[name], endpoint):
            yield name, taken
    yield VERIFICATIONS, int(await own[VERIFICATIONS].remove(endpoint))


async def _siblings(own: Tenant, endpoint: str) -> list[str]:
    """The other endpoints of the tenant, which may need the same messages."""
    found = await own[ENDPOINT.collection].find({"state.status": {"$ne": "removed"}}, fields={"id": 1})
    return [one["id"] for one in found if one["id"] != endpoint]


async def _by_arrival(kept: TenantCollection, endpoint: str, until: datetime) -> AsyncIterator[Sequence[Document]]:
    async def find(range: dict[str, str], limit: int) -> Sequence[Document]:
        query = {"endpoint": endpoint, "order": range}
        return await kept.find(query, sort=[("order", 1)], limit=limit, fields={"order": 1, **_MESSAGE})

    async for page in walk(find, "order", until, page=PAGE):
        yield page.documents


async def _messages(own: Tenant, page: Sequence[Document], siblings: Sequence[str]) -> int:
    """Those that no other endpoint was to be sent: the id of a delivery follows from event and endpoint."""
    deliveries, needed = own[DELIVERIES], set[str]()
    for some in _some([(one["event"], sibling) for one in page for sibling in siblings]):
        keys = [deliveries.key(delivery_id(event, sibling)) for event, sibling in some]
        needed |= {message_of(one) for one in await deliveries.find({"_id": {"$in": keys}}, fields=_MESSAGE)}
    messages = own[MESSAGES]
    unneeded = [messages.key(message) for message in {message_of(one) for one in page} - needed]
    return await messages.remove_all({"_id": {"$in": unneeded}}) if unneeded else 0


def _some(pairs: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    return (pairs[start : start + PAGE] for start in range(0, len(pairs), PAGE))


async def _by_key(kept: TenantCollection, endpoint: str) -> AsyncIterator[int]:
    """What has an `_id` that begins with the endpoint's."""
    own = {"_id": {"$gte": kept.key(endpoint), "$lt": kept.key(endpoint) + _AFTER_ALL}}
    while page := await kept.find(own, sort=[("_id", 1)], limit=10 * PAGE, fields={"_id": 1}):
        yield await _remove(kept, page)


async def _remove(kept: TenantCollection, page: Sequence[Document]) -> int:
    return await kept.remove_all({"_id": {"$in": [one["_id"] for one in page]}}) if page else 0


async def end_lane(own: Tenant, endpoint: str) -> None:
    """Take the lane away; `Busy` while a worker holds it, which ends it by itself as soon as it looks."""
    lanes = own[LANES]
    found = await lanes.find_one({"_id": lanes.key(endpoint)})
    if found is not None and not await lanes.remove_all({"_id": lanes.key(endpoint), "owner": None}):
        raise Busy("lane-held", "A worker still holds the lane of the endpoint.")


async def everything(own: Tenant) -> AsyncIterator[Purged]:
    """Whatever is left of a tenant that has no endpoint any more."""
    for name in (MESSAGES, DELIVERIES, ATTEMPTS, ACCESSES, TALLIES, WATERMARKS, VERIFICATIONS, SECRETS, HOOKS_LINKS):
        async for taken in _by_key(own[name], ""):
            yield name, taken


def held_by(history: Iterable[Entry]) -> tuple[set[str], set[str]]:
    """Ids of all secrets (sealed headers among them) and of all texts that an endpoint has ever had."""
    secrets, texts = set[str](), set[str]()
    for entry in history:
        for event in entry.events:
            _gather(event.data, secrets, texts)
    return secrets, texts


def _gather(data: Mapping[str, Any], secrets: set[str], texts: set[str]) -> None:
    if "digest" in data and "id" in data:
        texts.add(data["id"])
    for name, value in data.items():
        if name in ("secret", "headers") and isinstance(value, str):
            secrets.add(value)
        elif isinstance(value, Mapping):
            _gather(value, secrets, texts)
