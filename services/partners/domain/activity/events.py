"""What happens to an activity, whatever its kind."""

from datetime import date

from pydantic import Field

from services.partners.domain.activity.values import Attendance, Evidence, Plan
from services.partners.domain.values import ActivityKind
from shared.events import Event, TextRef
from shared.ids import Id


class ActivityPlanned(Plan, Event):
    """Something is to be done, with a partner or under a programme (C4)."""

    by: str


class ActivityReplanned(Plan, Event):
    """Time, place or company of a planned activity are others now (C4)."""

    by: str


class ActivityPassed(Event):
    """The planned time is over and nobody has said yet what came of it (C4)."""

    on: date


class ActivityHeld(Event):
    """It took place, with these people (C4)."""

    kind: ActivityKind
    on: date
    partner: Id | None = None
    organisation: Id | None = None
    programme: Id | None = None
    mou: Id | None = None
    agreement: Id | None = None
    attendance: Attendance
    figures: dict[str, int] = Field(default={}, examples=[{"lesson_hours": 4}])
    notes: TextRef | None = None
    by: str


class ActivityAttendanceCorrected(Event):
    """Others attended than was written down, or the figures were wrong (C4)."""

    attendance: Attendance
    figures: dict[str, int] = Field(default={}, examples=[{"lesson_hours": 4}])
    reason: TextRef
    by: str


class ActivityAttendeesKnown(Event):
    """Students and members of the school who were there are these, by ids; no partner is told (C4)."""

    known: tuple[Id, ...]


class ActivityDocumented(Event):
    """There is evidence of it (C4)."""

    kind: ActivityKind
    on: date
    organisation: Id | None = None
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    report: TextRef | None = None
    by: str


class ActivityEvidenceAdded(Event):
    """There is further evidence of it (C4)."""

    evidence: tuple[Evidence, ...] = Field(min_length=1)
    by: str


class ActivityCancelled(Event):
    """It does not take place (C4)."""

    kind: ActivityKind
    on: date
    organisation: Id | None = None
    reason: TextRef
    by: str
