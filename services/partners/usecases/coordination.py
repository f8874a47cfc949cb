"""Who sees to what in a school now, and by what is found what waits for a caller (C6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.partners.domain.coordination import COORDINATION, LINE_ID, Holder, Line
from services.partners.domain.line import LINE, MATTERS, STAFF, MatterName, able_to, stand_in
from shared.agenda import Addressee
from shared.agendas import Standing, keys_of, standing
from shared.auth import school_of
from shared.context import Context
from shared.mongo import Found
from shared.runtime import Runtime

VOICES: Final = ("teacher", "committee")
"""Roles for which something waits beside the staff's: their endorsement (C8)."""
WAITED_FOR: Final = frozenset((*STAFF, *VOICES))
_OF_PRINCIPALS: Final = tuple(Addressee(duty=name) for name, each in MATTERS.items() if each.able == ("principal",))


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
        """The roles that have it; none where one member has, or where nobody is there who may do it.

        Where nobody has the role that is meant, it falls up the line to another one that may do it (`stand_in`).
        """
        holder = self.holder(matter)
        if holder is not None and holder.member:
            return ()
        meant = (holder.role,) if holder is not None and holder.role else MATTERS[matter].usual
        return self._there(meant, self.filled.intersection(MATTERS[matter].able))

    def of(self, member: str, roles: frozenset[str]) -> Iterator[MatterName]:
        """The matters of a member with these roles."""
        for matter in MATTERS:
            holder = self.holder(matter)
            if roles & set(self.roles(matter)) or (holder is not None and holder.member == member):
                yield matter

    def to_appoint(self) -> dict[str, list[Addressee]]:
        """The roles that have to be given to somebody, each with whom nobody is instead: what waits for these rests."""
        found: dict[str, list[Addressee]] = {}
        for name, matter in MATTERS.items():
            if not self.filled.intersection(matter.able):
                found.setdefault(matter.usual[0], []).append(Addressee(duty=name))
        for voice in VOICES:
            if voice not in self.filled:
                found.setdefault(voice, []).append(Addressee(roles=(voice,)))
        return found

    @property
    def hears_of_gaps(self) -> str | None:
        """The role that hears whom the school has to appoint: the principal, who can; else the next of the line."""
        return next((role for role in LINE if role in self.filled), None)

    @staticmethod
    def _there(meant: tuple[str, ...], able: frozenset[str]) -> tuple[str, ...]:
        there = tuple(role for role in meant if role in able)
        instead = None if there else stand_in(meant[0], able)
        return there or ((instead,) if instead else ())


async def coordination(ctx: Context) -> Coordination:
    """The table of the caller's school as it stands."""
    loaded = await ctx.load(COORDINATION, LINE_ID)
    staff = {each["id"]: frozenset(each["state"]["roles"]) async for each in _with_roles(ctx, STAFF)}
    voices = [role for role in VOICES if await _with_roles(ctx, (role,), limit=1)]
    return Coordination(loaded.state if loaded else Line(), staff, frozenset(voices).union(*staff.values()))


async def keys_of_calendar(ctx: Context) -> list[str]:
    """By what is found what stands in the caller's calendar: roles, membership and matters in the school."""
    matters = (await coordination(ctx)).of(ctx.actor.id, ctx.actor.roles)
    return [*keys_of(ctx.actor, ctx.tenant), *_keys(ctx, (Addressee(duty=matter) for matter in matters))]


async def keys_of_needs(ctx: Context) -> list[str]:
    """By what is found what waits for the caller: roles, membership and matters in the school, or the organisation."""
    return keys_of(ctx.actor, ctx.tenant) if ctx.actor.organisation else await keys_of_calendar(ctx)


async def left_behind(ctx: Context) -> list[Standing]:
    """What waits for nobody who is there, for whoever sees to it instead.

    What waited for a member who has left comes to whoever stands in, among those who may do it. Where nobody may, the
    line hears one need per role that is missing: to appoint somebody.
    """
    if ctx.actor.organisation is not None:
        return []
    table = await coordination(ctx)
    return [*await _of_those_who_left(ctx, table), *await _to_appoint(ctx, table)]


async def _of_those_who_left(ctx: Context, table: Coordination) -> list[Standing]:
    if ctx.actor.roles.isdisjoint(LINE):
        return []
    left = [each["id"] async for each in _with_roles(ctx, tuple(WAITED_FOR), active=False)]
    found = await standing(ctx.runtime, "needs", _keys(ctx, (Addressee(member=member) for member in left)))
    return [each for each in found if _stands_in(each.said, table) in ctx.actor.roles]


def _stands_in(said: Mapping[str, Any], table: Coordination) -> str | None:
    """The role to which a member's need comes; none where the school's table says whose it is besides."""
    has_duty = any("/duty/" in key for key in said["for"])
    return None if has_duty else stand_in("coordinator", table.filled & able_to(said["what"]))


async def _to_appoint(ctx: Context, table: Coordination) -> list[Standing]:
    if table.hears_of_gaps not in ctx.actor.roles:
        return []
    asked = [await _appointing(ctx.runtime, ctx.tenant, role, whom) for role, whom in table.to_appoint().items()]
    return [need for need in asked if need is not None]


async def schools_without_principal(ctx: Context) -> list[Standing]:
    """For the administrators of the alliance, who alone can name one: where something waits for a principal."""
    schools = [one["id"] async for one in ctx["directory_schools"].find()]
    led = {"tenant": {"$in": schools}, "state.active": True, "state.roles": "principal"}
    members = ctx.runtime.mongo.documents("directory_members").find(led, fields={"tenant": 1})
    without = sorted(set(schools) - {one["tenant"] async for one in members})
    asked = [await _appointing(ctx.runtime, school, "principal", _OF_PRINCIPALS) for school in without]
    return [need for need in asked if need is not None]


async def _appointing(rt: Runtime, school: str, role: str, whom: Iterable[Addressee]) -> Standing | None:
    """That somebody has to be given the role, as long as something waits for it; by when the first of it is due."""
    waiting = await standing(rt, "needs", [key for each in whom for key in each.keys(school)])
    if not waiting:
        return None
    by = min((each.said["by"] for each in waiting if "by" in each.said), default=None)
    said = {"what": need_of(role), "action": "POST /schools/{tenant}/members"} | ({"by": by} if by else {})
    since = min(each.at for each in waiting)
    return Standing(COORDINATION.name, school, school, since, said, service="directory")


def need_of(role: str) -> str:
    """What the need to appoint somebody is called: `appoint-public-relations`."""
    return f"appoint-{role.replace('_', '-')}"


async def places_of_school(ctx: Context) -> dict[str, str]:
    """What stands in the paths of actions beside the school: the alliance, in whose register sites are added."""
    return {"alliance": (await school_of(ctx.runtime, ctx.tenant)).alliance}


def _keys(ctx: Context, whom: Iterable[Addressee]) -> list[str]:
    return [key for each in whom for key in each.keys(ctx.tenant)]


def _with_roles(ctx: Context, roles: tuple[str, ...], *, active: bool = True, limit: int = 0) -> Found:
    return ctx["directory_members"].find({"state.active": active, "state.roles": {"$in": list(roles)}}, limit=limit)
