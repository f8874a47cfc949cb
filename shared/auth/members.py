"""Members of the school whom a command names by id, as this service's copy of the directory has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.auth.roles import Role
from shared.context import Context
from shared.refusals import Invalid


async def require_members(
    ctx: Context, *ids: str | None, of: Iterable[str] = (), former: bool = False
) -> Mapping[str, frozenset[Role]]:
    """The roles of each of `ids` and `of`; None stands for nobody. `Invalid("member-unknown")` names who is none.

    With `former` whoever was a member passes too, without roles: for what they took part in.
    """
    asked = dict.fromkeys(id for id in (*ids, *of) if id is not None)
    keys = [f"{ctx.tenant}/{id}" for id in asked]
    found = {one["id"]: one["state"] async for one in ctx["directory_members"].find({"_id": {"$in": keys}})}
    known = {id: _roles(state) for id, state in found.items() if former or state.get("active")}
    unknown = [id for id in asked if id not in known]
    if unknown:
        raise Invalid(
            "member-unknown",
            "Not everybody who is named is a member of this school.",
            mend="Name members by the ids that the school's list of members has, without those in `members`. Somebody "
            "who was added just now is known in a moment.",
            members=unknown,
        )
    return known


def _roles(state: Mapping[str, Any]) -> frozenset[Role]:
    return frozenset(state["roles"] if state.get("active") else ())
