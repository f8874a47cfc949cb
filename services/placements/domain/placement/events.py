"""What happens to a placement (C15–C19). Every event names student and organisation by id, nobody by name."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.placements.domain.cohort import Rules
from services.placements.domain.placement.values import Attendance, Scores, Shift
from shared.events import Event, TextRef, Value
from shared.ids import Id

Side = Literal["school", "industry"]
Way = Literal["account", "key", "link", "paper"]
"""How somebody agreed. `paper`: signed outside the system, the scan is the evidence."""

Cause = Literal["agreement_ended", "agreement_amended", "mou_terminated", "consent_revoked", "incident"]
"""What somebody has to look at."""


class OfPlacement(Event):
    """What every event of a placement carries."""

    placement: Id
    student: Id
    organisation: Id


class PlacementProposed(OfPlacement):
    """A student is to go to a partner in this period; slot and days are held (C15)."""

    school: Id
    cohort: Id
    grant: Id
    agreement: Id
    site: Id | None = None
    department: str | None = Field(default=None, examples=["kitchen"])
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-01-12"])
    zone: str = Field(examples=["Asia/Pontianak"])
    rules: Rules
    predecessor: Id | None = None
    """The placement that this one continues elsewhere."""
    carried_minutes: int = Field(default=0, ge=0)
    """Approved minutes that count from the predecessor."""
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000002"])


class PlacementOffered(OfPlacement):
    """The school asks the partner to take the student (C15)."""

    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000002"])


class PlacementAccepted(OfPlacement):
    """The partner takes the student and names who will supervise (C15)."""

    industry_supervisor: Id
    how: Way
    evidence: TextRef | None = None
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000003"])


class PlacementRejected(OfPlacement):
    """The partner does not take the student; the reason is in `texts` (C15)."""

    reason: TextRef
    how: Way
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000003"])


class SchoolSupervisorAssigned(OfPlacement):
    """A member of the school will supervise (C15)."""

    supervisor: Id


class IndustrySupervisorAssigned(OfPlacement):
    """Somebody else of the partner will supervise (C15)."""

    supervisor: Id


class SupervisionRequested(OfPlacement):
    """A letter with a link went to the industry supervisor (C15)."""

    supervisor: Id


class GuardianConsentRequested(OfPlacement):
    """A letter with a link went to the guardian (C15)."""

    guardian: Id


class GuardianConsentRecorded(OfPlacement):
    """The guardian agrees to this placement, for this purpose (C15; UU PDP 27/2022)."""

    guardian: Id
    purpose: Literal["placement"] = "placement"
    how: Way
    evidence: TextRef | None = None


class GuardianConsentRevoked(OfPlacement):
    """The guardian no longer agrees: what has not started stops, the rest is flagged (UU PDP 27/2022)."""

    guardian: Id
    how: Way


class BriefingCompleted(OfPlacement):
    """The student took part in the briefing (C16)."""

    held_on: date = Field(examples=["2026-07-06"])
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000002"])


class InsuranceRecorded(OfPlacement):
    """The student is insured for these days, the commute included (C15)."""

    scheme: str = Field(examples=["bpjs_ketenagakerjaan"])
    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date = Field(examples=["2027-06-30"])


class TravelDocumentsRecorded(OfPlacement):
    """What was seen of passport, visa and sponsor; the papers are not kept here (C18)."""

    passport: bool
    visa: bool
    sponsor: Id | None = None


class RosterSet(OfPlacement):
    """When the student works, and in what kind of place (C15)."""

    place: str = Field(examples=["kitchen"])
    shifts: tuple[Shift, ...]
    from_on: date | None = Field(default=None, examples=["2026-10-14"])
    """The first day on which it holds; where there is none it holds for the whole placement."""


class PlacementCleared(OfPlacement):
    """All that has to be there before the first day is there (C15, C16)."""

    cleared_on: date | None = Field(default=None, examples=["2026-07-06"])
    """The day in the school's zone; nothing that was before it counts as worked."""
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000004"])


class InternshipStarted(OfPlacement):
    """The first day has come (C15)."""

    starts_on: date = Field(examples=["2026-07-13"])
    """As it was planned, or the day of the clearance where that came later."""


class LogbookEntry(Value):
    """One day of a logbook."""

    day: date = Field(examples=["2026-07-13"])
    attendance: Attendance
    minutes: int = Field(ge=0, le=1440, examples=[480])
    text: TextRef | None = None


class LogbookRecorded(OfPlacement):
    """Days were written into the logbook, or corrected before they were approved (C15)."""

    entries: tuple[LogbookEntry, ...]
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000005"])


class LogbookApproved(OfPlacement):
    """The industry supervisor approved the days of a span exactly as they stood (C15)."""

    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2026-07-17"])
    days: int = Field(ge=1, examples=[5])
    minutes: int = Field(ge=0, examples=[2400])
    seal: str = Field(pattern=r"^[0-9a-f]{64}$", examples=["cd" * 32])
    """SHA-256 over the days as they were approved."""
    how: Way
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000003"])


class IncidentReported(OfPlacement):
    """Something happened that the school must know of; what it was is in `texts` (C15)."""

    incident: Id
    kind: str = Field(examples=["accident"])
    happened_on: date = Field(examples=["2026-09-02"])
    text: TextRef


class InternshipAssessed(OfPlacement):
    """One of the two supervisors assessed the student in the four elements (C19)."""

    side: Side
    scores: Scores
    remarks: TextRef | None = None
    by: str = Field(examples=["01981e4a-6c00-7000-8000-000000000003"])


class InternshipCompleted(OfPlacement):
    """The placement was carried out in full: hours, approved logbook and both assessments are there (C15, C19)."""

    school: Id
    cohort: Id
    grant: Id
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-01-12"])
    hours: int = Field(ge=0, examples=[1048])
    """Whole clock hours that were approved, carried ones included."""


class PlacementWithdrawn(OfPlacement):
    """Called off before the first day; slot and days are free again (C15)."""

    reason: TextRef


class PlacementTerminated(OfPlacement):
    """Broken off while it ran; slot and the days that are left are free again (C15)."""

    ended_on: date = Field(examples=["2026-10-01"])
    reason: TextRef


class PlacementTransferred(OfPlacement):
    """The student goes on elsewhere; the hours so far go along (C15)."""

    successor: Id
    ended_on: date = Field(examples=["2026-10-01"])
    minutes: int = Field(ge=0, examples=[24000])
    """Approved minutes that the successor carries."""
    reason: TextRef


class PlacementFlagged(OfPlacement):
    """Somebody has to look: it goes on, but what it stands on has changed."""

    cause: Cause


PlacementEvent = (
    PlacementProposed
    | PlacementOffered
    | PlacementAccepted
    | PlacementRejected
    | SchoolSupervisorAssigned
    | IndustrySupervisorAssigned
    | SupervisionRequested
    | GuardianConsentRequested
    | GuardianConsentRecorded
    | GuardianConsentRevoked
    | BriefingCompleted
    | InsuranceRecorded
    | TravelDocumentsRecorded
    | RosterSet
    | PlacementCleared
    | InternshipStarted
    | LogbookRecorded
    | LogbookApproved
    | IncidentReported
    | InternshipAssessed
    | InternshipCompleted
    | PlacementWithdrawn
    | PlacementTerminated
    | PlacementTransferred
    | PlacementFlagged
)
