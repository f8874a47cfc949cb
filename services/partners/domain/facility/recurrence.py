"""Bookings that recur: at the same wall-clock time of the facility's zone, each occurrence a pair of instants (C28)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from services.partners.domain.facility.hours import Slot
from shared.events import Value
from shared.refusals import Refused

MOST_OCCURRENCES: Final = 104
"""Two years of a weekly booking."""
_FURTHEST: Final = timedelta(days=1100)


Weekday = Annotated[int, Field(ge=1, le=7)]
"""ISO: 1 is Monday."""


class Recurrence(Value):
    """After RFC 5545: FREQ, INTERVAL, BYDAY, COUNT or UNTIL, EXDATE. Days are those of the facility's zone."""

    every: Literal["day", "week"]
    interval: int = Field(1, ge=1, le=12)
    weekdays: tuple[Weekday, ...] = Field((), max_length=7, examples=[[1, 3]])
    """Of a weekly one; the first occurrence's own when empty."""
    count: int | None = Field(None, ge=1, le=MOST_OCCURRENCES)
    until: date | None = None
    """The last day, included."""
    except_on: tuple[date, ...] = Field((), max_length=MOST_OCCURRENCES)


def occurrences(first: Slot, recurrence: Recurrence | None, zone: str) -> tuple[Slot, ...]:
    """The occurrences in order, one more than `MOST_OCCURRENCES` at most; `first` alone without a recurrence.

    Each has the exact length of the first. A day that is excepted still counts, as in RFC 5545. `Refused` when no day
    is left.
    """
    if recurrence is None:
        return (first,)
    wall = first.starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    length = first.ends - first.starts
    days = [day for day in _days(wall.date(), recurrence) if day not in recurrence.except_on]
    if not days:
        raise Refused(
            "no-occurrence",
            "No day is left of what recurs.",
            mend="Give a last day that is not before the first one, and except fewer days.",
        )
    starts = (_instant(datetime.combine(day, wall.time()), zone) for day in days)
    return tuple(Slot(starts=at, ends=at + length) for at in starts)


def _days(first: date, recurrence: Recurrence) -> list[date]:
    until = recurrence.until or first + _FURTHEST
    found = (day for day in _candidates(first, recurrence) if day >= first)
    within: list[date] = []
    for day in islice(found, recurrence.count or MOST_OCCURRENCES + 1):
        if day > until:
            break
        within.append(day)
    return within


def _candidates(first: date, recurrence: Recurrence) -> Iterator[date]:
    """Without end; the first week from its Monday on."""
    if recurrence.every == "day":
        return (first + timedelta(days=recurrence.interval * turn) for turn in range(MOST_OCCURRENCES * 8))
    monday = first - timedelta(days=first.isoweekday() - 1)
    weekdays = sorted(set(recurrence.weekdays)) or [first.isoweekday()]
    return (
        monday + timedelta(weeks=recurrence.interval * turn, days=weekday - 1)
        for turn in range(MOST_OCCURRENCES * 8)
        for weekday in weekdays
    )


def _instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
