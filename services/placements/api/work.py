"""From the first day to the last: logbook, incidents, assessments, completion (C15, C19)."""

from typing import Annotated

from fastapi import Query, Response

from services.placements.access import (
    Assessor,
    IndustrySupervisor,
    Participant,
    PlacementReader,
    Reader,
    Staff,
    Writer,
    see_placement,
)
from services.placements.bodies import ApprovalBody, AssessmentBody, DayBody, IncidentBody, LogbookBody
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.placement.commands import (
    ApproveLogbook,
    AssessInternship,
    CompleteInternship,
    RecordLogbook,
    ReportIncident,
)
from services.placements.domain.placement.events import LogbookEntry
from services.placements.domain.placement.values import seal
from services.placements.shown import DayView, IncidentView, LogbookView
from services.placements.views import INCIDENTS, LOGBOOK
from shared.context import Context
from shared.days import Day, Period
from shared.http import Changed, Router, changed
from shared.ids import Id, new_id

router = Router("placements", tags=["work"])
PATH = "/schools/{school}/placements/{placement}"


@router.post(PATH + "/logbook")
async def record_logbook(school: Id, placement: Id, body: LogbookBody, ctx: Writer, response: Response) -> Changed:
    """Write a day, or up to a month that was kept offline; what is not approved yet can be written anew."""
    loaded = await see_placement(ctx, placement)
    entries = tuple(_entry(ctx, one, loaded.state.student) for one in body.entries)
    command = RecordLogbook(entries=entries, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


def _entry(ctx: Context, day: DayBody, student: str) -> LogbookEntry:
    text = ctx.text(day.text, about=[student]) if day.text else None
    return LogbookEntry(day=day.day, attendance=day.attendance, minutes=day.minutes, text=text)


@router.grid(PATH + "/logbook", LOGBOOK)
async def read_logbook(
    school: Id,
    placement: Id,
    ctx: PlacementReader,
    starts_on: Annotated[Day | None, Query()] = None,
    ends_on: Annotated[Day | None, Query()] = None,
) -> LogbookView:
    """A span of the logbook with its texts; the whole of it when no days are given."""
    state = (await see_placement(ctx, placement)).state
    span = Period(starts_on=starts_on or state.period.starts_on, ends_on=ends_on or state.period.ends_on)
    days = {day: entry for day, entry in state.logbook.items() if span.has(day)}
    texts = await ctx.runtime.texts.many(ctx.tenant, [entry.text.id for entry in days.values() if entry.text])
    waiting = state.between(span)
    return LogbookView(
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        days=[
            DayView(
                day=day,
                text=texts.get(entry.text.id) if entry.text else None,
                **entry.model_dump(include={"attendance", "minutes", "approved"}),
            )
            for day, entry in days.items()
        ],
        waiting=len(waiting),
        waiting_minutes=sum(entry.minutes for entry in waiting.values()),
        seal=seal(waiting) if waiting else None,
    )


@router.post(PATH + "/logbook/approvals", status_code=201)
async def approve_logbook(
    school: Id, placement: Id, body: ApprovalBody, ctx: IndustrySupervisor, response: Response
) -> Changed:
    """The partner approves the days of a span exactly as they were read."""
    await see_placement(ctx, placement)
    how = "link" if ctx.actor.kind == "link" else "key"
    command = ApproveLogbook(period=body.period(), seal=body.seal, how=how, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/incidents", status_code=201)
async def report_incident(
    school: Id, placement: Id, body: IncidentBody, ctx: Participant, response: Response
) -> Changed:
    """Say that something happened; the placement is flagged until somebody has looked."""
    loaded = await see_placement(ctx, placement)
    command = ReportIncident(
        incident=new_id(),
        kind=body.kind,
        happened_on=body.happened_on,
        text=ctx.text(body.text, about=[loaded.state.student]),
        by=ctx.actor,
    )
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.grid(PATH + "/incidents", INCIDENTS)
async def list_incidents(school: Id, placement: Id, ctx: Reader) -> list[IncidentView]:
    """What happened, for the school alone: a student may have reported the partner."""
    incidents = (await see_placement(ctx, placement)).state.incidents
    texts = await ctx.runtime.texts.many(ctx.tenant, [one.text.id for one in incidents])
    return [IncidentView(**one.model_dump(exclude={"text"}), text=texts.get(one.text.id)) for one in incidents]


@router.post(PATH + "/assessments", status_code=201)
async def assess_internship(
    school: Id, placement: Id, body: AssessmentBody, ctx: Assessor, response: Response
) -> Changed:
    """Assess in the four elements, once for the school and once for the partner."""
    loaded = await see_placement(ctx, placement)
    remarks = ctx.text(body.remarks, about=[loaded.state.student]) if body.remarks else None
    command = AssessInternship(scores=body.scores, remarks=remarks, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/completion")
async def complete_internship(school: Id, placement: Id, ctx: Staff, response: Response) -> Changed:
    """Close it as carried out: hours, logbook and both assessments must be in."""
    return changed(response, await ctx.execute(PLACEMENT, placement, CompleteInternship(by=ctx.actor)))
