"""The background half of a service: relay, consumers, scheduler, operations, letters, housekeeping, its own workers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import structlog

from shared import housekeeping
from shared.backoff import Backoff
from shared.consumer import Consumer
from shared.faults import arm
from shared.health import Health
from shared.ids import new_id
from shared.jobs import Jobs
from shared.leases import Leases
from shared.letters import Mailbox, Sender
from shared.relay import Heartbeat, Relay
from shared.runtime import Runtime

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 5.0
"""Between two heartbeats of a service that publishes compacted topics (ADR 0005)."""
DRAIN_SECONDS: Final = 20.0
"""For batches, sends and letters that are under way when the process is told to stop."""
DOWN_SECONDS: Final = 60.0
"""A task that has been failing for so long makes the process unhealthy."""

Run = Callable[[], Awaitable[None]]


class Worker:
    """`run()` until cancelled; then everything drains. A task that fails is started again, with back-off."""

    def __init__(self, runtime: Runtime) -> None:
        self._rt = runtime
        term = runtime.settings.lease_term_seconds
        arm(runtime.settings.faults, runtime.settings.environment)
        self.relay = Relay(
            service=runtime.service,
            mongo=runtime.mongo,
            leases=Leases(runtime.mongo, runtime.clock, new_id(), term),
            topics={
                decider.name: runtime.settings.topic_prefix + decider.topic(runtime.service)
                for decider in runtime.definition.deciders
            },
            kafka=runtime.settings.kafka_client_options(),
            buckets=runtime.settings.buckets,
            term=term,
        )
        runtime.journal.wake = self.relay.wake
        hears = runtime.definition.hears
        self.consumer = Consumer(hears, runtime) if hears else None
        self.jobs = Jobs(runtime, runtime.definition.deciders, Leases(runtime.mongo, runtime.clock, new_id(), term))
        self._down: dict[str, float] = {}

    async def run(self) -> None:
        """Everything at once. Cancelling drains what is under way and gives the leases back."""
        draining = {"relay": self.relay.run, "jobs": self.jobs.run}
        if self.consumer:
            draining["consumer"] = self.consumer.run
        drains = [asyncio.create_task(self._keep(name, run)) for name, run in draining.items()]
        others = [asyncio.create_task(self._keep(name, run)) for name, run in self._loops().items()]
        try:
            await asyncio.wait([*drains, *others])  # not gather: cancelling that would cancel instead of drain
        finally:
            await self._drain(drains, others)

    def watch(self, health: Health) -> None:
        """Add this worker's checks: alive while its tasks run and positions move, ready once it hears."""
        health.live["tasks"] = self._alive
        if self.consumer:
            health.live["consumer"] = self.consumer.healthy
            health.ready["consumer"] = self.consumer.ready

    def _loops(self) -> dict[str, Run]:
        """What simply ends when it is cancelled."""
        rt, definition = self._rt, self._rt.definition
        loops: dict[str, Run] = {"housekeeping": partial(housekeeping.run, rt)}
        for work in definition.workers:
            loops[work.__name__] = partial(work, rt)
        if definition.operations:
            loops["operations"] = partial(definition.operations.run, rt)
        if definition.letters:
            loops["letters"] = partial(self._sender().run, rt.settings.lease_term_seconds)
        if compacted := [topic.name for topic in rt.topics() if topic.compact]:
            loops["heartbeat"] = partial(self._heartbeat(compacted).run, HEARTBEAT_SECONDS)
        return loops

    def _sender(self) -> Sender:
        rt, settings = self._rt, self._rt.settings
        mailbox = Mailbox(settings.smtp_url.get_secret_value(), settings.mail_from, settings.development)
        return Sender(
            rt.service,
            mongo=rt.mongo,
            clock=rt.clock,
            people=rt.people,
            links=rt.links,
            templates=rt.templates,
            mailbox=mailbox,
            public_url=settings.public_url,
            pages=rt.definition.pages,
        )

    def _heartbeat(self, topics: list[str]) -> Heartbeat:
        rt = self._rt
        kafka = rt.settings.kafka_client_options()
        return Heartbeat(service=rt.service, mongo=rt.mongo, clock=rt.clock, kafka=kafka, topics=topics)

    async def _keep(self, name: str, run: Run) -> None:
        backoff = Backoff(first=0.5, most=30.0)
        while True:
            started = time.monotonic()
            try:
                await run()
            except Exception as error:
                self._down.setdefault(name, time.monotonic())
                log.exception("task-failed", task=name, service=self._rt.service, error=type(error).__name__)
            else:
                return
            if time.monotonic() - started > DOWN_SECONDS:
                backoff.reset()
                self._down.pop(name, None)
            await asyncio.sleep(backoff.next())

    async def _alive(self) -> str | None:
        now = time.monotonic()
        down = sorted(name for name, since in self._down.items() if now - since > DOWN_SECONDS)
        return f"these tasks fail again and again: {', '.join(down)}; see the log" if down else None

    async def _drain(self, drains: list["asyncio.Task[None]"], others: list["asyncio.Task[None]"]) -> None:
        stops = [self.relay.stop(), self.jobs.stop(), *([self.consumer.stop()] if self.consumer else [])]
        await asyncio.gather(*stops, return_exceptions=True)
        for task in others:
            task.cancel()
        _, late = await asyncio.wait([*drains, *others], timeout=DRAIN_SECONDS)
        if late:  # a client library may wait for a lost server for ever, cancelled or not
            log.warning("drain-cut-short", service=self._rt.service, tasks=len(late))
        for task in late:
            task.cancel()
