"""What an endpoint hears: types by patterns with `*`, matched against the wire type and its short form; and ids."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

PREFIX: Final = "id.jembatan."
_VERSION: Final = re.compile(r"\.v\d+\Z")


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")) + r"\Z")


def matches(patterns: Sequence[str], event_type: str) -> bool:
    """Does one pattern fit? No pattern at all hears everything.

    A pattern may leave out `id.jembatan.`, and the version, which then is any: `partners.*`, `partners.mou-signed`,
    `*.mou-signed.v1` and `id.jembatan.placements.*` are all fine.
    """
    if not patterns:
        return True
    forms = _forms(event_type)
    return any(_compiled(one).match(form) for one in patterns for form in forms)


@lru_cache(maxsize=4096)
def _forms(event_type: str) -> tuple[str, ...]:
    """With and without prefix, with and without version."""
    unversioned = _VERSION.sub("", event_type)
    return tuple(dict.fromkeys(one.removeprefix(cut) for one in (event_type, unversioned) for cut in ("", PREFIX)))


def concerns(wanted: Sequence[str], named: Iterable[str]) -> bool:
    """Is one of the wanted ids named? Nothing wanted in particular is everything."""
    return not wanted or not set(wanted).isdisjoint(named)
