"""How placements are shown."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from services.placements.domain.placement import Placement, State
from services.placements.domain.placement.events import Cause, Side
from services.placements.domain.placement.values import Attendance, Roster, Scores, Shift
from shared.days import Period
from shared.ids import Id


class PlacementView(BaseModel):
    """A placement as it stands. What is between school and guardian is not in it.

    `incidents` and `flags` are the school's: null for the partner, whom a student may have reported.
    """

    id: Id
    state: State
    student: Id
    student_name: str | None
    """None once the student was erased."""
    organisation: Id
    organisation_name: str | None
    school: Id
    cohort: Id
    grant: Id
    agreement: Id
    site: Id | None
    department: str | None
    starts_on: date
    ends_on: date
    zone: str
    school_supervisor: Id | None
    industry_supervisor: Id | None
    industry_supervisor_name: str | None
    consented: bool
    briefed_on: date | None
    insured: Period | None
    roster: tuple[Shift, ...]
    """The one that was set last."""
    rosters: tuple[Roster, ...]
    """All that hold or held, each from its day to the next."""
    approved_minutes: int
    minimum_minutes: int
    open_days: int
    """Days that are not written or not approved, those to come included."""
    assessments: dict[Side, Scores]
    incidents: int | None
    flags: tuple[Cause, ...] | None
    predecessor: Id | None
    successor: Id | None


_SAME = (
    "state", "student", "organisation", "school", "cohort", "grant", "agreement", "site", "department", "zone",
    "school_supervisor", "industry_supervisor", "briefed_on", "insured", "roster", "rosters", "approved_minutes",
    "predecessor", "successor",
)  # fmt: skip


def placement_view(state: Placement, *, confidential: bool, **names: str | None) -> PlacementView:
    """`confidential`: with what the school was told. `names`: of student, organisation and industry supervisor."""
    same: dict[str, Any] = {name: getattr(state, name) for name in _SAME}
    return PlacementView(
        id=state.placement,
        starts_on=state.period.starts_on,
        ends_on=state.period.ends_on,
        consented=state.guardian is not None,
        minimum_minutes=state.rules.minimum_minutes,
        open_days=len(state.open_days()) if state.roster else 0,
        assessments={side: one.scores for side, one in state.assessments.items()},
        incidents=len(state.incidents) if confidential else None,
        flags=state.flags if confidential else None,
        **same,
        **names,
    )


class DayView(BaseModel):
    """One day."""

    day: date
    attendance: Attendance
    minutes: int
    text: str | None
    approved: bool


class LogbookView(BaseModel):
    """A span of the logbook; `seal` names the days in it that wait for approval, as they stand now."""

    starts_on: date
    ends_on: date
    days: list[DayView]
    waiting: int = Field(description="Days that wait for approval.")
    waiting_minutes: int
    seal: str | None = Field(description="What an approval of this span has to name; null when nothing waits.")


class ConsentView(BaseModel):
    """What a guardian is asked."""

    placement: Id
    state: State
    student_name: str | None
    school_name: str
    organisation_name: str | None
    department: str | None
    starts_on: date
    ends_on: date
    purpose: str = "placement"
    consented: bool


class IncidentView(BaseModel):
    """Something that happened."""

    incident: Id
    kind: str
    happened_on: date
    text: str | None
    """None once it was erased with the student."""


class PersonView(BaseModel):
    """What is kept of a student's person."""

    name: str | None = None
    nisn: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    form: str | None = None
    phone: str | None = None
    email: str | None = None


class LetterView(BaseModel):
    """What became of a letter."""

    id: Id
    template: str
    state: str
    sent_at: datetime | None


class StudentView(BaseModel):
    """A student as it stands."""

    id: Id
    state: str
    concentration: str
    school_year: str
    member: Id | None
    person: PersonView
    guardian: dict[str, Any] | None
