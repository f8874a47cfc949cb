"""Observation visits and joint trainings over HTTP (C28, C29)."""

from typing import Final

from fastapi import Request, Response

from services.partners.access import Reader, Staff
from services.partners.bodies.sister import (
    TrainingAttendanceBody,
    TrainingBody,
    VisitAttendanceBody,
    VisitBody,
    VisitReportBody,
)
from services.partners.bodies.values import ProofBody, ReasonBody
from services.partners.domain.sister import TRAINING, VISIT
from services.partners.domain.sister.training import (
    AddTrainingEvidence,
    Attended,
    CancelTraining,
    HoldTraining,
    PlanTraining,
    Training,
)
from services.partners.domain.sister.visit import (
    AcceptVisit,
    AddVisitEvidence,
    CancelVisit,
    HoldVisit,
    PlanVisit,
    ReportVisit,
    Visit,
)
from services.partners.usecases.sisters import act, alliance_of, proving, shared_thing, sister_schools, under
from services.partners.views.sister import TRAININGS, VISITS
from shared.context import Context
from shared.events import TextRef
from shared.http import Changed, Created, Router, changed, created, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["sister schools"])
PATH: Final = "/schools/{school}/visits"
TRAINING_PATH: Final = "/schools/{school}/joint-trainings"


class VisitView(Visit):
    """A visit with its words."""

    purpose: str | None = None
    lessons_learnt: str | None = None


class TrainingView(Training):
    """A joint training with its topic in words."""

    topic: str | None = None


async def _word(ctx: Context, reference: TextRef | None) -> str | None:
    if reference is None:
        return None
    text: str | None = await ctx.runtime.texts.get((await alliance_of(ctx, "read")).tenant, reference.id)
    return text


@router.post(PATH, status_code=201)
async def plan_visit(school: Id, body: VisitBody, ctx: Staff, response: Response) -> Created:
    """Propose a visit under a running programme, as guest or host; the other school has to welcome it."""
    place = await alliance_of(ctx, "plan")
    plan = body.model_dump(exclude={"purpose"}) | {"purpose": place.text(body.purpose)}
    fact = await under(ctx, body.programme)
    command = PlanVisit(**plan, school=ctx.tenant, by=ctx.actor.id, under=fact)
    outcome = await place.execute(VISIT, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/visits/{outcome.id}")


@router.listing(PATH, VISITS)
async def list_visits(school: Id, request: Request, ctx: Reader) -> Response:
    """Visits to and from this school."""
    place = await alliance_of(ctx, "read")
    where = {"$or": [{"state.plan.host": ctx.tenant}, {"state.plan.guest": ctx.tenant}]}
    return await VISITS.answer(request, place.current(VISIT), where=where)


@router.get(PATH + "/{visit}")
async def get_visit(school: Id, visit: Id, ctx: Reader, response: Response) -> VisitView:
    """A visit as it stands, with what was learnt."""
    loaded = await shared_thing(ctx, VISIT, visit)
    shown(response, loaded.number)
    said = {"purpose": await _word(ctx, loaded.state.plan.purpose)}
    return VisitView(**loaded.state.model_dump(), **said, lessons_learnt=await _word(ctx, loaded.state.learnt))


@router.post(PATH + "/{visit}/acceptance")
async def accept_visit(school: Id, visit: Id, ctx: Staff, response: Response) -> Changed:
    """Welcome a visit that the other school proposed."""
    command = AcceptVisit(school=ctx.tenant, by=ctx.actor.id)
    return changed(response, await act(ctx, VISIT, visit, command, await alliance_of(ctx, "accept")))


@router.post(PATH + "/{visit}/attendance")
async def hold_visit(school: Id, visit: Id, body: VisitAttendanceBody, ctx: Staff, response: Response) -> Changed:
    """Record that it took place, and who went."""
    command = HoldVisit(school=ctx.tenant, by=ctx.actor.id, **body.model_dump())
    return changed(response, await act(ctx, VISIT, visit, command, await alliance_of(ctx, "hold")))


@router.post(PATH + "/{visit}/report")
async def report_visit(school: Id, visit: Id, body: VisitReportBody, ctx: Staff, response: Response) -> Changed:
    """Say what was learnt, as the visiting school."""
    went = (await shared_thing(ctx, VISIT, visit)).state.teachers
    place = await proving(ctx, body.evidence, went)
    said = {"learnt": place.text(body.learnt), "evidence": body.evidence}
    command = ReportVisit(school=ctx.tenant, by=ctx.actor.id, **said)
    return changed(response, await act(ctx, VISIT, visit, command, place))


@router.post(PATH + "/{visit}/evidence", status_code=201)
async def prove_visit(school: Id, visit: Id, body: ProofBody, ctx: Staff, response: Response) -> Changed:
    """Show evidence of it, as either school: photographs, a report."""
    went = (await shared_thing(ctx, VISIT, visit)).state.teachers
    place = await proving(ctx, body.evidence, went)
    command = AddVisitEvidence(school=ctx.tenant, evidence=body.evidence, by=ctx.actor.id)
    return changed(response, await act(ctx, VISIT, visit, command, place))


@router.post(PATH + "/{visit}/cancellation")
async def cancel_visit(school: Id, visit: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """Call it off, and say why."""
    place = await alliance_of(ctx, "cancel")
    command = CancelVisit(school=ctx.tenant, by=ctx.actor.id, reason=place.text(body.reason))
    return changed(response, await act(ctx, VISIT, visit, command, place))


@router.post(TRAINING_PATH, status_code=201)
async def plan_joint_training(school: Id, body: TrainingBody, ctx: Staff, response: Response) -> Created:
    """Plan a training that this school hosts, under a running programme."""
    place = await alliance_of(ctx, "plan")
    plan = body.model_dump(exclude={"topic", "schools"}) | {"topic": place.text(body.topic)}
    schools = (ctx.tenant, *await sister_schools(ctx, body.schools))
    command = PlanTraining(**plan, schools=schools, by=ctx.actor.id, under=await under(ctx, body.programme))
    outcome = await place.execute(TRAINING, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/joint-trainings/{outcome.id}")


@router.listing(TRAINING_PATH, TRAININGS)
async def list_joint_trainings(school: Id, request: Request, ctx: Reader) -> Response:
    """Joint trainings of this school."""
    place = await alliance_of(ctx, "read")
    return await TRAININGS.answer(request, place.current(TRAINING), where={"state.plan.schools": ctx.tenant})


@router.get(TRAINING_PATH + "/{training}")
async def get_joint_training(school: Id, training: Id, ctx: Reader, response: Response) -> TrainingView:
    """A joint training as it stands."""
    loaded = await shared_thing(ctx, TRAINING, training)
    shown(response, loaded.number)
    return TrainingView(**loaded.state.model_dump(), topic=await _word(ctx, loaded.state.plan.topic))


@router.post(TRAINING_PATH + "/{training}/attendance")
async def hold_joint_training(
    school: Id, training: Id, body: TrainingAttendanceBody, ctx: Staff, response: Response
) -> Changed:
    """Record who took part, school by school."""
    attendance = tuple(Attended(**each.model_dump()) for each in body.attendance)
    place = await proving(ctx, body.evidence, [person for each in attendance for person in each.persons])
    said = {"attendance": attendance, "evidence": body.evidence}
    command = HoldTraining(school=ctx.tenant, by=ctx.actor.id, **said)
    return changed(response, await act(ctx, TRAINING, training, command, place))


@router.post(TRAINING_PATH + "/{training}/evidence", status_code=201)
async def prove_joint_training(school: Id, training: Id, body: ProofBody, ctx: Staff, response: Response) -> Changed:
    """Show evidence of it, as any of the schools: photographs, a report."""
    attendance = (await shared_thing(ctx, TRAINING, training)).state.attendance
    place = await proving(ctx, body.evidence, [person for each in attendance for person in each.persons])
    command = AddTrainingEvidence(school=ctx.tenant, evidence=body.evidence, by=ctx.actor.id)
    return changed(response, await act(ctx, TRAINING, training, command, place))


@router.post(TRAINING_PATH + "/{training}/cancellation")
async def cancel_joint_training(school: Id, training: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """Call it off, and say why."""
    place = await alliance_of(ctx, "cancel")
    command = CancelTraining(school=ctx.tenant, by=ctx.actor.id, reason=place.text(body.reason))
    return changed(response, await act(ctx, TRAINING, training, command, place))
