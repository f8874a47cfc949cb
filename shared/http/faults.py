"""What exactly is wrong with a request: where, what, and how to mend it. Never echoes the value."""

from collections.abc import Iterable, Mapping, Sized
from typing import Any, Final

from pydantic import BaseModel, Field

from shared.http.forms import form_of
from shared.http.words import Language

_LONGEST: Final = 200

_SAID: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    # pydantic's error type: (what, mend) in Indonesian, (what, mend) in English; an empty `what` keeps pydantic's.
    "missing": (("Tidak diisi.", "Tambahkan."), ("It is missing.", "Add it.")),
    "extra_forbidden": (("Tidak dikenal.", "Hapus."), ("It is not known here.", "Leave it out.")),
    "string_type": (("Bukan teks.", "Kirim sebagai string JSON."), ("It is not text.", "Send a JSON string.")),
    "string_too_short": (
        ("Terlalu pendek.", "Minimal {min_length} karakter."),
        ("It is too short.", "Write at least {min_length} characters."),
    ),
    "string_too_long": (
        ("Terlalu panjang.", "Maksimal {max_length} karakter."),
        ("It is too long.", "Write at most {max_length} characters."),
    ),
    "string_pattern_mismatch": (
        ("Bentuknya tidak sesuai.", "Tulis seperti contohnya dalam dokumen OpenAPI."),
        ("It does not have the right form.", "Write it like its example in the OpenAPI document."),
    ),
    "int_type": (
        ("Bukan bilangan bulat.", "Kirim angka JSON."),
        ("It is not a whole number.", "Send a JSON number without a fraction."),
    ),
    "int_parsing": (
        ("Bukan bilangan bulat.", "Kirim bilangan bulat."),
        ("It is not a whole number.", "Send a whole number."),
    ),
    "bool_type": (
        ("Bukan benar atau salah.", "Kirim true atau false."),
        ("It is neither true nor false.", "Send true or false."),
    ),
    "literal_error": (
        ("Bukan salah satu pilihan.", "Pilih: {expected}."),
        ("It is none of the choices.", "Choose one of: {expected}."),
    ),
    "enum": (
        ("Bukan salah satu pilihan.", "Pilih: {expected}."),
        ("It is none of the choices.", "Choose one of: {expected}."),
    ),
    "greater_than": (("Terlalu kecil.", "Harus lebih dari {gt}."), ("It is too small.", "It must be more than {gt}.")),
    "greater_than_equal": (("Terlalu kecil.", "Minimal {ge}."), ("It is too small.", "It must be at least {ge}.")),
    "less_than": (("Terlalu besar.", "Harus kurang dari {lt}."), ("It is too large.", "It must be less than {lt}.")),
    "less_than_equal": (("Terlalu besar.", "Maksimal {le}."), ("It is too large.", "It must be at most {le}.")),
    "date_from_datetime_parsing": (("Bukan tanggal.", "Tulis TTTT-BB-HH."), ("It is not a date.", "Write YYYY-MM-DD.")),
    "date_parsing": (("Bukan tanggal.", "Tulis TTTT-BB-HH."), ("It is not a date.", "Write YYYY-MM-DD.")),
    "datetime_from_date_parsing": (
        ("Bukan waktu.", "Tulis seperti 2026-07-01T08:00:00Z."),
        ("It is not a time.", "Write it like 2026-07-01T08:00:00Z."),
    ),
    "timezone_aware": (
        ("Zona waktunya tidak disebut.", "Tulis dengan zona, seperti 2026-07-01T08:00:00+07:00."),
        ("It does not say its timezone.", "Write it with one, like 2026-07-01T08:00:00+07:00."),
    ),
    "instant_out_of_reach": (
        ("Waktunya di luar jangkauan.", "Tulis waktu dari tahun 1900 sampai 2199."),
        ("The time is out of reach.", "Write one from 1900 to 2199."),
    ),
    "datetime_parsing": (
        ("Bukan waktu.", "Tulis seperti 2026-07-01T08:00:00Z."),
        ("It is not a time.", "Write it like 2026-07-01T08:00:00Z."),
    ),
    "datetime_type": (
        ("Bukan waktu.", "Tulis seperti 2026-07-01T08:00:00Z."),
        ("It is not a time.", "Write it like 2026-07-01T08:00:00Z."),
    ),
    "date_type": (("Bukan tanggal.", "Tulis TTTT-BB-HH."), ("It is not a date.", "Write YYYY-MM-DD.")),
    "too_short": (
        ("Terlalu sedikit butir.", "Sebutkan paling sedikit {min_length}."),
        ("It has too few items.", "Name at least {min_length}."),
    ),
    "too_long": (
        ("Terlalu banyak butir.", "Sebutkan paling banyak {max_length}."),
        ("It has too many items.", "Name at most {max_length}."),
    ),
    "tuple_type": (("Bukan daftar JSON.", "Kirim larik JSON."), ("It is not a JSON array.", "Send one.")),
    "float_type": (("Bukan bilangan.", "Kirim angka JSON."), ("It is not a number.", "Send a JSON number.")),
    "model_attributes_type": (("Bukan objek JSON.", "Kirim objek JSON."), ("It is not a JSON object.", "Send one.")),
    "model_type": (("Bukan objek JSON.", "Kirim objek JSON."), ("It is not a JSON object.", "Send one.")),
    "dict_type": (("Bukan objek JSON.", "Kirim objek JSON."), ("It is not a JSON object.", "Send one.")),
    "list_type": (("Bukan daftar JSON.", "Kirim larik JSON."), ("It is not a JSON array.", "Send one.")),
}


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: str = Field(description="`body.name`, `query.limit`, `path.school`", examples=["body.name"])
    what: str = Field(examples=["It is missing."])
    mend: str = Field(examples=["Add it."])


def faults_of(errors: Iterable[Mapping[str, Any]], language: Language) -> list[Fault]:
    """Pydantic's errors as faults, without those that only follow from others."""
    found = list(errors)
    return [_fault(error, language) for error in found if not _follows(error, found)]


def _follows(error: Mapping[str, Any], errors: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a list is too short only since items of it are wrong: pydantic counts what passed."""
    if error.get("type") != "too_short":
        return False
    where, given = tuple(error.get("loc", ())), error.get("input")
    counted = len(given) if isinstance(given, Sized) else 0
    if counted < (error.get("ctx") or {}).get("min_length", 0):
        return False
    return any(len(each.get("loc", ())) > len(where) and tuple(each["loc"])[: len(where)] == where for each in errors)


def _fault(error: Mapping[str, Any], language: Language) -> Fault:
    indonesian, english = _SAID.get(str(error.get("type")), (("", ""), ("", "")))
    what, mend = indonesian if language == "id" else english
    pattern = (error.get("ctx") or {}).get("pattern", "")
    what, mend = form_of(str(pattern), language) or (what, mend)
    context = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    where = ".".join(str(part) for part in error.get("loc", ()))
    default = "Perbaiki nilainya." if language == "id" else "Mend the value."
    return Fault(where=where[:_LONGEST], what=what or _safe(error), mend=_filled(mend, context) or default)


def _safe(error: Mapping[str, Any]) -> str:
    """Pydantic's own sentence, without the part that may quote the value (`…, found `x` at 1`)."""
    return str(error.get("msg", "")).partition(", found ")[0][:_LONGEST]


def _filled(template: str, context: Mapping[str, str]) -> str:
    try:
        return template.format_map(context)
    except KeyError:
        return ""
