"""Lists of partners as schools send them, of any length, with faults of every kind whose report is known."""

import csv
import io
from typing import Final

from xlsxwriter import Workbook

HEADER: Final = (
    "nama", "jenis", "nib", "kbli", "lokasi", "alamat", "zona", "departemen", "kontak", "jabatan", "email", "telepon",
)  # fmt: skip
FAULTS: Final = (
    ("nib", "123", "cell-not-digits"),
    ("zona", "", "cell-missing"),
    ("email", "bukan-surel", "cell-not-email"),
    ("kbli", "00110", "cell-not-form"),
    ("alamat", "", "cell-missing"),
    ("nama", "x", "cell-length"),
    ("jenis", "kios", "cell-not-choice"),
    ("telepon", "empat", "cell-not-phone"),
)
TOWNS: Final = ("Yogyakarta", "Surabaya", "Palangka Raya", "Banjarmasin", "Semarang", "Solo", "Malang", "Sampit")
WORDS: Final = (
    "Anggrek", "Barito", "Cendana", "Delima", "Enggang", "Flamboyan", "Gajah", "Harapan", "Intan", "Jelutung",
    "Kahayan", "Lestari", "Melati", "Nusantara", "Ombak", "Pelangi", "Rajawali", "Sekawan", "Teratai", "Ulin",
)  # fmt: skip

Report = set[tuple[int, str, str]]


def partner_list(rows: int, faulty: int) -> tuple[list[list[str]], Report]:
    """So many rows, of which `faulty`, spread evenly, have one fault each; and what the report must say."""
    every = rows // faulty if faulty else rows + 1
    lines, report = [], set()
    for number in range(rows):
        line = dict(zip(HEADER, _row(number), strict=True))
        if number % every == every - 1 and len(report) < faulty:
            column, cell, code = FAULTS[len(report) % len(FAULTS)]
            line[column] = cell
            report.add((number + 2, column, code))
        lines.append(list(line.values()))
    return lines, report


def _row(number: int) -> list[str]:
    name = f"Hotel {WORDS[number % 20]} {WORDS[number // 20 % 20]} {number // 400}"
    town = TOWNS[number % len(TOWNS)]
    zone = "WITA" if town == "Banjarmasin" else "Asia/Jakarta"
    return [
        name, "industri", f"{9_000_000_000_000 + number}", "55110", "Pusat", f"Jl. Contoh {number}, {town}", zone,
        "kitchen|front_office", f"Kontak {number}", "HRD", f"hrd{number}@hotel.example", f"0811-{number:06d}",
    ]  # fmt: skip


def as_csv(lines: list[list[str]]) -> bytes:
    """As a spreadsheet in Indonesia saves it."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([list(HEADER), *lines])
    return buffer.getvalue().encode()


def as_xlsx(lines: list[list[str]]) -> bytes:
    """As a workbook."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, line in enumerate([list(HEADER), *lines]):
        sheet.write_row(number, 0, line)
    book.close()
    return buffer.getvalue()
