"""When a meeting is, what time brings about, and whom it and its follow-ups wait for."""

from collections.abc import Iterator
from typing import Final

from services.partners.domain.evidence import DOCUMENTED_WITHIN
from services.partners.domain.line import LINE, duty
from services.partners.domain.meeting.commands import NoteFollowUpDue, NoteMeetingPassed
from services.partners.domain.meeting.state import Meeting
from services.partners.domain.meeting.values import FollowUp
from shared.agenda import Addressee, Dated, Need
from shared.days import midnight
from shared.decider import Due

_PATH: Final = "POST /schools/{school}/meetings/{id}"


def due(meeting: Meeting) -> Due | None:
    """The first of: its time is over, a follow-up falls due."""
    return min(_things(meeting), key=lambda thing: thing.at, default=None)


def _things(meeting: Meeting) -> Iterator[Due]:
    if meeting.status == "planned" and not meeting.passed:
        yield Due(meeting.call.ends_at, NoteMeetingPassed(), "meeting-passed")
    for each in meeting.open:
        if not each.fell_due:
            at = midnight(each.due_on, meeting.call.zone)
            yield Due(at, NoteFollowUpDue(follow_up=each.follow_up), f"follow-up-due-{each.follow_up}")


def needs(meeting: Meeting) -> Iterator[Need]:
    """Partners reply, the organiser writes the minutes and shows evidence, owners see to what was agreed."""
    call = meeting.call
    if meeting.status == "planned" and meeting.passed:
        whom = duty("hold_meetings", member=call.organiser)
        yield Need(what="hold-meeting", whom=whom, action=f"{_PATH}/minutes", by=call.ends_at)
    elif meeting.status == "planned":
        answered = {reply.organisation for reply in meeting.replies}
        for organisation in meeting.organisations:
            if organisation not in answered:
                whom = Addressee(organisation=organisation)
                yield Need(what="reply-to-meeting", whom=whom, action=f"{_PATH}/replies", by=call.starts_at)
    if meeting.status == "held" and not meeting.evidence:
        whom, by = duty("document_activities", member=call.organiser), call.ends_at + DOCUMENTED_WITHIN
        yield Need(what="document-meeting", whom=whom, action=f"{_PATH}/evidence", by=by)
    for each in meeting.open:
        done = f"{_PATH}/follow-ups/{each.follow_up}/completion"
        yield Need(what="follow-up", whom=_owner(each), action=done, by=each.due_on)


def _owner(follow_up: FollowUp) -> Addressee:
    """What a partner has promised, whoever holds meetings keeps an eye on as well once it is due."""
    owner = follow_up.owner
    if owner.member is None and follow_up.fell_due:
        return duty("hold_meetings", organisation=owner.organisation)
    return Addressee(member=owner.member, organisation=owner.organisation)


def dates(meeting: Meeting) -> Iterator[Dated]:
    """It stands in the calendars of the line, of those who are to come, and of invited partners."""
    if meeting.status == "cancelled":
        return
    call = meeting.call
    whom = [("", Addressee(roles=LINE, member=call.organiser))]
    whom += [(member, Addressee(member=member)) for member in call.members]
    whom += [(id, Addressee(organisation=id)) for id in meeting.organisations]
    for key, addressee in whom:
        yield Dated(what="meeting", whom=addressee, starts=call.starts_at, ends=call.ends_at, key=key)
    for each in meeting.open:
        yield Dated(
            what="follow-up", whom=_owner(each), starts=each.due_on, ends=each.due_on, key=f"follow-up-{each.follow_up}"
        )
