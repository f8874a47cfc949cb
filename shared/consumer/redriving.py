"""Dead letters: listing them, and letting their own group hear them again.

A redriven record goes to `<group>.redrive.v1`, which only this group hears, and counts as if it came from its original
topic. It does not go back into the original topic: others would hear it twice, a consumer would need the right to write
where only the owner writes, and in a compacted topic an old state would displace a newer one.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.consumer.incoming import header
from shared.consumer.letter_box import DEAD
from shared.envelope import Header
from shared.relay.outgoing import Message, Outgoing
from shared.topics import dead_letter_topic, redrive_topic

POLL_MS: Final = 500


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One record that a group could not get through."""

    topic: str
    """Original topic, with prefix."""
    partition: int
    offset: int
    reason: str
    at: str
    type: str
    """`ce_type`, empty where the record has none."""
    tenant: str
    subject: str
    raw: Any

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it first stood: what makes it this record and no other."""
        return self.topic, self.partition, self.offset


@dataclass(frozen=True, slots=True)
class Redriven:
    """What a redrive did."""

    sent: int
    passed_over: int
    """Letters that the filter left where they are."""


async def redrive(
    group: str, *, kafka: Mapping[str, Any], where: Callable[[DeadLetter], bool] | None = None, again: bool = False
) -> Redriven:
    """Let the group hear its dead letters again, each once per call.

    Without `where`, letters of earlier redrives are left out (offsets of the group `<group>.redriver`) unless `again`.
    With `where`, all letters are looked at and nothing is remembered. Raises `Unsent` or `KafkaError`;
    repeating is safe.
    """
    outgoing = Outgoing(kafka)
    reader = Letters(group, kafka)
    letters: dict[tuple[str, int, int], DeadLetter] = {}
    passed_over = 0
    try:
        async for letter in reader.read(everything=again or where is not None):
            if where is None or where(letter):
                letters[letter.place] = letter
            else:
                passed_over += 1
        await outgoing.send_all([_again(group, letter) for letter in letters.values()])
        if where is None:
            await reader.remember()
    finally:
        await reader.close()
        await outgoing.close()
    return Redriven(len(letters), passed_over)


async def dead_letters(group: str, *, kafka: Mapping[str, Any]) -> list[DeadLetter]:
    """All of them, oldest first."""
    reader = Letters(group, kafka)
    try:
        return [letter async for letter in reader.read(everything=True)]
    finally:
        await reader.close()


class Letters:
    """Reads a group's dead letters up to the end that there is when it begins."""

    def __init__(self, group: str, kafka: Mapping[str, Any]) -> None:
        self._partition = TopicPartition(dead_letter_topic(group), 0)
        self._options = {**kafka, "group_id": f"{group}.redriver", "enable_auto_commit": False}
        self._consumer: Any = None

    async def read(self, *, everything: bool) -> AsyncIterator[DeadLetter]:
        """From the beginning, or from where the last redrive ended."""
        self._consumer = AIOKafkaConsumer(**self._options, auto_offset_reset="earliest")
        await self._consumer.start()
        self._consumer.assign([self._partition])
        if everything:
            await self._consumer.seek_to_beginning()
        end = (await self._consumer.end_offsets([self._partition]))[self._partition]
        while await self._consumer.position(self._partition) < end:
            for records in (await self._consumer.getmany(timeout_ms=POLL_MS)).values():
                for raw in records:
                    yield _letter(raw)

    async def remember(self) -> None:
        """The next reading begins where this one ended."""
        await self._consumer.commit()

    async def close(self) -> None:
        """Stop the client."""
        if self._consumer is not None:
            await self._consumer.stop()


def _letter(raw: Any) -> DeadLetter:
    def text(name: str) -> str:
        return header(raw.headers, name) or ""

    place = text(f"{DEAD}partition"), text(f"{DEAD}offset")
    partition, offset = (int(number) if number.isdigit() else -1 for number in place)
    return DeadLetter(
        topic=text(f"{DEAD}topic"),
        partition=partition,
        offset=offset,
        reason=text(f"{DEAD}reason"),
        at=text(f"{DEAD}at"),
        type=text("ce_type"),
        tenant=text("ce_tenant"),
        subject=text("ce_subject"),
        raw=raw,
    )


def _again(group: str, letter: DeadLetter) -> Message:
    raw = letter.raw
    headers: Sequence[Header] = [(name, value or b"") for name, value in raw.headers]
    return Message(redrive_topic(group), raw.key, raw.value or b"", headers, 0)
