"""Which generation of a projection is live: one document, changed by compare-and-set only."""

from dataclasses import dataclass
from typing import Any

from shared.mongo import Collection, Duplicate, Mongo
from shared.projection.declaration import POINTERS, Projection

PROJECTIONS = Collection(POINTERS, across="One document per projection, which holds facts of all tenants.")


@dataclass(frozen=True, slots=True)
class Pointer:
    """The live generation, the fold's version that made it, and the newest generation ever begun."""

    generation: int
    version: int
    latest: int


class Pointers:
    """The pointer of one projection."""

    def __init__(self, mongo: Mongo, projection: Projection) -> None:
        self._documents = mongo.documents(POINTERS)
        self._projection = projection

    async def live(self) -> Pointer:
        """The pointer; made at generation 1 when there is none."""
        found = await self._find()
        if found is None:
            first = {"generation": 1, "version": self._projection.version, "latest": 1}
            try:
                await self._documents.insert_one({"_id": self._projection.name, **first})
            except Duplicate:
                return await self.live()
            return Pointer(**first)
        return found

    async def begin(self) -> int:
        """A generation number that nobody has used."""
        while True:
            pointer = await self.live()
            if await self._change({"latest": pointer.latest}, {"latest": pointer.latest + 1}):
                return pointer.latest + 1

    async def flip(self, old: int, new: int) -> bool:
        """Make `new` live if `old` still is."""
        return await self._change({"generation": old}, {"generation": new, "version": self._projection.version})

    async def _find(self) -> Pointer | None:
        found = await self._documents.find_one({"_id": self._projection.name})
        return Pointer(found["generation"], found["version"], found["latest"]) if found else None

    async def _change(self, expected: dict[str, Any], change: dict[str, Any]) -> bool:
        result = await self._documents.update_one({"_id": self._projection.name, **expected}, {"$set": change})
        return bool(result.matched_count)


def collection_of(projection: Projection, generation: int) -> Collection:
    """The collection of one generation, with its indexes."""
    return Collection(f"{projection.name}_v{generation}", indexes=projection.indexes)


def group_of(projection: Projection, service: str, prefix: str, generation: int) -> str:
    """The consumer group of one generation: `<prefix>reporting.facts.v1`."""
    return f"{letters_group_of(projection, service, prefix)}.v{generation}"


def letters_group_of(projection: Projection, service: str, prefix: str) -> str:
    """Whose dead letters and redrive it has, whatever the generation: `<prefix>reporting.facts`."""
    return f"{prefix}{service}.{projection.name}"
