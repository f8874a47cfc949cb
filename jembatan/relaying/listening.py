"""Follows what comes to an endpoint, event by event, over outages of the server and of this machine."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jembatan.relaying.account import Account, Unreachable
from shared.refusals import Invalid, Refused

WAIT: Final = 15
"""Seconds that the server may hold a request until something comes; it ends in order within 20."""
LONGEST_PAUSE: Final = 15.0


@dataclass
class Place:
    """How far the stream was read; kept in a file where one is given, so that the next start goes on from there.

    A file that cannot be read or written is `Invalid`.
    """

    file: Path | None = None
    cursor: str | None = None

    def __post_init__(self) -> None:
        if self.file and self.file.exists():
            with self._usable(self.file):
                self.cursor = self.file.read_text(encoding="utf-8").strip() or None

    def keep(self, cursor: str) -> None:
        """Whole or not at all."""
        self.cursor = cursor
        if self.file:
            beside = self.file.with_name(self.file.name + ".new")
            with self._usable(self.file):
                beside.write_text(cursor + "\n", encoding="utf-8")
                beside.replace(self.file)

    def not_ours(self) -> Refused:
        """The server does not know the place."""
        from_file = f"Remove {self.file}, and begin with what comes from now on." if self.file else "Start again."
        return Refused("bad-cursor", "The place from which to go on is not one of this endpoint.", mend=from_file)

    @staticmethod
    @contextmanager
    def _usable(file: Path) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:  # ValueError: what is no text
            why = error.strerror if isinstance(error, OSError) else "it holds something else"
            mend = "Name a file in a folder that is there and may be written to, or one that --cursor wrote."
            raise Invalid("cursor-unusable", f"{file} cannot keep the place: {why}.", mend=mend) from None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some events, and the place after them: keep it once they are dealt with, so that none is lost."""

    events: list[dict[str, Any]]
    next: str


async def start(account: Account, endpoint: str, place: Place, say: Callable[[str], None]) -> None:
    """From now on all is heard, where the place says nothing else."""
    if place.cursor is None:
        place.keep((await _answered(account, _path(endpoint), say, wait=0))["next"])


def _path(endpoint: str) -> str:
    return f"endpoints/{endpoint}/stream"


async def batches(
    account: Account, endpoint: str, place: Place, say: Callable[[str], None]
) -> AsyncGenerator[Batch, None]:
    """Without end, from a place that was started; `say` is told of outages."""
    while True:
        try:
            answer = await _answered(account, _path(endpoint), say, after=place.cursor, wait=WAIT)
        except Refused as refused:
            raise place.not_ours() if refused.code == "bad-cursor" else refused from None
        yield Batch(answer["items"], answer["next"])


async def _answered(account: Account, path: str, say: Callable[[str], None], **query: Any) -> Any:
    """As often as it takes, with growing pauses; says once that the server is away, and once that it is back."""
    away, pause = False, 0.5
    while True:
        try:
            answer = await account.get(path, **query)
        except Unreachable as error:
            if not away:
                say(f"{error}; trying again until it does.")
            away = True
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, LONGEST_PAUSE)
            continue
        if away:
            say("The server is back.")
        return answer
