"""The rules of what was agreed in a meeting: one function per command (C7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.line import STAFF
from services.partners.domain.meeting import commands as asked
from services.partners.domain.meeting import events as told
from services.partners.domain.meeting.state import Meeting
from services.partners.domain.meeting.values import FollowUp, Owner, Task
from services.partners.domain.values import must_be_due
from shared.days import midnight
from shared.events import Actor, Command
from shared.refusals import NotFound, Refused


def agreed(meeting: Meeting, task: Task) -> told.FollowUpAgreed:
    """The task as an event; refused without an owner, or due before the meeting."""
    owner = task.owner
    if (owner.member is None) == (owner.organisation is None):
        raise Refused(
            "follow-up-without-owner", "Nobody, or more than one, sees to it.", mend="Name a member or a partner."
        )
    if owner.organisation is not None and owner.organisation not in meeting.organisations:
        raise Refused(
            "not-at-the-meeting", "This partner is not invited to the meeting.", mend="Name a partner who is."
        )
    if task.due_on < meeting.call.on:
        raise Refused("follow-up-due-before", "It is due before the meeting.", mend="Give a later day.")
    if meeting.follow_up(task.follow_up):
        raise Refused("exists-already", "This follow-up exists already.", mend="Use another id.")
    return told.FollowUpAgreed.model_validate(task.model_dump())


def _agree(meeting: Meeting, command: asked.AgreeFollowUp, _now: datetime) -> list[told.MeetingEvent]:
    if meeting.status != "held":
        raise Refused("meeting-not-held", f"The meeting is {meeting.status}.", mend="Write its minutes first.")
    return [agreed(meeting, command.task)]


def _fall_due(meeting: Meeting, command: asked.NoteFollowUpDue, now: datetime) -> list[told.MeetingEvent]:
    known = _known(meeting, command.follow_up)
    if known.status != "open" or known.fell_due:
        return []
    must_be_due(midnight(known.due_on, meeting.call.zone), now)
    return [told.FollowUpFellDue(follow_up=known.follow_up, owner=known.owner, due_on=known.due_on)]


def _reminded(meeting: Meeting, command: asked.NoteReminded, _now: datetime) -> list[told.MeetingEvent]:
    owner = _still_open(meeting, command.follow_up).owner
    if owner.organisation is None or owner.person is None:
        return []
    return [
        told.FollowUpReminded(follow_up=command.follow_up, organisation=owner.organisation, person=owner.person)
    ]  # fmt: skip


def _postpone(meeting: Meeting, command: asked.PostponeFollowUp, now: datetime) -> list[told.MeetingEvent]:
    known = _still_open(meeting, command.follow_up)
    _its_own(known.owner, command.by, meeting)
    if command.due_on <= known.due_on or midnight(command.due_on, meeting.call.zone) <= now:
        raise Refused("not-later", "This is no later day.", mend="Give a day that is still to come and later.")
    said = {"follow_up": known.follow_up, "due_on": command.due_on, "reason": command.reason}
    return [told.FollowUpPostponed(**said, by=command.by.id)]


def _finish(meeting: Meeting, command: asked.FinishFollowUp, _now: datetime) -> list[told.MeetingEvent]:
    known = _still_open(meeting, command.follow_up)
    _its_own(known.owner, command.by, meeting)
    return [told.FollowUpDone(follow_up=known.follow_up, note=command.note, by=command.by.id)]


def _drop(meeting: Meeting, command: asked.DropFollowUp, _now: datetime) -> list[told.MeetingEvent]:
    known = _still_open(meeting, command.follow_up)
    _its_own(known.owner, command.by, meeting)
    return [told.FollowUpDropped(follow_up=known.follow_up, reason=command.reason, by=command.by.id)]


def _known(meeting: Meeting, id: str) -> FollowUp:
    known = meeting.follow_up(id)
    if known is None:
        raise NotFound("follow-up", id)
    return known


def _still_open(meeting: Meeting, id: str) -> FollowUp:
    known = _known(meeting, id)
    if known.status != "open":
        raise Refused("follow-up-closed", f"The follow-up is {known.status}.", mend="Agree on another one.")
    return known


def _its_own(owner: Owner, actor: Actor, meeting: Meeting) -> None:
    """Staff for all, others for what they own; another partner does not even find it."""
    if actor.organisation is not None:
        if actor.organisation != owner.organisation:
            raise NotFound("follow-up")
    elif not actor.roles & {*STAFF, "service"} and actor.id not in (owner.member, meeting.call.organiser):
        raise Refused("not-your-follow-up", "Somebody else sees to it.", mend="Ask its owner or the coordinator.")


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    asked.AgreeFollowUp: _agree,
    asked.NoteFollowUpDue: _fall_due,
    asked.NoteReminded: _reminded,
    asked.PostponeFollowUp: _postpone,
    asked.FinishFollowUp: _finish,
    asked.DropFollowUp: _drop,
}
