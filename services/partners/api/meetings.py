"""Coordination meetings over HTTP, with minutes and follow-ups (C7)."""

from typing import Any, Final

from fastapi import Request, Response
from pydantic import Field

from services.partners.access import (
    FollowUpOwner,
    Invitee,
    Line,
    MeetingReader,
    PartyReader,
    Teaching,
    only_named,
    reads_as_party,
)
from services.partners.bodies.activities import EvidenceBody
from services.partners.bodies.meetings import (
    CompletionBody,
    FollowUpBody,
    MeetingBody,
    MinutesBody,
    PostponementBody,
    ReplyBody,
)
from services.partners.bodies.programmes import ContactIdBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.meeting import MEETING, Meeting
from services.partners.domain.meeting import commands as asked
from services.partners.domain.meeting import events as told
from services.partners.usecases.activities import evidence
from services.partners.usecases.inviting_to_meetings import invite_contact
from services.partners.usecases.meetings import call, minutes, task, words_on
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.views import grids
from services.partners.views.meetings import FOLLOW_UPS, FOLLOW_UPS_WITHIN, MEETINGS, with_tasks, with_titles
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["meetings"])
PATH = "/schools/{school}/meetings"
REMARKS: Final[dict[type[Event], str]] = {
    told.MeetingHeld: "minutes",
    told.MeetingCancelled: "reason",
    told.FollowUpPostponed: "reason",
    told.FollowUpDone: "note",
    told.FollowUpDropped: "reason",
}


class MeetingView(Meeting):
    """A meeting with what was written about it, by the ids of its texts. Nothing where it was erased."""

    texts: dict[str, str] = Field(default_factory=dict)
    redacted: list[Id] = Field(
        default_factory=list, description="Texts out of which somebody was blanked who asked to be forgotten."
    )


@router.post(PATH, status_code=201)
async def plan_meeting(school: Id, body: MeetingBody, ctx: Line, response: Response) -> Created:
    """Call a meeting with an agenda."""
    command = asked.PlanMeeting(call=await call(ctx, body), by=ctx.actor.id)
    outcome = await ctx.execute(MEETING, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/meetings/{outcome.id}")


@router.listing(PATH, MEETINGS)
async def list_meetings(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The meetings of the school, latest first; a partner sees those to which it is invited."""
    named = {"state.call.partners.organisation": ctx.actor.organisation} if ctx.actor.organisation else None

    async def titled(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_titles(ctx, page)

    return await MEETINGS.answer(request, ctx.current(MEETING), where=named, enrich=titled)


@router.listing("/schools/{school}/follow-ups", FOLLOW_UPS)
async def list_follow_ups(school: Id, request: Request, ctx: PartyReader) -> Response:
    """What was agreed at all meetings, latest meeting first; a partner sees what it has to do itself."""
    mine = {f"{FOLLOW_UPS_WITHIN}.owner.organisation": ctx.actor.organisation} if ctx.actor.organisation else None

    async def worded(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_tasks(ctx, page)

    meetings = ctx.current(MEETING)
    return await FOLLOW_UPS.answer_parts(request, meetings, FOLLOW_UPS_WITHIN, "follow_up", where=mine, enrich=worded)


@router.get(PATH + "/{meeting}")
async def get_meeting(school: Id, meeting: Id, ctx: MeetingReader, response: Response) -> MeetingView:
    """A meeting as it stands, with its agenda, minutes, decisions and follow-ups."""
    await _named(ctx, meeting)
    loaded = await ctx.require(MEETING, meeting)
    shown(response, loaded.number)
    state = loaded.state
    places = (state.call.title, *state.call.agenda, state.call.place, state.minutes, *state.decisions)
    ids = [text.id for text in (*places, *(each.what for each in state.follow_ups)) if text]
    kept = ctx.runtime.texts
    texts, redacted = await kept.many(ctx.tenant, ids), await kept.redacted(ctx.tenant, ids)
    return MeetingView(**state.model_dump(), texts=texts, redacted=redacted)


@router.put(PATH + "/{meeting}/call", dependencies=[if_match])
async def replan_meeting(school: Id, meeting: Id, body: MeetingBody, ctx: Line, response: Response) -> Changed:
    """Change time, agenda or company; whoever had replied is asked again."""
    command = asked.ReplanMeeting(call=await call(ctx, body), by=ctx.actor.id)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/invitations", status_code=201)
async def invite_to_meeting(school: Id, meeting: Id, body: ContactIdBody, ctx: Line, response: Response) -> Changed:
    """Send a contact of an invited partner a letter with a link to reply; no account is needed."""
    command = await invite_contact(ctx, meeting, body.person)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/replies")
async def reply_to_meeting(school: Id, meeting: Id, body: ReplyBody, ctx: Invitee, response: Response) -> Changed:
    """Say whether one comes; the last word counts."""
    command = asked.ReplyToMeeting(coming=body.coming, by=ctx.actor)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/minutes", status_code=201)
async def hold_meeting(school: Id, meeting: Id, body: MinutesBody, ctx: Teaching, response: Response) -> Changed:
    """It took place: who was there, what was said and decided, who sees to what."""
    return changed(response, await ctx.execute(MEETING, meeting, await minutes(ctx, meeting, body)))


@router.post(PATH + "/{meeting}/evidence", status_code=201)
async def prove_meeting(school: Id, meeting: Id, body: EvidenceBody, ctx: Teaching, response: Response) -> Changed:
    """Show evidence that it took place: signed minutes, a list of who attended."""
    presence = (await ctx.require(MEETING, meeting)).state.presence
    shows = await evidence(ctx, body, presence.persons if presence else ())
    return changed(
        response, await ctx.execute(MEETING, meeting, asked.AddMeetingEvidence(evidence=shows, by=ctx.actor))
    )


@router.post(PATH + "/{meeting}/cancellation")
async def cancel_meeting(school: Id, meeting: Id, body: ReasonBody, ctx: Teaching, response: Response) -> Changed:
    """It does not take place."""
    command = asked.CancelMeeting(reason=ctx.text(body.reason), by=ctx.actor)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/follow-ups", status_code=201)
async def agree_follow_up(school: Id, meeting: Id, body: FollowUpBody, ctx: Line, response: Response) -> Changed:
    """Add what somebody sees to."""
    command = asked.AgreeFollowUp(task=await task(ctx, body))
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/follow-ups/{follow_up}/completion")
async def finish_follow_up(
    *, school: Id, meeting: Id, follow_up: Id, body: CompletionBody, ctx: FollowUpOwner, response: Response
) -> Changed:
    """It was seen to."""
    note = await words_on(ctx, meeting, follow_up, body.note) if body.note else None
    command = asked.FinishFollowUp(follow_up=follow_up, note=note, by=ctx.actor)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/follow-ups/{follow_up}/postponement")
async def postpone_follow_up(
    *, school: Id, meeting: Id, follow_up: Id, body: PostponementBody, ctx: FollowUpOwner, response: Response
) -> Changed:
    """Give it more time, with a reason."""
    reason = await words_on(ctx, meeting, follow_up, body.reason)
    command = asked.PostponeFollowUp(follow_up=follow_up, due_on=body.due_on, reason=reason, by=ctx.actor)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.post(PATH + "/{meeting}/follow-ups/{follow_up}/dropping")
async def drop_follow_up(
    *, school: Id, meeting: Id, follow_up: Id, body: ReasonBody, ctx: FollowUpOwner, response: Response
) -> Changed:
    """It is not pursued, with a reason."""
    reason = await words_on(ctx, meeting, follow_up, body.reason)
    command = asked.DropFollowUp(follow_up=follow_up, reason=reason, by=ctx.actor)
    return changed(response, await ctx.execute(MEETING, meeting, command))


@router.grid(PATH + "/{meeting}/remarks", grids.REMARKS)
async def list_meeting_remarks(school: Id, meeting: Id, ctx: PartyReader) -> list[Remark]:
    """Minutes, and why it was cancelled or a follow-up postponed, dropped or done."""
    await _named(ctx, meeting)
    await ctx.require(MEETING, meeting)
    return await remarks_on(ctx, MEETING, meeting, REMARKS)


async def _named(ctx: Context, meeting: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "meeting", (await ctx.require(MEETING, meeting)).state.organisations)


history_of(MEETING, router, PATH + "/{meeting}", reads_as_party, guard=_named)
