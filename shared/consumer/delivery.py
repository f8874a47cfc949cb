"""FastStream's message for a whole batch, unparsed, with an acknowledgement that cannot hang or skip a partition.

FastStream's own parser decodes every header as UTF-8 before any handler runs, so one record with a broken header would
be redelivered for ever; its `ack` waits without end while the group's coordinator is away; its `nack` gives up
at the first partition that is no longer ours.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream.kafka.message import KafkaMessage
from faststream.message import AckStatus

from shared.consumer.incoming import partition_of

log = structlog.get_logger(__name__)

COMMIT_SECONDS: Final = 10.0


class Delivery(KafkaMessage):
    """All records of one poll. Acknowledging commits the consumer's positions; a failed commit means redelivery."""

    def __init__(self, records: Sequence[Any], consumer: Any, group: str) -> None:
        super().__init__(
            raw_message=tuple(records), body=b"", consumer=consumer, correlation_id=group, message_id=group
        )
        self.group = group
        self.stored = True
        """False when the acknowledgement did not reach the coordinator."""
        self._set_back: dict[TopicPartition, int] = {}
        self.committed = None
        """KafkaMessage alone counts as acknowledged from the start."""

    @property
    def records(self) -> tuple[Any, ...]:
        """aiokafka's records, in order per partition."""
        raw = self.raw_message
        return raw if isinstance(raw, tuple) else (raw,)

    @property
    def goes_on(self) -> dict[TopicPartition, int]:
        """Where each of its partitions goes on: behind the last record, or where it was set back to."""
        return {partition_of(record): record.offset + 1 for record in self.records} | self._set_back

    async def ack(self) -> None:
        """Commit. Never raises: the effects have happened, and happen again harmlessly."""
        if self.committed is None:
            try:
                await asyncio.wait_for(self.consumer.commit(), COMMIT_SECONDS)
            except (KafkaError, IllegalStateError, TimeoutError) as error:
                self.stored = False
                log.warning("commit-failed", group=self.group, error=f"{type(error).__name__}: {error}")
            self.committed = AckStatus.ACKED

    async def reject(self) -> None:
        """As `nack`: nothing is ever given up here."""
        await self.nack()

    async def nack(self) -> None:
        """Every partition of the batch goes back to its first record."""
        if self.committed is None:
            earliest: dict[TopicPartition, int] = {}
            for record in self.records:
                earliest.setdefault(partition_of(record), record.offset)
            for partition, offset in earliest.items():
                self.back(partition, offset)
            self.committed = AckStatus.NACKED

    def back(self, partition: TopicPartition, offset: int) -> None:
        """Deliver the partition again from here, unless it is no longer ours."""
        self._set_back[partition] = offset
        with suppress(IllegalStateError):
            self.consumer.seek(partition, offset)
