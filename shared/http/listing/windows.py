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
    for milliseconds in _down(top, _HOUR):
        digits = f"{milliseconds:012x}"
        yield f"{digits[:8]}-{digits[8:]}"
    yield ""


def day_floors(top: str | None) -> Iterator[str]:
    """Ever lower days: `top` itself first, at last the empty text. When None: all that is ahead, then today."""
    today = datetime.now(UTC).date().toordinal()
    start = _ordinal(top) if top is not None else today
    ahead = (today + 1,) if top is None else ()
    for ordinal in (*ahead, *_down(start + 1, 1)):
        yield date.fromordinal(ordinal).isoformat()
    yield ""


def _down(top: int, first: int) -> Iterator[int]:
    reach = first
    while reach < top:
        yield top - reach
        reach *= GROWTH


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
