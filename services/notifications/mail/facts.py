"""What of an event's data a letter shows: days, instants and counts under a label. Ids stay in the link."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.notifications.domain.endpoint.values import Language
from services.notifications.mail.words.forms import Pair

_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}

_DAYS: Final[dict[str, Pair]] = {
    "on": ("Hari", "Day"),
    "held_on": ("Dilaksanakan", "Held on"),
    "happened_on": ("Terjadi pada", "Happened on"),
    "given_on": ("Diberikan pada", "Given on"),
    "starts_on": ("Hari pertama", "First day"),
    "ends_on": ("Hari terakhir", "Last day"),
    "ended_on": ("Berakhir pada", "Ended on"),
    "effective_on": ("Berakhir pada", "Ends on"),
    "due_on": ("Tenggat", "Due on"),
    "next_on": ("Kontak berikutnya", "Next contact"),
    "insured_until": ("Asuransi sampai", "Insured until"),
}
_INSTANTS: Final[dict[str, Pair]] = {
    "starts_at": ("Mulai", "Begins"),
    "ends_at": ("Selesai", "Ends"),
    "starts": ("Mulai", "Begins"),
    "ends": ("Selesai", "Ends"),
    "lapses_at": ("Jawab sebelum", "Answer before"),
}
_COUNTS: Final[dict[str, Pair]] = {
    "days": ("Sisa hari", "Days left"),
    "places": ("Jumlah tempat", "Places"),
    "people": ("Jumlah orang", "People"),
    "hours": ("Jumlah jam", "Hours"),
    "lesson_hours": ("Jam pelajaran", "Lesson hours"),
    "participants": ("Peserta", "Participants"),
    "visitors": ("Pengunjung", "Visitors"),
    "capacity": ("Kapasitas", "Capacity"),
    "share": ("Persen waktu sampai dinonaktifkan", "Per cent of the time until it is disabled"),
}
LABELS: Final = _DAYS | _INSTANTS | _COUNTS
PARTNER: Final[Pair] = ("Mitra", "Partner")


def facts_of(data: Mapping[str, Any], language: Language, zone: str) -> list[tuple[str, str]]:
    """Label and value, in the order of the table. Instants in `zone`; what is not as expected is left out."""
    column = 0 if language == "id" else 1
    slots = data.get("slots") or []
    spread = {**(slots[0] if slots and isinstance(slots[0], dict) else {}), **data}
    return [(LABELS[name][column], value) for name, value in _shown(spread, language, zone)]


def _shown(data: Mapping[str, Any], language: Language, zone: str) -> Iterator[tuple[str, str]]:
    for name in LABELS:
        value = data.get(name)
        if name in _COUNTS and isinstance(value, int) and not isinstance(value, bool):
            yield name, str(value)
        elif name not in _COUNTS and isinstance(value, str) and (said := _said(value, name, language, zone)):
            yield name, said


def _said(value: str, name: str, language: Language, zone: str) -> str:
    try:
        if name in _DAYS:
            return day(date.fromisoformat(value), language)
        return instant(datetime.fromisoformat(value), language, zone)
    except ValueError:
        return ""


def day(on: date, language: Language) -> str:
    """`13 Juli 2026`."""
    return f"{on.day} {_MONTHS[language][on.month - 1]} {on.year}"


def instant(at: datetime, language: Language, zone: str) -> str:
    """`13 Juli 2026, 08.00 WIB`; the zone's own abbreviation."""
    local = at.astimezone(ZoneInfo(zone))
    clock = local.strftime("%H.%M" if language == "id" else "%H:%M")
    return f"{day(local.date(), language)}, {clock} {local.strftime('%Z')}"


def organisations_of(data: Mapping[str, Any]) -> list[str]:
    """Ids of the organisations that an event names, without repetition."""
    parties = data.get("parties")
    among = parties.get("organisations", []) if isinstance(parties, dict) else []
    invited = [one.get("organisation") for one in data.get("partners", []) if isinstance(one, dict)]
    named = [data.get("organisation"), *among, *invited]
    return list(dict.fromkeys(one for one in named if isinstance(one, str)))
