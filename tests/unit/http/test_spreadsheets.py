"""Lists that people send: columns by name, every fault of every row, nothing echoed."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from shared import cells
from shared.http.operations.run import problem_of
from shared.http.words import say
from shared.refusals import Invalid, Refused
from shared.spreadsheets import CellProblem, Heading, Parser, Row, Sheet

STUDENTS = Sheet(
    (
        Heading("name", cells.text(40), ("nama", "nama siswa")),
        Heading("nisn", cells.digits(10)),
        Heading("born_on", cells.day, ("tanggal lahir", "born on")),
        Heading("email", cells.email, ("surel",), required=False),
    )
)


def rows(content: str | bytes, sheet: Sheet = STUDENTS) -> list[Row]:
    return list(sheet.read(content.encode() if isinstance(content, str) else content))


def xlsx(lines: list[list[Any]], skip: int = 0) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for line, cells_of in enumerate(lines):
        for place, value in enumerate(cells_of):
            sheet.write(line + skip, place, value)
    book.close()
    return buffer.getvalue()


GOOD = {"name": "Siti Aminah", "nisn": "0051234567", "born_on": date(2009, 12, 31), "email": None}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_every_kind(separator: str, encoding: str, end: str) -> None:
    lines = [["Tanggal_Lahir", " NAMA  Siswa*", "NISN", "Kelas"], ["31/12/2009", "Siti  Aminah", "0051234567", "XI"]]
    content = end.join(separator.join(line) for line in lines).encode(encoding)
    [row] = rows(content)
    assert (row.line, row.values, row.problems) == (2, GOOD, ())


def test_xlsx_with_dates_numbers_and_empty_lines_above() -> None:
    header = ["nama", "nisn", "born on", "surel"]
    siti = ["Siti Aminah", "0051234567", date(2009, 12, 31)]
    content = xlsx([header, siti, [], ["Budi", 51234567, "x", "y"]], skip=2)
    first, second = rows(content)
    assert (first.line, first.values) == (4, GOOD)
    assert second.line == 6
    assert [problem.column for problem in second.problems] == ["nisn", "born_on", "email"]


def test_every_fault_of_a_row_is_reported_and_nothing_echoed() -> None:
    [row] = rows("name,nisn,born_on,email\n,12345,32/12/2009,siti aminah\n")
    assert [(one.line, one.column, one.code) for one in row.problems] == [
        (2, "name", "cell-missing"),
        (2, "nisn", "cell-not-digits"),
        (2, "born_on", "cell-not-date"),
        (2, "email", "cell-not-email"),
    ]
    assert "12345" not in repr(row.problems)
    assert "siti" not in repr(row.problems)
    words = say("cell-not-digits", "id", row.problems[1].facts)
    assert words.detail == "Bukan 10 angka."


def test_lines_are_those_of_the_file_also_with_line_ends_inside_cells_and_empty_lines() -> None:
    content = 'name,nisn,born_on\n"Siti\nAminah",0051234567,2009-12-31\n\n,,\nBudi,1,2009-12-31\n'
    assert [(row.line, bool(row.problems)) for row in rows(content)] == [(2, False), (6, True)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n;;\n", "file-empty"),
        (b"nama,kelas\nSiti,XI\n", "columns-missing"),
        (b"\xff\x00\x01", "file-unreadable"),
        (b"name\n\xe9\n", "file-unreadable"),
        (b"PK\x03\x04rubbish", "file-unreadable"),
        (b"a\x00b", "file-unreadable"),
        (xlsx([]), "file-empty"),
    ],
)
def test_what_cannot_be_read_is_said_at_once(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        STUDENTS.check(content)
    assert refusal.value.code == code


def test_all_missing_columns_are_said_at_once_each_with_the_one_that_may_be_meant() -> None:
    sheet = Sheet(
        (Heading("nama dudi", cells.text(), ("partner",)), Heading("nib", cells.digits(13)), Heading("a", cells.text()))
    )
    with pytest.raises(Invalid) as refusal:
        sheet.check(b"Nama_Dudii;Siti Aminah;A\nx;y;z\n")
    assert refusal.value.facts["columns"] == "nama dudi, nib"
    assert refusal.value.facts["near"] == {"nama dudi": "Nama_Dudii"}
    assert "Siti" not in str(refusal.value.facts) + refusal.value.detail
    with pytest.raises(Invalid) as refusal:
        sheet.check(b"partners;NIBB;a\nx;y;z\n")
    assert refusal.value.facts["near"] == {"nama dudi": "partners", "nib": "NIBB"}
    words = say("columns-missing", "id", refusal.value.facts)
    assert words.detail == "Kolom ini tidak ada: nama dudi (partners?), nib (NIBB?)."


def test_a_list_that_is_too_long_is_refused() -> None:
    short = Sheet((Heading("a", cells.text()),), most_rows=2)
    assert short.count(b"a\n1\n2\n") == 2
    with pytest.raises(Invalid) as refusal:
        short.count(b"a\n1\n2\n3\n")
    assert refusal.value.facts == {"limit": 2}


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.text(10), "  a   b ", "a b"),
        (cells.digits(13), "'0123 456 789.012", "0123456789012"),
        (cells.pattern(r"\d\.\d\.\d", "2.1.1"), "2.1.1", "2.1.1"),
        (cells.choice({"Hotel": 1, "rumah makan": 2}), "RUMAH_MAKAN", 2),
        (cells.whole(1, 9), "9", 9),
        (cells.amount, "1.234,5", Decimal("1234.5")),
        (cells.amount, "1234.5", Decimal("1234.5")),
        (cells.day, "1-2-2026", date(2026, 2, 1)),
        (cells.email, "siti@contoh.sch.id", "siti@contoh.sch.id"),
        (cells.phone, "+62 812-0000-0000", "+62 812-0000-0000"),
        (cells.yes_no, "Ya", True),
        (cells.zone, "wita", "Asia/Makassar"),
        (cells.several(cells.digits(1)), "1; 2|3", ("1", "2", "3")),
    ],
)
def test_what_is_read(parse: Parser, cell: str, value: Any) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (cells.text(3), "abcd", "cell-length"),
        (cells.text(), "a\x00b", "cell-not-text"),
        (cells.digits(3), "１２３", "cell-not-digits"),
        (cells.pattern("a", "a"), "b", "cell-not-form"),
        (cells.choice({"a": 1}), "b", "cell-not-choice"),
        (cells.whole(), "1.5", "cell-not-number"),
        (cells.whole(1, 2), "3", "cell-range"),
        (cells.amount, "NaN", "cell-not-number"),
        (cells.day, "2026-02-30", "cell-not-date"),
        (cells.email, "a@b", "cell-not-email"),
        (cells.phone, "call me", "cell-not-phone"),
        (cells.yes_no, "maybe", "cell-not-yes-no"),
        (cells.zone, "../etc/passwd", "cell-not-zone"),
        (cells.zone, "Mars/Base", "cell-not-zone"),
        (cells.several(cells.text(), 1), "a;b", "cell-too-many"),
    ],
)
def test_what_is_not(parse: Callable[[str], Any], cell: str, code: str) -> None:
    with pytest.raises(CellProblem) as problem:
        parse(cell)
    assert problem.value.code == code


ALL = [
    cells.text(),
    cells.digits(3),
    cells.amount,
    cells.day,
    cells.email,
    cells.phone,
    cells.yes_no,
    cells.zone,
    cells.whole(),
]


@given(st.sampled_from(ALL), st.text(min_size=1, max_size=30))
def test_no_text_breaks_a_parser(parse: Parser, cell: str) -> None:
    with suppress(CellProblem):
        parse(cell)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(Invalid):
        rows(content)


def test_a_refusal_is_the_problem_of_its_row() -> None:
    problem = problem_of(
        7, Refused("nib-taken", "This NIB is registered.", mend="Use that one.", column="nib", list=[1])
    )
    assert (problem.line, problem.column, problem.code, problem.what) == (
        7,
        "nib",
        "nib-taken",
        "This NIB is registered.",
    )
    assert problem.facts == {"column": "nib"}
