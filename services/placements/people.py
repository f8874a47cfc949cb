"""What placements keep in `people`, and the facts that rules need of it: age and sex, stored nowhere else."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import Field

from services.placements.domain.student import Student
from services.placements.settings import PlacementsSettings
from shared.auth import school_of
from shared.context import Context
from shared.days import day_in
from shared.events import Value
from shared.journal import Claim
from shared.refusals import Refused


class StudentData(Value):
    """A student's personal data: what a placement needs and no more."""

    name: str = Field(min_length=2, max_length=200)
    nisn: str = Field(pattern=r"^\d{10}$")
    birth_date: date
    sex: Literal["female", "male"]
    form: str | None = Field(default=None, max_length=60)
    """Rombel: the class of the school."""
    phone: str | None = Field(default=None, max_length=40)
    email: str | None = Field(default=None, max_length=254)


class ContactData(Value):
    """Personal data of a guardian or of an industry supervisor."""

    name: str = Field(min_length=2, max_length=200)
    phone: str | None = Field(default=None, max_length=40)
    email: str | None = Field(default=None, max_length=254)
    position: str | None = Field(default=None, max_length=100)


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules need to know of a student's person."""

    age: int
    """In whole years, today, in the school's zone."""
    female: bool


def age_on(born: date, day: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


async def local_date(ctx: Context) -> date:
    """Today in the school's zone."""
    return day_in((await school_of(ctx.runtime, ctx.tenant)).zone, ctx.now)


async def facts_of(ctx: Context, student: str) -> Facts:
    """Age and sex of a student; `Refused` once the person was erased."""
    person = await ctx.runtime.people.get(ctx.tenant, student)
    if person is None:
        raise Refused(
            "person-erased", "The student was erased, so nothing is known of their age.", mend="Enrol the student anew."
        )
    born = date.fromisoformat(person.data["birth_date"])
    return Facts(age_on(born, await local_date(ctx)), person.data["sex"] == "female")


def contact(ctx: Context, kind: str, data: ContactData) -> str:
    """Stage a guardian or an industry supervisor; their id."""
    return ctx.person(kind, data.model_dump(mode="json", exclude_none=True))


def nisn_claim(ctx: Context, nisn: str, *, release: bool = False) -> Claim:
    """One NISN once per school."""
    settings: PlacementsSettings = ctx.runtime.settings
    refusal = Refused(
        "nisn-taken",
        "A student with this NISN is enrolled at the school.",
        mend="Use the student that is there, or correct the number.",
        column="NISN",
    )
    return Claim.of_number("nisn", nisn, tenant=ctx.tenant, key=settings.nisn_key, refusal=refusal, release=release)


async def with_names(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page of a list of students with what `people` knows of them."""
    known = await ctx.runtime.people.many(ctx.tenant, [one["id"] for one in page])
    return [{**one, "person": dict(known[one["id"]].data) if one["id"] in known else {}} for one in page]


async def name_of(ctx: Context, person: str | None) -> str | None:
    """The person's name, or None when there is none or it was erased."""
    found = await ctx.runtime.people.get(ctx.tenant, person) if person else None
    return str(found.data["name"]) if found else None


async def contacts_of(ctx: Context, student: Student) -> list[str]:
    """The persons that are erased with the student: themselves and every guardian, who is kept for them alone."""
    return [student.student, *student.former_guardians, *([student.guardian] if student.guardian else [])]
