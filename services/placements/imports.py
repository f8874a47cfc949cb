"""A school's list of students, row by row, by Dapodik's headers; religion, income, KK and NIK are never read."""

from typing import Final

from services.placements.domain.student import CONCENTRATION, SCHOOL_YEAR
from services.placements.enrolling import enrol
from services.placements.people import ContactData, StudentData
from shared.cells import choice, day, digits, email, pattern, phone, text
from shared.context import Context
from shared.http.operations import Operations
from shared.refusals import Refused
from shared.spreadsheets import Heading, Row, Sheet

OPERATIONS: Final = Operations()
KIND: Final = "import-students"

SEX: Final = {"P": "female", "L": "male", "perempuan": "female", "laki-laki": "male"}

SHEET: Final = Sheet(
    (
        Heading("Nama", text(200, 2), ("name", "nama lengkap", "nama peserta didik")),
        Heading("NISN", digits(10)),
        Heading("JK", choice(SEX), ("jenis kelamin", "sex")),
        Heading("Tanggal Lahir", day, ("birth date", "tgl lahir")),
        Heading("Konsentrasi", pattern(CONCENTRATION, "8.1.1"), ("konsentrasi keahlian", "concentration")),
        Heading("Rombel Saat Ini", text(60), ("rombel", "kelas"), required=False),
        Heading("Tahun Ajaran", pattern(SCHOOL_YEAR, "2026/2027"), ("school year",), required=False),
        Heading("HP", phone, ("telepon", "phone"), required=False),
        Heading("E-Mail", email, ("email", "surel"), required=False),
        Heading("Nama Wali", text(200, 2), ("wali", "guardian"), required=False),
        Heading("HP Wali", phone, ("telepon wali",), required=False),
        Heading("E-Mail Wali", email, ("email wali", "surel wali"), required=False),
    ),
    most_rows=5_000,
)


@OPERATIONS.rows(KIND, SHEET)
async def import_student(ctx: Context, row: Row) -> None:
    """One row. A student who is enrolled already is reported, since the list may be meant to change something."""
    data = StudentData(
        name=row["Nama"],
        nisn=row["NISN"],
        birth_date=row["Tanggal Lahir"],
        sex=row["JK"],
        form=row["Rombel Saat Ini"],
        phone=row["HP"],
        email=row["E-Mail"],
    )
    try:
        await enrol(ctx, data, _guardian(row), row["Konsentrasi"], row["Tahun Ajaran"])
    except Refused as refusal:
        if refusal.code == "guardian-missing":
            refusal.facts["column"] = "Nama Wali"
        raise


def _guardian(row: Row) -> ContactData | None:
    if row["Nama Wali"] is None:
        return None
    return ContactData(name=row["Nama Wali"], phone=row["HP Wali"], email=row["E-Mail Wali"])
