"""Who may call the routes of this service, and what of it they may see."""

from typing import Annotated, Final

from fastapi import Depends

from services.placements.domain.placement import PLACEMENT, Placement
from services.placements.domain.student import STUDENT
from shared.auth import Role, allow
from shared.context import Context
from shared.journal import Loaded
from shared.refusals import NotFound, Refused

STAFF: Final[tuple[Role, ...]] = ("principal", "public_relations", "coordinator", "head_of_programme")
SUPERVISORS: Final[tuple[Role, ...]] = ("teacher", "school_supervisor")
READERS: Final[tuple[Role, ...]] = (*STAFF, *SUPERVISORS, "auditor")

SUPERVISION_LINK: Final = "placement-supervision"
CONSENT_LINK: Final = "guardian-consent"

reads = allow("placements:read", *READERS)
reads_own = allow("placements:read", *READERS, "student")
reads_as_partner = allow("placements:read", *READERS, partner=True)

Reader = Annotated[Context, Depends(reads)]
"""Staff and auditors of the school; teachers and supervisors, who see only the placements that they supervise."""

OwnReader = Annotated[Context, Depends(reads_own)]
"""Readers, and a student, who sees only what is their own."""

PartnerReader = Annotated[Context, Depends(reads_as_partner)]

ListReader = Annotated[Context, Depends(allow("placements:read", *READERS, "student", partner=True))]
"""Readers, partners and students, the last two for what is their own."""

PlacementReader = Annotated[
    Context, Depends(allow("placements:read", *READERS, "student", partner=True, link=SUPERVISION_LINK))
]
"""Everybody who takes part in a placement, but the guardian, who has a page of their own."""

Staff = Annotated[Context, Depends(allow("placements:write", *STAFF))]
Asker = Annotated[Context, Depends(allow("placements:write", *STAFF, "student"))]
"""Staff, and a student for themselves."""

Supervisor = Annotated[Context, Depends(allow("placements:write", *STAFF, *SUPERVISORS))]
Approver = Annotated[Context, Depends(allow("placements:decide", *STAFF))]
Principal = Annotated[Context, Depends(allow("placements:decide", "principal"))]

Partner = Annotated[Context, Depends(allow("placements:write", *STAFF, partner=True))]
"""The partner's system, or staff and the school's own key, who record what the partner signed on paper."""

PartnerSide = Annotated[Context, Depends(allow("placements:write", *STAFF, partner=True, link=SUPERVISION_LINK))]
IndustrySupervisor = Annotated[Context, Depends(allow("placements:write", partner=True, link=SUPERVISION_LINK))]
Assessor = Annotated[Context, Depends(allow("placements:write", *SUPERVISORS, partner=True, link=SUPERVISION_LINK))]
Participant = Annotated[
    Context,
    Depends(allow("placements:write", *STAFF, *SUPERVISORS, "student", partner=True, link=SUPERVISION_LINK)),
]
Writer = Annotated[Context, Depends(allow("placements:write", *STAFF, "student"))]
"""Who writes a logbook: the student, or staff who take over a paper one."""

Guardian = Annotated[Context, Depends(allow("placements:consent", link=CONSENT_LINK))]
GuardianOrStaff = Annotated[Context, Depends(allow("placements:write", *STAFF, link=CONSENT_LINK))]


async def require_member(ctx: Context, member: str, *roles: Role) -> None:
    """`Refused` unless somebody of this school acts with this membership, in one of these roles."""
    found = await ctx["directory_members"].get(member)
    held = found["state"]["roles"] if found and found["state"].get("active") else []
    if not set(roles) & set(held):
        raise Refused(
            "member-unsuitable",
            f"This is no member of the school who is {' or '.join(roles)}.",
            mend="Check the id, or give the member the role in the directory.",
        )


def is_only_student(ctx: Context) -> bool:
    """A member who is nothing but a student here."""
    return ctx.actor.kind == "member" and ctx.actor.roles <= {"student"}


def is_only_supervisor(ctx: Context) -> bool:
    """A member who teaches or supervises here and is no staff: sees the placements that they supervise."""
    roles = ctx.actor.roles
    return ctx.actor.kind == "member" and bool(roles & {*SUPERVISORS}) and not roles & {*STAFF, "auditor"}


def is_of_the_partner(ctx: Context) -> bool:
    """A key or link from outside the school: sees nothing of what the school was told in confidence."""
    return ctx.actor.organisation is not None or ctx.actor.kind == "link"


async def own_student(ctx: Context) -> str:
    """The student whom the caller is; `NotFound` when no student acts with this membership.

    Of somebody who left and was enrolled again it is the newest.
    """
    found = await ctx.current(STUDENT).find({"state.member": ctx.actor.id}, sort=[("_id", -1)], limit=1)
    if not found:
        raise NotFound("student")
    return str(found[0]["id"])


async def see_student(ctx: Context, student: str) -> None:
    """A student sees only themselves: `NotFound` for others."""
    if is_only_student(ctx) and await own_student(ctx) != student:
        raise NotFound("student", student)


async def see_placement(ctx: Context, placement: str) -> Loaded[Placement]:
    """The placement, when it concerns the caller; else `NotFound`."""
    loaded = await ctx.require(PLACEMENT, placement)
    if not _concerns(ctx, loaded.state):
        raise NotFound("placement", placement)
    await see_student(ctx, loaded.state.student)
    if ctx.actor.kind == "link" and ctx.actor.person != loaded.state.industry_supervisor:
        await _see_as_guardian(ctx, loaded.state.student)
    return loaded


async def _see_as_guardian(ctx: Context, student: str) -> None:
    """The guardian of now, whoever was asked or agreed before: `NotFound` for others."""
    if (await ctx.require(STUDENT, student)).state.guardian != ctx.actor.person:
        raise NotFound("placement")


def _concerns(ctx: Context, state: Placement) -> bool:
    """A partner from the offer on, a teacher whom they supervise, a link while its holder supervises or was asked."""
    actor = ctx.actor
    if is_only_supervisor(ctx):
        return state.school_supervisor == actor.id
    if actor.organisation and (actor.organisation != state.organisation or state.offered_by is None):
        return False
    return actor.kind != "link" or actor.person in {state.industry_supervisor, state.asked, state.guardian}
