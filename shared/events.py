"""What a domain is made of: events, commands, and who acts.

An event is past tense, immutable and public: it carries ids and never a personal datum. Its wire type,
schema, sample and topic follow from the class (`shared.contracts`).
"""

import re
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from shared.ids import Id


def kebab(name: str) -> str:
    """`MoUSigned` → `mou-signed`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.replace("MoU", "Mou")).lower()


class Value(BaseModel):
    """A frozen value inside a state, a command or an event."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def but(self, **changes: Any) -> Self:
        """The same value with these fields changed."""
        return self.model_copy(update=changes)


class Event(Value):
    """Something that happened. The docstring of a subclass says what, with its C-number."""

    version: ClassVar[int] = 1
    """Of the public schema: only optional fields may be added; a break is a new class with a higher one."""

    @classmethod
    def wire_kind(cls) -> str:
        """The type's name on the wire, without the service: `mou-signed.v1`."""
        return f"{kebab(cls.__name__)}.v{cls.version}"


class Command(Value):
    """Something that somebody wants done. Refused with `Refused` when a rule says no."""

    model_config = ConfigDict(frozen=True, extra="forbid")


ActorKind = Literal["member", "key", "link", "job", "event", "operator"]


class Actor(Value):
    """Who acts. Ids only, so it may stand in the journal."""

    kind: ActorKind
    id: str
    """Member id, key id, link id, job name, event id or operator name."""
    roles: frozenset[str] = frozenset()
    """Roles of the member in the tenant of the request."""
    organisation: str | None = None
    """The partner organisation that a key or link speaks for."""
    person: str | None = None
    """The person (in `people`) whom a link is bound to."""

    @field_serializer("roles")
    def _in_order(self, roles: frozenset[str]) -> list[str]:
        return sorted(roles)  # a set's own order differs from process to process, and a command's hash with it


class Audience(Value):
    """Everybody whom an event concerns, beside the tenant whose stream it is in."""

    schools: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


class TextRef(Value):
    """A pointer to free text in `texts`. The digest is salted; the salt is erased with the text."""

    id: Id
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", examples=["ab" * 32])


def jsonable(model: BaseModel) -> dict[str, Any]:
    """The model as JSON types, absent optionals left out: the shape that is stored and sent."""
    return model.model_dump(mode="json", exclude_none=True)
