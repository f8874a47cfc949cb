"""What an event changes in an activity: one line per event."""

from services.partners.domain.activity import events as told
from services.partners.domain.activity import kinds
from services.partners.domain.activity.state import Activity
from services.partners.domain.activity.values import Attendance, Plan
from shared.decider import changes


def _planned(event: told.ActivityPlanned) -> Activity:
    return Activity(plan=Plan.model_validate(event.model_dump()))


def _corrected(old: Activity, event: told.ActivityAttendanceCorrected) -> Activity:
    """Who was known stays so until it is said otherwise, beside the numbers."""
    known = event.attendance.known or (old.attendance.known if old.attendance else ())
    return old.but(attendance=event.attendance.but(known=known), figures=event.figures)


def _known(old: Activity, event: told.ActivityAttendeesKnown) -> Activity:
    return old.but(attendance=(old.attendance or Attendance()).but(known=event.known))


evolve = changes(
    _planned,
    {
        told.ActivityReplanned: lambda old, e: old.but(plan=Plan.model_validate(e.model_dump()), passed=False),
        told.ActivityPassed: lambda old, _: old.but(passed=True),
        told.ActivityHeld: lambda old, e: old.but(
            status="held", attendance=e.attendance, figures=e.figures, notes=e.notes
        ),
        told.ActivityAttendanceCorrected: _corrected,
        told.ActivityAttendeesKnown: _known,
        told.ActivityDocumented: lambda old, e: old.but(status="documented", evidence=e.evidence, report=e.report),
        told.ActivityEvidenceAdded: lambda old, e: old.but(evidence=(*old.evidence, *e.evidence)),
        told.ActivityCancelled: lambda old, _: old.but(status="cancelled"),
        **dict.fromkeys(kinds.EVENTS, lambda old, _: old),
    },
)
