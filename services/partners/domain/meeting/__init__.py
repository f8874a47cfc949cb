"""A coordination meeting and what was agreed in it: planned → held; cancelled (C7)."""

from services.partners.domain.meeting import calendar, evolution, follow_ups, meeting_rules
from services.partners.domain.meeting.events import MeetingEvent
from services.partners.domain.meeting.state import Meeting
from shared.decider import Decider, rules
from shared.events import Audience, Command

MEETING: Decider[Meeting, Command, MeetingEvent] = Decider(
    name="meeting",
    state=Meeting,
    events=MeetingEvent,
    decide=rules("meeting", meeting_rules.CREATING, meeting_rules.CHANGING | follow_ups.CHANGING),
    evolve=evolution.evolve,
    audience=lambda meeting, _: Audience(partners=meeting.organisations),
    due=calendar.due,
    needs=calendar.needs,
    dates=calendar.dates,
    fold=3,
)

__all__ = ["MEETING", "Meeting"]
