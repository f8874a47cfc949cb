"""Where records go that no retry gets through: original key, value and headers, and why."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from prometheus_client import Counter

from shared.consumer.batch import Letter
from shared.consumer.incoming import DEAD_TOPIC, header
from shared.envelope import Header, instant
from shared.relay.outgoing import Message, Outgoing
from shared.topics import dead_letter_topic

log = structlog.get_logger(__name__)

DEAD: Final = "x-dead-"
DEAD_LETTERS = Counter("jembatan_dead_letters", "Records that went to the dead letters", ["group"])


class DeadLetters:
    """Writes to `<group>.dead-letters.v1`; acknowledged by Kafka before any offset moves."""

    def __init__(self, group: str, kafka: Mapping[str, Any]) -> None:
        self.group = group
        self.topic = dead_letter_topic(group)
        self._outgoing = Outgoing(kafka)

    async def put(self, letters: Sequence[Letter]) -> None:
        """Raises `Unsent` unless Kafka has them all; putting them twice is harmless."""
        if not letters:
            return
        await self._outgoing.send_all([self._message(letter) for letter in letters])
        DEAD_LETTERS.labels(self.group).inc(len(letters))
        for letter in letters:
            place = f"{letter.raw.topic}/{letter.raw.partition}/{letter.raw.offset}"
            log.error("dead-letter", group=self.group, record=place, reason=letter.reason)

    async def close(self) -> None:
        """Stop the producer."""
        await self._outgoing.close()

    def _message(self, letter: Letter) -> Message:
        return Message(self.topic, letter.raw.key, letter.raw.value or b"", dead_headers(letter, self.group), 0)


def dead_headers(letter: Letter, group: str) -> list[Header]:
    """The original headers, the reason, and where the record first stood (kept when it dies again)."""
    raw = letter.raw
    headers: list[Header] = [(name, value or b"") for name, value in raw.headers if not name.startswith(DEAD)]
    again = header(raw.headers, DEAD_TOPIC) is not None
    origin = {
        "topic": header(raw.headers, DEAD_TOPIC) if again else raw.topic,
        "partition": header(raw.headers, f"{DEAD}partition") if again else str(raw.partition),
        "offset": header(raw.headers, f"{DEAD}offset") if again else str(raw.offset),
        "group": group,
        "reason": letter.reason,
    }
    headers += [(f"{DEAD}{name}", (value or "").encode()) for name, value in origin.items()]
    headers.append((f"{DEAD}at", instant(datetime.now(UTC))))
    return headers
