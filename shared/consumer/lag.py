"""How far consumer groups are behind, asked with clients of our own so that a stuck consumer cannot hide it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.topics import partitions_of

SECONDS: Final = 5.0


class Ends:
    """Ends of partitions. One client, made anew after any failure."""

    def __init__(self, kafka: Mapping[str, Any]) -> None:
        self._kafka = dict(kafka)
        self._client: Any = None
        self._turn = asyncio.Lock()

    async def of(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int] | None:
        """None when Kafka does not answer."""
        wanted = list(partitions)
        if not wanted:
            return {}
        async with self._turn:
            try:
                async with asyncio.timeout(SECONDS):
                    ends: dict[TopicPartition, int] = await (await self._started()).end_offsets(wanted)
                    return ends
            except (KafkaError, OSError, TimeoutError):
                await self._drop()
                return None

    async def close(self) -> None:
        """Stop the client."""
        async with self._turn:
            await self._drop()

    async def _started(self) -> Any:
        if self._client is None:
            self._client = AIOKafkaConsumer(**self._kafka, request_timeout_ms=int(SECONDS * 1000))
            await self._client.start()
        return self._client

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.stop(), SECONDS)


class Lag:
    """How far groups are behind, asked again and again over the same connections. No I/O before the first question."""

    def __init__(self, kafka: Mapping[str, Any]) -> None:
        self._kafka = dict(kafka)
        self._ends = Ends(kafka)
        self._admin: Any = None
        self._partitions: dict[str, int] = {}
        self._turn = asyncio.Lock()

    async def of(self, groups: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
        """Per group (name → its topics): records not yet committed, by `topic/partition`. Raises `KafkaError`."""
        async with self._turn:
            try:
                return {group: await self._behind(group, topics) for group, topics in groups.items()}
            except BaseException:
                await self._drop()
                raise

    async def close(self) -> None:
        """Stop the clients."""
        async with self._turn:
            await self._drop()

    async def _behind(self, group: str, topics: Sequence[str]) -> dict[str, int]:
        if unknown := [topic for topic in topics if topic not in self._partitions]:
            self._partitions |= await partitions_of(self._kafka, unknown)
        counts = {topic: self._partitions[topic] for topic in topics if topic in self._partitions}
        partitions = [TopicPartition(topic, number) for topic, count in counts.items() for number in range(count)]
        last = await self._ends.of(partitions)
        if last is None:
            raise KafkaError("Kafka does not answer")
        committed = await (await self._started()).list_consumer_group_offsets(group)
        done = {partition: max(0, committed[partition].offset) for partition in partitions if partition in committed}
        return {f"{each.topic}/{each.partition}": last[each] - done.get(each, 0) for each in partitions}

    async def _started(self) -> Any:
        if self._admin is None:
            admin = AIOKafkaAdminClient(**self._kafka)
            await admin.start()
            self._admin = admin
        return self._admin

    async def _drop(self) -> None:
        admin, self._admin = self._admin, None
        if admin is not None:
            with suppress(Exception):
                await asyncio.wait_for(admin.close(), SECONDS)
        await self._ends.close()


async def lag_of(kafka: Mapping[str, Any], groups: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """As `Lag.of`, asked once."""
    lag = Lag(kafka)
    try:
        return await lag.of(groups)
    finally:
        await lag.close()
