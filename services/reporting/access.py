"""Who may read reports: the school its own, the alliance the totals of its schools and the facts that were granted."""

from typing import Annotated, Final

from fastapi import Depends

from services.reporting.figures import EVERYTHING, SHARED, Subject
from shared.auth import Role, allow
from shared.auth.refusals import role_missing
from shared.context import Context

SCOPE: Final = "reporting:read"
STAFF: Final[tuple[Role, ...]] = ("principal", "public_relations", "coordinator", "head_of_programme")
ABOVE: Final[tuple[Role, ...]] = ("alliance_admin", "committee", "auditor")

Reader = Annotated[Context, Depends(allow(SCOPE, *STAFF, "committee", "auditor"))]
"""Staff, committee and auditors of the school (C43, C49)."""

AllianceReader = Annotated[Context, Depends(allow(SCOPE, *ABOVE))]
"""Members of the alliance, and its own API keys; the route asks `of_the_alliance` as well."""

Granted = dict[Subject, frozenset[str]]
"""Subject → schools that let the alliance see their facts about it."""


async def of_the_alliance(ctx: Context) -> None:
    """Roles in a school do not count here: what one school grants to the alliance it does not grant to the others."""
    if ctx.actor.kind == "member" and await ctx["directory_members"].get(ctx.actor.id) is None:
        raise role_missing(SCOPE, ABOVE)


async def schools_of(ctx: Context) -> dict[str, str]:
    """The alliance's schools: id → name."""
    found = await ctx["directory_schools"].find(sort=[("_id", 1)])
    return {one["id"]: one["state"]["name"] for one in found}


async def granted_to(ctx: Context, schools: dict[str, str]) -> Granted:
    """What these schools have granted to the alliance and not taken back."""
    grants = ctx.runtime.mongo.documents("directory_grants")
    query = {"tenant": {"$in": list(schools)}, "state.to": ctx.tenant, "state.active": True}
    given = [(one["tenant"], frozenset(one["state"]["what"])) for one in await grants.find(query)]
    return {
        subject: frozenset(school for school, what in given if what & {EVERYTHING, shared})
        for subject, shared in SHARED.items()
    }
