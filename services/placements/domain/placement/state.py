"""What is known of a placement, and what each event changes of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal

from pydantic import Field

from services.placements.domain.cohort import Rules
from services.placements.domain.placement import events as e
from services.placements.domain.placement.values import Day, Roster, Scores, Shift
from shared.days import Period
from shared.decider import changes
from shared.events import Event, TextRef, Value
from shared.ids import Id

State = Literal[
    "proposed", "offered", "accepted", "cleared", "ongoing", "assessed", "completed",
    "rejected", "withdrawn", "transferred", "terminated",
]  # fmt: skip

ENDED: Final[frozenset[State]] = frozenset({"completed", "rejected", "withdrawn", "transferred", "terminated"})
BEFORE_START: Final[tuple[State, ...]] = ("proposed", "offered", "accepted", "cleared")
RUNNING: Final[tuple[State, ...]] = ("ongoing", "assessed")


class TravelDocuments(Value):
    """What was seen for a placement abroad."""

    passport: bool
    visa: bool
    sponsor: Id | None


class Assessment(Value):
    """What one of the two supervisors found."""

    scores: Scores
    remarks: TextRef | None
    by: str


class Incident(Value):
    """Something that happened; what it was is in `texts`."""

    incident: Id
    kind: str
    happened_on: date
    text: TextRef


class Placement(Value):
    """A placement as it stands."""

    placement: Id
    student: Id
    organisation: Id
    school: Id
    cohort: Id
    grant: Id
    agreement: Id
    site: Id | None
    department: str | None
    period: Period
    zone: str
    rules: Rules
    predecessor: Id | None
    carried_minutes: int
    proposed_by: str
    state: State = "proposed"
    offered_by: str | None = None
    industry_supervisor: Id | None = None
    school_supervisor: Id | None = None
    guardian: Id | None = None
    """Who consented, as long as the consent stands."""
    asked: Id | None = None
    """The guardian to whom the last letter went."""
    briefed_on: date | None = None
    insured: Period | None = None
    travel: TravelDocuments | None = None
    cleared_on: date | None = None
    rosters: tuple[Roster, ...] = ()
    """In the order of the days from which they hold."""
    logbook: dict[date, Day] = Field(default_factory=dict)
    assessments: dict[e.Side, Assessment] = Field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    flags: tuple[e.Cause, ...] = ()
    successor: Id | None = None

    @property
    def approved_minutes(self) -> int:
        """Minutes that count towards the cohort's minimum, carried ones included."""
        return self.carried_minutes + sum(day.minutes for day in self.logbook.values() if day.approved)

    @property
    def roster(self) -> tuple[Shift, ...]:
        """The one that was set last."""
        return self.rosters[-1].shifts if self.rosters else ()

    def roster_on(self, day: date) -> tuple[Shift, ...]:
        """The one that holds on the day."""
        return next((one.shifts for one in reversed(self.rosters) if one.from_on <= day), ())

    def open_days(self) -> list[date]:
        """Days that are written but not approved, and days without an entry that were rostered then."""
        due = {day for day in self.period.each_day() if self._works(day)}
        return sorted({day for day in due | self.logbook.keys() if day not in self.logbook or not self._approved(day)})

    def between(self, period: Period) -> dict[date, Day]:
        """Written days of a span that wait for approval."""
        return {day: entry for day, entry in self.logbook.items() if period.has(day) and not entry.approved}

    def _works(self, day: date) -> bool:
        return any(shift.weekday == day.isoweekday() for shift in self.roster_on(day))

    def _approved(self, day: date) -> bool:
        return self.logbook[day].approved


def _begin(event: e.PlacementProposed) -> Placement:
    fields = event.model_dump(exclude={"starts_on", "ends_on", "by"})
    period = Period(starts_on=event.starts_on, ends_on=event.ends_on)
    return Placement(**fields, period=period, proposed_by=event.by)


def _revoked(state: Placement, _event: e.GuardianConsentRevoked) -> Placement:
    return state.but(guardian=None, state="accepted" if state.state == "cleared" else state.state)


def _rostered(state: Placement, event: e.RosterSet) -> Placement:
    """What was planned for days from then on is superseded."""
    from_on = event.from_on or state.period.starts_on
    before = [one for one in state.rosters if one.from_on < from_on]
    return state.but(rosters=(*before, Roster(from_on=from_on, shifts=event.shifts)))


def _recorded(state: Placement, event: e.LogbookRecorded) -> Placement:
    written = {
        one.day: Day(attendance=one.attendance, minutes=one.minutes, text=one.text, by=event.by)
        for one in event.entries
    }
    return state.but(logbook=dict(sorted({**state.logbook, **written}.items())))


def _approved(state: Placement, event: e.LogbookApproved) -> Placement:
    waiting = state.between(Period(starts_on=event.starts_on, ends_on=event.ends_on))
    return state.but(logbook={**state.logbook, **{day: entry.but(approved=True) for day, entry in waiting.items()}})


def _assessed(state: Placement, event: e.InternshipAssessed) -> Placement:
    assessments = {**state.assessments, event.side: Assessment(scores=event.scores, remarks=event.remarks, by=event.by)}
    return state.but(assessments=assessments, state="assessed" if len(assessments) == 2 else state.state)


def _happened(state: Placement, event: e.IncidentReported) -> Placement:
    incident = Incident(incident=event.incident, kind=event.kind, happened_on=event.happened_on, text=event.text)
    return state.but(incidents=(*state.incidents, incident))


def _ended(state: Placement, event: e.PlacementTerminated | e.PlacementTransferred, ended: State) -> Placement:
    return state.but(state=ended, period=Period(starts_on=state.period.starts_on, ends_on=event.ended_on))


CHANGES: Final[Mapping[type[Event], Callable[[Placement, Any], Placement]]] = {
    e.PlacementOffered: lambda state, event: state.but(state="offered", offered_by=event.by),
    e.PlacementAccepted: lambda state, event: state.but(
        state="accepted", industry_supervisor=event.industry_supervisor
    ),
    e.PlacementRejected: lambda state, _: state.but(state="rejected"),
    e.SchoolSupervisorAssigned: lambda state, event: state.but(school_supervisor=event.supervisor),
    e.IndustrySupervisorAssigned: lambda state, event: state.but(industry_supervisor=event.supervisor),
    e.SupervisionRequested: lambda state, _: state,
    e.GuardianConsentRequested: lambda state, event: state.but(asked=event.guardian),
    e.GuardianConsentRecorded: lambda state, event: state.but(guardian=event.guardian),
    e.GuardianConsentRevoked: _revoked,
    e.BriefingCompleted: lambda state, event: state.but(briefed_on=event.held_on),
    e.InsuranceRecorded: lambda state, event: state.but(
        insured=Period(starts_on=event.starts_on, ends_on=event.ends_on)
    ),
    e.TravelDocumentsRecorded: lambda state, event: state.but(
        travel=TravelDocuments(passport=event.passport, visa=event.visa, sponsor=event.sponsor)
    ),
    e.RosterSet: _rostered,
    e.PlacementCleared: lambda state, event: state.but(state="cleared", cleared_on=event.cleared_on),
    e.InternshipStarted: lambda state, event: state.but(
        state="ongoing", period=state.period.but(starts_on=event.starts_on)
    ),
    e.LogbookRecorded: _recorded,
    e.LogbookApproved: _approved,
    e.IncidentReported: _happened,
    e.InternshipAssessed: _assessed,
    e.InternshipCompleted: lambda state, _: state.but(state="completed"),
    e.PlacementWithdrawn: lambda state, _: state.but(state="withdrawn"),
    e.PlacementTerminated: lambda state, event: _ended(state, event, "terminated"),
    e.PlacementTransferred: lambda state, event: _ended(state, event, "transferred").but(successor=event.successor),
    e.PlacementFlagged: lambda state, event: state.but(flags=(*state.flags, event.cause)),
}
"""What each event but the first changes."""

evolve = changes(_begin, CHANGES)
