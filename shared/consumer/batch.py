"""One delivery: which of its records are poison, which are held back, and how long effects may still try."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from aiokafka import TopicPartition

from shared.backoff import Backoff
from shared.consumer.incoming import Beat, Heard, partition_of
from shared.consumer.trouble import Held, describe, is_passing, is_poison
from shared.envelope import Poison
from shared.waiting import set_within

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds. All together stay far below `max_poll_interval` (300 s)."""

    retry: float = 5.0
    """How long an effect is tried again inside the handler before its partition is set back and rests."""
    effect: float = 30.0
    """Longest single run of an effect on one record."""
    whole: float = 90.0
    """Longest handling of one batch; what is left is delivered again at once."""
    unexpected: int = 4
    """Tries for an error that we did not foresee; then the record is poison."""
    rest: float = 30.0
    """Longest rest of a partition whose record cannot pass now."""
    drain: float = 20.0
    """How long a revoke or a stop waits for the batch under way."""
    stuck: float = 60.0
    """Position stands still that long while there is lag: not healthy."""
    concurrency: int = 16
    """Streams of one batch that are worked on at once."""
    records: int = 500
    """Most records of a batch."""


@dataclass
class Letter:
    """A record on its way to the dead letters."""

    raw: Any
    reason: str


@dataclass
class Batch:
    """Gathers what becomes of the records of one delivery."""

    group: str
    pace: Pace
    draining: asyncio.Event
    began: float = field(default_factory=time.monotonic)
    letters: dict[tuple[str, int, int], Letter] = field(default_factory=dict)
    held: dict[TopicPartition, int] = field(default_factory=dict)
    rests: set[TopicPartition] = field(default_factory=set)
    beats: list[Beat] = field(default_factory=list)
    waiting: int = 0
    """Effects that are in a back-off right now."""

    def poison(self, raw: Any, error: BaseException) -> None:
        """This record goes to the dead letters, once."""
        self.letters.setdefault((raw.topic, raw.partition, raw.offset), Letter(raw, describe(error)))

    def hold(self, raws: Sequence[Any], *, rest: bool = True) -> None:
        """These records, and what follows them in their partitions, are delivered again; after a rest by default."""
        for raw in raws:
            partition = partition_of(raw)
            self.held[partition] = min(raw.offset, self.held.get(partition, raw.offset))
            if rest:
                self.rests.add(partition)

    @property
    def over(self) -> bool:
        """No further effect should begin: we are asked to stop, or the batch has taken long enough."""
        return self.draining.is_set() or time.monotonic() - self.began > self.pace.whole

    def settled(self) -> list[Letter]:
        """The dead letters, without those that will be delivered again anyway."""
        return [
            letter
            for letter in self.letters.values()
            if letter.raw.offset < self.held.get(partition_of(letter.raw), letter.raw.offset + 1)
        ]

    async def attempt(self, work: Callable[[], Awaitable[T]], timeout: float | None = None) -> T:
        """The result of `work`, tried again with jittered back-off while its trouble may pass.

        Raises `Poison` (never again) or `Held` (later).
        """
        backoff = Backoff(first=0.05, most=1.0)
        deadline = time.monotonic() + self.pace.retry
        while True:
            if self.over:
                raise Held("the batch is ended early")
            try:
                async with asyncio.timeout(timeout or self.pace.effect):
                    return await work()
            except Exception as error:
                self._judge(error, backoff.tries)
                if time.monotonic() > deadline:
                    raise Held(error) from error
                log.warning("effect-retried", group=self.group, error=describe(error), tries=backoff.tries + 1)
            await self._pause(backoff.next())

    def _judge(self, error: Exception, tries: int) -> None:
        if is_poison(error):
            raise Poison(describe(error)) from error
        if not is_passing(error) and tries + 1 >= self.pace.unexpected:
            log.error("effect-failed", group=self.group, error=describe(error), exc_info=error)
            raise Poison(describe(error)) from error

    async def _pause(self, seconds: float) -> None:
        self.waiting += 1
        try:
            await set_within(self.draining, seconds)
        finally:
            self.waiting -= 1


def raws(heard: Sequence[Heard]) -> list[Any]:
    """The raw records."""
    return [each.raw for each in heard]
