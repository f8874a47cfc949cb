"""Who plays in the cases: a school, a hotel, a student on the way through a placement."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from services.placements.domain.cohort import Cohort, Rules
from services.placements.domain.grant import Grant
from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.values import Scores, Shift
from services.placements.domain.student import Student
from shared.days import Period
from shared.events import Actor, TextRef


def an_id(number: int) -> str:
    """A readable id."""
    return f"01981e4a-6c00-7000-8000-{number:012d}"


SCHOOL, HOTEL, OTHER_HOTEL, SITE = an_id(1), an_id(11), an_id(12), an_id(13)
STUDENT, OTHER_STUDENT, GUARDIAN, OTHER_GUARDIAN = an_id(21), an_id(22), an_id(23), an_id(24)
COHORT, GRANT, OTHER_GRANT, AGREEMENT, MOU = an_id(31), an_id(32), an_id(33), an_id(34), an_id(35)
PLACEMENT, OTHER_PLACEMENT = an_id(41), an_id(42)
CHEF, OTHER_CHEF, INCIDENT = an_id(51), an_id(52), an_id(53)
TEXT = TextRef(id=an_id(61), digest="ab" * 32)

COORDINATOR = Actor(kind="member", id=an_id(101), roles=frozenset({"coordinator"}))
PRINCIPAL = Actor(kind="member", id=an_id(102), roles=frozenset({"principal"}))
TEACHER = Actor(kind="member", id=an_id(103), roles=frozenset({"school_supervisor"}))
PUPIL = Actor(kind="member", id=an_id(104), roles=frozenset({"student"}))
HOTEL_KEY = Actor(kind="key", id=an_id(105), organisation=HOTEL)
OTHER_KEY = Actor(kind="key", id=an_id(106), organisation=OTHER_HOTEL)
SCHOOL_KEY = Actor(kind="key", id=an_id(110))
CHEF_LINK = Actor(kind="link", id=an_id(107), organisation=HOTEL, person=CHEF)
OTHER_LINK = Actor(kind="link", id=an_id(108), organisation=HOTEL, person=OTHER_CHEF)
GUARDIAN_LINK = Actor(kind="link", id=an_id(109), person=GUARDIAN)

CULINARY, HOSPITALITY = "8.2.1", "8.1.1"
HALF_YEAR = Period(starts_on=date(2026, 7, 13), ends_on=date(2027, 1, 12))
ONE_WEEK = Period(starts_on=date(2026, 7, 13), ends_on=date(2026, 7, 17))
YEAR = Period(starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))
FIRST_MORNING = datetime(2026, 7, 12, 17, 0, tzinfo=UTC)
"""00:00 on 13 July in Palangka Raya."""
AFTER = datetime(2027, 1, 13, 3, 0, tzinfo=UTC)
LENIENT = Rules(minimum_months=0, minimum_lesson_hours=0)

OFFICE_HOURS = tuple(Shift(weekday=day, starts_at=time(8), ends_at=time(16)) for day in range(1, 6))
LATE = (Shift(weekday=6, starts_at=time(20), ends_at=time(23, 30)),)
SCORES = Scores(soft_skills=90, applying_hard_skills=88, developing_hard_skills=80, entrepreneurship=75)

A_STUDENT = Student(student=STUDENT, guardian=GUARDIAN, concentration=CULINARY, school_year="2026/2027")
A_COHORT = Cohort(
    cohort=COHORT,
    concentration=CULINARY,
    school_year="2026/2027",
    period=HALF_YEAR,
    zone="Asia/Pontianak",
    rules=Rules(),
    state="allocating",
)
A_GRANT = Grant(
    grant=GRANT,
    agreement=AGREEMENT,
    mou=MOU,
    organisation=HOTEL,
    site=SITE,
    department="kitchen",
    concentration=CULINARY,
    places=2,
    period=YEAR,
)

OF: dict[str, Any] = {"placement": PLACEMENT, "student": STUDENT, "organisation": HOTEL}


def proposed(period: Period = HALF_YEAR, rules: Rules | None = None) -> e.PlacementProposed:
    """The first event."""
    return e.PlacementProposed(
        **OF,
        school=SCHOOL,
        cohort=COHORT,
        grant=GRANT,
        agreement=AGREEMENT,
        site=SITE,
        department="kitchen",
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        zone="Asia/Pontianak",
        rules=rules or Rules(),
        by=COORDINATOR.id,
    )


OFFERED = e.PlacementOffered(**OF, by=COORDINATOR.id)
ACCEPTED = e.PlacementAccepted(**OF, industry_supervisor=CHEF, how="key", by=HOTEL_KEY.id)
SUPERVISED = e.SchoolSupervisorAssigned(**OF, supervisor=TEACHER.id)
BRIEFED = e.BriefingCompleted(**OF, held_on=date(2026, 7, 1), by=TEACHER.id)
INSURED = e.InsuranceRecorded(
    **OF, scheme="bpjs_ketenagakerjaan", starts_on=HALF_YEAR.starts_on, ends_on=HALF_YEAR.ends_on
)
ROSTERED = e.RosterSet(**OF, place="kitchen", shifts=OFFICE_HOURS)
CONSENTED = e.GuardianConsentRecorded(**OF, guardian=GUARDIAN, how="link")
CLEARED = e.PlacementCleared(**OF, cleared_on=date(2026, 7, 1), by=PRINCIPAL.id)
STARTED = e.InternshipStarted(**OF, starts_on=HALF_YEAR.starts_on)

PREPARED = (SUPERVISED, BRIEFED, INSURED, ROSTERED)


def accepted(**changed: Any) -> tuple[Any, ...]:
    """A partner has said yes."""
    return (proposed(**changed), OFFERED, ACCEPTED)


def cleared(**changed: Any) -> tuple[Any, ...]:
    """All is there."""
    return (*accepted(**changed), *PREPARED, CONSENTED, CLEARED)


def ongoing(**changed: Any) -> tuple[Any, ...]:
    """It runs."""
    return (*cleared(**changed), STARTED)


def entries(period: Period, minutes: int = 480) -> tuple[e.LogbookEntry, ...]:
    """Every weekday of a span, worked."""
    days = (period.starts_on + timedelta(days=n) for n in range((period.ends_on - period.starts_on).days + 1))
    return tuple(
        e.LogbookEntry(day=day, attendance="present", minutes=minutes, text=TEXT)
        for day in days
        if day.isoweekday() <= 5
    )


def written(period: Period, by: Actor = PUPIL, minutes: int = 480) -> e.LogbookRecorded:
    """The weekdays of a span in the logbook."""
    return e.LogbookRecorded(**OF, entries=entries(period, minutes), by=by.id)


def approved(period: Period) -> e.LogbookApproved:
    """The same days, approved."""
    days = entries(period)
    return e.LogbookApproved(
        **OF,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        days=len(days),
        minutes=sum(one.minutes for one in days),
        seal="cd" * 32,
        how="link",
        by=CHEF,
    )


def assessed(side: e.Side, by: str) -> e.InternshipAssessed:
    """One side's assessment."""
    return e.InternshipAssessed(**OF, side=side, scores=SCORES, by=by)


def propose(**changed: Any) -> c.ProposePlacement:
    """The first command."""
    plain: dict[str, Any] = {
        "placement": PLACEMENT,
        "school": SCHOOL,
        "student": A_STUDENT,
        "cohort": A_COHORT,
        "grant": A_GRANT,
        "period": HALF_YEAR,
        "by": COORDINATOR,
    }
    return c.ProposePlacement.model_validate(plain | changed)
