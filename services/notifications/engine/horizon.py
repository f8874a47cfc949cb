"""Is it they or we? When nobody can be reached, it is we.

The rule: `MANY` machines under as many names could not be connected to (name, connection, or silence) within `TOGETHER`
seconds, and nobody else was reached in between. Then such failures are `egress`: nobody is charged, until somebody is
reached. However many endpoints are on one machine or under one name, it is one.

A name for which no name server answers is ours as long as nothing says otherwise. Once another name was resolved while
this one failed, our name server works, and it is the name's own that does not: that is `dns`, and the receiver's.
"""

import socket
from dataclasses import replace
from ipaddress import ip_network
from typing import Final

from services.notifications.sender import Answer, Marks
from shared.clock import Clock

MANY: Final = 3
TOGETHER: Final = 60.0
UNREACHED: Final = frozenset({"connect", "dns", "timeout"})
_MOST_NAMES: Final = 1_000
"""Names that fail at the same time, of which is known since when; one that is forgotten begins anew."""


class Latest:
    """What happened lately to which thing, the last of them only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._at: dict[str, float] = {}

    def add(self, what: str, now: float) -> None:
        """Now."""
        self._at.pop(what, None)
        self._at[what] = now
        if len(self._at) > self._most:
            del self._at[next(iter(self._at))]

    def since(self, start: float) -> dict[str, float]:
        """What it happened to from then on, and when last."""
        return {what: at for what, at in self._at.items() if at >= start}

    def clear(self) -> None:
        """Nothing happened."""
        self._at.clear()


class Horizon:
    """What one process has seen of the world lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._unreached_names, self._unreached_machines = Latest(MANY), Latest(MANY)
        self._resolved = Latest(2)
        """Names; two, so that one of them is another than the one that is asked about."""
        self._unanswered: dict[str, tuple[float, float]] = {}
        """Host → when its name failed first and last, each time within `TOGETHER` of the one before."""

    def judged(self, answer: Answer) -> Answer:
        """The answer, as `egress` where it is our side that is cut off, and as `dns` where only their name is."""
        answer = self._named(answer)
        marks = answer.marks
        if answer.status is not None or marks.connected is not None or marks.reused:
            self._unreached_names.clear()
            self._unreached_machines.clear()
        elif answer.error in UNREACHED:
            return self._perhaps_we(answer)
        return answer

    def _named(self, answer: Answer) -> Answer:
        host, now = answer.marks.host, self._clock.monotonic()
        if host is None:
            return answer
        if answer.marks.dns is not None:
            self._resolved.add(host, now)
            self._unanswered.pop(host, None)
        elif answer.marks.unanswered and self._only_theirs(host, now):
            return replace(answer, error="dns", detail="no name server answers for this name, and for others one does")
        return answer

    def _only_theirs(self, host: str, now: float) -> bool:
        """Was another name resolved lately, and since this one began to fail?"""
        first, last = self._unanswered.pop(host, (now, now))
        first = first if now - last <= TOGETHER else now
        self._unanswered[host] = first, now
        if len(self._unanswered) > _MOST_NAMES:
            del self._unanswered[next(iter(self._unanswered))]
        return any(one != host and at > first for one, at in self._resolved.since(now - TOGETHER).items())

    def _perhaps_we(self, answer: Answer) -> Answer:
        now = self._clock.monotonic()
        self._unreached_names.add(answer.marks.host or "", now)
        self._unreached_machines.add(_machine(answer.marks), now)
        unreached = self._unreached_names, self._unreached_machines
        if min(len(one.since(now - TOGETHER)) for one in unreached) < MANY:
            return answer
        return replace(answer, error="egress", detail=f"nobody can be reached; {answer.detail}")


def _machine(marks: Marks) -> str:
    """What was dialled, of IPv6 its /64, which is one place; the name where that was not found."""
    if marks.dialled is None:
        return marks.host or ""
    family, address = marks.dialled
    return str(ip_network((address.partition("%")[0], 64), strict=False)) if family is socket.AF_INET6 else address
