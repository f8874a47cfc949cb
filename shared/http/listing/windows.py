"""How far down to look for the next page: in closed ranges that grow, so that a page costs what it holds.

A limit alone does not do that: a server that limits last, or a filter that leaves little, looks at all that follows.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

GROWTH: Final = 8
_HOUR: Final = 3_600_000


def id_floors(after: str | None) -> Iterator[str]:
    """Ever lower lower bounds of ids: an hour below `after` (below now when None) first, at last the empty text."""
    now = time.time_ns() // 1_000_000
    top = min(_millisecond(after), now) if after is not None else now
    for milliseconds in _down(top, _HOUR, 7):
        digits = f"{milliseconds:012x}"
        yield f"{digits[:8]}-{digits[8:]}"
    yield ""


def day_floors(top: str | None) -> Iterator[str]:
    """Ever lower days: `top` itself first, at last the empty text. When None: today with all ahead."""
    start = _ordinal(top) if top is not None else datetime.now(UTC).date().toordinal()
    for ordinal in _down(start + 1, 1, 5):
        yield date.fromordinal(ordinal).isoformat()
    yield ""


def _down(top: int, first: int, times: int) -> Iterator[int]:
    """So often a range grows, until it is decades of ids or eleven years of days; below is one last range."""
    for growths in range(times):
        reach = first * GROWTH**growths
        if reach < top:
            yield top - reach


def _millisecond(id: str) -> int:
    """When a UUIDv7 was made; 0 for what is none."""
    try:
        return int(id[:8] + id[9:13], 16)
    except ValueError:
        return 0


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 0
