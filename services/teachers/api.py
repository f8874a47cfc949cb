"""Teacher development over HTTP: register, nominate, approve, report, pass on, complete."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from services.teachers import words
from services.teachers.bodies import (
    ApprovalBody,
    CancellationBody,
    DisseminationBody,
    NominateBody,
    RegisterTeacherBody,
    ReportBody,
)
from services.teachers.domain.calendar import CALENDAR, ReleaseDays, ReserveDays
from services.teachers.domain.internship import (
    INTERNSHIP,
    ApproveInternship,
    CancelInternship,
    CompleteInternship,
    DisseminatePractice,
    Internship,
    NominateTeacher,
    SubmitReport,
)
from services.teachers.domain.teacher import TEACHER
from services.teachers.people import forget, register, require_teacher
from services.teachers.views import INTERNSHIPS, TEACHERS
from shared.auth import Role, allow, school_of
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id, new_id
from shared.journal import Step

words.register()

router = Router("teachers")

STAFF: tuple[Role, ...] = ("principal", "public_relations", "coordinator", "head_of_programme")

Reader = Annotated[Context, Depends(allow("teachers:read", *STAFF, "teacher", "auditor"))]
Staff = Annotated[Context, Depends(allow("teachers:write", *STAFF))]
Teacher = Annotated[Context, Depends(allow("teachers:write", *STAFF, "teacher"))]
Principal = Annotated[Context, Depends(allow("teachers:approve", "principal"))]


@router.post("/schools/{school}/teachers", status_code=201)
async def register_teacher(school: Id, body: RegisterTeacherBody, ctx: Staff, response: Response) -> Created:
    """Make a teacher known. The name is kept as personal data; the id is what travels."""
    outcome = await register(ctx, body.model_dump(exclude={"member"}, exclude_none=True), body.member)
    return created(response, outcome, f"/teachers/schools/{school}/teachers/{outcome.id}")


@router.get("/schools/{school}/teachers", **TEACHERS.documented())
async def list_teachers(school: Id, request: Request, ctx: Reader) -> Response:
    """The teachers of the school, with their names."""

    async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        people = await ctx.runtime.people.many(ctx.tenant, [one["id"] for one in page])
        return [{**one, "name": people[one["id"]].data["name"] if one["id"] in people else None} for one in page]

    return await TEACHERS.answer(request, ctx.current(TEACHER), enrich=named)


@router.delete("/schools/{school}/teachers/{teacher}/person")
async def erase_teacher(school: Id, teacher: Id, ctx: Principal, response: Response) -> Changed:
    """Forget a teacher: name, number and what was written about them are removed; history stays, anonymous."""
    return changed(response, await forget(ctx, teacher))


@router.post("/schools/{school}/internships", status_code=201)
async def nominate_teacher(school: Id, body: NominateBody, ctx: Staff, response: Response) -> Created:
    """Propose a teacher for an internship with a partner. The teacher's days are kept at once."""
    zone = (await school_of(ctx.runtime, school)).zone
    teacher = await require_teacher(ctx, body.teacher)
    internship = new_id()
    nominate = NominateTeacher(
        internship=internship, school=school, member=teacher.member, zone=zone, by=ctx.actor, **body.model_dump()
    )
    reserve = ReserveDays(teacher=body.teacher, internship=internship, starts_on=body.starts_on, ends_on=body.ends_on)
    outcome = await ctx.execute_all([Step(INTERNSHIP, internship, nominate), Step(CALENDAR, body.teacher, reserve)])
    return created(response, outcome, f"/teachers/schools/{school}/internships/{outcome.id}")


@router.get("/schools/{school}/internships", **INTERNSHIPS.documented())
async def list_internships(school: Id, request: Request, ctx: Reader) -> Response:
    """The teacher internships of the school."""
    return await INTERNSHIPS.answer(request, ctx.current(INTERNSHIP))


@router.get("/schools/{school}/internships/{internship}")
async def get_internship(school: Id, internship: Id, ctx: Reader, response: Response) -> Internship:
    """A teacher internship as it stands."""
    loaded = await ctx.require(INTERNSHIP, internship)
    shown(response, loaded.number)
    return loaded.state


@router.post("/schools/{school}/internships/{internship}/approval")
async def approve_internship(
    school: Id, internship: Id, body: ApprovalBody, ctx: Principal, response: Response
) -> Changed:
    """The principal agrees; lessons missed need a substitute."""
    if body.substitute:
        await require_teacher(ctx, body.substitute)
    command = ApproveInternship(substitute=body.substitute, by=ctx.actor)
    return changed(response, await ctx.execute(INTERNSHIP, internship, command))


@router.post("/schools/{school}/internships/{internship}/report")
async def submit_report(school: Id, internship: Id, body: ReportBody, ctx: Teacher, response: Response) -> Changed:
    """The teacher's report, after the last day."""
    loaded = await ctx.require(INTERNSHIP, internship)
    command = SubmitReport(report=ctx.text(body.text, about=[loaded.state.teacher]), by=ctx.actor)
    return changed(response, await ctx.execute(INTERNSHIP, internship, command))


@router.post("/schools/{school}/internships/{internship}/disseminations")
async def disseminate_practice(
    school: Id, internship: Id, body: DisseminationBody, ctx: Teacher, response: Response
) -> Changed:
    """What was learnt was passed on to colleagues, into class or into a production unit."""
    loaded = await ctx.require(INTERNSHIP, internship)
    command = DisseminatePractice(
        channel=body.channel,
        held_on=body.held_on,
        participants=body.participants,
        summary=ctx.text(body.summary, about=[loaded.state.teacher]),
        by=ctx.actor,
    )
    return changed(response, await ctx.execute(INTERNSHIP, internship, command))


@router.post("/schools/{school}/internships/{internship}/completion")
async def complete_internship(school: Id, internship: Id, ctx: Staff, response: Response) -> Changed:
    """Close it as done: needs the report and at least one dissemination."""
    return changed(response, await ctx.execute(INTERNSHIP, internship, CompleteInternship(by=ctx.actor)))


@router.post("/schools/{school}/internships/{internship}/cancellation")
async def cancel_internship(
    school: Id, internship: Id, body: CancellationBody, ctx: Staff, response: Response
) -> Changed:
    """Close it as not done; the teacher's days are free again."""
    loaded = await ctx.require(INTERNSHIP, internship)
    cancel = CancelInternship(reason=ctx.text(body.reason, about=[loaded.state.teacher]), by=ctx.actor)
    release = ReleaseDays(internship=internship)
    return changed(
        response,
        await ctx.execute_all([Step(INTERNSHIP, internship, cancel), Step(CALENDAR, loaded.state.teacher, release)]),
    )


history_of(
    INTERNSHIP,
    router,
    "/schools/{school}/internships/{internship}",
    allow("teachers:read", *STAFF, "teacher", "auditor"),
)
