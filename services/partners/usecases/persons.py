"""Where somebody who is known by name is spoken of: in the states of this service and in what they did by link.

A field of a state that holds the id of a person is called as in `FIELDS`; so a new aggregate is looked through by being
there (UU PDP 27/2022, right of access).
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel, Field

from shared.context import Context
from shared.decider import Decider
from shared.ids import Id

FIELDS: Final = frozenset({"person", "people", "contact", "who", "invited"})


class Mention(BaseModel):
    """A thing that names the person."""

    aggregate: str = Field(examples=["meeting"])
    thing: Id
    place: str = Field(description="Where in the thing.", examples=["call.partners.person"])


class Deed(BaseModel):
    """What the person did by a link: signed, endorsed, replied."""

    at: datetime = Field(description="Domain time.")
    aggregate: str = Field(examples=["mou"])
    thing: Id
    types: list[str] = Field(examples=[["mou-party-signed.v1"]])


async def mentions_of(ctx: Context, person: str) -> list[Mention]:
    """Everything of the school that names the person now: contacts, invitations, guests, signatures, follow-ups."""
    places = [(each, path) for each in ctx.runtime.definition.deciders for path in places_in(each.state)]
    found = await asyncio.gather(*(_named_at(ctx, decider, path, person) for decider, path in places))
    return [mention for mentions in found for mention in mentions]


async def _named_at(ctx: Context, decider: Decider[Any, Any, Any], path: str, person: str) -> list[Mention]:
    """One place by its own index (`views/persons.py`): of several at once a database might walk through all things."""
    found = ctx.current(decider).find({f"state.{path}": person}, fields={"id": 1}, sort=[("_id", 1)])
    return [Mention(aggregate=decider.name, thing=one["id"], place=path) async for one in found]


async def deeds_of(ctx: Context, person: str) -> list[Deed]:
    """What the person did by link, oldest first."""
    entries = ctx["journal"].find({"actor.person": person}, sort=[("entry_id", 1)])
    return [
        Deed(at=one["at"], aggregate=one["aggregate"], thing=one["id"], types=[each["type"] for each in one["events"]])
        async for one in entries
    ]


@cache
def places_in(model: type[BaseModel]) -> tuple[str, ...]:
    """Paths of the fields that hold ids of persons."""
    return tuple(_places(model))


def _places(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        leaves = list(_leaves(field.annotation))
        inner = [each for each in leaves if isinstance(each, type) and issubclass(each, BaseModel)]
        yield from (f"{name}.{path}" for each in inner for path in places_in(each))
        if name in FIELDS and str in leaves:
            yield name


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments or isinstance(annotation, type):
        yield annotation
    for each in arguments:
        yield from _leaves(each)
