"""Small values of a placement: shifts, days of a logbook, scores."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from shared.events import TextRef, Value, jsonable

Attendance = Literal["present", "sick", "permission", "unexplained", "holiday"]
"""hadir, sakit, izin, tanpa keterangan, libur."""


WallClock = Annotated[
    time, WithJsonSchema({"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$"})
]
"""A time of day at the site. JSON Schema's own format `time` would ask for an offset."""


class Shift(Value):
    """One rostered working time; one that ends before it starts lasts into the next day. Wall clock of the site."""

    weekday: int = Field(ge=1, le=7, examples=[1])
    """1 is Monday."""
    starts_at: WallClock = Field(examples=["08:00:00"])
    ends_at: WallClock = Field(examples=["16:00:00"])

    def minutes_of_day(self) -> Iterable[int]:
        """The minutes of the clock that it touches, each once."""
        start = self.starts_at.hour * 60 + self.starts_at.minute
        end = self.ends_at.hour * 60 + self.ends_at.minute
        return (minute % 1440 for minute in range(start, end if end > start else end + 1440))

    def at_night(self, night_from: int, night_until: int) -> bool:
        """Does it touch the hours from `night_from` to `night_until` o'clock?"""
        night = range(night_from, night_until) if night_from < night_until else None
        return any(
            minute // 60 in night if night else minute // 60 >= night_from or minute // 60 < night_until
            for minute in self.minutes_of_day()
        )


class Roster(Value):
    """When the student works from a day on, until the next roster holds."""

    from_on: date
    shifts: tuple[Shift, ...]


class Day(Value):
    """One day as it stands in the logbook."""

    attendance: Attendance
    minutes: int
    text: TextRef | None
    by: str
    approved: bool = False


class Scores(Value):
    """The four elements of the assessment, 0 to 100 each: 86 and more is very good, 70 and more good."""

    soft_skills: int = Field(ge=0, le=100, examples=[88])
    applying_hard_skills: int = Field(ge=0, le=100, examples=[85])
    developing_hard_skills: int = Field(ge=0, le=100, examples=[82])
    entrepreneurship: int = Field(ge=0, le=100, examples=[78])


def seal(days: dict[date, Day]) -> str:
    """SHA-256 over days exactly as they stand: what an approval names."""
    lines = [{"day": day.isoformat(), **jsonable(days[day])} for day in sorted(days)]
    return hashlib.sha256(json.dumps(lines, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
