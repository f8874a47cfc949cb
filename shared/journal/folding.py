"""From events to states: the fold, and the collections `current_*` that cache it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from shared.agenda import kept
from shared.decider import Decider
from shared.events import Event, Value
from shared.journal.entry import Entry, Recorded
from shared.journal.words import Loaded
from shared.mongo import Collection, Duplicate, Index, Mongo

S = TypeVar("S", bound=Value)


_AGENDA: Final = tuple(
    Index((f"{name}.for",), where={name: {"$exists": True}}, across="An addressee's key starts with its own tenant.")
    for name in ("needs", "dates")
)


class UnknownEvent(Exception):
    """The journal holds an event that the aggregate's code does not know: the code is older than the data."""


def current_collection(decider: Decider[Any, Any, Any], indexes: tuple[Index, ...] = ()) -> Collection:
    """Declares `current_<aggregate>`; a service adds the indexes of its queries."""
    due = Index(("due",), where={"due": {"$exists": True}}, across="The scheduler serves all tenants.")
    folds = (Index(("fold",), across="Whoever runs the service asks for all tenants."),) if decider.fold > 1 else ()
    return Collection(decider.collection, indexes=(due, *folds, *_AGENDA, *indexes))


def outdated(decider: Decider[Any, Any, Any]) -> dict[str, Any]:
    """The filter of stored states that an older `evolve` made: commands fold them anew, lists show them as they are."""
    return {"fold": {"$lt": decider.fold}}


def read_event(decider: Decider[Any, Any, Any], recorded: Recorded) -> Event:
    """The event as the aggregate's own class."""
    event_class = decider.event_types.get(recorded.type)
    if event_class is None:
        raise UnknownEvent(f"{decider.name} knows no event {recorded.type}: is an older version running?")
    return event_class.model_validate(recorded.data)


def fold(decider: Decider[S, Any, Any], loaded: Loaded[S] | None, entries: Iterable[Entry]) -> Loaded[S] | None:
    """What `loaded` becomes with the entries that follow it."""
    for entry in entries:
        if entry.number != (loaded.number if loaded else 0) + 1:
            raise RuntimeError(f"The journal has a gap before {entry.key}; restore it from a backup.")
        events = [read_event(decider, recorded) for recorded in entry.events]
        state = decider.fold_all(loaded.state if loaded else None, events)
        if state is not None:
            loaded = Loaded(entry.id, entry.last, state)
    return loaded


class Current:
    """The cached states: a cache that may lag and never lies about its number."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def read(self, decider: Decider[S, Any, Any], tenant: str, id: str) -> Loaded[S] | None:
        """The cached state; None when there is none or another version of `evolve` made it."""
        document = await self._mongo.tenant(tenant)[decider.collection].get(id)
        if document is None or document["fold"] != decider.fold:
            return None
        try:
            return Loaded(id, document["number"], decider.state.model_validate(document["state"]))
        except ValidationError:  # the model changed without a new fold version: the events are the truth
            return None

    async def write(self, decider: Decider[Any, Any, Any], document: dict[str, Any]) -> None:
        """Put a `current_document` where a lower number stands; the same or a higher one wins silently."""
        await self._put(decider, document, {"number": {"$lt": document["number"]}})

    async def replace(self, decider: Decider[Any, Any, Any], document: dict[str, Any]) -> None:
        """The same, but also over the same number: for what was folded anew from the events alone."""
        await self._put(decider, document, {"number": {"$lte": document["number"]}, "fold": {"$lte": decider.fold}})

    async def _put(self, decider: Decider[Any, Any, Any], document: dict[str, Any], where: dict[str, Any]) -> None:
        try:
            documents = self._mongo.documents(decider.collection)
            await documents.replace_one({"_id": document["_id"], **where}, document, upsert=True)
        except Duplicate:
            return  # another writer has put this number or a higher one

    async def numbers(self, decider: Decider[Any, Any, Any], keys: Iterable[str]) -> dict[str, int]:
        """Cached number per `<tenant>/<id>`."""
        documents = self._mongo.documents(decider.collection)
        found = documents.find({"_id": {"$in": list(keys)}}, fields={"number": 1})
        return {document["_id"]: document["number"] async for document in found}


def current_document(decider: Decider[S, Any, Any], tenant: str, loaded: Loaded[S], at: datetime) -> dict[str, Any]:
    """`{_id, tenant, id, number, fold, at, state}`; where there are any, `due` (what time brings), `needs`, `dates`."""
    due = decider.due(loaded.state)
    return {
        "_id": f"{tenant}/{loaded.id}",
        "tenant": tenant,
        "id": loaded.id,
        "number": loaded.number,
        "fold": decider.fold,
        "at": at,
        **({"due": due.at} if due else {}),
        **kept("needs", decider.needs(loaded.state), tenant, at),
        **kept("dates", decider.dates(loaded.state), tenant, at),
        "state": loaded.state.model_dump(mode="json"),
    }
