"""An activity of the partnership: planned → held → documented; cancelled (C4, C34–C36, C41)."""

from functools import reduce
from operator import or_
from typing import Any, Final

from services.partners.domain.activity import calendar, evolution, kinds, rules
from services.partners.domain.activity import events as told
from services.partners.domain.activity.state import Activity
from shared.decider import Decider
from shared.decider import rules as decided_by
from shared.events import Audience, Command, Event

EVENTS: Final[Any] = reduce(
    or_,
    (
        told.ActivityPlanned,
        told.ActivityReplanned,
        told.ActivityPassed,
        told.ActivityHeld,
        told.ActivityAttendanceCorrected,
        told.ActivityAttendeesKnown,
        told.ActivityDocumented,
        told.ActivityEvidenceAdded,
        told.ActivityCancelled,
        *kinds.EVENTS,
    ),
)


def _audience(activity: Activity, event: Event) -> Audience:
    """The partner, where there is one; who of the school attended is the school's own affair."""
    organisation = activity.plan.organisation
    if organisation is None or isinstance(event, told.ActivityAttendeesKnown):
        return Audience()
    return Audience(partners=(organisation,))


ACTIVITY: Decider[Activity, Command, Event] = Decider(
    name="activity",
    state=Activity,
    events=EVENTS,
    decide=decided_by("activity", rules.CREATING, rules.CHANGING),
    evolve=evolution.evolve,
    audience=_audience,
    due=calendar.due,
    needs=calendar.needs,
    dates=calendar.dates,
    fold=2,
)

__all__ = ["ACTIVITY", "Activity"]
