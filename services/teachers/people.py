"""What makes a teacher one person: NUPTK and member, each once per school until the teacher is forgotten."""

from services.teachers.domain.teacher import TEACHER, ForgetTeacher, RegisterTeacher, Teacher
from services.teachers.settings import TeachersSettings
from shared.auth.members import require_members
from shared.context import Context
from shared.journal import Claim, Outcome, Step
from shared.people import PersonState
from shared.refusals import Refused

KIND = "teacher"


async def register(ctx: Context, person: dict[str, str], member: str | None) -> Outcome[Teacher]:
    """Make a teacher known; `Refused` for a number or a member that a teacher has, `Invalid` for no member of ours."""
    await require_members(ctx, member)
    teacher = ctx.person(KIND, person)
    step = Step(TEACHER, teacher, RegisterTeacher(teacher=teacher, member=member))
    return await ctx.execute_all([step], _claims(ctx, person.get("nuptk"), member))


async def require_teacher(ctx: Context, id: str) -> Teacher:
    """The teacher; `NotFound` for none of the school, `Refused` for one who was forgotten."""
    teacher = (await ctx.require(TEACHER, id)).state
    if await ctx.runtime.people.get(ctx.tenant, id) is None:
        raise Refused("person-erased", "The teacher was forgotten.", mend="Register the teacher anew.")
    return teacher


async def forget(ctx: Context, id: str) -> Outcome[PersonState]:
    """Remove what is known of the person, and give number and member back. Repeating it ends what was broken off."""
    teacher = (await ctx.require(TEACHER, id)).state
    known = await ctx.runtime.people.get(ctx.tenant, id)
    number = known.data.get("nuptk") if known else None
    release = _claims(ctx, number, teacher.member, release=True)
    await ctx.also("forget").execute_all([Step(TEACHER, id, ForgetTeacher(by=ctx.actor))], release)
    erased: Outcome[PersonState] = await ctx.runtime.people.erase(ctx, id)
    return erased


def _claims(ctx: Context, nuptk: str | None, member: str | None, *, release: bool = False) -> list[Claim]:
    number = [_nuptk_claim(ctx, nuptk, release=release)] if nuptk else []
    return [*number, *([_member_claim(member, release=release)] if member else [])]


def _nuptk_claim(ctx: Context, nuptk: str, *, release: bool) -> Claim:
    settings: TeachersSettings = ctx.runtime.settings
    refusal = Refused(
        "nuptk-taken",
        "A teacher with this NUPTK is registered at the school.",
        mend="Use the teacher that is there, or correct the number.",
    )
    return Claim.of_number("nuptk", nuptk, tenant=ctx.tenant, key=settings.nuptk_key, refusal=refusal, release=release)


def _member_claim(member: str, *, release: bool) -> Claim:
    refusal = Refused(
        "member-is-a-teacher",
        "This member acts as a teacher who is registered already.",
        mend="Use the teacher that is there, or name another member.",
    )
    return Claim("teacher-member", member, refusal, release=release)
