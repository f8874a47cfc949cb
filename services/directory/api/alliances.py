"""Alliances: founded by the operator of the deployment, kept by their administrators."""

from typing import Annotated

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from services.directory.api.people import MemberBody, PersonBody, joining
from services.directory.domain.alliance import ALLIANCE, NAME_LENGTH, Alliance, FoundAlliance, RenameAlliance
from shared.auth import allow
from shared.auth.roles import ROLES
from shared.context import Context
from shared.http import Body, Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id
from shared.journal import Step

router = Router("directory")

Operator = Annotated[Context, Depends(allow("alliance:found", operator=True))]
Administrator = Annotated[Context, Depends(allow("alliance:write", "alliance_admin"))]
READER = allow("alliance:read", *ROLES)


class FoundAllianceBody(Body):
    """A new alliance with its first administrator."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH, examples=["Aliansi SMK Kalimantan"])
    administrator: PersonBody


class RenameAllianceBody(Body):
    """Another name."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH, examples=["Aliansi SMK Kalimantan"])


class ShownAlliance(BaseModel):
    """An alliance."""

    id: Id
    name: str


@router.post("/alliances", status_code=201)
async def found_alliance(body: FoundAllianceBody, ctx: Operator, response: Response) -> Created:
    """Found an alliance. Its first administrator adds schools and members."""
    alliance = ctx.tenant
    administrator = MemberBody(**body.administrator.model_dump(), roles=("alliance_admin",))
    _, steps, claims = joining(ctx, "alliance", administrator)
    found = Step(ALLIANCE, alliance, FoundAlliance(alliance=alliance, name=body.name))
    outcome = await ctx.execute_all([found, *steps], claims)
    return created(response, outcome, f"/directory/alliances/{outcome.id}")


@router.get("/alliances/{alliance}")
async def show_alliance(alliance: Id, ctx: Annotated[Context, Depends(READER)], response: Response) -> ShownAlliance:
    """One alliance."""
    loaded = await ctx.require(ALLIANCE, alliance)
    shown(response, loaded.number)
    return _shown(loaded.state)


@router.put("/alliances/{alliance}/name", dependencies=[if_match])
async def rename_alliance(alliance: Id, body: RenameAllianceBody, ctx: Administrator, response: Response) -> Changed:
    """Give the alliance another name."""
    return changed(response, await ctx.execute(ALLIANCE, alliance, RenameAlliance(name=body.name)))


def _shown(state: Alliance) -> ShownAlliance:
    return ShownAlliance(id=state.id, name=state.name)


history_of(ALLIANCE, router, "/alliances/{alliance}", allow("alliance:read", "alliance_admin"))
