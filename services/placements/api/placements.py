"""Placements over HTTP, from the proposal to the partner's answer (C15)."""

from typing import Any, Final

from fastapi import Request, Response

from services.placements.access import (
    SUPERVISORS,
    Approver,
    Asker,
    ListReader,
    Partner,
    PartnerSide,
    PlacementReader,
    Principal,
    Staff,
    is_of_the_partner,
    is_only_student,
    is_only_supervisor,
    own_student,
    reads_own,
    require_member,
    see_placement,
    see_student,
)
from services.placements.bodies import AcceptanceBody, ContactBody, ProposalBody, RejectionBody, SchoolSupervisorBody
from services.placements.corresponding import write_to_supervisor
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.placement.commands import (
    AcceptPlacement,
    AssignIndustrySupervisor,
    AssignSchoolSupervisor,
    ClearPlacement,
    OfferPlacement,
    RejectPlacement,
    RequestSupervision,
)
from services.placements.people import contact, facts_of, name_of
from services.placements.placing import end, propose
from services.placements.shown import PlacementView, placement_view
from services.placements.views import PLACEMENTS, PLACEMENTS_OF_PARTNERS, organisation_name
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id
from shared.refusals import NotFound

router = Router("placements", tags=["placements"])
PATH = "/schools/{school}/placements"
INDUSTRY_SUPERVISOR: Final = "industry_supervisor"
"""What `people` calls them."""


@router.post(PATH, status_code=201)
async def propose_placement(school: Id, body: ProposalBody, ctx: Asker, response: Response) -> Created:
    """Propose a student for a slot; `quota-exhausted` when there is none left. Students propose themselves."""
    await see_student(ctx, body.student)
    outcome = await propose(ctx, body.student, body.cohort, body.grant, starts_on=body.starts_on, ends_on=body.ends_on)
    return created(response, outcome, f"/placements/schools/{school}/placements/{outcome.id}")


@router.listing(PATH, PLACEMENTS)
async def list_placements(school: Id, request: Request, ctx: ListReader) -> Response:
    """The placements of the school; a partner its own from the offer on, a student or supervisor their own.

    Flags are the school's: a partner can neither read them nor filter by them.
    """
    listing = PLACEMENTS_OF_PARTNERS if is_of_the_partner(ctx) else PLACEMENTS
    return await listing.answer(request, ctx.current(PLACEMENT), where=await _own(ctx))


async def _own(ctx: Context) -> dict[str, Any]:
    if ctx.actor.organisation:
        return {"state.organisation": ctx.actor.organisation, "state.offered_by": {"$ne": None}}
    if is_only_supervisor(ctx):
        return {"state.school_supervisor": ctx.actor.id}
    return {"state.student": await own_student(ctx)} if is_only_student(ctx) else {}


@router.get(PATH + "/{placement}")
async def get_placement(school: Id, placement: Id, ctx: PlacementReader, response: Response) -> PlacementView:
    """A placement as it stands, for everybody who takes part in it."""
    loaded = await see_placement(ctx, placement)
    state = loaded.state
    shown(response, loaded.number)
    return placement_view(
        state,
        confidential=not is_of_the_partner(ctx),
        student_name=await name_of(ctx, state.student),
        organisation_name=await organisation_name(ctx, state.organisation),
        industry_supervisor_name=await name_of(ctx, state.industry_supervisor),
    )


@router.post(PATH + "/{placement}/offer")
async def offer_placement(school: Id, placement: Id, ctx: Staff, response: Response) -> Changed:
    """Ask the partner."""
    return changed(response, await ctx.execute(PLACEMENT, placement, OfferPlacement(by=ctx.actor)))


@router.post(PATH + "/{placement}/acceptance")
async def accept_placement(
    school: Id, placement: Id, body: AcceptanceBody, ctx: Partner, response: Response
) -> Changed:
    """The partner says yes and names a supervisor, who gets a letter with a link; or staff record a signed answer."""
    loaded = await see_placement(ctx, placement)
    supervisor = contact(ctx, INDUSTRY_SUPERVISOR, body.supervisor.data())
    if body.supervisor.email:
        await write_to_supervisor(ctx, loaded.state, supervisor)
    command = AcceptPlacement(
        industry_supervisor=supervisor,
        evidence=ctx.text(body.evidence) if body.evidence else None,
        by=ctx.actor,
    )
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/{placement}/rejection")
async def reject_placement(school: Id, placement: Id, body: RejectionBody, ctx: Partner, response: Response) -> Changed:
    """The partner says no; slot and days are free again."""
    loaded = await see_placement(ctx, placement)
    reason = ctx.text(body.reason, about=[loaded.state.student])
    command = RejectPlacement(reason=reason, by=ctx.actor)
    return changed(response, await end(ctx, loaded, command))


@router.post(PATH + "/{placement}/school-supervisor")
async def assign_school_supervisor(
    school: Id, placement: Id, body: SchoolSupervisorBody, ctx: Staff, response: Response
) -> Changed:
    """Name the member of the school who supervises."""
    await require_member(ctx, body.member, *SUPERVISORS)
    command = AssignSchoolSupervisor(supervisor=body.member, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/{placement}/industry-supervisor")
async def assign_industry_supervisor(
    school: Id, placement: Id, body: ContactBody, ctx: PartnerSide, response: Response
) -> Changed:
    """Name a colleague who supervises instead; the former link stops working, the colleague gets a letter."""
    loaded = await see_placement(ctx, placement)
    supervisor = contact(ctx, INDUSTRY_SUPERVISOR, body.data())
    if body.email:
        await write_to_supervisor(ctx, loaded.state, supervisor)
    command = AssignIndustrySupervisor(supervisor=supervisor, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.delete("/schools/{school}/industry-supervisors/{person}")
async def erase_industry_supervisor(school: Id, person: Id, ctx: Principal, response: Response) -> Changed:
    """Forget somebody who supervises or supervised for a partner: data, letters and links go, history stays by ids."""
    known = await ctx.runtime.people.get(ctx.tenant, person)
    if known and known.kind != INDUSTRY_SUPERVISOR:
        raise NotFound("industry supervisor", person)
    return changed(response, await ctx.runtime.people.erase(ctx, person))


@router.post(PATH + "/{placement}/supervision-letters", status_code=201)
async def request_supervision(school: Id, placement: Id, ctx: Staff, response: Response) -> Changed:
    """Send the industry supervisor the letter with the link, once more where it was lost."""
    loaded = await see_placement(ctx, placement)
    if loaded.state.industry_supervisor:
        await write_to_supervisor(ctx, loaded.state, loaded.state.industry_supervisor)
    return changed(response, await ctx.execute(PLACEMENT, placement, RequestSupervision(by=ctx.actor)))


@router.post(PATH + "/{placement}/clearance")
async def clear_placement(school: Id, placement: Id, ctx: Approver, response: Response) -> Changed:
    """Confirm that all is there; it starts by itself on its first day, or at once. Not by who proposed it.

    Days before the clearance are no part of the placement and not open for the logbook.
    """
    loaded = await see_placement(ctx, placement)
    facts = await facts_of(ctx, loaded.state.student)
    command = ClearPlacement(age=facts.age, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


async def _own_history(ctx: Context, placement: str) -> None:
    await see_placement(ctx, placement)


history_of(PLACEMENT, router, PATH + "/{placement}", reads_own, guard=_own_history)
