"""A tiny aggregate for the kernel's own tests: a jar that takes coins up to its size and is emptied when time comes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.clock import Clock
from shared.context import Context
from shared.decider import Decider, Due
from shared.events import Actor, Audience, Command, Event, Value
from shared.journal import Journal
from shared.mongo import Mongo
from shared.refusals import NotFound, Refused

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class JarMade(Event):
    """A jar was made."""

    size: int
    period: int | None = None


class CoinAdded(Event):
    """A coin was put in."""

    coin: str


class JarEmptied(Event):
    """The jar was emptied."""

    coins: int


class Jar(Value):
    size: int
    period: int | None = None
    coins: tuple[str, ...] = ()
    emptied: int = 0
    next_at: datetime | None = None


class MakeJar(Command):
    size: int = 1000
    period: int | None = None
    first_at: datetime | None = None


class AddCoins(Command):
    coins: tuple[str, ...]


class EmptyJar(Command):
    if_any: bool = False
    """Nothing happens to an empty one."""


def decide(jar: Jar | None, command: Command, _now: datetime) -> Sequence[Event]:
    if isinstance(command, MakeJar):
        if jar is not None:
            raise Refused("exists-already", "This jar exists already.")
        return [JarMade(size=command.size, period=command.period)]
    if jar is None:
        raise NotFound("jar")
    if isinstance(command, AddCoins):
        if len(jar.coins) + len(command.coins) > jar.size:
            raise Refused("jar-full", "The jar is full.")
        return [CoinAdded(coin=coin) for coin in command.coins]
    assert isinstance(command, EmptyJar)
    if jar.size == 13:
        raise Refused("stuck", "This jar cannot be emptied.")
    return [] if command.if_any and not jar.coins else [JarEmptied(coins=len(jar.coins))]


def evolve(jar: Jar | None, event: Event) -> Jar:
    if isinstance(event, JarMade):
        first = START + timedelta(days=event.period) if event.period else None
        return Jar(size=event.size, period=event.period, next_at=first)
    assert jar is not None
    if isinstance(event, CoinAdded):
        return jar.but(coins=(*jar.coins, event.coin))
    following = jar.next_at + timedelta(days=jar.period) if jar.next_at and jar.period and jar.emptied < 2 else None
    return jar.but(coins=(), emptied=jar.emptied + 1, next_at=following)


def due(jar: Jar) -> Due | None:
    return Due(jar.next_at, EmptyJar(), "empty") if jar.next_at else None


SISTER, HOTEL = "01981e4a-6c00-7000-8000-0000000000cc", "01981e4a-6c00-7000-8000-0000000000dd"


def audience(_jar: Jar, event: Event) -> Audience:
    return Audience(schools=(SISTER,), partners=(HOTEL,)) if isinstance(event, CoinAdded) else Audience()


JAR: Decider[Any, Any, Any] = Decider(
    "jar", Jar, JarMade | CoinAdded | JarEmptied, decide, evolve, audience=audience, due=due
)


class Room:
    """As much of a runtime as a context needs here."""

    service = "test"

    def __init__(self, mongo: Mongo, clock: Clock, journal: Journal | None = None) -> None:
        self.mongo = mongo
        self.clock = clock
        self.journal = journal or Journal(mongo, clock, [JAR])

    def context(self, tenant: str = "school-a", **fields: Any) -> Context:
        fields.setdefault("given", "command_id" in fields)
        actor = Actor(kind="member", id="member-1", roles=frozenset({"principal"}))
        return Context(runtime=self, tenant=tenant, actor=actor, now=self.clock.now(), **fields)
