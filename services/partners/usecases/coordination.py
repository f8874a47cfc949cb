"""Who sees to what in a school now, and by what is found what waits for a caller (C6)."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.partners.domain.coordination import COORDINATION, LINE_ID, MATTERS, Holder, Line, MatterName
from shared.agenda import Addressee
from shared.agendas import keys_of
from shared.context import Context
from shared.mongo import Document


@dataclass(frozen=True)
class Coordination:
    """The school's table, and which of the members that it names are still there."""

    line: Line
    members: frozenset[str]

    def holder(self, matter: MatterName) -> Holder | None:
        """Who was given it and is still there; None: whoever usually has it."""
        holder = self.line.holder(matter)
        return None if holder is not None and holder.member and holder.member not in self.members else holder

    def roles(self, matter: MatterName) -> tuple[str, ...]:
        """The roles that have it; none where one member has."""
        holder = self.holder(matter)
        if holder is None:
            return MATTERS[matter].usual
        return (holder.role,) if holder.role else ()

    def of(self, member: str, roles: frozenset[str]) -> Iterator[MatterName]:
        """The matters of a member with these roles."""
        for matter in MATTERS:
            holder = self.holder(matter)
            if roles & set(self.roles(matter)) or (holder is not None and holder.member == member):
                yield matter


async def coordination(ctx: Context) -> Coordination:
    """The table of the caller's school as it stands."""
    loaded = await ctx.load(COORDINATION, LINE_ID)
    line = loaded.state if loaded else Line()
    named = [holder.member for holder in line.held if holder.member]
    there = [id for id in named if await _membership(ctx, id) is not None]
    return Coordination(line, frozenset(there))


async def keys_of_caller(ctx: Context) -> list[str]:
    """Of roles, membership and matters in the school, or of the organisation."""
    own = keys_of(ctx.actor, ctx.tenant)
    if ctx.actor.organisation is not None:
        return own
    matters = (await coordination(ctx)).of(ctx.actor.id, ctx.actor.roles)
    return [*own, *(key for matter in matters for key in Addressee(duty=matter).keys(ctx.tenant))]


async def _membership(ctx: Context, member: str) -> Document | None:
    found = await ctx["directory_members"].get(member)
    return found if found is not None and found["state"].get("active") else None
