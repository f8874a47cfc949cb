"""Parsers for the columns of these lists, Dapodik's `dudi` and `mou` among them."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from services.partners.domain.values import (
    DEPARTMENT_FORM,
    KBLI_DIVISIONS,
    LONGEST_NUMBER,
    NUMBER_FORM,
    OrganisationKind,
)
from shared.cells import choice, digits, pattern, phone, text
from shared.spreadsheets import CellProblem

_KINDS: Final[dict[OrganisationKind, tuple[str, ...]]] = {
    "industry": ("industri", "dudi", "iduka", "perusahaan", "swasta"),
    "sister_school": ("sekolah mitra", "sekolah"),
    "parent_group": ("orang tua", "paguyuban orang tua"),
    "alumni_network": ("alumni", "ikatan alumni"),
    "community": ("komunitas", "organisasi masyarakat"),
    "government": ("pemerintah", "instansi pemerintah", "dinas"),
    "foundation": ("yayasan",),
    "training_institution": ("lembaga pelatihan", "lkp", "blk"),
}
kind: Final = choice({word: kind for kind, words in _KINDS.items() for word in (kind, *words)})
"""The kind of an organisation, in English or Indonesian."""

_WIB, _PONTIANAK, _WITA, _WIT = "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"
_DAPODIK: Final = (
    (_WIB, "01 02 03 04 05 06 07 08 09 10 11 12 26 28 29 31"),
    (_PONTIANAK, "13 14"),
    (_WITA, "15 16 17 18 19 20 22 23 24 30 33 34"),
    (_WIT, "21 25 27 32"),
)
_MINISTRY: Final = (
    (_WIB, "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36"),
    (_PONTIANAK, "61 62"),
    (_WITA, "51 52 53 63 64 65 71 72 73 74 75 76"),
    (_WIT, "81 82 91 92 93 94 95 96 97"),
)
"""Provinces by time zone, in the two codings."""


def zone_of_region(cell: str) -> str:
    """The time zone of a `kode_wilayah`: Dapodik's (`056000`), or the ministry's, with dots or from 40 on (`62.71`)."""
    bare = re.sub(r"[ .]", "", cell.removeprefix("'"))
    if not (bare.isascii() and bare.isdecimal() and 2 <= len(bare) <= 10):
        raise CellProblem("cell-not-form", example="056000")
    ministry = "." in cell or bare[:2] > "40"
    for zone, provinces in _MINISTRY if ministry else _DAPODIK:
        if bare[:2] in provinces.split():
            return zone
    raise CellProblem("cell-not-form", example="056000")


def sector(cell: str) -> str:
    """A KBLI code of five digits in a division that there is."""
    code: str = digits(5)(cell)
    if code[:2] not in KBLI_DIVISIONS:
        raise CellProblem("cell-not-form", example="55110")
    return code


def sector_if_any(cell: str) -> str | None:
    """Dapodik's `bidang_usaha_id`, where it is a KBLI code; it has codes of its own beside them."""
    return cell if re.fullmatch(r"\d{5}", cell) and cell[:2] in KBLI_DIVISIONS else None


def npwp_of_a_body(cell: str) -> str | None:
    """The 16 digits of a body's NPWP, None for a person's, which is kept nowhere."""
    bare = re.sub(r"[ .-]", "", cell.removeprefix("'"))
    if not (bare.isascii() and bare.isdecimal() and len(bare) in (15, 16)):
        raise CellProblem("cell-not-form", example="01.234.567.8-901.000")
    full = bare.rjust(16, "0")
    return full if re.fullmatch(r"00[0-3]\d{13}", full) else None


def document_number(cell: str) -> str:
    """The number of a letter; inner white space is one space."""
    number: str = text(LONGEST_NUMBER)(cell)
    return str(pattern(NUMBER_FORM, "421.5/117/SMKN3/2025")(number))


yes: Final = choice({"ya": True, "yes": True})
"""Only where it is so; otherwise the cell stays empty."""

function: Final = choice(
    {
        "signatory": "signatory", "penanda tangan": "signatory", "coordinator": "coordinator",
        "koordinator": "coordinator", "supervisor": "supervisor", "pembimbing": "supervisor", "other": "other",
        "lainnya": "other",
    }
)  # fmt: skip
"""What a contact is there for."""


def website(cell: str) -> str:
    """An address of the web; Dapodik's often lacks the `http://`."""
    bare = cell if "://" in cell else f"http://{cell}"
    if len(bare) > 200 or re.fullmatch(r"https?://[^\s/@]+\.[^\s/@]+(/\S*)?", bare) is None:
        raise CellProblem("cell-not-form", example="https://hotel.example")
    return bare


def fax(cell: str) -> str:
    """A number as the register keeps it."""
    bare: str = phone(cell)
    if "." in bare or len(bare) > 20:
        raise CellProblem("cell-not-phone")
    return bare


def department(cell: str) -> str:
    """Its code, without accents and signs: `Front Office` → `front_office`, `F&B Café` → `f_b_cafe`."""
    letters = unicodedata.normalize("NFKD", text(40)(cell).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return str(pattern(DEPARTMENT_FORM, "Front Office")("_".join(re.findall(r"[^\W_]+", bare))))


def degrees(most: float) -> Callable[[str], float | None]:
    """Decimal degrees, `-7.7926` or `-7,7926`; None for the 0 that stands where nobody looked."""

    def parse(cell: str) -> float | None:
        plain = cell.removeprefix("'").replace(",", ".")
        if re.fullmatch(r"-?\d{1,3}(\.\d{1,20})?", plain) is None or abs(float(plain)) > most:
            raise CellProblem("cell-not-number")
        return round(float(plain), 7) or None

    return parse
