"""The coordination line over HTTP: who decides what, and what needs me today (C6)."""

from fastapi import Request, Response

from services.partners.access import (
    Principal,
    Reader,
    has_calendar,
    waits_for_administrators,
    waits_for_organisation,
    waits_for_somebody,
)
from services.partners.bodies.line import HolderBody
from services.partners.domain.coordination import COORDINATION, LINE_ID, AssignMatter, ReturnMatter
from services.partners.domain.line import MatterName
from services.partners.usecases.coordination import (
    coordination,
    keys_of_calendar,
    keys_of_needs,
    left_behind,
    places_of_school,
    schools_without_principal,
)
from services.partners.views.line import LINE_TABLE, rows_of
from services.partners.views.mous import numbers_of_mous
from services.partners.views.titles import titles_of
from services.partners.words import DATES, NEEDS
from shared.auth.members import require_members
from shared.calendars import calendar_of
from shared.http import Changed, Router, changed, today_of
from shared.ids import Id

router = Router("partners", tags=["line"])
PATH = "/schools/{school}/line"


@router.listing(PATH, LINE_TABLE)
async def list_line(school: Id, request: Request, ctx: Reader) -> Response:
    """Who sees to what: as is usual, or as the principal has decided."""
    return await LINE_TABLE.answer_rows(request, rows_of(await coordination(ctx)))


@router.post(PATH + "/{matter}/assignment")
async def assign_matter(
    school: Id, matter: MatterName, body: HolderBody, ctx: Principal, response: Response
) -> Changed:
    """Give a matter to a role or to one member, who then finds in `today` what it needs."""
    roles = (await require_members(ctx, body.member)).get(body.member or "", frozenset())
    command = AssignMatter(matter=matter, **body.model_dump(), by=ctx.actor, member_roles=roles)
    return changed(response, await ctx.execute(COORDINATION, LINE_ID, command))


@router.post(PATH + "/{matter}/return")
async def return_matter(school: Id, matter: MatterName, ctx: Principal, response: Response) -> Changed:
    """Let it be with whom it usually is again."""
    return changed(response, await ctx.execute(COORDINATION, LINE_ID, ReturnMatter(matter=matter, by=ctx.actor)))


today_of(
    router,
    "/schools/{school}",
    waits_for_somebody,
    NEEDS,
    keys=keys_of_needs,
    places=places_of_school,
    beside=left_behind,
    titles=titles_of,
)
today_of(
    router,
    "/alliances/{alliance}",
    waits_for_administrators,
    NEEDS,
    beside=schools_without_principal,
    titles=titles_of,
)
today_of(router, "/organisations/{organisation}", waits_for_organisation, NEEDS, keys=keys_of_needs, titles=titles_of)
calendar_of(router, "/schools/{school}", has_calendar, DATES, keys=keys_of_calendar, names=numbers_of_mous)
