"""Sending to Kafka so that an acknowledged record is there, whatever the broker does.

aiokafka's idempotent producer can hang in `send` and `stop` (aiokafka #1101) and stays broken after an out-of-order
sequence (#1017). So every wait has a deadline of ours, and after any failure the producer is replaced.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.envelope import Header

log = structlog.get_logger(__name__)

WINDOW: Final = 1_000
"""Records that are sent within one timeout."""
MAX_REQUEST_BYTES: Final = 1_048_576
BATCH_BYTES: Final = 262_144
METADATA_SECONDS: Final = 2.0
ENVELOPE_BYTES: Final = 512
"""What Kafka's record format adds to one record, rounded up."""


@dataclass(frozen=True, slots=True)
class Message:
    """One Kafka record to send."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[Header] = ()
    partition: int | None = None

    def too_large(self, limit: int = MAX_REQUEST_BYTES) -> bool:
        """No broker with usual limits takes it."""
        if len(self.value or b"") < limit // 2 and len(self.headers) < 64:
            return False
        size = len(self.key or b"") + len(self.value or b"") + ENVELOPE_BYTES
        return size + sum(len(name) + len(value or b"") + 8 for name, value in self.headers) > limit


class Unsent(Exception):
    """Not acknowledged by Kafka: it may be there or not. Send it again."""


class Outgoing:
    """An idempotent producer with `acks=all` that is replaced after every failure. Not for several tasks at once."""

    def __init__(self, options: Mapping[str, Any], *, timeout: float = 10.0, stop_timeout: float = 3.0) -> None:
        """`options` are `settings.kafka_client_options()`; times in seconds, `timeout` is that of a whole window."""
        self._options = dict(options)
        self._timeout = timeout
        self._stop_timeout = stop_timeout
        self._producer: Any = None

    async def send(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Send a window at once, in order per partition; per message None (acknowledged) or what went wrong.

        Nothing is raised. After a failure later messages of the window may or may not have arrived.
        """
        futures: list[asyncio.Future[Any]] = []
        failure: Exception = Unsent("was not acknowledged in time")
        try:
            async with asyncio.timeout(self._timeout):
                producer = await self._started()
                for message in messages:
                    futures.append(await _append(producer, message))  # noqa: PERF401 - what was sent before an error counts
                if futures:
                    await asyncio.wait(futures)
        except (TimeoutError, KafkaError, OSError, AssertionError) as error:
            failure = Unsent(f"{type(error).__name__}: {error}")
        outcomes = [_outcome(future, failure) for future in futures]
        outcomes += [failure] * (len(messages) - len(futures))
        if any(outcomes):
            await self.close(abandon=True)
        return outcomes

    async def send_all(self, messages: Sequence[Message]) -> None:
        """Send these, window by window; raises `Unsent` unless all of a window was acknowledged."""
        for start in range(0, len(messages), WINDOW):
            window = messages[start : start + WINDOW]
            failed = [outcome for outcome in await self.send(window) if outcome is not None]
            if failed:
                raise Unsent(f"{len(failed)} of {len(window)} records; first: {failed[0]}")

    async def partitions(self, topic: str) -> list[int]:
        """The topic's partitions; none when it does not exist. Raises `Unsent` when Kafka does not answer."""
        try:
            async with asyncio.timeout(self._timeout):
                producer = await self._started()
        except (KafkaError, OSError, TimeoutError) as error:
            raise Unsent(f"{type(error).__name__}: {error}") from error
        try:
            async with asyncio.timeout(METADATA_SECONDS):
                return sorted(await producer.partitions_for(topic))
        except (KafkaError, TimeoutError):
            return []

    async def close(self, *, abandon: bool = False) -> None:
        """Stop the producer within the stop timeout. `abandon`: fail at once what is still waiting."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _stop(producer, self._stop_timeout, abandon)

    async def _started(self) -> Any:
        if self._producer is None:
            producer = AIOKafkaProducer(
                **self._options,
                acks="all",
                enable_idempotence=True,
                max_batch_size=BATCH_BYTES,
                max_request_size=MAX_REQUEST_BYTES,
                request_timeout_ms=int(self._timeout * 1000),
                metadata_max_age_ms=30_000,
            )
            try:
                await producer.start()
            except BaseException:
                await _stop(producer, self._stop_timeout, abandon=True)
                raise
            self._producer = producer
        return self._producer


async def _append(producer: Any, message: Message) -> "asyncio.Future[Any]":
    future: asyncio.Future[Any] = await producer.send(
        message.topic,
        value=message.value,
        key=message.key,
        headers=message.headers,
        partition=message.partition,
    )
    return future


def _outcome(future: "asyncio.Future[Any]", failure: Exception) -> Exception | None:
    if not future.done():
        future.add_done_callback(_consume)
        return failure
    error = None if future.cancelled() else future.exception()
    if error is None:
        return failure if future.cancelled() else None
    return error if isinstance(error, Exception) else failure


def _consume(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()


async def _stop(producer: Any, timeout: float, abandon: bool) -> None:
    if abandon:  # no public way: else stop() would go on trying to deliver what we send again with the next producer
        with suppress(Exception):
            producer._message_accumulator.fail_all(KafkaError("abandoned after a failure"))
    stopping = asyncio.ensure_future(producer.stop())
    done, _ = await asyncio.wait({stopping}, timeout=timeout)
    if not done:
        stopping.cancel()
        with suppress(Exception):
            producer._sender.sender_task.cancel()
        log.warning("kafka-producer-abandoned", after_seconds=timeout)
        return
    if not stopping.cancelled():
        stopping.exception()
