"""What plans and programmes state: target figures, activities, budget and its source (C2)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.partners.domain.values import ActivityKind, SchoolYear
from shared.days import Period
from shared.events import TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

Indicator = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,59}$"), Field(examples=["students_placed"])]
"""What is counted: `students_placed`, `teachers_trained`, `graduates_hired`, … (open)."""

Unit = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$"), Field(examples=["students"])]
"""In which unit: `students`, `hours`, `percent`, `rupiah`, … (open)."""

BudgetSource = Literal["school", "bos", "partner", "government", "foundation", "committee", "production_unit", "other"]
"""`bos`: Bantuan Operasional Sekolah, the state's grant to schools."""


class Target(Value):
    """A figure to reach."""

    indicator: Indicator
    number: float = Field(ge=0, le=1e15, allow_inf_nan=False, examples=[24])
    unit: Unit


class PlannedActivity(Value):
    """What is to be done, and when where that is known."""

    kind: ActivityKind
    starts_on: date | None = None
    ends_on: date | None = None
    description: TextRef | None = None


class BudgetLine(Value):
    """Money for something, and where it comes from (C44)."""

    amount: int = Field(ge=1, le=10**13, examples=[15_000_000])
    """Rupiah."""
    source: BudgetSource
    organisation: Id | None = None
    """Who gives it, where that is an organisation of the register."""
    purpose: TextRef | None = None


def days_of(school_year: SchoolYear) -> Period:
    """1 July to 30 June."""
    first = int(school_year[:4])
    return Period(starts_on=date(first, 7, 1), ends_on=date(first + 1, 6, 30))


def check_targets(targets: Iterable[Target]) -> None:
    """Refuse two figures for one indicator."""
    twice = sorted(name for name, count in Counter(target.indicator for target in targets).items() if count > 1)
    if twice:
        raise Refused("indicator-twice", f"Two figures for {', '.join(twice)}.", mend="Give one figure per indicator.")


def check_activities(activities: Iterable[PlannedActivity], kinds: Iterable[str], school_year: SchoolYear) -> None:
    """Refuse what is of another kind than the programme's, ends before it starts, or lies outside the school year."""
    for each in activities:
        if each.kind not in kinds:
            raise Refused("activity-of-other-kind", f"{each.kind} is not among the kinds.", mend="Add it to `kinds`.")
        _check_days(each, days_of(school_year))


def _check_days(activity: PlannedActivity, year: Period) -> None:
    days = [day for day in (activity.starts_on, activity.ends_on) if day is not None]
    if days != sorted(days):
        raise Refused("ends-before-start", "An activity ends before it starts.", mend="Give a later last day.")
    if any(not year.starts_on <= day <= year.ends_on for day in days):
        raise Refused(
            "outside-school-year",
            f"An activity lies outside {year.starts_on} to {year.ends_on}.",
            mend="Plan it in the programme of that school year.",
        )
