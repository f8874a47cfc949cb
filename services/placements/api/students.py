"""Students over HTTP (C15)."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.placements.access import (
    OwnReader,
    Principal,
    Reader,
    Staff,
    reads,
    reads_own,
    require_member,
    see_student,
)
from services.placements.bodies import AccountBody, ContactBody, ReasonBody, StudentBody, plain
from services.placements.domain.student import STUDENT, ForgetStudent, LeaveSchool, LinkAccount, NameGuardian, Student
from services.placements.enrolling import enrol
from services.placements.imports import KIND, OPERATIONS, SHEET
from services.placements.people import StudentData, contact, contacts_of, nisn_claim, with_names
from services.placements.shown import PersonView, StudentView
from services.placements.views import STUDENTS, unfinished
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.http.operations import Operation
from shared.http.uploads import UPLOAD, Upload, upload
from shared.ids import Id
from shared.journal import Claim, Step
from shared.refusals import Refused

router = Router("placements", tags=["students"])
PATH = "/schools/{school}/students"


@router.post(PATH, status_code=201)
async def enrol_student(school: Id, body: StudentBody, ctx: Staff, response: Response) -> Created:
    """Enrol one student; a minor with a guardian."""
    data = StudentData(**plain(body, "guardian", "concentration", "school_year"))
    guardian = body.guardian.data() if body.guardian else None
    outcome = await enrol(ctx, data, guardian, body.concentration, body.school_year)
    return created(response, outcome, f"/placements/schools/{school}/students/{outcome.id}")


@router.post("/schools/{school}/imports/students", status_code=202, openapi_extra=UPLOAD)
async def import_students(
    school: Id, file: Annotated[Upload, Depends(upload)], ctx: Staff, request: Request, response: Response
) -> Operation:
    """Take over a list with Dapodik's headers. Good rows are kept; the operation reports each faulty one."""
    SHEET.check(file.content)
    return OPERATIONS.accepted(request, response, await ctx.start_operation(KIND, file.content))


@router.listing(PATH, STUDENTS)
async def list_students(school: Id, request: Request, ctx: Reader) -> Response:
    """The students of the school with their names."""

    async def named(page: list[dict[str, object]]) -> list[dict[str, object]]:
        return await with_names(ctx, page)

    return await STUDENTS.answer(request, ctx.current(STUDENT), enrich=named)


@router.get(PATH + "/{student}")
async def get_student(school: Id, student: Id, ctx: OwnReader, response: Response) -> StudentView:
    """A student with what is kept of the person; a student may read their own."""
    await see_student(ctx, student)
    loaded = await ctx.require(STUDENT, student)
    state = loaded.state
    known = await ctx.runtime.people.many(ctx.tenant, await contacts_of(ctx, state))
    shown(response, loaded.number)
    return StudentView(
        id=student,
        person=PersonView(**known[student].data) if student in known else PersonView(),
        guardian=dict(known[state.guardian].data) if state.guardian in known else None,
        **state.model_dump(include={"state", "concentration", "school_year", "member"}),
    )


@router.post(PATH + "/{student}/account")
async def link_account(school: Id, student: Id, body: AccountBody, ctx: Staff, response: Response) -> Changed:
    """Say which member of the school this student is."""
    await require_member(ctx, body.member, "student")
    link = Step(STUDENT, student, LinkAccount(member=body.member, by=ctx.actor))
    return changed(response, await ctx.execute_all([link], [_account_claim(body.member)]))


def _account_claim(member: str, *, release: bool = False) -> Claim:
    """One membership is one student."""
    refusal = Refused(
        "account-of-another", "Another student acts with this membership.", mend="Give each student an own membership."
    )
    return Claim("student-account", member, refusal, release=release)


@router.post(PATH + "/{student}/guardian")
async def name_guardian(school: Id, student: Id, body: ContactBody, ctx: Staff, response: Response) -> Changed:
    """Name the guardian, or another one."""
    command = NameGuardian(guardian=contact(ctx, "guardian", body.data()), by=ctx.actor)
    return changed(response, await ctx.execute(STUDENT, student, command))


@router.post(PATH + "/{student}/departure")
async def leave_school(school: Id, student: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """The student left the school: no placement of theirs goes on. They can be enrolled again, as another student."""
    state = (await ctx.require(STUDENT, student)).state
    command = LeaveSchool(
        reason=ctx.text(body.reason, about=[student]), unfinished=await _unfinished(ctx, student), by=ctx.actor
    )
    step = Step(STUDENT, student, command)
    return changed(response, await ctx.execute_all([step], await _given_back(ctx, state)))


@router.delete(PATH + "/{student}/person")
async def erase_student(school: Id, student: Id, ctx: Principal, response: Response) -> Changed:
    """Forget the student and the guardian: personal data and texts are removed, history stays whole and anonymous.

    No placement of theirs may go on: it is ended first. Repeating it ends what an interruption has left undone.
    """
    state = (await ctx.require(STUDENT, student)).state
    command = ForgetStudent(unfinished=await _unfinished(ctx, student), by=ctx.actor)
    outcome = await ctx.execute_all([Step(STUDENT, student, command)], await _given_back(ctx, state))
    for person in await contacts_of(ctx, state):
        await ctx.runtime.people.erase(ctx.also(f"erase/{person}"), person)
    return changed(response, outcome)


async def _unfinished(ctx: Context, student: str) -> tuple[str, ...]:
    return tuple(await unfinished(ctx, student=student))


async def _given_back(ctx: Context, state: Student) -> list[Claim]:
    """NISN and membership, as far as they are known."""
    known = await ctx.runtime.people.get(ctx.tenant, state.student)
    nisn = [nisn_claim(ctx, known.data["nisn"], release=True)] if known else []
    return nisn + ([_account_claim(state.member, release=True)] if state.member else [])


history_of(STUDENT, router, PATH + "/{student}", reads_own, guard=see_student)
OPERATIONS.add_routes(router, reads)
