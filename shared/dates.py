"""Days and moments as people write them, in Indonesian and English."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from shared.http.words import Language

_MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_ENGLISH_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_day(day: date, language: Language) -> str:
    """`13 Juli 2026`."""
    months = _MONTHS if language == "id" else _ENGLISH_MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"


def say_moment(moment: datetime, zone: str, language: Language) -> str:
    """`8 Juli 2026, 10.05 WIB`: in the zone, whose name is written as people there know it."""
    local = moment.astimezone(ZoneInfo(zone))
    mark = "." if language == "id" else ":"
    return f"{say_day(local.date(), language)}, {local:%H}{mark}{local:%M} {local.tzname()}"
