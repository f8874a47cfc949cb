"""How much an endpoint takes, as it says itself: fewer at once after 429, 502 and 504, nothing before Retry-After.

Additive increase, multiplicative decrease: the window starts at the limit, halves when the endpoint is throttled, and
grows by one for each window of successes. Beside it, how long we ourselves are cut off: then nothing goes, and after
that one at a time. Kept with the lane, so that the next owner knows it.
"""

from datetime import datetime, timedelta
from typing import Final

from shared.events import Value

ASKS: Final = frozenset({429, 502, 503, 504})
"""Answers whose Retry-After speaks of the whole receiver, not of one request."""

LONGEST_CUT_OFF: Final = 30.0
"""Seconds."""


class Throttle(Value):
    """`size` requests at once at most; None as long as only the limit counts."""

    size: int | None = None
    successes: int = 0
    """Since the window last changed."""
    quiet_until: datetime | None = None
    """The receiver asked for silence until then; machine time."""
    own_faults: int = 0
    """Of ours, in a row."""
    cut_off_until: datetime | None = None
    """Because of them."""

    def at_once(self, limit: int) -> int:
        """Requests that may be in flight, between 1 and the limit."""
        return limit if self.size is None else max(1, min(self.size, limit))

    def halved(self, limit: int) -> "Throttle":
        """It was too much."""
        return self.model_copy(update={"size": max(1, self.at_once(limit) // 2), "successes": 0})

    def after_success(self, limit: int) -> "Throttle":
        """One more for each full window that went well."""
        if self.size is None:
            return self
        if self.successes + 1 < self.at_once(limit):
            return self.model_copy(update={"successes": self.successes + 1})
        size = self.at_once(limit) + 1
        return self.model_copy(update={"size": None if size >= limit else size, "successes": 0})

    def after_own_fault(self, now: datetime) -> "Throttle":
        """Wait for 1 s, 2 s, 4 s … 30 s; what was under way meanwhile does not count twice."""
        if self.cut_off_until is not None and now < self.cut_off_until:
            return self
        wait = timedelta(seconds=min(LONGEST_CUT_OFF, 2.0**self.own_faults))
        return self.model_copy(update={"own_faults": self.own_faults + 1, "cut_off_until": now + wait})

    def reached(self) -> "Throttle":
        """Whatever the receiver said: we are not cut off."""
        return self.model_copy(update={"own_faults": 0, "cut_off_until": None}) if self.own_faults else self

    def quiet(self, until: datetime) -> "Throttle":
        """Nothing before `until`, or before what was asked for already."""
        return self.model_copy(update={"quiet_until": max(until, self.quiet_until or until)})
