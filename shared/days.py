"""Days as schools count them: spans with both ends included, and where a day begins in a zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.events import Value
from shared.refusals import Refused

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
"""Of a query parameter. Every date of a body is held within the same: a day or a school year more is still a date."""


class Period(Value):
    """From the first to the last day, both included."""

    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-07-12"])

    def overlaps(self, other: "Period") -> bool:
        """Is there a day that belongs to both?"""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on

    def covers(self, other: "Period") -> bool:
        """Does every day of `other` belong to this?"""
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def has(self, day: date) -> bool:
        """Does the day belong to it?"""
        return self.starts_on <= day <= self.ends_on

    def each_day(self) -> Iterator[date]:
        """Every day, in order."""
        return (self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1))

    @property
    def months(self) -> int:
        """Whole months: 13 July to 12 January is six."""
        end = self.ends_on + timedelta(days=1)
        months = (end.year - self.starts_on.year) * 12 + end.month - self.starts_on.month
        return months if end.day >= self.starts_on.day else months - 1

    def until(self, end: date) -> Self | None:
        """What is left when it ends on `end` already; nothing when it never began."""
        if end < self.starts_on:
            return None
        return self.but(ends_on=min(end, self.ends_on))

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


def proper(period: Period) -> Period:
    """The period, or `Refused`: it must end after it starts."""
    if period.ends_on <= period.starts_on:
        raise Refused("period-empty", "The period ends before it begins.", mend="Give a last day after the first day.")
    return period


def day_in(zone: str, now: datetime) -> date:
    """The calendar day that `now` is in `zone`."""
    return now.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) at which `day` begins in `zone`."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
