"""Members of a school or an alliance. The same routes under both, with the same rules and other roles."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from services.directory.api.people import IDENTITY, MemberBody, joining, roles_of
from services.directory.domain.alliance import ALLIANCE
from services.directory.domain.granting import STEWARD, Place
from services.directory.domain.member import MEMBER, ChangeRoles, EndMembership, Roles
from services.directory.domain.stewards import STEWARDS, KeepSteward
from services.directory.views import MEMBERS
from shared.auth import Access, allow
from shared.context import Context
from shared.http import Body, Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id
from shared.journal import Claim, Step

router = Router("directory")

READERS: Final[dict[Place, Access]] = {
    "school": allow("member:read", "principal", "public_relations", "coordinator", "alliance_admin"),
    "alliance": allow("member:read", "alliance_admin", operator=True),
}
WRITERS: Final[dict[Place, Access]] = {
    "school": allow("member:write", "principal", "alliance_admin"),
    "alliance": allow("member:write", "alliance_admin", operator=True),
}


class RolesBody(Body):
    """Exactly these roles from now on."""

    roles: Roles


class ShownMember(BaseModel):
    """A member; name and e-mail are absent once the person was erased."""

    id: Id
    roles: Roles
    active: bool
    name: str | None
    email: str | None


def declare(place: Place) -> None:
    """The routes of one kind of place."""
    path = f"/{place}s/{{{place}}}/members"
    _add_joining(place, path)
    _add_reading(place, path)
    _add_changing(place, path)
    _add_leaving(place, path)
    history_of(MEMBER, router, f"{path}/{{id}}", READERS[place])


def _add_joining(place: Place, path: str) -> None:
    Writer = Annotated[Context, Depends(WRITERS[place])]  # noqa: N806  # a type, as everywhere

    @router.post(path, status_code=201, operation_id=_operation(place, "add_member"))
    async def add_member(body: MemberBody, ctx: Writer, response: Response) -> Created:
        """Make somebody a member. Nobody grants a role beyond his own authority."""
        await _require_place(ctx, place)
        _, steps, claims = joining(ctx, place, body)
        outcome = await ctx.execute_all(steps, claims)
        return created(response, outcome, f"/directory/{place}s/{ctx.tenant}/members/{outcome.id}")


def _add_reading(place: Place, path: str) -> None:
    Reader = Annotated[Context, Depends(READERS[place])]  # noqa: N806  # a type, as everywhere

    @router.listing(path, MEMBERS, operation_id=_operation(place, "list_members"))
    async def list_members(request: Request, ctx: Reader) -> Response:
        """The members, with their names."""
        return await MEMBERS.answer(request, ctx.current(MEMBER), enrich=lambda page: _named(ctx, page))

    @router.get(f"{path}/{{id}}", operation_id=_operation(place, "show_member"))
    async def show_member(id: Id, ctx: Reader, response: Response) -> ShownMember:
        """One member."""
        loaded = await ctx.require(MEMBER, id)
        person = await ctx.runtime.people.get(ctx.tenant, loaded.state.person)
        shown(response, loaded.number)
        known = person.data if person else {}
        state = loaded.state
        return ShownMember(
            id=id, roles=state.roles, active=state.active, name=known.get("name"), email=known.get("email")
        )


def _add_changing(place: Place, path: str) -> None:
    Writer = Annotated[Context, Depends(WRITERS[place])]  # noqa: N806  # a type, as everywhere

    @router.put(f"{path}/{{id}}/roles", dependencies=[if_match], operation_id=_operation(place, "change_roles"))
    async def change_roles(id: Id, body: RolesBody, ctx: Writer, response: Response) -> Changed:
        """Give a member exactly these roles. The last principal or administrator keeps that role."""
        change = Step(MEMBER, id, ChangeRoles(roles=body.roles, by=roles_of(ctx)))
        keep = KeepSteward(place=place, member=id, steward=STEWARD[place] in body.roles)
        return changed(response, await ctx.execute_all([change, Step(STEWARDS, ctx.tenant, keep)]))


def _add_leaving(place: Place, path: str) -> None:
    Writer = Annotated[Context, Depends(WRITERS[place])]  # noqa: N806  # a type, as everywhere

    @router.post(f"{path}/{{id}}/end", operation_id=_operation(place, "end_membership"))
    async def end_membership(id: Id, ctx: Writer, response: Response) -> Changed:
        """End a membership. The last principal or administrator stays."""
        member = (await ctx.require(MEMBER, id)).state
        end = Step(MEMBER, id, EndMembership(by=roles_of(ctx)))
        keep = Step(STEWARDS, ctx.tenant, KeepSteward(place=place, member=id, steward=False))
        free = Claim(IDENTITY, member.identity, release=True)
        return changed(response, await ctx.execute_all([end, keep], [free]))

    @router.post(f"{path}/{{id}}/erase", operation_id=_operation(place, "erase_person"))
    async def erase_person(id: Id, ctx: Writer) -> dict[str, Id]:
        """Forget the name and e-mail of a former member; the membership's history stays, without them."""
        member = (await ctx.require(MEMBER, id)).state
        member.require_ended()
        await ctx.runtime.people.erase(ctx, member.person)
        return {"person": member.person}


def _operation(place: Place, name: str) -> str:
    return f"directory_{place}_{name}"


async def _named(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    people = await ctx.runtime.people.many(ctx.tenant, [one["state"]["person"] for one in page])
    known = {id: person.data for id, person in people.items()}
    return [{**one, **known.get(one["state"]["person"], {})} for one in page]


async def _require_place(ctx: Context, place: Place) -> None:
    """An operator may name any alliance in the path; there must be one."""
    if place == "alliance":
        await ctx.require(ALLIANCE, ctx.tenant)


declare("school")
declare("alliance")
