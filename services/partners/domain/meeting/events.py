"""What happens to a meeting and to what was agreed in it."""

from datetime import date

from pydantic import Field

from services.partners.domain.activity.values import Evidence
from services.partners.domain.meeting.values import Call, Owner, Presence, Task
from shared.events import Event, TextRef
from shared.ids import Id


class MeetingPlanned(Call, Event):
    """A coordination meeting was called (C7)."""

    by: str


class MeetingReplanned(Call, Event):
    """Time, agenda or company of a meeting are others now; replies to the earlier time fall (C7)."""

    by: str


class MeetingContactInvited(Event):
    """A contact of a partner was sent a letter with a link to reply (C7)."""

    organisation: Id
    person: Id
    starts_on: date


class MeetingReplied(Event):
    """Somebody who was invited said whether they come (C7)."""

    organisation: Id | None = None
    coming: bool
    by: str


class MeetingPassed(Event):
    """The time of the meeting is over and nobody has said yet what came of it (C7)."""

    on: date


class MeetingHeld(Event):
    """The meeting took place; minutes and decisions are free text (C7)."""

    on: date
    organisations: tuple[Id, ...] = ()
    programme: Id | None = None
    mou: Id | None = None
    series: Id | None = None
    presence: Presence
    minutes: TextRef
    decisions: tuple[TextRef, ...] = ()
    by: str


class MeetingCancelled(Event):
    """The meeting does not take place (C7)."""

    on: date
    reason: TextRef
    by: str


class MeetingEvidenceAdded(Event):
    """There is evidence of the meeting: signed minutes, a list of who attended (C4, C7)."""

    evidence: tuple[Evidence, ...] = Field(min_length=1)
    by: str


class FollowUpAgreed(Task, Event):
    """Somebody sees to something until a day (C7)."""


class FollowUpFellDue(Event):
    """The day until which it was to be done has begun (C7)."""

    follow_up: Id
    owner: Owner
    due_on: date = Field(examples=["2026-10-01"])


class FollowUpReminded(Event):
    """The contact who sees to it was sent a letter (C7)."""

    follow_up: Id
    organisation: Id
    person: Id


class FollowUpPostponed(Event):
    """There is more time for it (C7)."""

    follow_up: Id
    due_on: date = Field(examples=["2026-11-01"])
    reason: TextRef
    by: str


class FollowUpDone(Event):
    """It was seen to (C7)."""

    follow_up: Id
    note: TextRef | None = None
    by: str


class FollowUpDropped(Event):
    """It is not pursued (C7)."""

    follow_up: Id
    reason: TextRef
    by: str


MeetingEvent = (
    MeetingPlanned
    | MeetingReplanned
    | MeetingContactInvited
    | MeetingReplied
    | MeetingPassed
    | MeetingHeld
    | MeetingCancelled
    | MeetingEvidenceAdded
    | FollowUpAgreed
    | FollowUpFellDue
    | FollowUpReminded
    | FollowUpPostponed
    | FollowUpDone
    | FollowUpDropped
)
