"""Collections, indexes and validators are declared beside the code that uses them and applied by a command."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pymongo import IndexModel
from pymongo.errors import CollectionInvalid, OperationFailure

from shared.mongo.connection import Mongo
from shared.mongo.documents import Document, Found

_AT_ONCE: Final = 8
"""Collections that are seen to at the same time."""


class DeclarationConflict(Exception):
    """The database holds something under this name that is not what is declared."""


@dataclass(frozen=True)
class Index:
    """`Index(("tenant", "state", "-at"))`: keys in order, a minus for descending.

    Starts with the tenant, or `across` says why it does not.
    """

    keys: tuple[str, ...]
    unique: bool = False
    where: Mapping[str, Any] | None = None
    """Partial: only documents that match."""
    expire_after: float | None = None
    """Documents vanish so many seconds after the date in the (single) key."""
    across: str = ""
    """Why this index does not start with the tenant."""

    def __post_init__(self) -> None:
        if self.keys[0] != "tenant" and not self.across:
            raise ValueError(f"The index {self.name} must start with the tenant, or say why not (`across`).")

    @property
    def name(self) -> str:
        """Says what the index is, so that a changed declaration is another index."""
        marks = ("unique",) * self.unique + ("partial",) * bool(self.where)
        keys = (key[1:] + "_down" if key.startswith("-") else key for key in self.keys)
        return "_".join((*keys, *marks))

    def order(self) -> list[tuple[str, int]]:
        """As the drivers want it."""
        return [(key.removeprefix("-"), -1 if key.startswith("-") else 1) for key in self.keys]

    def options(self) -> dict[str, Any]:
        """Keyword arguments for `create_index`."""
        options: dict[str, Any] = {"name": self.name, "unique": self.unique}
        if self.where is not None:
            options["partialFilterExpression"] = dict(self.where)
        if self.expire_after is not None:
            options["expireAfterSeconds"] = self.expire_after
        return options


@dataclass(frozen=True)
class Collection:
    """A collection with everything that it needs. Its `_id` starts with the tenant, or `across` says why not."""

    name: str
    indexes: tuple[Index, ...] = ()
    validator: Mapping[str, Any] | None = None
    """`{"$jsonSchema": …}`: what the database refuses to store."""
    across: str = ""


async def apply(mongo: Mongo, declarations: Iterable[Collection]) -> list[str]:
    """Create what is missing; what was created, one line each. Repeating it changes nothing.

    Raises `DeclarationConflict` where an index with the same keys but other options stands in the way.
    """
    existing = await _existing(mongo)
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def applied(declared: Collection) -> list[str]:
        async with at_once:
            return await _apply(mongo, declared, existing.get(declared.name))

    return [line for lines in await asyncio.gather(*map(applied, declarations)) for line in lines]


async def missing(mongo: Mongo, declarations: Iterable[Collection]) -> list[str]:
    """What `apply` would create, one line each."""
    existing = await _existing(mongo)
    lacking: list[str] = []
    for declared in declarations:
        if declared.name not in existing:
            lacking.append(f"collection {declared.name}")
            continue
        have = await mongo.documents(declared.name).indexes()
        lacking += [f"index {declared.name}.{index.name}" for index in declared.indexes if index.name not in have]
    return lacking


async def _existing(mongo: Mongo) -> dict[str, Document]:
    found = await Found(mongo.database.list_collections())
    return {collection["name"]: collection.get("options", {}) for collection in found}


async def _apply(mongo: Mongo, declared: Collection, options: Document | None) -> list[str]:
    done = await _apply_collection(mongo, declared, options)
    have = await mongo.documents(declared.name).indexes() if options is not None else ()
    lacking = [index for index in declared.indexes if index.name not in have]
    if lacking:
        await _create(mongo, declared, lacking)
    return done + [f"index {declared.name}.{index.name}" for index in lacking]


async def _apply_collection(mongo: Mongo, declared: Collection, options: Document | None) -> list[str]:
    validator = dict(declared.validator) if declared.validator is not None else None
    if options is None:
        return await _create_collection(mongo, declared.name, validator)
    if validator is not None and options.get("validator") != validator:
        await mongo.database.command("collMod", declared.name, validator=validator)
        return [f"validator {declared.name}"]
    return []


async def _create_collection(mongo: Mongo, name: str, validator: Document | None) -> list[str]:
    try:
        await mongo.database.create_collection(name, **({"validator": validator} if validator else {}))
    except CollectionInvalid:  # another replica was first
        return []
    return [f"collection {name}"]


async def _create(mongo: Mongo, declared: Collection, indexes: Sequence[Index]) -> None:
    """One command for all; where the server refuses, it does not say which one, so they are tried one by one."""
    raw = mongo.documents(declared.name).raw
    try:
        await raw.create_indexes([IndexModel(index.order(), **index.options()) for index in indexes])
    except OperationFailure as error:
        if len(indexes) == 1:
            raise _conflict(declared, indexes[0], error) from error
        for index in indexes:
            await _create(mongo, declared, [index])


def _conflict(declared: Collection, index: Index, error: OperationFailure) -> DeclarationConflict:
    return DeclarationConflict(
        f"Index {declared.name}.{index.name} cannot be created: {error.details and error.details.get('errmsg')}. "
        "Drop the index that stands in its way, or mend the documents that break its uniqueness, and apply again."
    )
