"""Activities over HTTP, from plan to evidence (C4, C34–C36, C41)."""

from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import PartyReader, Reader, Staff, StaffReader, Teaching, only_named, reads
from services.partners.bodies.activities import (
    ActivityBody,
    CorrectionBody,
    DocumentationBody,
    EvidenceBody,
    HoldBody,
)
from services.partners.bodies.values import ReasonBody
from services.partners.domain.activity import ACTIVITY, Activity
from services.partners.domain.activity import commands as asked
from services.partners.domain.activity import events as told
from services.partners.domain.activity.kinds import KINDS, Group, Shows
from services.partners.usecases.activities import attendance, corrected, evidence_of, persons_at, planning
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.views import grids
from services.partners.views.activities import ACTIVITIES, with_titles
from services.partners.words.activities import FIGURES
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["activities"])
PATH = "/schools/{school}/activities"
REMARKS: Final[dict[type[Event], str]] = {
    told.ActivityHeld: "notes",
    told.ActivityAttendanceCorrected: "reason",
    told.ActivityDocumented: "report",
    told.ActivityCancelled: "reason",
}


class ActivityView(Activity):
    """An activity with its title."""

    title: str | None = None


class FigureView(BaseModel):
    """A number that is asked for when an activity of the kind was held."""

    figure: str
    id: str
    en: str


class KindView(BaseModel):
    """A kind of activity: what it is called, with whom it is done, and what it asks for."""

    kind: str
    id: str
    en: str
    partners: tuple[str, ...]
    alone: bool
    attended: tuple[Group, ...]
    figures: list[FigureView]
    evidence: tuple[Shows, ...]


class GuestView(BaseModel):
    """A guest who is known by name; nothing is known of one who was erased."""

    person: Id
    organisation: Id | None
    name: str | None


@router.grid("/schools/{school}/activity-kinds", grids.KINDS_OF_ACTIVITIES)
async def list_activity_kinds(school: Id, ctx: Reader) -> list[KindView]:
    """The kinds of activities and what each asks for."""
    return [
        KindView(
            kind=name,
            **{field: getattr(kind, field) for field in ("id", "en", "partners", "alone", "attended", "evidence")},
            figures=[FigureView(figure=each, id=FIGURES[each][0], en=FIGURES[each][1]) for each in kind.figures],
        )
        for name, kind in KINDS.items()
    ]


@router.post(PATH, status_code=201)
async def plan_activity(school: Id, body: ActivityBody, ctx: Staff, response: Response) -> Created:
    """Plan an activity. What is recorded afterwards is planned with its real time and held at once."""
    command = asked.PlanActivity(**dict(await planning(ctx, body)))
    outcome = await ctx.execute(ACTIVITY, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/activities/{outcome.id}")


@router.listing(PATH, ACTIVITIES)
async def list_activities(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The activities of the school, latest first; a partner sees those with it."""
    named = {"state.plan.organisation": ctx.actor.organisation} if ctx.actor.organisation else None

    async def titled(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_titles(ctx, page)

    return await ACTIVITIES.answer(request, ctx.current(ACTIVITY), where=named, enrich=titled)


@router.get(PATH + "/{activity}")
async def get_activity(school: Id, activity: Id, ctx: PartyReader, response: Response) -> ActivityView:
    """An activity as it stands; whom the school counted by id, the partner does not see."""
    await _named(ctx, activity)
    loaded = await ctx.require(ACTIVITY, activity)
    shown(response, loaded.number)
    state = loaded.state
    if ctx.actor.organisation is not None and state.attendance is not None:
        state = state.but(attendance=state.attendance.but(known=()))
    title = await ctx.runtime.texts.get(ctx.tenant, state.plan.title.id)
    return ActivityView(**state.model_dump(), title=title)


@router.put(PATH + "/{activity}/plan", dependencies=[if_match])
async def replan_activity(school: Id, activity: Id, body: ActivityBody, ctx: Staff, response: Response) -> Changed:
    """Change time, place or company of what is planned."""
    command = asked.ReplanActivity(**dict(await planning(ctx, body)))
    return changed(response, await ctx.execute(ACTIVITY, activity, command))


@router.post(PATH + "/{activity}/attendance", status_code=201)
async def hold_activity(school: Id, activity: Id, body: HoldBody, ctx: Teaching, response: Response) -> Changed:
    """It took place: say who was there, and the figures that its kind asks for."""
    seen = await attendance(ctx, body)
    notes = ctx.text(body.notes, seen.persons) if body.notes else None
    command = asked.HoldActivity(attendance=seen, figures=body.figures, notes=notes, by=ctx.actor)
    return changed(response, await ctx.execute(ACTIVITY, activity, command))


@router.post(PATH + "/{activity}/attendance/corrections", status_code=201)
async def correct_attendance(
    school: Id, activity: Id, body: CorrectionBody, ctx: Teaching, response: Response
) -> Changed:
    """Others attended than was written down; what was said before stays in the history."""
    seen = await corrected(ctx, activity, body)
    reason = ctx.text(body.reason, seen.persons)
    command = asked.CorrectAttendance(attendance=seen, figures=body.figures, reason=reason, by=ctx.actor)
    return changed(response, await ctx.execute(ACTIVITY, activity, command))


@router.grid(PATH + "/{activity}/guests", grids.GUESTS)
async def list_guests(school: Id, activity: Id, ctx: StaffReader) -> list[GuestView]:
    """Guests who are known by name."""
    seen = (await ctx.require(ACTIVITY, activity)).state.attendance
    guests = [(person, each.organisation) for each in (seen.guests if seen else ()) for person in each.people]
    people = await ctx.runtime.people.many(ctx.tenant, [person for person, _ in guests])
    names = {id: person.data.get("name") for id, person in people.items()}
    return [GuestView(person=person, organisation=whose, name=names.get(person)) for person, whose in guests]


@router.post(PATH + "/{activity}/documentation", status_code=201)
async def document_activity(
    school: Id, activity: Id, body: DocumentationBody, ctx: Teaching, response: Response
) -> Changed:
    """Show evidence of it."""
    shows = await evidence_of(ctx, activity, body)
    report = ctx.text(body.report, await persons_at(ctx, activity)) if body.report else None
    command = asked.DocumentActivity(evidence=shows, report=report, by=ctx.actor)
    return changed(response, await ctx.execute(ACTIVITY, activity, command))


@router.post(PATH + "/{activity}/evidence", status_code=201)
async def add_evidence(school: Id, activity: Id, body: EvidenceBody, ctx: Teaching, response: Response) -> Changed:
    """Show more evidence of what is documented."""
    command = asked.AddEvidence(evidence=await evidence_of(ctx, activity, body), by=ctx.actor)
    return changed(response, await ctx.execute(ACTIVITY, activity, command))


@router.post(PATH + "/{activity}/cancellation")
async def cancel_activity(school: Id, activity: Id, body: ReasonBody, ctx: Teaching, response: Response) -> Changed:
    """It does not take place."""
    command = asked.CancelActivity(reason=ctx.text(body.reason), by=ctx.actor)
    return changed(response, await ctx.execute(ACTIVITY, activity, command))


@router.grid(PATH + "/{activity}/remarks", grids.REMARKS)
async def list_activity_remarks(school: Id, activity: Id, ctx: Reader) -> list[Remark]:
    """Notes, report, and why it was corrected or cancelled."""
    await ctx.require(ACTIVITY, activity)
    return await remarks_on(ctx, ACTIVITY, activity, REMARKS)


async def _named(ctx: Context, activity: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "activity", [(await ctx.require(ACTIVITY, activity)).state.plan.organisation or ""])


history_of(ACTIVITY, router, PATH + "/{activity}", reads)
