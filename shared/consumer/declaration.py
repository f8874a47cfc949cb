"""What a service hears: declared once in its `consumers.py`, run by `Consumer`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shared.envelope import TYPE_PREFIX, Record
from shared.projection.declaration import Projection

Effect = Callable[[Any, Record], Awaitable[None]]
"""`(runtime, record)`; idempotent by (stream, number). Raises: `Busy` and trouble with database or network are tried
again; `Poison`, `ValidationError` and every other refusal go to the dead letters."""
BatchEffect = Callable[[Any, Sequence[Record]], Awaitable[None]]
"""`(runtime, records)`; idempotent, all records of one batch that are of its topics, in order per stream."""
Keep = Callable[[Record], Mapping[str, Any] | None]
"""What a copy keeps of a record: the whole state, or None where the record says nothing about it."""

E = TypeVar("E", bound=Effect)
B = TypeVar("B", bound=BatchEffect)


@dataclass(frozen=True, slots=True)
class Copy:
    """A snapshot effect: one document per stream, made from the record with the highest number."""

    topic: str
    collection: str
    keep: Keep
    types: frozenset[str]


@dataclass
class Hears:
    """The consumer group of a service and its effects. `name` is the service's name."""

    name: str
    effects: dict[tuple[str, str], list[Effect]] = field(default_factory=dict)
    """By topic (without prefix) and event type."""
    copies: list[Copy] = field(default_factory=list)
    batches: list[tuple[frozenset[str], BatchEffect]] = field(default_factory=list)
    projections: list[Projection] = field(default_factory=list)

    def on(self, type: str, *, topic: str = "") -> Callable[[E], E]:
        """Run the decorated effect on every event of `type`, in order per stream.

        `topic` is where the producer publishes it. When not given it is derived from the type, which is right only
        where the event's name is the aggregate's and one more word (`…partners.mou-signed.v1` → `partners.mou.v1`).
        """

        def declare(effect: E) -> E:
            self.effects.setdefault((topic or topic_of(type), type), []).append(effect)
            return effect

        return declare

    def copy(self, topic: str, *, collection: str, keep: Keep, types: Sequence[str] = ()) -> None:
        """Keep `keep(record)` per stream in `collection` as `{_id: "<tenant>/<subject>", tenant, id, number, **kept}`.

        The newest number wins, whatever the order of arrival; with `types` only those events count.
        """
        self.copies.append(Copy(topic, collection, keep, frozenset(types)))

    def batch(self, topics: Sequence[str] | str, handler: B | None = None) -> Any:
        """Hand whole batches of `topics` to `handler`; also a decorator: `@HEARD.batch(["partners.mou.v1"])`."""
        named = frozenset([topics] if isinstance(topics, str) else topics)

        def declare(handler: B) -> B:
            self.batches.append((named, handler))
            return handler

        return declare if handler is None else declare(handler)

    def projection(self, projection: Projection) -> Projection:
        """Keep `projection` up to date, in a consumer group of its own."""
        self.projections.append(projection)
        return projection

    @property
    def topics(self) -> tuple[str, ...]:
        """Of the service's own group, without prefix; a projection's topics are its own."""
        named = {topic for topic, _ in self.effects} | {copy.topic for copy in self.copies}
        return tuple(sorted(named.union(*(topics for topics, _ in self.batches))))

    @property
    def all_topics(self) -> tuple[str, ...]:
        """Everything that the service listens to, projections included, without prefix."""
        return tuple(sorted({*self.topics, *(topic for each in self.projections for topic in each.topics)}))


def topic_of(type: str) -> str:
    """`id.jembatan.partners.mou-signed.v1` → `partners.mou.v1`."""
    service, kind, _ = type.removeprefix(TYPE_PREFIX).split(".")
    aggregate, _, verb = kind.rpartition("-")
    if not aggregate or not verb:
        raise ValueError(f'No topic follows from the event type {type!r}; say topic="<service>.<aggregate>.v1".')
    return f"{service}.{aggregate}.v1"
