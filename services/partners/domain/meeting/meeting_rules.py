"""The rules of a meeting: one function per command (C7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.evidence import not_yet_shown
from services.partners.domain.line import STAFF
from services.partners.domain.meeting import commands as asked
from services.partners.domain.meeting import events as told
from services.partners.domain.meeting.follow_ups import agreed
from services.partners.domain.meeting.state import Meeting
from services.partners.domain.meeting.values import Call
from services.partners.domain.values import must_be_due
from shared.events import Actor, Command
from shared.refusals import NotFound, Refused


def _plan(command: asked.PlanMeeting, _now: datetime) -> list[told.MeetingEvent]:
    _check(command.call)
    return [told.MeetingPlanned(**dict(command.call), by=command.by)]


def _replan(meeting: Meeting, command: asked.ReplanMeeting, _now: datetime) -> list[told.MeetingEvent]:
    _still_planned(meeting)
    _check(command.call)
    call = command.call.but(series=meeting.call.series)
    return [] if call == meeting.call else [told.MeetingReplanned(**dict(call), by=command.by)]


def _check(call: Call) -> None:
    if call.ends_at <= call.starts_at:
        raise Refused("ends-not-after-start", "The meeting ends before it starts.", mend="Give a later end.")
    if not call.agenda:
        raise Refused("meeting-without-agenda", "The meeting has no agenda.", mend="Name at least one item.")
    if not call.members and not call.partners:
        raise Refused("meeting-with-nobody", "Nobody is invited.", mend="Invite members or partners.")


def _invite(meeting: Meeting, command: asked.InviteContact, now: datetime) -> list[told.MeetingEvent]:
    _still_planned(meeting)
    if command.organisation not in meeting.organisations:
        raise Refused(
            "not-at-the-meeting", "This partner is not invited to the meeting.", mend="Change the meeting first."
        )
    _not_begun(meeting, now)
    who = {"organisation": command.organisation, "person": command.person}
    return [told.MeetingContactInvited(**who, starts_on=meeting.call.on)]


def _reply(meeting: Meeting, command: asked.ReplyToMeeting, now: datetime) -> list[told.MeetingEvent]:
    whose = command.by.organisation
    if whose is not None and whose not in meeting.organisations:
        raise NotFound("meeting")
    if whose is None and command.by.id not in meeting.of_the_school:
        raise Refused("not-at-the-meeting", "You are not invited to the meeting.", mend="Ask its organiser.")
    _still_planned(meeting)
    _not_begun(meeting, now)
    said = (whose, command.by.id, command.coming)
    if said in [(each.organisation, each.by, each.coming) for each in meeting.replies]:
        return []
    return [told.MeetingReplied(organisation=whose, coming=command.coming, by=command.by.id)]


def _not_begun(meeting: Meeting, now: datetime) -> None:
    if now >= meeting.call.starts_at:
        raise Refused("meeting-begun", "The meeting has begun.", mend="Come, or ask its organiser for the minutes.")


def _pass(meeting: Meeting, _command: asked.NoteMeetingPassed, now: datetime) -> list[told.MeetingEvent]:
    if meeting.status != "planned" or meeting.passed:
        return []
    must_be_due(meeting.call.ends_at, now)
    return [told.MeetingPassed(on=meeting.call.on)]


def _hold(meeting: Meeting, command: asked.HoldMeeting, now: datetime) -> list[told.MeetingEvent]:
    _still_planned(meeting)
    _takes_part(meeting, command.by)
    if now < meeting.call.starts_at:
        raise Refused(
            "meeting-not-begun",
            f"It begins at {meeting.call.starts_at.isoformat()}.",
            mend="Write the minutes once it has begun, or change its time to when it was.",
        )
    if not command.presence.heads:
        raise Refused("meeting-without-attendance", "Nobody is said to have come.", mend="Say who was there.")
    if any(len(each.people) > each.count for each in command.presence.guests):
        raise Refused("more-names-than-heads", "More are named than are counted.", mend="Count everybody.")
    held = told.MeetingHeld(
        **{name: getattr(meeting.call, name) for name in ("on", "programme", "mou", "series")},
        organisations=meeting.organisations,
        **{name: getattr(command, name) for name in ("presence", "minutes", "decisions")},
        by=command.by.id,
    )
    return [held, *(agreed(meeting, task) for task in command.follow_ups)]


def _cancel(meeting: Meeting, command: asked.CancelMeeting, _now: datetime) -> list[told.MeetingEvent]:
    _still_planned(meeting)
    _takes_part(meeting, command.by)
    return [told.MeetingCancelled(on=meeting.call.on, reason=command.reason, by=command.by.id)]


def _add(meeting: Meeting, command: asked.AddMeetingEvidence, _now: datetime) -> list[told.MeetingEvent]:
    _takes_part(meeting, command.by)
    if meeting.status != "held":
        raise Refused("meeting-not-held", f"The meeting is {meeting.status}.", mend="Write its minutes first.")
    new = not_yet_shown(meeting.evidence, command.evidence, lambda each: each.attachment)
    return [told.MeetingEvidenceAdded(evidence=new, by=command.by.id)] if new else []


def _takes_part(meeting: Meeting, actor: Actor) -> None:
    if not actor.roles & {*STAFF, "service"} and actor.id not in meeting.of_the_school:
        raise Refused("not-your-meeting", "Only staff and those who are invited do this.", mend="Ask its organiser.")


def _still_planned(meeting: Meeting) -> None:
    if meeting.status != "planned":
        raise Refused("meeting-not-planned", f"The meeting is {meeting.status}.", mend="Call another meeting.")


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {asked.PlanMeeting: _plan}

CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    asked.ReplanMeeting: _replan,
    asked.InviteContact: _invite,
    asked.ReplyToMeeting: _reply,
    asked.NoteMeetingPassed: _pass,
    asked.HoldMeeting: _hold,
    asked.CancelMeeting: _cancel,
    asked.AddMeetingEvidence: _add,
}
