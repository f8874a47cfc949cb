"""Meetings of a series are planned, and follow-ups remind (C7)."""

from services.partners.consumers.heard import HEARD
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting.commands import PlanMeeting
from services.partners.domain.meeting.values import Call
from services.partners.domain.meeting_series import SeriesMeetingCalled
from services.partners.usecases.inviting_to_meetings import remind_owner
from services.partners.usecases.needed import if_needed
from shared.consumer import Record
from shared.events import Value
from shared.runtime import Runtime


class FellDue(Value):
    """Which follow-up of a meeting is due."""

    follow_up: str


@HEARD.on("id.jembatan.partners.series-meeting-called.v1", topic="partners.meeting-series.v1")
async def series_meeting_called(rt: Runtime, record: Record) -> None:
    """The next meeting of a series is planned; its id is that of the event, so it is planned once (C7)."""
    called = record.read(SeriesMeetingCalled)
    call = Call(**dict(called.pattern), **called.model_dump(exclude={"pattern", "index"}), series=record.subject)
    ctx = rt.context(record.tenant, record=record)
    await ctx.execute(MEETING, record.id, PlanMeeting(call=call, by=call.organiser))


@HEARD.on("id.jembatan.partners.follow-up-fell-due.v1", topic="partners.meeting.v1")
async def follow_up_fell_due(rt: Runtime, record: Record) -> None:
    """The contact who sees to it is sent a letter; members find it among what needs them (C7)."""
    ctx = rt.context(record.tenant, record=record)
    await if_needed(remind_owner(ctx, record.subject, record.read(FellDue).follow_up), "follow-up-closed", "not-found")
