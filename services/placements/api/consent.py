"""A guardian's consent: asked by letter, given through a link for one placement and purpose (UU PDP 27/2022)."""

from fastapi import Response

from services.placements.access import Guardian, GuardianOrStaff, Staff, see_placement
from services.placements.bodies import ConsentBody
from services.placements.corresponding import write_to_guardian
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.placement.commands import RecordConsent, RequestConsent, RevokeConsent
from services.placements.domain.placement.events import Way
from services.placements.domain.student import STUDENT
from services.placements.people import name_of
from services.placements.shown import ConsentView
from services.placements.views import organisation_name
from shared.auth import school_of
from shared.context import Context
from shared.http import Changed, Router, changed
from shared.ids import Id
from shared.refusals import Refused

router = Router("placements", tags=["consent"])
PATH = "/schools/{school}/placements/{placement}"


@router.post(PATH + "/consent-requests", status_code=201)
async def request_consent(school: Id, placement: Id, ctx: Staff, response: Response) -> Changed:
    """Send the guardian a letter with a link; sending it again is another letter."""
    loaded = await see_placement(ctx, placement)
    guardian = await _guardian(ctx, loaded.state.student)
    await write_to_guardian(ctx, loaded.state, guardian)
    command = RequestConsent(guardian=guardian, by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.get(PATH + "/consent")
async def read_consent(school: Id, placement: Id, ctx: Guardian) -> ConsentView:
    """What the guardian is asked. Reading it decides nothing."""
    state = (await see_placement(ctx, placement)).state
    return ConsentView(
        placement=placement,
        state=state.state,
        student_name=await name_of(ctx, state.student),
        school_name=(await school_of(ctx.runtime, school)).name,
        organisation_name=await organisation_name(ctx, state.organisation),
        department=state.department,
        starts_on=state.period.starts_on,
        ends_on=state.period.ends_on,
        consented=state.guardian is not None,
    )


@router.post(PATH + "/consent")
async def record_consent(
    school: Id, placement: Id, body: ConsentBody, ctx: GuardianOrStaff, response: Response
) -> Changed:
    """The guardian agrees through the link, or staff record a signed paper."""
    loaded = await see_placement(ctx, placement)
    command = RecordConsent(
        guardian=await _guardian(ctx, loaded.state.student),
        how=_how(ctx),
        evidence=ctx.text(body.evidence, about=[loaded.state.student]) if body.evidence else None,
        by=ctx.actor,
    )
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


@router.post(PATH + "/consent/revocation")
async def revoke_consent(school: Id, placement: Id, ctx: GuardianOrStaff, response: Response) -> Changed:
    """The guardian no longer agrees: what has not started stops, what runs is flagged."""
    loaded = await see_placement(ctx, placement)
    guardian = await _guardian(ctx, loaded.state.student)
    command = RevokeConsent(guardian=guardian, how=_how(ctx), by=ctx.actor)
    return changed(response, await ctx.execute(PLACEMENT, placement, command))


def _how(ctx: Context) -> Way:
    return "link" if ctx.actor.kind == "link" else "paper"


async def _guardian(ctx: Context, student: str) -> str:
    guardian = (await ctx.require(STUDENT, student)).state.guardian
    if guardian is None:
        raise Refused("guardian-missing", "The student has no guardian here.", mend="Name the guardian first.")
    return guardian
