"""What can be asked of a meeting."""

from datetime import date

from services.partners.domain.activity.values import Evidence
from services.partners.domain.meeting.values import Call, Presence, Task
from shared.events import Actor, Command, TextRef
from shared.ids import Id


class PlanMeeting(Command):
    """Call a meeting."""

    call: Call
    by: str


class ReplanMeeting(Command):
    """Change time, agenda or company."""

    call: Call
    by: str


class InviteContact(Command):
    """Send a contact of an invited partner a letter with a link to reply."""

    organisation: Id
    person: Id


class ReplyToMeeting(Command):
    """Say whether one comes."""

    coming: bool
    by: Actor


class NoteMeetingPassed(Command):
    """Its time is over."""


class HoldMeeting(Command):
    """It took place."""

    presence: Presence
    minutes: TextRef
    decisions: tuple[TextRef, ...] = ()
    follow_ups: tuple[Task, ...] = ()
    by: Actor


class AddMeetingEvidence(Command):
    """Show evidence that it took place."""

    evidence: tuple[Evidence, ...]
    by: Actor


class CancelMeeting(Command):
    """It does not take place."""

    reason: TextRef
    by: Actor


class AgreeFollowUp(Command):
    """Somebody sees to something."""

    task: Task


class NoteFollowUpDue(Command):
    """Its day has begun."""

    follow_up: Id


class NoteReminded(Command):
    """Its owner was sent a letter."""

    follow_up: Id


class PostponeFollowUp(Command):
    """Give it more time."""

    follow_up: Id
    due_on: date
    reason: TextRef
    by: Actor


class FinishFollowUp(Command):
    """It was seen to."""

    follow_up: Id
    note: TextRef | None = None
    by: Actor


class DropFollowUp(Command):
    """It is not pursued."""

    follow_up: Id
    reason: TextRef
    by: Actor
