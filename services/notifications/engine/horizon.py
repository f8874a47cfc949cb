"""Is it they or we? When nobody can be reached, it is we.

The rule: `MANY` endpoints could not be connected to (name, connection, or silence) within `TOGETHER` seconds, and
nobody else was reached in between. Then such failures are `egress`: nobody is charged, until somebody is reached.

A name for which no name server answers is ours as long as nothing says otherwise. Once another name was resolved while
this one failed, our name server works, and it is the name's own that does not: that is `dns`, and the receiver's.
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
        self._resolved: dict[str, float] = {}
        """Host → when its name was last resolved, within `TOGETHER`."""
        self._unanswered: dict[str, tuple[float, float]] = {}
        """Host → when its name failed first and last, each time within `TOGETHER` of the one before."""

    def judged(self, place: tuple[str, str], answer: Answer) -> Answer:
        """The answer, as `egress` where it is our side that is cut off, and as `dns` where only their name is."""
        answer = self._named(answer)
        marks = answer.marks
        if answer.status is not None or marks.connected is not None or marks.reused:
            self._unreached.clear()
        elif answer.error in UNREACHED:
            return self._perhaps_we(place, answer)
        return answer

    def _named(self, answer: Answer) -> Answer:
        host, now = answer.marks.host, self._clock.monotonic()
        if host is None:
            return answer
        if answer.marks.dns is not None:
            recent = {one: at for one, at in self._resolved.items() if now - at <= TOGETHER}
            self._resolved = {**recent, host: now}
            self._unanswered.pop(host, None)
        elif answer.marks.unanswered and self._only_theirs(host, now):
            return replace(answer, error="dns", detail="no name server answers for this name, and for others one does")
        return answer

    def _only_theirs(self, host: str, now: float) -> bool:
        """Was another name resolved lately, and since this one began to fail?"""
        recent = {one: times for one, times in self._unanswered.items() if now - times[1] <= TOGETHER}
        first, _ = recent.get(host, (now, now))
        self._unanswered = {**recent, host: (first, now)}
        others = (at for one, at in self._resolved.items() if one != host)
        return any(at > first and now - at <= TOGETHER for at in others)

    def _perhaps_we(self, place: tuple[str, str], answer: Answer) -> Answer:
        now = self._clock.monotonic()
        self._unreached[place] = now
        self._unreached = {one: at for one, at in self._unreached.items() if now - at <= TOGETHER}
        if len(self._unreached) < MANY:
            return answer
        return replace(answer, error="egress", detail=f"nobody can be reached; {answer.detail}")
