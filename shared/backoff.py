"""Waiting longer after each failure, never twice the same."""

import random
from dataclasses import dataclass, field


@dataclass
class Backoff:
    """`next()` doubles from `first` up to `most` seconds, each time with full jitter over the upper half."""

    first: float = 0.1
    most: float = 5.0
    tries: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def next(self) -> float:
        """Seconds to wait now."""
        ceiling = min(self.most, self.first * 2.0 ** min(self.tries, 30))
        self.tries += 1
        return ceiling * (0.5 + self.chance.random() / 2)

    def reset(self) -> None:
        """It worked."""
        self.tries = 0
