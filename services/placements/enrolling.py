"""Enrolling a student: the same from the form and from a list."""

from datetime import date

from services.placements.domain.student import STUDENT, EnrolStudent, Student
from services.placements.people import ContactData, StudentData, age_on, contact, local_date, nisn_claim
from shared.auth import school_of
from shared.context import Context
from shared.journal import Outcome, Step
from shared.refusals import Refused

ADULT = 18
"""Years. A cohort may ask for more; nobody below it is enrolled without a guardian."""
YOUNGEST, OLDEST = 12, 40
"""Years. Outside of it a birth date is a slip of the pen."""


async def enrol(
    ctx: Context, data: StudentData, guardian: ContactData | None, concentration: str, school_year: str | None
) -> Outcome[Student]:
    """Enrol a student; `Refused` for a NISN that is taken, a minor without guardian, an unknown concentration."""
    now = await local_date(ctx)
    age = _plausible(data.birth_date, now)
    await _taught(ctx, concentration)
    student = ctx.person("student", data.model_dump(mode="json", exclude_none=True))
    command = EnrolStudent(
        student=student,
        guardian=contact(ctx, "guardian", guardian) if guardian else None,
        concentration=concentration,
        school_year=school_year or school_year_of(now),
        minor=age < ADULT,
        by=ctx.actor,
    )
    return await ctx.execute_all([Step(STUDENT, student, command)], [nisn_claim(ctx, data.nisn)])


def school_year_of(day: date) -> str:
    """July to June: `2026/2027`."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}/{first + 1}"


def _plausible(born: date, now: date) -> int:
    age = age_on(born, now)
    if not YOUNGEST <= age <= OLDEST:
        raise Refused(
            "birth-date-implausible",
            f"Born then, the student would not be between {YOUNGEST} and {OLDEST} years old.",
            mend="Correct the birth date.",
            column="Tanggal Lahir",
        )
    return age


async def _taught(ctx: Context, concentration: str) -> None:
    taught = (await school_of(ctx.runtime, ctx.tenant)).concentrations
    if taught and concentration not in taught:
        raise Refused(
            "concentration-unknown",
            f"The school does not teach the concentration {concentration}.",
            mend=f"Use one of {', '.join(taught)}, or add it to the school.",
            column="Konsentrasi",
        )
