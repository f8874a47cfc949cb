"""Which event types have ever come, so that a type with a wildcard can be looked for by its values."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from weakref import WeakKeyDictionary

from pymongo import InsertOne

from services.notifications.domain.filters import PREFIX, matches
from services.notifications.views import EVENT_TYPES
from shared.mongo import Mongo

_NOTED: Final[WeakKeyDictionary[Any, set[str]]] = WeakKeyDictionary()
"""What this process knows to be stored, per connection."""


async def note(mongo: Mongo, types: Iterable[str]) -> None:
    """Store those that are new here; one write per type and process."""
    noted = _NOTED.setdefault(mongo, set())
    new = set(types) - noted
    if not new:
        return
    await mongo.documents(EVENT_TYPES).write_new([InsertOne({"_id": one}) for one in sorted(new)])
    noted |= new


async def known(mongo: Mongo) -> list[str]:
    """All of them; there are some hundreds."""
    return [one["_id"] for one in await mongo.documents(EVENT_TYPES).find({})]


def meant(pattern: str, types: Iterable[str]) -> list[str]:
    """The types that a pattern means; one without `*` that none fits means itself."""
    found = [one for one in types if matches([pattern], one)]
    return found if found or "*" in pattern else [PREFIX + pattern.removeprefix(PREFIX)]


async def expanding(mongo: Mongo) -> Callable[[str], list[str]]:
    """`meant` among those that are known now."""
    types = await known(mongo)
    return lambda pattern: meant(pattern, types)
