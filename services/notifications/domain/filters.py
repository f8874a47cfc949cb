"""What an endpoint hears: types by patterns with `*`, matched against the wire type and its short form; and ids."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

PREFIX: Final = "id.jembatan."
_VERSION: Final = re.compile(r"\.v\d+\Z")


def matches(patterns: Sequence[str], event_type: str) -> bool:
    """Does one pattern fit? No pattern at all hears everything.

    A pattern may leave out `id.jembatan.`, and the version, which then is any: `partners.*`, `partners.mou-signed`,
    `*.mou-signed.v1` and `id.jembatan.placements.*` are all fine.
    """
    if not patterns:
        return True
    forms = _forms(event_type)
    return any(_fits(_parts(one), form) for one in patterns for form in forms)


@lru_cache(maxsize=4096)
def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split("*"))


def _fits(parts: tuple[str, ...], form: str) -> bool:
    """Part by part, each where it first occurs: linear, where a regular expression of many `*` would go on for ever."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return form == first
    at, end = len(first), len(form) - len(last)
    if at > end or not (form.startswith(first) and form.endswith(last)):
        return False
    for part in parts[1:-1]:
        found = form.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


@lru_cache(maxsize=4096)
def _forms(event_type: str) -> tuple[str, ...]:
    """With and without prefix, with and without version."""
    unversioned = _VERSION.sub("", event_type)
    return tuple(dict.fromkeys(one.removeprefix(cut) for one in (event_type, unversioned) for cut in ("", PREFIX)))


def concerns(wanted: Sequence[str], named: Iterable[str]) -> bool:
    """Is one of the wanted ids named? Nothing wanted in particular is everything."""
    return not wanted or not set(wanted).isdisjoint(named)
