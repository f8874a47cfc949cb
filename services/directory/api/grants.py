"""What a school shares: granted and withdrawn by its principal."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from services.directory.domain.sharing_grant import SHARING_GRANT, GrantSharing, Shared, WithdrawSharing
from services.directory.views import SHARING_GRANTS
from shared.auth import allow
from shared.auth.memberships import school_of
from shared.context import Context
from shared.http import Body, Changed, Created, Router, changed, created, history_of
from shared.ids import Id, new_id
from shared.refusals import NotFound

router = Router("directory")

READER = allow("grant:read", "principal", "public_relations", "coordinator", "auditor")
Reader = Annotated[Context, Depends(READER)]
Principal = Annotated[Context, Depends(allow("grant:write", "principal"))]


class GrantBody(Body):
    """Who may see what."""

    to: Id = Field(description="A school of the same alliance, or the alliance.")
    what: tuple[Shared, ...] = Field(min_length=1, max_length=50)


@router.post("/schools/{school}/grants", status_code=201)
async def grant_sharing(school: Id, body: GrantBody, ctx: Principal, response: Response) -> Created:
    """Let another school of the alliance, or the alliance, see facts of this one."""
    await _require_neighbour(ctx, school, body.to)
    grant = new_id()
    command = GrantSharing(grant=grant, school=school, to=body.to, what=body.what)
    outcome = await ctx.execute(SHARING_GRANT, grant, command)
    return created(response, outcome, f"/directory/schools/{school}/grants/{outcome.id}")


@router.listing("/schools/{school}/grants", SHARING_GRANTS)
async def list_grants(request: Request, ctx: Reader) -> Response:
    """What the school shares, and what it shared once."""
    return await SHARING_GRANTS.answer(request, ctx.current(SHARING_GRANT))


@router.post("/schools/{school}/grants/{id}/withdraw")
async def withdraw_grant(id: Id, ctx: Principal, response: Response) -> Changed:
    """Take a grant back."""
    return changed(response, await ctx.execute(SHARING_GRANT, id, WithdrawSharing()))


async def _require_neighbour(ctx: Context, school: str, to: str) -> None:
    """`NotFound` for what is no school of the same alliance and not the alliance itself."""
    alliance = (await school_of(ctx.runtime, school)).alliance
    if to == alliance:
        return
    other = await ctx.runtime.mongo.tenant(alliance)["current_school"].get(to)
    if other is None:
        raise NotFound("school", to)


history_of(SHARING_GRANT, router, "/schools/{school}/grants/{id}", READER)
