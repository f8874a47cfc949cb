"""Patterns of this service's fields in words."""

from typing import Final

from services.partners.domain.values import NUMBER_FORM
from shared.http.forms import add_form


def register() -> None:
    """Put them where problems find them."""
    add_form(
        r"^[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?$",
        id="kode konsentrasi keahlian (bidang.program.konsentrasi)",
        en="the code of a concentration (field.programme.concentration)",
        example="9.1.1",
    )
    add_form(r"^\d{4}/\d{4}$", id="tahun pelajaran", en="a school year", example="2026/2027")
    add_form(r"^\d{13}$", id="NIB (13 digit)", en="a NIB (13 digits)", example="9120004712365")
    add_form(r"^\d{5}$", id="kode KBLI (5 digit)", en="a KBLI code (5 digits)", example="55110")
    add_form(r"^\+?[0-9][0-9 ()-]{5,19}$", id="nomor telepon", en="a telephone number", example="+62 274 555 0100")
    add_form(r"^[A-Z]{2}$", id="kode negara (ISO 3166)", en="a country's code (ISO 3166)", example="ID")
    add_form(r"^00[0-3]\d{13}$", id="NPWP badan (16 digit)", en="a body's NPWP (16 digits)", example="0012345678901000")
    add_form(
        r"^https?://[^\s/@]+(/\S*)?$", id="alamat web", en="an address of the web", example="https://hotel.example"
    )
    add_form(r"^[A-Z][A-Z0-9.-]{1,39}$", id="kode keterampilan", en="the code of a skill", example="FO.RESERVASI-1")
    add_form(
        r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$",
        id="kode unit atau kompetensi",
        en="the code of a unit or competency",
        example="I.55HDR00.001",
    )
    add_form(f"^{NUMBER_FORM}$", id="nomor surat", en="the number of a letter", example="421.5/117/SMKN3/2025")
    add_form(
        r"^[0-9a-f]{16}$",
        id="sidik (16 digit heksadesimal huruf kecil)",
        en="a fingerprint (16 hexadecimal digits in small letters)",
        example="c0" * 8,
    )
    add_form("^(week|month)$", id="week atau month", en="week or month", example="month")
    for pattern in (_OPEN, _TIME):
        add_form(pattern, id="jam dan menit", en="hours and minutes", example="08:30")
    for pattern, example in _WORDS.items():
        add_form(
            pattern,
            id="kata dengan huruf kecil dan garis bawah",
            en="a word in small letters and underscores",
            example=example,
        )


_OPEN: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$"
_TIME: Final = r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$"
_WORDS: Final = {
    r"^[a-z][a-z_]{2,39}$": "transport",
    r"^[a-z][a-z_]{1,29}$": "curriculum",
    r"^[a-z][a-z0-9_]{1,39}$": "front_office",
    r"^[a-z][a-z0-9_]{2,59}$": "students_placed",
    r"^[a-z][a-z0-9_]{0,29}$": "students",
}
"""Open lists: any word of this form, by an example."""
