"""The token bucket of one endpoint, exact: in any span of T seconds at most `burst + rate * T` are taken.

Kept as the instant at which the bucket would be full (the "theoretical arrival time" of GCRA): nothing to refill, and
no rounding that adds up. Empty when it is made, so that owners of a lane who follow one another never exceed it.
"""


class Bucket:
    """`rate` in tokens per second, `burst` tokens at most; times in seconds of any clock that only grows."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self._full_at = now + burst / rate

    def wait(self, now: float, tokens: int = 1) -> float:
        """Seconds until so many tokens could have been taken, one after the other."""
        return max(0.0, self._full_at + (tokens - self.burst) / self.rate - now)

    def take(self, now: float) -> bool:
        """Take one, if there is one."""
        if self.wait(now) > 0:
            return False
        self._full_at = max(now, self._full_at) + 1 / self.rate
        return True
