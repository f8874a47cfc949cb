"""Counting facts: one query over the facts of the schools that may be seen, so that all numbers are of one moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.facts import FACTS
from services.reporting.figures import Count
from shared.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Counted:
    """The facts of some schools, counted."""

    counts: tuple[Count, ...]
    as_of: datetime | None
    """Domain time of the newest event that is counted."""
    incomplete: int
    """Facts of which a later event waits for one that has not arrived."""


async def counted(rt: Runtime, schools: Collection[str]) -> Counted:
    """Every fact that is of one of these schools."""
    kind = {"subject": "$subject", "state": "$state", "schools": "$schools", "gap": "$gap"}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"schools": {"$in": sorted(schools)}}},
        {"$group": {"_id": kind, "number": {"$sum": 1}, "at": {"$max": "$evidence.at"}}},
    ]
    groups = await (await FACTS.collection(rt)).aggregate(pipeline)
    alike = [(group["_id"], group["number"]) for group in groups]
    return Counted(
        tuple(Count(one["subject"], one["state"], frozenset(one["schools"]), number) for one, number in alike),
        max((group["at"] for group in groups), default=None),
        sum(number for one, number in alike if one.get("gap") is not None),
    )
