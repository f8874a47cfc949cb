"""The circuit breaker of one endpoint, as a value. While it is open deliveries wait and use up no attempts.

Opens at 70 % failures of at least 10 in 5 minutes, or at 5 timeouts in a row; a probe closes it or doubles the wait.
"""

from datetime import datetime, timedelta
from typing import Final

from shared.events import Value

WINDOW: Final = timedelta(minutes=5)
FEWEST: Final = 10
SHARE: Final = 0.7
TIMEOUTS: Final = 5
FIRST_WAIT: Final = 10.0
LONGEST_WAIT: Final = 300.0
GIVEN_UP_AFTER: Final = timedelta(days=5)
"""Nothing but failures for so long disables the endpoint."""


class Breaker(Value):
    """Closed while `open_until` is None; half open from that instant until the probe's result."""

    since: datetime | None = None
    """Start of the window that is counted."""
    failures: int = 0
    successes: int = 0
    timeouts: int = 0
    """In a row."""
    open_until: datetime | None = None
    wait: float = FIRST_WAIT
    """Seconds of the next opening."""
    failing_since: datetime | None = None
    """First failure after the last success."""

    def is_open(self, now: datetime) -> bool:
        """Must everything wait?"""
        return self.open_until is not None and now < self.open_until

    def half_open(self, now: datetime) -> bool:
        """May exactly one delivery, the oldest due, be tried?"""
        return self.open_until is not None and now >= self.open_until

    def gave_up(self, now: datetime) -> bool:
        """Has nothing succeeded for five days?"""
        return self.failing_since is not None and now - self.failing_since >= GIVEN_UP_AFTER

    def after_success(self, now: datetime) -> "Breaker":
        """A success closes it and forgets that it was failing."""
        fresh = self._window(now)
        return fresh.model_copy(
            update={
                "successes": fresh.successes + 1,
                "failures": 0 if self.open_until else fresh.failures,
                "timeouts": 0,
                "open_until": None,
                "wait": FIRST_WAIT,
                "failing_since": None,
            }
        )

    def after_failure(self, now: datetime, timeout: bool) -> "Breaker":
        """A failure that is the partner's; may open it, and a failed probe opens it for longer."""
        fresh = self._window(now)
        counted = fresh.model_copy(
            update={
                "failures": fresh.failures + 1,
                "timeouts": fresh.timeouts + 1 if timeout else 0,
                "failing_since": self.failing_since or now,
            }
        )
        return counted._opened(now) if self.half_open(now) or counted._too_bad() else counted

    def _window(self, now: datetime) -> "Breaker":
        if self.since is None or now - self.since > WINDOW:
            return self.model_copy(update={"since": now, "failures": 0, "successes": 0})
        return self

    def _too_bad(self) -> bool:
        seen = self.failures + self.successes
        return self.timeouts >= TIMEOUTS or (seen >= FEWEST and self.failures >= SHARE * seen)

    def _opened(self, now: datetime) -> "Breaker":
        if self.is_open(now):
            return self
        return self.model_copy(
            update={
                "open_until": now + timedelta(seconds=self.wait),
                "wait": min(self.wait * 2, LONGEST_WAIT),
                "timeouts": 0,
            }
        )
