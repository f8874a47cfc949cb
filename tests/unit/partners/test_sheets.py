"""What is exported of partners and of the register is what the import reads (C1)."""

import re

import pytest

from services.partners.imports import columns
from services.partners.imports.mous import SHEET as MOUS
from services.partners.imports.partners import SHEET, id_in
from services.partners.views.partners import BESIDE
from services.partners.views.sheets import READ_AGAIN
from shared.http import Column
from shared.http.listing.columns import harmless
from shared.ids import ID_PATTERN
from shared.spreadsheets import CellProblem, normal

UNDERSTOOD = {normal(name): heading.name for heading in SHEET.headings for name in (heading.name, *heading.aliases)}
GIVEN = "01981e4a-6c00-7000-8000-000000000001"


@pytest.mark.parametrize("column", READ_AGAIN, ids=lambda column: column.name)
def test_c1_the_import_understands_every_header_in_both_languages(column: Column) -> None:
    heading = UNDERSTOOD[normal(column.label("id"))]
    assert UNDERSTOOD[normal(column.label("en"))] == heading


def test_c1_no_two_columns_are_taken_for_one() -> None:
    headings = [UNDERSTOOD[normal(column.label("id"))] for column in READ_AGAIN]
    assert len(headings) == len(set(headings))
    assert not [column.name for column in BESIDE if normal(column.label("id")) in UNDERSTOOD]
    assert not [column.name for column in BESIDE if normal(column.label("en")) in UNDERSTOOD]


@pytest.mark.parametrize("text", ["=1+1", "+62 811", "-Nama", "@toko", "'petik", "biasa", " =x"])
def test_what_an_export_quotes_is_read_as_it_was(text: str) -> None:
    line = f'nama,alamat,zona\n"{harmless("xx" + text)}","{harmless(text)}",WIB\n'
    assert next(SHEET.read(line.encode()))["alamat"] == text.strip()


def test_c1_an_id_of_another_register_always_becomes_the_same_one() -> None:
    made = id_in("alliance", GIVEN)
    assert re.fullmatch(ID_PATTERN, made)
    assert (made[:14], made[14]) == (GIVEN[:14], "7")
    assert made == id_in("alliance", GIVEN)
    assert made not in {GIVEN, id_in("another", GIVEN)}


def test_c1_dapodiks_website_and_fax_are_kept() -> None:
    assert columns.website("www.hotel.example") == "http://www.hotel.example"
    assert columns.website("https://hotel.example/a") == "https://hotel.example/a"
    assert columns.fax("0536-555012") == "0536-555012"
    for wrong in ("tidak ada", "hotel", "http://a b", "https://user:secret@hotel.example"):
        with pytest.raises(CellProblem):
            columns.website(wrong)
    line = "nama,alamat_jalan,kode_wilayah,nomor_fax,website\nHotel,Jl. Satu,146000,0536-555012,hotel.example\n"
    row = next(SHEET.read(line.encode()))
    assert (row["faks"], row["situs web"], row.problems) == ("0536-555012", "http://hotel.example", ())


def test_c1_a_place_is_not_asked_for_where_there_is_none() -> None:
    row = next(SHEET.read(b"nama,alamat,zona,tanpa lokasi\nIkatan Alumni,,,ya\n"))
    assert row.problems == ()
    row = next(SHEET.read(b"nama,alamat,zona,tanpa lokasi\nIkatan Alumni,,,\n"))
    assert [problem.code for problem in row.problems] == ["cell-missing", "cell-missing"]


def test_c3_dapodiks_kind_of_cooperation_is_read() -> None:
    header = "id_jns_ks,nomor_mou,judul_mou,tanggal_mulai,tanggal_selesai,nama_dudi\n"
    row = next(MOUS.read((header + "1,1/2026,Judul,2026-07-13,2029-07-12,Hotel\n").encode()))
    assert (row["id jns ks"], row.problems) == ("1", ())
