"""Keeps one group member running: starts without Kafka, begins anew when it stands still or its generation is over."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog
from prometheus_client import Counter

from shared.backoff import Backoff
from shared.consumer.group import Group
from shared.consumer.lag import Ends
from shared.topics import partitions_of
from shared.waiting import set_within

log = structlog.get_logger(__name__)

RESTARTS = Counter("jembatan_consumer_restarts", "Consumers begun anew because they stood still", ["name"])
LOOK_SECONDS: Final = 1.0
MEASURE_SECONDS: Final = 5.0
PATIENT_SECONDS: Final = 30.0
"""After the start: a broker that has just made its topics does not show all of them at once."""
FUTILE: Final = 2
"""So many restarts in a row without one record: the process is not healthy."""

Make = Callable[[], Awaitable[Group]]
"""The group as it must be now. Raises `NotNow` or whatever the database raises."""
Outdated = Callable[[Group], Awaitable[bool]]
"""The group should be another one by now."""


class NotNow(Exception):
    """The group cannot run; the text says why and how to mend it."""


async def never_outdated(_group: Group) -> bool:
    """For groups without generations."""
    return False


class Keeper:
    """One group of a service."""

    def __init__(self, name: str, make: Make, ends: Ends, outdated: Outdated = never_outdated) -> None:
        self.name = name
        self._make = make
        self._ends = ends
        self._outdated = outdated
        self.group: Group | None = None
        self.problem: str | None = "has not started"
        self._futile = 0

    async def run(self, stopping: asyncio.Event) -> None:
        """Until stopped; then drains and leaves the group."""
        backoff, began = Backoff(first=0.5, most=10.0), time.monotonic()
        while not stopping.is_set():
            try:
                group = await self._make()
                await self._started(group)
            except Exception as error:
                self._waits(error, patient=time.monotonic() - began < PATIENT_SECONDS)
                await set_within(stopping, backoff.next())
                continue
            backoff.reset()
            try:
                await self._watch(group, stopping)
            finally:
                self.problem = "is stopped"
                await group.stop()

    def _waits(self, error: Exception, *, patient: bool) -> None:
        self.problem = str(error) if isinstance(error, NotNow) else f"cannot start: {type(error).__name__}: {error}"
        say = log.info if patient and isinstance(error, NotNow) else log.warning
        say("consumer-waits", name=self.name, reason=self.problem)

    async def _started(self, group: Group) -> None:
        # aiokafka that subscribes to a missing topic logs errors ten times a second and may never see it come
        lacking = sorted(set(group.needs) - set(await partitions_of(group.kafka, group.needs)))
        if lacking:
            raise NotNow(f"waits for topics that do not exist: {', '.join(lacking)}; run `jembatan topics apply`")
        try:
            await group.start()
        except BaseException:
            await group.stop()
            raise
        self.group, self.problem = group, None

    async def _watch(self, group: Group, stopping: asyncio.Event) -> None:
        measured = time.monotonic()
        while not stopping.is_set():
            await set_within(stopping, LOOK_SECONDS)
            if time.monotonic() - measured >= MEASURE_SECONDS:
                measured = time.monotonic()
                await self._measure(group)
            if group.stuck > group.pace.stuck:
                self._futile = self._futile + 1 if group.delivered == 0 else 1
                RESTARTS.labels(self.name).inc()
                log.error("consumer-stuck", group=group.name, seconds=round(group.stuck), mend="it begins anew")
                return
            with suppress(Exception):  # the database is away: nothing can be said, so nothing changes
                if await self._outdated(group):
                    log.info("consumer-generation-over", group=group.name)
                    return

    async def _measure(self, group: Group) -> None:
        ends = await self._ends.of(group.assigned)
        if ends is None:  # Kafka itself is away: waiting for it is what we should do
            group.moved = time.monotonic()
        else:
            await group.watch(ends)
        if group.delivered:
            self._futile = 0

    def unhealthy(self) -> str | None:
        """Why the process should be started anew, or None."""
        if self._futile >= FUTILE:
            return f"group {self.name} stands still although there is lag, also after {self._futile} restarts"
        return None

    async def unready(self) -> str | None:
        """Why it does not hear yet, or None."""
        if self.problem is not None:
            return f"group {self.name} {self.problem}"
        group = self.group
        if group is None or not group.started or not group.joined:
            return f"group {self.name} has no partitions yet"
        return None
