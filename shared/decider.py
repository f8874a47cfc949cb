"""An aggregate as plain functions: `decide` holds the rules, `evolve` the changes. No I/O, clock or randomness."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, get_args

from shared.agenda import Dated, Need
from shared.events import Audience, Command, Event, Value, kebab
from shared.refusals import NotFound, Refused

S = TypeVar("S", bound=Value)
C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Due:
    """What time alone brings about: `command` is executed when domain time reaches `at`, exactly once."""

    at: datetime
    command: Command
    job: str
    """Names the piece of work; with the aggregate and `at` it makes the command id."""


def _nobody(_state: Any, _event: Any) -> Audience:
    return Audience()


def _never(_state: Any) -> Due | None:
    return None


def _nothing(_state: Any) -> tuple[()]:
    return ()


def rules(
    what: str, creating: Mapping[Any, Callable[..., Any]], changing: Mapping[Any, Callable[..., Any]]
) -> Callable[[Any, Any, datetime], Any]:
    """`decide` from one function per command: `creating` take (command, now), `changing` take (state, command, now).

    Raises `NotFound` for a change of nothing and `Refused("exists-already")` for a second creation.
    """

    def decide(state: Any, command: Any, now: datetime) -> Any:
        if type(command) in creating:
            if state is not None:
                raise Refused("exists-already", f"This {what} exists already.", mend="Use another id.")
            return creating[type(command)](command, now)
        if state is None:
            raise NotFound(what)
        return changing[type(command)](state, command, now)

    return decide


def changes(
    created: Callable[[Any], Any], table: Mapping[type[Event], Callable[[Any, Any], Any]]
) -> Callable[[Any, Any], Any]:
    """`evolve` from one function per event: `created` makes the first state, the others take (state, event)."""

    def evolve(state: Any, event: Any) -> Any:
        return created(event) if state is None else table[type(event)](state, event)

    return evolve


@dataclass(frozen=True, slots=True)
class Decider(Generic[S, C, E]):
    """All that the kernel needs to know of an aggregate.

    `name` is singular kebab-case: stream type, name of the `current` documents and part of the topic.
    `events` is the union of the aggregate's event classes (or one class).
    `evolve` must be total over `events`; raise `fold` whenever it changes, so that stored states are folded anew.
    `audience` sees the state after the event.
    """

    name: str
    state: type[S]
    events: Any
    decide: Callable[[S | None, C, datetime], Sequence[E]]
    evolve: Callable[[S | None, E], S]
    audience: Callable[[S, E], Audience] = _nobody
    due: Callable[[S], Due | None] = _never
    needs: Callable[[S], Iterable[Need]] = _nothing
    """What waits for whom in this state; raise `fold` when it changes."""
    dates: Callable[[S], Iterable[Dated]] = _nothing
    """What of this state stands in whose calendar; raise `fold` when it changes."""
    fold: int = 1
    topic_version: int = 1
    compact: bool = False
    """Every event carries the full state: the topic keeps the newest record of each key, in one partition. Good for
    copies only: it has gaps."""

    @property
    def names_others(self) -> bool:
        """Do events concern anybody beside the tenant whose stream it is?"""
        return self.audience is not _nobody

    @property
    def event_types(self) -> dict[str, type[Event]]:
        """Wire kind (`mou-signed.v1`) → class."""
        classes = get_args(self.events) or (self.events,)
        return {cls.wire_kind(): cls for cls in classes}

    @property
    def collection(self) -> str:
        """Where the current states are: `current_mou`."""
        return "current_" + kebab(self.name).replace("-", "_")

    def topic(self, service: str) -> str:
        """`partners.mou.v1`."""
        return f"{service}.{self.name}.v{self.topic_version}"

    def fold_all(self, state: S | None, events: Sequence[E]) -> S | None:
        """The state after `events`."""
        for event in events:
            state = self.evolve(state, event)
        return state
