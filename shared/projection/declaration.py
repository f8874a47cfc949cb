"""What a projection is: topics, and a pure fold that makes one fact per stream."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared.envelope import Record

if TYPE_CHECKING:
    from shared.mongo import Documents, Index, TenantCollection

Fact = dict[str, Any]
Fold = Callable[[Fact | None, Record], Fact | None]
"""`(fact so far, next record of the stream) → fact`. Pure. None: there is no fact (yet, or any more)."""

RESERVED: Final = frozenset({"_id", "tenant", "id", "number", "gap"})
"""Fields of a fact's document that are the kernel's own."""
POINTERS: Final = "projections"
"""Collection with one pointer document per projection: which generation is live."""


@dataclass(frozen=True, slots=True)
class Projection:
    """One document per stream: `{_id: "<tenant>/<service>.<aggregate>/<subject>", tenant, id, number, gap, **fact}`.

    A stream without a fact has a document without the fact's fields. Raise `version` whenever `fold` changes: a worker
    never folds into a generation that another version has made; `rebuild` makes the next one.
    """

    name: str
    version: int
    topics: tuple[str, ...]
    fold: Fold
    indexes: "tuple[Index, ...]" = ()

    async def collection(self, rt: Any) -> "Documents":
        """The active collection; queries must name the tenants they are about."""
        documents: Documents = rt.mongo.documents(await self.collection_name(rt))
        return documents

    async def facts(self, rt: Any, tenant: str) -> "TenantCollection":
        """What of the active collection belongs to one tenant."""
        collection: TenantCollection = rt.mongo.tenant(tenant)[await self.collection_name(rt)]
        return collection

    async def collection_name(self, rt: Any) -> str:
        """Of the active generation: `facts_v1`."""
        pointer = await rt.mongo.documents(POINTERS).find_one({"_id": self.name})
        return f"{self.name}_v{pointer['generation'] if pointer else 1}"
