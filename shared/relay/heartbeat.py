"""Heartbeats in a service's topics, so that a listener knows how far behind its copy can be at most."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog

from shared.backoff import Backoff
from shared.clock import Clock
from shared.envelope import heartbeat
from shared.mongo import Mongo
from shared.relay.outgoing import Message, Outgoing, Unsent
from shared.relay.pages import Outbox
from shared.relay.relay import made_at

log = structlog.get_logger(__name__)


class Heartbeat:
    """Writes one small record into every partition: "everything until then is before me".

    The time is the machine time until which the whole outbox was published, so a relay that hangs cannot make
    copies look fresh. Several replicas may beat at once.
    """

    def __init__(
        self, *, service: str, mongo: Mongo, clock: Clock, kafka: Mapping[str, Any], topics: Sequence[str]
    ) -> None:
        """`topics` with their prefix."""
        self._service = service
        self._clock = clock
        self._topics = tuple(topics)
        self._outbox = Outbox(mongo.documents("journal"))
        self._outgoing = Outgoing(kafka)

    async def beat(self) -> datetime:
        """Send one round; the time it carries. Raises `Unsent`."""
        at = self._clock.machine()
        oldest = await self._outbox.oldest()
        if oldest is not None:
            at = min(at, datetime.fromtimestamp(made_at(oldest), UTC))
        await self._outgoing.send_all([message for topic in self._topics for message in await self._round(topic, at)])
        return at

    async def run(self, every: float = 10.0) -> None:
        """Beat every so many seconds until cancelled."""
        backoff = Backoff(first=1.0, most=every)
        try:
            while True:
                try:
                    await self.beat()
                    backoff.reset()
                    await asyncio.sleep(every)
                except Exception as error:
                    log.warning("heartbeat-failed", service=self._service, error=f"{type(error).__name__}: {error}")
                    await asyncio.sleep(backoff.next())
        finally:
            await self._outgoing.close()

    async def _round(self, topic: str, at: datetime) -> list[Message]:
        partitions = await self._outgoing.partitions(topic)
        if not partitions:
            raise Unsent(f"topic {topic} does not exist; run `jembatan topics apply`")
        key, value, headers = heartbeat(self._service, at)
        return [Message(topic, key, value, headers, partition) for partition in partitions]
