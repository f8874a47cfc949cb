"""When a facility is open: hours of the wall clock in its own zone, compared as instants (C28)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, WithJsonSchema

from shared.events import Value

_DAY: Final = timedelta(days=1)
_SPARE: Final = timedelta(days=2)


def _plain(wall: time) -> time:
    if wall.tzinfo is not None or wall.second or wall.microsecond:
        raise ValueError("it is a time of the wall clock in whole minutes, without a zone: 07:00")
    return wall


Wall = Annotated[
    time,
    AfterValidator(_plain),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$"}),
]
"""A time of the wall clock, in whole minutes."""


class Slot(Value):
    """From an instant up to, but without, another."""

    starts: datetime = Field(examples=["2026-08-03T01:00:00Z"])
    ends: datetime = Field(examples=["2026-08-03T02:00:00Z"])

    def overlaps(self, other: "Slot") -> bool:
        """Whether they share an instant; one that ends where the other starts does not."""
        return self.starts < other.ends and other.starts < self.ends

    def plain(self) -> dict[str, Any]:
        """As a refusal names it."""
        return {"starts": instant(self.starts), "ends": instant(self.ends)}


def instant(at: datetime) -> str:
    """`2026-08-03T01:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class OpenHours(Value):
    """Open on one day of the week; several for one day are allowed."""

    weekday: int = Field(ge=1, le=7, examples=[1])
    """ISO: 1 is Monday."""
    opens: Wall = Field(examples=["07:00:00"])
    closes: Wall = Field(examples=["16:00:00"])
    """Midnight at the end of the day is 00:00."""

    @property
    def is_empty(self) -> bool:
        """Closes before it opens."""
        return self.closes != time.min and self.closes <= self.opens


def is_open(hours: Sequence[OpenHours], zone: str, slot: Slot) -> bool:
    """Whether no instant of the slot lies outside the hours; without hours it is always open."""
    if not hours:
        return True
    reached = slot.starts
    for opened in sorted(_opened(hours, ZoneInfo(zone), slot), key=lambda each: each.starts):
        if opened.starts <= reached < opened.ends:
            reached = opened.ends
    return reached >= slot.ends


def _opened(hours: Iterable[OpenHours], zone: ZoneInfo, slot: Slot) -> Iterator[Slot]:
    """The hours as instants, over all days that the slot may touch."""
    day = (slot.starts - _SPARE).date()
    while day <= (slot.ends + _SPARE).date():
        for each in hours:
            if each.weekday == day.isoweekday():
                yield _on(day, each, zone)
        day += _DAY


def _on(day: date, hours: OpenHours, zone: ZoneInfo) -> Slot:
    last = day + _DAY if hours.closes == time.min else day
    return Slot(starts=_at(day, hours.opens, zone), ends=_at(last, hours.closes, zone))


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
