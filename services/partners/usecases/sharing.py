"""What a school lets another school or its alliance read: by a grant of the directory (C30, C43)."""

from typing import Final

from shared.context import Context
from shared.refusals import NotFound

PARTNERS: Final = "partners"
"""What a grant names that opens the school's partnerships, without contacts and notes."""


async def granted_by(ctx: Context, owner: str, what: str) -> Context:
    """A context in the school `owner`, which lets the caller's school or alliance read this; `NotFound` else."""
    grants = ctx.runtime.mongo.documents("directory_grants")
    query = {"tenant": owner, "state.to": ctx.tenant, "state.active": True, "state.what": what}
    if await grants.find_one(query) is None:
        raise NotFound("school", owner)
    return ctx.also("shared", tenant=owner)
