"""From the journal to Kafka: every entry, in order per stream, marked only after Kafka has acknowledged it."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog
from prometheus_client import Counter, Gauge

from shared.backoff import Backoff
from shared.decider import Decider
from shared.envelope import encode
from shared.faults import point
from shared.ids import new_id
from shared.leases import Leases
from shared.mongo import Document, Mongo
from shared.relay.outgoing import Message, Outgoing, Unsent
from shared.relay.pages import Outbox
from shared.telemetry import OUTBOX_AGE, OUTBOX_ENTRIES
from shared.topics import relay_topics
from shared.waiting import set_within

log = structlog.get_logger(__name__)

PUBLISHED = Counter("jembatan_relay_published", "Events published", ["service"])
FAILURES = Counter("jembatan_relay_failures", "Sweeps that failed and began anew", ["service"])
STALLED = Gauge("jembatan_relay_stalled_streams", "Streams with an entry that cannot be sent", ["service"])

WINDOW: Final = 2_000
"""Records under way at once; throughput is flat from 1,000 on."""
STALL_SECONDS: Final = 60.0
"""How long a stream with an unsendable entry is left alone before it is tried again."""
ABSENT_SECONDS: Final = 5.0
"""How long a missing topic is believed to be missing."""
GAUGE_SECONDS: Final = 15.0


class Holder(Protocol):
    """What the relay needs of `shared.leases.Leases`."""

    async def hold(self, names: Sequence[str]) -> set[str]:
        """The names that we hold from now on, for a term."""
        ...

    async def release(self) -> None:
        """Give all back at once."""
        ...


@dataclass
class Stall:
    """A stream that waits for somebody to mend it."""

    reason: str
    until: float


class Relay:
    """One per service process; replicas share the buckets. `run()` until `stop()`; `wake()` after a command."""

    def __init__(
        self,
        *,
        service: str,
        mongo: Mongo,
        leases: Holder,
        topics: Mapping[str, str],
        kafka: Mapping[str, Any],
        buckets: int = 16,
        term: float = 10.0,
        sweep: float = 1.0,
        limit: int = 1_000,
        send_timeout: float = 10.0,
    ) -> None:
        """`topics`: aggregate name → full topic name. `kafka`: `settings.kafka_client_options()`. Times in seconds."""
        self.service = service
        self._topics = dict(topics)
        self._leases = leases
        self._names = {bucket_name(bucket): bucket for bucket in range(buckets)}
        self._renew_every = term / 3
        self._sweep_every = sweep
        self._outbox = Outbox(mongo.documents("journal"), limit)
        self._outgoing = Outgoing(kafka, timeout=send_timeout)
        self._wake = asyncio.Event()
        self._stopping = False
        self._held: list[int] = []
        self._renewed = float("-inf")
        self._there: set[str] = set()
        self._absent: dict[str, float] = {}
        self._stalls: dict[str, Stall] = {}
        self.published = 0
        """Events acknowledged by Kafka since the start."""

    @classmethod
    def of(cls, rt: Any, deciders: Iterable[Decider[Any, Any, Any]], *, sweep: float = 1.0) -> "Relay":
        """The relay of a runtime (`service`, `settings`, `mongo`, `clock`)."""
        settings = rt.settings
        return cls(
            service=rt.service,
            mongo=rt.mongo,
            leases=Leases(rt.mongo, rt.clock, new_id(), settings.lease_term_seconds),
            topics=relay_topics(settings, rt.service, deciders),
            kafka=settings.kafka_client_options(),
            buckets=settings.buckets,
            term=settings.lease_term_seconds,
            sweep=sweep,
        )

    def wake(self) -> None:
        """A command was just accepted: look at once. A hint only; the sweep is the guarantee."""
        self._wake.set()

    async def stop(self) -> None:
        """Finish the page under way and end `run`, which then gives the leases back."""
        self._stopping = True
        self._wake.set()

    @property
    def stalled(self) -> dict[str, str]:
        """Streams that cannot be sent, with the reason."""
        return {stream: stall.reason for stream, stall in self._stalls.items()}

    async def run(self) -> None:
        """Publish until stopped. Whatever fails is tried again with back-off from the first unacknowledged number."""
        backoff = Backoff(first=0.1, most=5.0)
        measuring = asyncio.create_task(self._measure())
        try:
            while not self._stopping:
                self._wake.clear()
                try:
                    await self._round()
                    backoff.reset()
                    await self._rest(self._sweep_every)
                except Exception as error:
                    FAILURES.labels(self.service).inc()
                    log.warning("relay-round-failed", service=self.service, error=f"{type(error).__name__}: {error}")
                    self._there.clear()
                    await self._outgoing.close(abandon=True)
                    await self._rest(backoff.next())
        except asyncio.CancelledError:
            await self._outgoing.close(abandon=True)
            raise
        finally:
            measuring.cancel()
        await self._outgoing.close()
        with suppress(Exception):  # a lease that is not given back is taken over after its term
            await self._leases.release()

    async def _rest(self, seconds: float) -> None:
        if not self._stopping:
            await set_within(self._wake, seconds)

    async def _round(self) -> None:
        """One sweep through the outbox. While a page is sent, the next is read and the one before is marked."""
        coming = asyncio.create_task(self._page(""))
        marking = asyncio.create_task(self._mark([]))
        try:
            while not self._stopping and (page := await coming):
                last = len(page) < self._outbox.limit
                coming = asyncio.create_task(_nothing() if last else self._page(page[-1]["entry_id"]))
                acknowledged, failure = await self._publish(await self._outbox.in_order(page))
                await marking
                marking = asyncio.create_task(self._mark(acknowledged))
                if failure is not None:
                    raise failure
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
            await marking

    async def _page(self, after: str) -> list[Document]:
        held = await self._buckets()
        return await self._outbox.page(held, after) if held else []

    async def _buckets(self) -> list[int]:
        now = time.monotonic()
        if now - self._renewed >= self._renew_every:
            held = await self._leases.hold(list(self._names))
            self._held = sorted(self._names[name] for name in held)
            self._renewed = now
        return self._held

    async def _publish(self, runs: Sequence[Sequence[Document]]) -> tuple[list[Document], Exception | None]:
        """Send the runs in windows; which entries Kafka has acknowledged, and what stopped the rest."""
        acknowledged: list[Document] = []
        window: list[tuple[Document, list[Message]]] = []
        count = 0
        for entry, messages in await self._sendable(runs):
            if window and count + len(messages) > WINDOW:
                done, failure = await self._send(window)
                acknowledged += done
                if failure is not None:
                    return acknowledged, failure
                window, count = [], 0
            window.append((entry, messages))
            count += len(messages)
        done, failure = await self._send(window)
        return acknowledged + done, failure

    async def _send(self, window: Sequence[tuple[Document, list[Message]]]) -> tuple[list[Document], Exception | None]:
        """Send a window; of each stream only what comes before the first failure counts as acknowledged."""
        if not window:
            return [], None
        outcomes = iter(await self._outgoing.send([message for _, messages in window for message in messages]))
        acknowledged: list[Document] = []
        broken: set[str] = set()
        failure: Exception | None = None
        for entry, messages in window:
            errors = [error for error in (next(outcomes) for _ in messages) if error is not None]
            if errors or entry["stream"] in broken:
                broken.add(entry["stream"])
                failure = failure or next(iter(errors), None)
            else:
                acknowledged.append(entry)
                self.published += len(messages)
        self._outbox.acknowledged(acknowledged)
        PUBLISHED.labels(self.service).inc(sum(len(entry["events"]) for entry in acknowledged))
        await point("relay.after-send")
        return acknowledged, failure

    async def _mark(self, entries: Sequence[Document]) -> None:
        if entries:
            await point("relay.before-mark")
            await self._outbox.mark(entries)

    async def _sendable(self, runs: Iterable[Sequence[Document]]) -> list[tuple[Document, list[Message]]]:
        """What can be sent; a stream ends at its first entry that cannot, and that is said aloud."""
        sendable: list[tuple[Document, list[Message]]] = []
        now = time.monotonic()
        for run in runs:
            stall = self._stalls.get(run[0]["stream"])
            if stall is not None and now < stall.until:
                continue
            for entry in run:
                try:
                    messages = await self._messages(entry)
                except Unsendable as error:
                    self._stall(entry, str(error))
                    break
                sendable.append((entry, messages))
            else:
                self._recovered(run[0]["stream"])
        return sendable

    async def _messages(self, entry: Document) -> list[Message]:
        topic = self._topics.get(entry["aggregate"])
        if topic is None:
            raise Unsendable(
                f"no topic is declared for the aggregate {entry['aggregate']!r}; add its decider to the service"
            )
        await self._check(topic)
        messages = messages_of(entry, service=self.service, topic=topic)
        if any(message.too_large() for message in messages):
            raise Unsendable("an event is larger than Kafka takes (1 MiB); correct the entry by hand")
        return messages

    async def _check(self, topic: str) -> None:
        """A missing topic stalls its own streams for a while and nothing else."""
        if topic in self._there:
            return
        if time.monotonic() >= self._absent.get(topic, 0.0):
            if await self._outgoing.partitions(topic):
                self._there.add(topic)
                return
            self._absent[topic] = time.monotonic() + ABSENT_SECONDS
        raise Unsendable(f"topic {topic} does not exist or does not answer; run `jembatan topics apply`")

    def _stall(self, entry: Document, reason: str) -> None:
        stream = entry["stream"]
        seconds = 0.0 if self._absent.get(self._topics.get(entry["aggregate"], "")) else STALL_SECONDS
        if stream not in self._stalls:
            log.error(
                "relay-stream-stalled", service=self.service, stream=stream, number=entry["number"], reason=reason
            )
        self._stalls[stream] = Stall(reason, time.monotonic() + seconds)
        STALLED.labels(self.service).set(len(self._stalls))

    def _recovered(self, stream: str) -> None:
        if self._stalls.pop(stream, None) is not None:
            log.info("relay-stream-recovered", service=self.service, stream=stream)
            STALLED.labels(self.service).set(len(self._stalls))

    async def _measure(self) -> None:
        """Beside the sweep: counting a long backlog must not hold it up."""
        while True:
            with suppress(Exception):  # the sweep says it when the database is away
                oldest = await self._outbox.oldest()
                OUTBOX_AGE.labels(self.service).set(max(0.0, time.time() - made_at(oldest)) if oldest else 0)
                OUTBOX_ENTRIES.labels(self.service).set(await self._outbox.waiting() if oldest else 0)
            await asyncio.sleep(GAUGE_SECONDS)


async def _nothing() -> list[Document]:
    return []


class Unsendable(Exception):
    """No retry will get this entry through; its stream waits until somebody mends it."""


def messages_of(entry: Document, *, service: str, topic: str, replay: bool = False) -> list[Message]:
    """The records of one entry, in order. Raises `Unsendable` when an event has no wire form."""
    messages = []
    for event in entry["events"]:
        try:
            key, value, headers = encode(entry, event, service=service, replay=replay)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise Unsendable(f"event {event.get('number')} has no wire form: {type(error).__name__}") from error
        messages.append(Message(topic, key, value, headers))
    return messages


def bucket_name(bucket: int) -> str:
    """The lease of an outbox bucket."""
    return f"outbox-{bucket:04d}"


def made_at(uuid7: str) -> float:
    """Seconds since 1970 at which a UUIDv7 was made."""
    return int(uuid7.replace("-", "")[:12], 16) / 1000


__all__ = ["Relay", "Unsendable", "Unsent", "bucket_name", "made_at", "messages_of"]
