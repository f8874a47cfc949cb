"""What an event changes in a meeting: one line per event."""

from typing import Any

from services.partners.domain.meeting import events as told
from services.partners.domain.meeting.state import Meeting
from services.partners.domain.meeting.values import Call, FollowUp, Reply
from shared.decider import changes


def _planned(event: told.MeetingPlanned) -> Meeting:
    return Meeting(call=Call.model_validate(event.model_dump()))


def _replied(meeting: Meeting, event: told.MeetingReplied) -> Meeting:
    """The last word of a partner or member counts."""
    new = Reply(organisation=event.organisation, by=event.by, coming=event.coming)
    others = (each for each in meeting.replies if (each.organisation or each.by) != (new.organisation or new.by))
    return meeting.but(replies=(*others, new))


def _held(meeting: Meeting, event: told.MeetingHeld) -> Meeting:
    return meeting.but(status="held", presence=event.presence, minutes=event.minutes, decisions=event.decisions)


def _agreed(meeting: Meeting, event: told.FollowUpAgreed) -> Meeting:
    return meeting.but(follow_ups=(*meeting.follow_ups, FollowUp.model_validate(event.model_dump())))


def _now(meeting: Meeting, id: str, **changed: Any) -> Meeting:
    known = meeting.follow_up(id)
    return meeting.with_follow_up(known.but(**changed)) if known else meeting


evolve = changes(
    _planned,
    {
        told.MeetingReplanned: lambda old, e: old.but(
            call=Call.model_validate(e.model_dump()), passed=False, replies=()
        ),
        told.MeetingContactInvited: lambda old, _: old,
        told.MeetingReplied: _replied,
        told.MeetingPassed: lambda old, _: old.but(passed=True),
        told.MeetingHeld: _held,
        told.MeetingCancelled: lambda old, _: old.but(status="cancelled"),
        told.MeetingEvidenceAdded: lambda old, e: old.but(evidence=(*old.evidence, *e.evidence)),
        told.FollowUpAgreed: _agreed,
        told.FollowUpFellDue: lambda old, e: _now(old, e.follow_up, fell_due=True),
        told.FollowUpReminded: lambda old, _: old,
        told.FollowUpPostponed: lambda old, e: _now(old, e.follow_up, due_on=e.due_on, fell_due=False),
        told.FollowUpDone: lambda old, e: _now(old, e.follow_up, status="done"),
        told.FollowUpDropped: lambda old, e: _now(old, e.follow_up, status="dropped"),
    },
)
