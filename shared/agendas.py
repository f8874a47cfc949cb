"""What waits for somebody and what stands in their calendar, over all aggregates of a service (`shared.agenda`)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from shared.agenda import Addressee
from shared.decider import Decider
from shared.events import Actor

if TYPE_CHECKING:
    from shared.runtime import Runtime

Kept = Literal["needs", "dates"]
MOST: Final = 5_000
"""Things of one aggregate that are read for one addressee, the oldest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One need or date of one aggregate, as it stands."""

    aggregate: str
    tenant: str
    id: str
    at: datetime
    """When something last happened to the aggregate."""
    said: Mapping[str, Any]
    """As `Need.document` or `Dated.document` has it."""
    number: int = 0
    """Of the aggregate's last event."""
    service: str | None = None
    """Whose request clears it; this service's when None."""


def keys_of(actor: Actor, tenant: str) -> list[str]:
    """By what is found what concerns the actor in this tenant: roles and membership, or an organisation."""
    if actor.organisation is not None:
        return Addressee(organisation=actor.organisation).keys(tenant)
    return Addressee(roles=tuple(sorted(actor.roles)), member=actor.id).keys(tenant)


async def standing(rt: "Runtime", kept: Kept, keys: Sequence[str], *, tenant: str | None = None) -> list[Standing]:
    """Everything for one of `keys`; of this tenant's aggregates only where one is given. No order is promised."""
    asked = (_of(rt, decider, kept, keys, tenant) for decider in rt.definition.deciders)
    return [each for found in await asyncio.gather(*asked) for each in found]


async def _of(
    rt: "Runtime", decider: Decider[Any, Any, Any], kept: Kept, keys: Sequence[str], tenant: str | None
) -> list[Standing]:
    where = {kept: {"$exists": True}, f"{kept}.for": {"$in": list(keys)}} | ({"tenant": tenant} if tenant else {})
    # `$exists` is what the partial index asks for: without it the whole collection would be read
    fields = {"tenant": 1, "id": 1, "number": 1, "at": 1, kept: 1}
    found = rt.mongo.documents(decider.collection).find(where, fields=fields, sort=[("_id", 1)], limit=MOST)
    return [
        Standing(decider.name, one["tenant"], one["id"], one["at"], said, one["number"])
        async for one in found
        for said in one[kept]
        if not set(keys).isdisjoint(said["for"])
    ]
