"""One consumer group member on FastStream: subscribe, deliver, settle, drain, and notice when it stands still."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from prometheus_client import Counter, Gauge

from shared.backoff import Backoff
from shared.consumer.batch import Batch, Pace
from shared.consumer.delivery import COMMIT_SECONDS, Delivery
from shared.consumer.effects import Work
from shared.consumer.freshness import Freshness
from shared.consumer.incoming import Beat, Heard, partition_of, read
from shared.consumer.letter_box import DeadLetters
from shared.consumer.security import security_of
from shared.consumer.trouble import describe
from shared.envelope import Poison
from shared.faults import point
from shared.relay.outgoing import Unsent
from shared.waiting import set_within

log = structlog.get_logger(__name__)

HEARD = Counter("jembatan_consumer_heard", "Records heard", ["group"])
HELD = Counter("jembatan_consumer_held", "Deliveries of which some records were held back", ["group"])
LAG = Gauge("jembatan_consumer_lag", "Records of our partitions that are not yet handled", ["group"])
RESTING = Gauge("jembatan_consumer_resting_partitions", "Partitions that rest after a failure", ["group"])

POLL_MS: Final = 20
"""How long an idle poll waits: with FastStream's 200 ms a lone event takes 180 ms."""
HEARTBEAT_MS: Final = 1_000
"""How soon a member hears of a rebalance; with the usual 3 s the whole group waits that long."""
METADATA_MS: Final = 10_000
"""How soon a topic that was created later is seen."""


class Group(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """A member of the consumer group `name`; `start` once Kafka is there, `stop` drains."""

    def __init__(
        self,
        *,
        name: str,
        topics: Sequence[str],
        letters: DeadLetters,
        work: Work,
        kafka: Mapping[str, Any],
        prefix: str = "",
        freshness: Freshness | None = None,
        pace: Pace | None = None,
        session: float,
        client_id: str = "jembatan",
    ) -> None:
        """`topics` with their prefix. `letters.group` names dead letters and redrive (without a generation).

        `session`: seconds that a member may be silent until others get its partitions.
        """
        self.name = name
        self.topics = tuple(topics)
        self.pace = pace or Pace()
        self._session_ms = int(session * 1000)
        self._letters = letters
        self._work = work
        self.kafka = dict(kafka)
        self._prefix = prefix
        self._freshness = freshness
        self._client_id = client_id
        self._broker: KafkaBroker | None = None
        self._subscriber: Any = None
        self._draining = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._batch: Batch | None = None
        self._rests: dict[TopicPartition, Backoff] = {}
        self._resting: dict[TopicPartition, asyncio.TimerHandle] = {}
        self._trouble = Backoff(first=0.5, most=10.0)
        self._owed: dict[TopicPartition, int] = {}
        """Positions that a failed commit has left behind; the next one that succeeds brings them all."""
        self.joined = False
        """The coordinator has told us our partitions (maybe none)."""
        self.assigned: frozenset[TopicPartition] = frozenset()
        self.moved = time.monotonic()
        """When the position last moved, or there was nothing to move for."""
        self.delivered = 0
        """Records handled since the start, redeliveries included."""

    async def start(self) -> None:
        """Join the group. Raises `KafkaError` when Kafka is not there; may be called again."""
        self._draining.clear()
        self._broker, self._subscriber = self._subscribed()
        try:
            await self._broker.start()
        except BaseException:
            await self._shut()
            raise
        self.moved = time.monotonic()

    def _subscribed(self) -> tuple[KafkaBroker, Any]:
        options = {name: value for name, value in self.kafka.items() if name == "bootstrap_servers"}
        broker = KafkaBroker(
            **options,
            security=security_of(self.kafka),
            client_id=self._client_id,
            consumer_only=True,
            allow_auto_create_topics=False,
            graceful_timeout=self.pace.drain,
            metadata_max_age_ms=METADATA_MS,
            logger=None,
            apply_types=False,
        )
        subscriber = broker.subscriber(
            *self.topics,
            group_id=self.name,
            batch=True,
            max_records=self.pace.records,
            batch_timeout_ms=POLL_MS,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=min(HEARTBEAT_MS, self._session_ms // 3),
            rebalance_timeout_ms=int((self.pace.drain + 10) * 1000),
            listener=self,
            parser=self._parse,
            decoder=_undecoded,
        )
        subscriber(self.deliver)
        return broker, subscriber

    async def stop(self) -> None:
        """Finish the batch under way (its back-offs end at once), commit, leave the group."""
        self._draining.set()
        await set_within(self._idle, self.pace.drain)
        await self._shut()
        await self._letters.close()

    async def _shut(self) -> None:
        broker, self._broker, self._subscriber = self._broker, None, None
        self.joined, self.assigned = False, frozenset()
        for timer in self._resting.values():
            timer.cancel()
        self._resting.clear()
        if broker is not None:
            stopping = asyncio.ensure_future(broker.stop())
            done, _ = await asyncio.wait({stopping}, timeout=self.pace.drain + 5)
            if not done:
                stopping.cancel()
                log.warning("consumer-abandoned", group=self.name)
            elif not stopping.cancelled() and (error := stopping.exception()):
                log.warning("consumer-stop-failed", group=self.name, error=repr(error))

    # -- delivery -----------------------------------------------------------------------------------------------------

    async def _parse(self, records: Sequence[Any]) -> Delivery:
        return Delivery(records, self._subscriber.consumer, self.name)

    async def deliver(self, delivery: Delivery) -> None:
        """FastStream's handler: returns once every record is done, dead or set back."""
        self._idle.clear()
        batch = self._batch = Batch(self.name, self.pace, self._draining)
        try:
            heard = self._read(delivery.records, batch)
            if heard:
                await self._work.handle(heard, batch)
            await self._settle(batch, delivery)
            await point("consumer.before-commit")
            await delivery.ack()
            self._owed = {} if delivery.stored else self._owed | delivery.goes_on
            self._trouble.reset()
        except Exception as error:
            # NACK_ON_ERROR delivers again at once and for ever: wait here, or it would be a thousand times a second
            log.exception("delivery-failed", group=self.name, error=describe(error))
            await self._rest_a_little()
            raise
        finally:
            self._batch = None
            self.moved = time.monotonic()
            self._idle.set()

    async def _rest_a_little(self) -> None:
        await set_within(self._draining, self._trouble.next())

    def _read(self, records: Sequence[Any], batch: Batch) -> list[Heard]:
        heard: list[Heard] = []
        for raw in records:
            try:
                each = read(raw, group=self._letters.group, prefix=self._prefix)
            except Poison as error:
                batch.poison(raw, error)
                continue
            if isinstance(each, Beat):
                batch.beats.append(each)
            else:
                heard.append(each)
        self.delivered += len(records)
        HEARD.labels(self.name).inc(len(records))
        return heard

    async def _settle(self, batch: Batch, delivery: Delivery) -> None:
        """Dead letters first, then heartbeats, then set back what is held; only then may the offset move."""
        letters = batch.settled()
        try:
            await self._letters.put(letters)
        except Unsent as error:
            log.warning("dead-letters-unsent", group=self.name, error=str(error))
            batch.hold([letter.raw for letter in letters])
        if self._freshness is not None and batch.beats:
            await self._freshness.note([beat for beat in batch.beats if beat.partition not in batch.held])
        for partition, offset in batch.held.items():
            delivery.back(partition, offset)
            if partition in batch.rests:
                self._rest(partition)
        for partition in {partition_of(raw) for raw in delivery.records} - batch.held.keys():
            self._rests.pop(partition, None)
        if batch.held:
            HELD.labels(self.name).inc()

    def _rest(self, partition: TopicPartition) -> None:
        """Let the partition rest so that the others flow: longer after each failure."""
        seconds = self._rests.setdefault(partition, Backoff(first=1.0, most=self.pace.rest)).next()
        log.warning("partition-rests", group=self.name, partition=str(partition), seconds=round(seconds, 1))
        with suppress(IllegalStateError, AttributeError):
            self._subscriber.consumer.pause(partition)
            if (earlier := self._resting.pop(partition, None)) is not None:
                earlier.cancel()
            self._resting[partition] = asyncio.get_running_loop().call_later(seconds, self._resume, partition)
        RESTING.labels(self.name).set(len(self._resting))

    def _resume(self, partition: TopicPartition) -> None:
        self._resting.pop(partition, None)
        self.moved = time.monotonic()
        RESTING.labels(self.name).set(len(self._resting))
        with suppress(IllegalStateError, AttributeError):
            self._subscriber.consumer.resume(partition)

    # -- rebalances ---------------------------------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Drain: the batch under way ends and is committed before another member gets its partitions."""
        self.joined = False
        self._draining.set()
        await set_within(self._idle, self.pace.drain)
        self.assigned = frozenset()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """What is ours from now on."""
        self._draining.clear()
        for timer in self._resting.values():  # a new assignment knows of no rest
            timer.cancel()
        self._resting.clear()
        self.assigned = frozenset(assigned)
        self._owed = {}  # it begins where the coordinator says
        self.joined = True
        self.moved = time.monotonic()
        log.info("partitions-assigned", group=self.name, partitions=len(assigned))

    # -- health -------------------------------------------------------------------------------------------------------

    async def watch(self, ends: Mapping[TopicPartition, int]) -> None:
        """Compare positions with the ends of the partitions: without lag there is nothing to move for."""
        consumer = self._subscriber.consumer if self._subscriber is not None else None
        if consumer is None or not self.joined:
            return
        lags = {each: ends.get(each, 0) - await _position(consumer, each) for each in self.assigned}
        LAG.labels(self.name).set(sum(max(0, lag) for lag in lags.values()))
        await self._commit_owed(consumer)
        behind = [each for each, lag in lags.items() if lag > 0 and each not in self._resting]
        if not behind and self._idle.is_set():
            self.moved = time.monotonic()

    async def _commit_owed(self, consumer: Any) -> None:
        """A partition on which nothing follows would show a lag for ever, and deliver again after a restart."""
        owed = self._owed
        if not owed or not self._idle.is_set():
            return
        with suppress(KafkaError, IllegalStateError, TimeoutError):
            await asyncio.wait_for(consumer.commit(owed), COMMIT_SECONDS)
            if self._owed is owed:
                self._owed = {}

    @property
    def stuck(self) -> float:
        """Seconds for which the position has stood still although there is lag; 0 inside a back-off."""
        if self._batch is not None and self._batch.waiting:
            return 0.0
        still = time.monotonic() - self.moved
        if self._batch is not None:  # an effect may take its time, within the bounds of the batch
            still = time.monotonic() - self._batch.began - self.pace.whole - self.pace.effect
        return max(0.0, still)

    @property
    def needs(self) -> tuple[str, ...]:
        """Topics that must exist: what it hears, and its dead letters."""
        return (*self.topics, self._letters.topic)

    @property
    def started(self) -> bool:
        """The subscriber runs."""
        return self._subscriber is not None and bool(self._subscriber.running)


async def _undecoded(delivery: Delivery) -> Delivery:
    return delivery


async def _position(consumer: Any, partition: TopicPartition) -> int:
    try:
        position: int = await asyncio.wait_for(consumer.position(partition), 0.5)
    except Exception:  # not known: as good as standing still
        return -1
    return position
