"""What is blanked out of a text about several persons when one of them asks to be forgotten (ADR 0015)."""

import unicodedata

import pytest

from shared.blanking import MARK, blanked

SITI = {
    "name": "Siti Nur Aminah, S.Pd.",
    "email": "siti.aminah@hotel.example",
    "phone": "+62 812-3456-789",
    "position": "Kepala HRD",
    "language": "id",
}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Siti Nur Aminah, S.Pd. setuju.", f"{MARK} setuju."),
        ("siti setuju, AMINAH menolak.", f"{MARK} setuju, {MARK} menolak."),
        ("Kata Siti: ya. (Siti's)", f"Kata {MARK}: ya. ({MARK}'s)"),
        ("Siti  Nur\nAminah, S.Pd. datang", f"{MARK} datang"),
        ("Tulis ke SITI.AMINAH@hotel.example.", f"Tulis ke {MARK}."),
        ("catatan_siti_1", f"catatan_{MARK}_1"),
        ("Oleh kepala HRD sendiri.", f"Oleh {MARK} sendiri."),
    ],
)
def test_names_addresses_and_other_values_are_blanked(text: str, left: str) -> None:
    assert blanked(text, SITI) == left


@pytest.mark.parametrize(
    "number", ["+62 812-3456-789", "08123456789", "0812 3456 789", "62(812)3456.789", "8123456789"]
)
def test_a_number_is_found_however_it_is_spaced(number: str) -> None:
    assert blanked(f"WA {number}, pagi", SITI) == f"WA {MARK}, pagi"


def test_a_run_of_spaces_is_no_burden() -> None:
    """Gone through from each of its places anew, it would take hours."""
    text = "a" + " (.)" * 50_000 + "b"
    assert blanked(text, SITI) == text


@pytest.mark.parametrize("text", ["Situasi aman.", "Sitinya Nurul", "ahli id", "S. Pd", "1081234567890", "HRD", "0812"])
def test_whole_words_alone_and_no_short_ones(text: str) -> None:
    assert blanked(text, SITI) == text


def test_letters_of_every_script_in_either_form_of_writing() -> None:
    data = {"name": "José Özgür 山田太郎"}
    assert blanked("jos\u00e9 dan ÖZGÜR", data) == f"{MARK} dan {MARK}"
    assert blanked(unicodedata.normalize("NFD", "José datang"), data) == f"{MARK} datang"
    assert blanked("Joséphine", data) == "Joséphine"


def test_a_short_name_is_blanked_whole() -> None:
    assert blanked("Li Wu dan Li", {"name": "Li Wu"}) == f"{MARK} dan Li"


def test_a_text_that_says_nothing_of_the_person_stays_to_the_letter() -> None:
    text = unicodedata.normalize("NFD", "Café disetujui.")
    assert blanked(text, SITI) == text
    assert blanked(text, {}) == text


def test_blanking_again_changes_nothing() -> None:
    once = blanked("Siti, siti.aminah@hotel.example", SITI)
    assert blanked(once, SITI) == once


def test_values_within_values_count_too() -> None:
    assert (
        blanked("Jl. Mawar 5 dan wali", {"address": {"street": "Jl. Mawar 5"}, "of": ["wali"]}) == f"{MARK} dan {MARK}"
    )
