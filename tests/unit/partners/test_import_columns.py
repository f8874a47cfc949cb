"""What stands in the columns of Dapodik's `dudi` and of a school's own list (C1)."""

import pytest

from services.partners.imports import columns
from services.partners.imports.mous import SHEET as MOUS
from services.partners.imports.partners import SHEET, site_of
from shared.refusals import Invalid
from shared.spreadsheets import CellProblem

DUDI = "nama,bidang_usaha_id,alamat_jalan,rt,rw,desa_kelurahan,kode_wilayah,kode_pos,lintang,bujur,nomor_telepon,npwp\n"


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("056000", "Asia/Jakarta"),
        ("146000  ", "Asia/Pontianak"),
        ("156000", "Asia/Makassar"),
        ("250100", "Asia/Jayapura"),
        ("62.71", "Asia/Pontianak"),
        ("6371", "Asia/Makassar"),
        ("15.71", "Asia/Jakarta"),
    ],
)
def test_c1_a_region_has_a_zone(cell: str, zone: str) -> None:
    assert columns.zone_of_region(cell) == zone


@pytest.mark.parametrize("cell", ["990000", "x", "0", "00"])
def test_c1_a_region_that_there_is_not_is_a_fault(cell: str) -> None:
    with pytest.raises(CellProblem):
        columns.zone_of_region(cell)


def test_c1_only_the_tax_number_of_a_body_is_kept() -> None:
    assert columns.npwp_of_a_body("01.234.567.8-901.000") == "0012345678901000"
    assert columns.npwp_of_a_body("0012345678901000") == "0012345678901000"
    assert columns.npwp_of_a_body("6271031212800001") is None, "since 2024 a person's NPWP is the NIK"
    assert columns.npwp_of_a_body("07.234.567.8-901.000") is None
    with pytest.raises(CellProblem):
        columns.npwp_of_a_body("123")


def test_c1_degrees_are_read_in_both_spellings() -> None:
    latitude = columns.degrees(90)
    assert latitude("-7,7926") == -7.7926
    assert latitude("0") is None
    for wrong in ("91", "7°47'", "utara"):
        with pytest.raises(CellProblem):
            latitude(wrong)


def test_c3_the_number_of_an_mou_is_one_printed_line() -> None:
    assert columns.document_number("421.5/117  /SMKN3/2025") == "421.5/117 /SMKN3/2025"
    for wrong in ("117\u200b/2025", "x" * 101):
        with pytest.raises(CellProblem):
            columns.document_number(wrong)


def test_c1_reads_dapodiks_columns() -> None:
    line = "Hotel Contoh,55110,Jl. Contoh 1,3,2,Menteng,146000,73112,-2.2161,113.9135,0536-555012,\n"
    row = next(SHEET.read((DUDI + line).encode()))
    assert row.problems == ()
    assert (row["kode wilayah"], row["zona"], row["bidang usaha id"]) == ("Asia/Pontianak", None, "55110")
    assert (row["lintang"], row["bujur"], row["telepon"]) == (-2.2161, 113.9135, "0536-555012")


def test_c1_a_zone_comes_from_one_column_or_the_other() -> None:
    with pytest.raises(Invalid, match="zona"):
        SHEET.check(b"nama,alamat\nHotel,Jl. Satu\n")
    row = next(SHEET.read(b"nama,alamat,zona,kode_wilayah\nHotel,Jl. Satu,,\n"))
    assert [(problem.column, problem.code) for problem in row.problems] == [("zona", "cell-missing")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Front Office", "front_office"),
        ("front_office", "front_office"),
        ("F&B Service", "f_b_service"),
        ("Café", "cafe"),
        ("Food & Beverage", "food_beverage"),
        ("Lantai 3", "lantai_3"),
    ],
)
def test_c1_a_department_becomes_its_code(cell: str, code: str) -> None:
    assert columns.department(cell) == code


@pytest.mark.parametrize("cell", ["3rd floor", "厨房", "X", "&", "Кухня", "ﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁ"])
def test_c1_what_can_be_no_department_is_a_fault_of_its_cell(cell: str) -> None:
    with pytest.raises(CellProblem):
        columns.department(cell)


def test_c1_a_site_has_a_name_that_the_register_takes() -> None:
    line = "Hotel Contoh,55110,Jl. Contoh 1,3,2,-,146000,73112,-2.2161,113.9135,0536-555012,\n"
    site = site_of(next(SHEET.read((DUDI + line).encode())))
    assert site is not None
    assert site.name == "Hotel Contoh"


def test_c3_concentrations_are_written_in_plain_digits() -> None:
    head = "nomor,judul,tanggal mulai,tanggal selesai,nama dudi,konsentrasi\n"
    row = next(MOUS.read(f"{head}1/2025,PKL,2025-07-14,2028-07-13,Hotel,9.1.1٣\n".encode()))
    assert [(problem.column, problem.code) for problem in row.problems] == [("konsentrasi", "cell-not-form")]


def test_c44_a_foundation_is_a_kind() -> None:
    assert (columns.kind("Yayasan"), columns.kind("industry")) == ("foundation", "industry")
