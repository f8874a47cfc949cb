"""What the caller is, and where."""

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel

from services.directory.domain.alliance import ALLIANCE
from shared.auth import Role, allow
from shared.auth.memberships import Directory, Membership
from shared.context import Context
from shared.http import Router
from shared.ids import Id

router = Router("directory")


class Place(BaseModel):
    """One school or alliance in which the caller is a member."""

    kind: Literal["school", "alliance"]
    id: Id
    name: str
    zone: str | None
    """IANA zone of a school."""
    alliance: Id
    member: Id
    roles: list[Role]


class Me(BaseModel):
    """Where the caller may do something. Empty for somebody who is nobody yet."""

    places: list[Place]


@router.get("/me")
async def show_me(ctx: Annotated[Context, Depends(allow("me:read"))]) -> Me:
    """The caller's memberships, over all schools and alliances. For members; a key knows its own owner."""
    directory = Directory(ctx.runtime.mongo, ctx.runtime.clock, ctx.runtime.settings.service)
    memberships = await directory.memberships(ctx.actor.id)
    places = [await _place(ctx, directory, one) for one in sorted(memberships, key=lambda one: one.id)]
    return Me(places=places)


async def _place(ctx: Context, directory: Directory, one: Membership) -> Place:
    school = await directory.school(one.tenant)
    if school:
        kind, name, zone, alliance = "school", school.name, school.zone, school.alliance
    else:
        loaded = await ctx.runtime.journal.load(ALLIANCE, one.tenant, one.tenant)
        kind, name, zone, alliance = "alliance", loaded.state.name if loaded else "", None, one.tenant
    fields = {"kind": kind, "id": one.tenant, "name": name, "zone": zone, "alliance": alliance}
    return Place(**fields, member=one.id, roles=sorted(one.roles))
