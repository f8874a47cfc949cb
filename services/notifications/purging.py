"""Taking away everything that is kept of an endpoint that was removed, page by page; doing it again does no harm."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.vault import PAIR
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
_ID_LENGTH: Final = 36

Purged = tuple[str, int]
"""A collection, and how many of its documents were taken away."""


async def purge(own: Tenant, endpoint: str, until: datetime) -> AsyncIterator[Purged]:
    """What was kept of this endpoint by `until` (machine time), page by page. Secrets are another matter."""
    siblings = [one["id"] for one in await those_standing(own) if one["id"] != endpoint]
    for name in BY_ARRIVAL:
        async for page in _by_arrival(own[name], endpoint, until + timedelta(hours=1)):
            if name == DELIVERIES:
                yield MESSAGES, await _messages(own, page, siblings)
            yield name, await _remove(own[name], page)
    for name in (TALLIES, WATERMARKS):
        async for taken in _by_key(own[name], endpoint):
            yield name, taken
    yield VERIFICATIONS, int(await own[VERIFICATIONS].remove(endpoint))


async def those_standing(own: Tenant) -> Sequence[Document]:
    """The endpoints of the tenant that were not removed, each with the ids of what is sealed for it."""
    fields = {"id": 1, "state.secrets": 1, "state.terms": 1}
    return await own[ENDPOINT.collection].find({"state.status": {"$ne": "removed"}}, fields=fields)


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
    async for page in _pages(kept, endpoint):
        yield await _remove(kept, page)


async def _pages(kept: TenantCollection, prefix: str = "", **where: Any) -> AsyncIterator[Sequence[Document]]:
    """All that match and have an `_id` that begins so."""
    last, end = kept.key(prefix), kept.key(prefix) + _AFTER_ALL
    own, fields = {**where, "_id": {"$gte": last, "$lt": end}}, {"id": 1, "endpoint": 1}
    while page := await kept.find(own, sort=[("_id", 1)], limit=10 * PAGE, fields=fields):
        yield page
        own["_id"] = {"$gt": page[-1]["_id"], "$lt": end}


async def _remove(kept: TenantCollection, page: Sequence[Document]) -> int:
    return await kept.remove_all({"_id": {"$in": [one["_id"] for one in page]}}) if page else 0


async def end_lane(own: Tenant, endpoint: str) -> None:
    """Take the lane away; `Busy` while a worker holds it, which ends it by itself as soon as it looks."""
    lanes = own[LANES]
    found = await lanes.find_one({"_id": lanes.key(endpoint)})
    if found is not None and not await lanes.remove_all({"_id": lanes.key(endpoint), "owner": None}):
        raise Busy("lane-held", "A worker still holds the lane of the endpoint.")


async def everything(own: Tenant, until: datetime) -> AsyncIterator[Purged]:
    """Whatever is left of a tenant by `until` (machine time), but for what belongs to endpoints that stand.

    Who stands is asked after each page was read: what belongs to an endpoint comes after the endpoint.
    """
    for name in (*BY_ARRIVAL, TALLIES, WATERMARKS, VERIFICATIONS):
        async for page in _pages(own[name]):
            owners = {one["id"] for one in await those_standing(own)}
            yield name, await _remove(own[name], [one for one in page if _owner(one) not in owners])
    async for page in _pages(own[MESSAGES], created={"$lte": until}):
        said = [{"event": one["id"][:_ID_LENGTH], "message": one["id"]} for one in page]
        yield MESSAGES, await _messages(own, said, [one["id"] for one in await those_standing(own)])
    async for page in _pages(own[SECRETS], staged_at=None, expires=None):
        held = _sealed(await those_standing(own))
        yield SECRETS, await _remove(own[SECRETS], [one for one in page if one["id"].removesuffix(PAIR) not in held])
    async for page in _pages(own[HOOKS_LINKS], made_at={"$lte": until}):
        yield HOOKS_LINKS, await _remove(own[HOOKS_LINKS], page)


def _owner(document: Document) -> str:
    """The endpoint that it belongs to: named, or at the beginning of the id."""
    return str(document.get("endpoint") or document["_id"].partition("/")[2][:_ID_LENGTH])


def _sealed(endpoints: Sequence[Document]) -> set[str | None]:
    """Ids of the secrets and headers that they have."""
    states = [one["state"] for one in endpoints]
    headers = {(state.get("terms") or {}).get("headers") for state in states}
    return {ref["id"] for state in states for ref in state.get("secrets", ())} | headers


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
