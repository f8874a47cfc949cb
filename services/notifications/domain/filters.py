"""What an endpoint hears: types by patterns with `*`, matched against the wire type and its short form; and ids."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

PREFIX: Final = "id.jembatan."


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")) + r"\Z")


def matches(patterns: Sequence[str], event_type: str) -> bool:
    """Does one pattern fit? No pattern at all hears everything.

    A pattern may leave out `id.jembatan.`: `partners.*`, `*.mou-signed.v1` and `id.jembatan.placements.*` are all fine.
    """
    short = event_type.removeprefix(PREFIX)
    return not patterns or any(_compiled(one).match(event_type) or _compiled(one).match(short) for one in patterns)


def concerns(wanted: Sequence[str], named: Iterable[str]) -> bool:
    """Is one of the wanted ids named? Nothing wanted in particular is everything."""
    return not wanted or not set(wanted).isdisjoint(named)
