"""Who sees to what in a school now, and by what is found what waits for a caller (C6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.partners.domain.coordination import COORDINATION, LINE_ID, Holder, Line
from services.partners.domain.line import MATTERS, STAFF, MatterName, stand_in
from shared.agenda import Addressee
from shared.agendas import keys_of
from shared.auth import school_of
from shared.context import Context
from shared.mongo import Found

VOICES: Final = ("teacher", "committee")
"""Roles for which something waits beside the staff's: their endorsement (C8)."""
WAITED_FOR: Final = frozenset((*STAFF, *VOICES))


@dataclass(frozen=True)
class Coordination:
    """The school's table, its staff, and which roles anybody has."""

    line: Line
    staff: Mapping[str, frozenset[str]]
    """Membership → roles, of those who are there."""
    filled: frozenset[str] = WAITED_FOR

    def holder(self, matter: MatterName) -> Holder | None:
        """Who was given it and can still do it; None: whoever usually has it."""
        holder = self.line.holder(matter)
        if holder is None or holder.member is None:
            return holder
        return holder if self.staff.get(holder.member, frozenset()) & set(MATTERS[matter].able) else None

    def roles(self, matter: MatterName) -> tuple[str, ...]:
        """The roles that have it; none where one member has.

        Where nobody has any of them, it falls up the line (`stand_in`): nothing waits for nobody.
        """
        holder = self.holder(matter)
        if holder is not None and holder.member:
            return ()
        meant = (holder.role,) if holder is not None and holder.role else MATTERS[matter].usual
        return self._there(meant)

    def of(self, member: str, roles: frozenset[str]) -> Iterator[MatterName]:
        """The matters of a member with these roles."""
        for matter in MATTERS:
            holder = self.holder(matter)
            if roles & set(self.roles(matter)) or (holder is not None and holder.member == member):
                yield matter

    def stood_in_for(self, roles: frozenset[str]) -> list[str]:
        """The roles that nobody has and that fall to one of these: what waits for them is seen by somebody."""
        return sorted(role for role in WAITED_FOR - self.filled if stand_in(role, self.filled) in roles)

    def _there(self, meant: tuple[str, ...]) -> tuple[str, ...]:
        there = tuple(role for role in meant if role in self.filled)
        instead = None if there else stand_in(meant[0], self.filled)
        return there or ((instead,) if instead else ())


async def coordination(ctx: Context) -> Coordination:
    """The table of the caller's school as it stands."""
    loaded = await ctx.load(COORDINATION, LINE_ID)
    staff = {each["id"]: frozenset(each["state"]["roles"]) async for each in _with_roles(ctx, STAFF)}
    voices = [role for role in VOICES if await _with_roles(ctx, (role,), limit=1)]
    return Coordination(loaded.state if loaded else Line(), staff, frozenset(voices).union(*staff.values()))


async def keys_of_calendar(ctx: Context) -> list[str]:
    """By what is found what stands in the caller's calendar: roles, membership and matters in the school."""
    return _own(ctx, await coordination(ctx))


async def keys_of_needs(ctx: Context) -> list[str]:
    """By what is found what waits for the caller: roles, membership and matters in the school, or the organisation.

    What waits for a role that nobody has, or for a member who has left, is found by whoever stands in up the line.
    """
    if ctx.actor.organisation is not None:
        return keys_of(ctx.actor, ctx.tenant)
    table = await coordination(ctx)
    empty = (Addressee(roles=tuple(table.stood_in_for(ctx.actor.roles))),)
    takes_over = stand_in("coordinator", table.filled) in ctx.actor.roles
    left = [each["id"] async for each in _with_roles(ctx, tuple(WAITED_FOR), active=False)] if takes_over else []
    return [*_own(ctx, table), *_keys(ctx, empty), *_keys(ctx, (Addressee(member=member) for member in left))]


async def places_of_school(ctx: Context) -> dict[str, str]:
    """What stands in the paths of actions beside the school: the alliance, in whose register sites are added."""
    return {"alliance": (await school_of(ctx.runtime, ctx.tenant)).alliance}


def _own(ctx: Context, table: Coordination) -> list[str]:
    matters = table.of(ctx.actor.id, ctx.actor.roles)
    return [*keys_of(ctx.actor, ctx.tenant), *_keys(ctx, (Addressee(duty=matter) for matter in matters))]


def _keys(ctx: Context, whom: Iterable[Addressee]) -> list[str]:
    return [key for each in whom for key in each.keys(ctx.tenant)]


def _with_roles(ctx: Context, roles: tuple[str, ...], *, active: bool = True, limit: int = 0) -> Found:
    return ctx["directory_members"].find({"state.active": active, "state.roles": {"$in": list(roles)}}, limit=limit)
