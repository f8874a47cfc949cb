"""A filter must mean something that happens: one that fits no event would only be noticed by what never comes."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final

from services.notifications.catalogue import near, published
from services.notifications.domain.filters import matches
from services.notifications.known_types import known
from shared.mongo import Mongo
from shared.refusals import Invalid

MOST_NAMES: Final = 5


async def require_events(mongo: Mongo, filters: Iterable[str], stored: Iterable[str] = ()) -> None:
    """`Invalid("event-filter-unknown")` where one fits no event of the catalogue, and none that has ever come.

    Those that are `stored` already stay, whatever has become of the events that they meant.
    """
    asked = set(filters) - set(stored)
    strange = [one for one in sorted(asked) if not _fits(one, (each.type for each in published().values()))]
    if strange:
        come = await known(mongo)
        strange = [one for one in strange if not _fits(one, come)]
    if strange:
        raise _unknown(strange)


def _fits(pattern: str, types: Iterable[str]) -> bool:
    return any(matches([pattern], one) for one in types)


def _unknown(strange: list[str]) -> Invalid:
    """`filters` says of each what is like it; `filter` and `near` are the same in words."""
    found: list[dict[str, Any]] = [{"filter": one, "near": similar(one)} for one in strange]
    which = ", ".join(strange[:MOST_NAMES])
    names = list(dict.fromkeys(name for one in found for name in one["near"]))
    near = ", ".join(names[:MOST_NAMES]) or "partners.*, placements.*"
    mend = f"Perhaps you mean: {near}. GET /notifications/events lists what there is; `*` stands for anything."
    return Invalid("event-filter-unknown", f"No event fits {which}.", mend=mend, filter=which, near=near, filters=found)


def similar(pattern: str) -> list[str]:
    """At most five names or filters like this one, the likeliest first."""
    services = sorted({f"{one.service}.*" for one in published().values()})
    whole = get_close_matches(pattern, services, n=1, cutoff=0.8) if "*" in pattern else []
    return [*whole, *near(pattern.replace("*", ""))][:MOST_NAMES]
