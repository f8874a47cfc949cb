"""Patterns of this service's fields in words."""

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
