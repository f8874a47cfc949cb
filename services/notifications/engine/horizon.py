"""Is it they or we? When nobody can be reached, it is we.

The rule: `MANY` endpoints could not be connected to (name, connection, or silence) within `TOGETHER` seconds, and
nobody else was reached in between. Then such failures are `egress`: nobody is charged, until somebody is reached.
"""

from dataclasses import replace
from typing import Final

from services.notifications.sender import Answer
from shared.clock import Clock

MANY: Final = 3
TOGETHER: Final = 60.0
UNREACHED: Final = frozenset({"connect", "dns", "timeout"})


class Horizon:
    """What one process has seen of the world lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._unreached: dict[tuple[str, str], float] = {}

    def judged(self, place: tuple[str, str], answer: Answer) -> Answer:
        """The answer, as `egress` where it is our side that is cut off."""
        marks = answer.marks
        if answer.status is not None or marks.connected is not None or marks.reused:
            self._unreached.clear()
        elif answer.error in UNREACHED:
            return self._perhaps_we(place, answer)
        return answer

    def _perhaps_we(self, place: tuple[str, str], answer: Answer) -> Answer:
        now = self._clock.monotonic()
        self._unreached[place] = now
        self._unreached = {one: at for one, at in self._unreached.items() if now - at <= TOGETHER}
        if len(self._unreached) < MANY:
            return answer
        return replace(answer, error="egress", detail=f"nobody can be reached; {answer.detail}")
