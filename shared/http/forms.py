"""Patterns in words: what a text has to look like, with an example. A service adds those of its own fields."""

from dataclasses import dataclass
from typing import Final

from shared.http.words import Language
from shared.ids import ID_PATTERN


@dataclass(frozen=True, slots=True)
class Form:
    """`id` and `en` say what is wanted, as the end of “It is not …”."""

    id: str
    en: str
    example: str


_FORMS: Final[dict[str, Form]] = {}


def add_form(pattern: str, *, id: str, en: str, example: str) -> None:
    """Say in these words what the pattern wants."""
    _FORMS[pattern] = Form(id, en, example)


def form_of(pattern: str, language: Language) -> tuple[str, str] | None:
    """What is wrong and how to mend it, of a text that does not follow the pattern; None for one without words."""
    form = _FORMS.get(pattern)
    if form is None:
        return None
    if language == "id":
        return f"Bukan {form.id}.", f"Tulis seperti {form.example}."
    return f"It is not {form.en}.", f"Write it like {form.example}."


add_form(
    ID_PATTERN,
    id="id (UUID huruf kecil)",
    en="an id (a UUID in small letters)",
    example="01981e4a-6c00-7000-8000-000000000001",
)
add_form(
    r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", id="alamat surel", en="an e-mail address", example="nama@contoh.example"
)
add_form(
    r"^[0-9a-f]{64}$",
    id="SHA-256 (64 digit heksadesimal huruf kecil)",
    en="a SHA-256 (64 hexadecimal digits in small letters)",
    example="c0" * 32,
)
add_form(
    r"^[ -~]+$",
    id="huruf, angka dan tanda ASCII",
    en="letters, digits and signs of ASCII",
    example="2026-07-01-nomor-1",
)
