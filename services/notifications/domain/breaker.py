"""The circuit breaker of one endpoint, as a value. While it is open deliveries wait and use up no attempts.

Opens at 70 % failures of at least 10, or at 5 timeouts in a row; a probe closes it or doubles the wait. What is counted
is the half of 5 minutes that began last and the one before it: everything of the last 2.5 minutes, nothing beyond 5.
It also knows for how long nothing has succeeded, and when that is long enough to warn, and to give up.
"""

from datetime import datetime, timedelta
from typing import Final

from services.notifications.domain.endpoint.values import Share
from shared.events import Value

WINDOW: Final = timedelta(minutes=5)
HALF: Final = WINDOW / 2
FEWEST: Final = 10
SHARE: Final = 0.7
TIMEOUTS: Final = 5
FIRST_WAIT: Final = 10.0
LONGEST_WAIT: Final = 300.0
GIVEN_UP_AFTER: Final = timedelta(days=5)
"""Nothing but failures for so long disables the endpoint."""
SPREAD: Final = timedelta(hours=12)
SPACING: Final = timedelta(hours=1)
SEVERAL: Final = 3
"""The failures count when they are `SEVERAL`, each `SPACING` after the one before, and over `SPREAD`: one bad hour and
then nothing to send for days is no reason to give up."""
SHARES: Final[tuple[Share, ...]] = (90, 70, 50)


class Breaker(Value):
    """Closed while `open_until` is None; half open from that instant until the probe's result."""

    since: datetime | None = None
    """Start of the half that is counted now."""
    failures: int = 0
    successes: int = 0
    earlier_failures: int = 0
    """Of the half before."""
    earlier_successes: int = 0
    timeouts: int = 0
    """In a row."""
    open_until: datetime | None = None
    wait: float = FIRST_WAIT
    """Seconds of the next opening."""
    failing_since: datetime | None = None
    """First failure after the last success."""
    distinct: int = 0
    """Failures since then, each at least `SPACING` after the one counted before."""
    last_distinct: datetime | None = None
    warned: Share | None = None
    """Of these failures its owner was told, at this per cent of `GIVEN_UP_AFTER`."""

    def is_open(self, now: datetime) -> bool:
        """Must everything wait?"""
        return self.open_until is not None and now < self.open_until

    def half_open(self, now: datetime) -> bool:
        """May exactly one delivery, the oldest due, be tried?"""
        return self.open_until is not None and now >= self.open_until

    def gave_up(self, now: datetime) -> bool:
        """Has nothing succeeded for five days, while failures went on? Asked at one more failure, not counted yet."""
        return self._failing(now) >= 1

    def warning(self, now: datetime) -> Share | None:
        """Of which share the owner should be told now; None when it knows. Asked as `gave_up` is."""
        share = next((one for one in SHARES if self._failing(now) * 100 >= one), None)
        return share if share is not None and share > (self.warned or 0) else None

    def told(self, share: Share) -> "Breaker":
        """Its owner knows."""
        return self.model_copy(update={"warned": share})

    def _failing(self, now: datetime) -> float:
        """Of the five days; nothing while the failures are not spread out."""
        if self.failing_since is None or self.last_distinct is None or self.distinct < SEVERAL:
            return 0
        spread = self.last_distinct - self.failing_since >= SPREAD
        return (now - self.failing_since) / GIVEN_UP_AFTER if spread else 0

    def after_success(self, now: datetime) -> "Breaker":
        """A success closes it and forgets that it was failing."""
        fresh = self._window(now)
        return fresh.model_copy(
            update={
                "successes": fresh.successes + 1,
                "failures": 0 if self.open_until else fresh.failures,
                "earlier_failures": 0 if self.open_until else fresh.earlier_failures,
                "timeouts": 0,
                "open_until": None,
                "wait": FIRST_WAIT,
                "failing_since": None,
                "distinct": 0,
                "last_distinct": None,
                "warned": None,
            }
        )

    def after_failure(self, now: datetime, timeout: bool) -> "Breaker":
        """A failure that is the partner's; may open it, and a failed probe opens it for longer."""
        fresh = self._window(now)._distinctly(now)
        counted = fresh.model_copy(
            update={
                "failures": fresh.failures + 1,
                "timeouts": fresh.timeouts + 1 if timeout else 0,
                "failing_since": self.failing_since or now,
            }
        )
        return counted._opened(now) if self.half_open(now) or counted._too_bad() else counted

    def _distinctly(self, now: datetime) -> "Breaker":
        if self.last_distinct is not None and now - self.last_distinct < SPACING:
            return self
        return self.model_copy(update={"distinct": self.distinct + 1, "last_distinct": now})

    def _window(self, now: datetime) -> "Breaker":
        if self.since is None or now - self.since >= WINDOW:
            return self.model_copy(update={"since": now, **_counts(0, 0, 0, 0)})
        if now - self.since >= HALF:
            counts = _counts(0, 0, self.failures, self.successes)
            return self.model_copy(update={"since": self.since + HALF, **counts})
        return self

    def _too_bad(self) -> bool:
        failures = self.failures + self.earlier_failures
        seen = failures + self.successes + self.earlier_successes
        return self.timeouts >= TIMEOUTS or (seen >= FEWEST and failures >= SHARE * seen)

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


def _counts(failures: int, successes: int, earlier_failures: int, earlier_successes: int) -> dict[str, int]:
    now = {"failures": failures, "successes": successes}
    return {**now, "earlier_failures": earlier_failures, "earlier_successes": earlier_successes}
