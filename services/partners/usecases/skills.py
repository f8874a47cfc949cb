"""The registers of skills, and link and match over what is asked and taught (C13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.partners.bodies.skills import DemandBody, EndBody, SkillBody, TeachingBody
from services.partners.domain.instrument import Label
from services.partners.domain.matching import matrix, series
from services.partners.domain.partner import PARTNER
from services.partners.domain.skill import SKILL, RegisterSkill, Skill
from services.partners.domain.skill_demand import SKILL_DEMAND, DemandSkill, EndDemand, SkillDemand
from services.partners.domain.skill_teaching import (
    SKILL_TEACHING,
    EndTeaching,
    SkillTeaching,
    Source,
    TeachSkill,
    teaching_id,
)
from services.partners.usecases.register import register_of
from shared.auth import school_of
from shared.context import Context
from shared.days import day_in
from shared.ids import new_id
from shared.journal import Claim, Outcome, Step
from shared.refusals import Invalid, NotFound, Refused

MONTHS: Final = 120
"""The longest series."""


async def register_skill(ctx: Context, body: SkillBody) -> Outcome[Skill]:
    """Enter a skill into the register of the context's tenant; `Refused("skill-code-taken")` when the code is there."""
    command = RegisterSkill(code=body.code, kind=body.kind, label=Label(**body.label.model_dump()), by=ctx.actor.id)
    return await ctx.execute_all([Step(SKILL, new_id(), command)], [Claim("skill-code", body.code, _taken())])


async def register_own_skill(ctx: Context, body: SkillBody) -> Outcome[Skill]:
    """Enter a skill of the school alone; its code is none of the alliance's."""
    alliance = await register_of(ctx, "read")
    if await alliance.current(SKILL).find_one({"state.code": body.code}):
        raise _taken()
    return await register_skill(ctx, body)


def _taken() -> Refused:
    return Refused(
        "skill-code-taken", "This code is in the register already.", mend="Use that skill, or give another code."
    )


async def demand_skill(ctx: Context, partner: str, body: DemandBody) -> Outcome[SkillDemand]:
    """State what the partner asks for; `NotFound` for a partnership that does not name the caller's organisation."""
    organisation = await _organisation(ctx, partner)
    status = (await _skill(ctx, body.skill)).status
    facts = {"partner": partner, "organisation": organisation, "skill_status": status, "by": ctx.actor}
    return await ctx.execute(SKILL_DEMAND, partner, DemandSkill(**body.model_dump(), **facts))


async def end_demand(ctx: Context, partner: str, body: EndBody) -> Outcome[SkillDemand]:
    """State that the partner asks for it no more."""
    await _organisation(ctx, partner)
    return await ctx.execute(SKILL_DEMAND, partner, EndDemand(**body.model_dump(), by=ctx.actor))


async def teach_skill(ctx: Context, body: TeachingBody) -> Outcome[SkillTeaching]:
    """State what a concentration teaches."""
    status = (await _skill(ctx, body.skill)).status
    plain = body.model_dump(exclude={"source"}) | {"source": Source(**body.source.model_dump())}
    command = TeachSkill(**plain, skill_status=status, by=ctx.actor.id)
    return await ctx.execute(SKILL_TEACHING, teaching_id(body.concentration), command)


async def end_teaching(ctx: Context, body: EndBody) -> Outcome[SkillTeaching]:
    """State that it is taught no more."""
    command = EndTeaching(**body.model_dump(), by=ctx.actor.id)
    return await ctx.execute(SKILL_TEACHING, teaching_id(body.concentration), command)


async def _organisation(ctx: Context, partner: str) -> str:
    organisation = (await ctx.require(PARTNER, partner)).state.organisation
    if ctx.actor.organisation not in (None, organisation):
        raise NotFound("partner", partner)
    return organisation


async def _skill(ctx: Context, id: str) -> Skill:
    """Of the school's own register or of its alliance's."""
    own = await ctx.load(SKILL, id)
    return own.state if own else (await (await register_of(ctx, "read")).require(SKILL, id)).state


async def matrix_rows(ctx: Context, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Asked against taught on a day, with the names of the skills."""
    at = date.fromisoformat(asked["at"]) if "at" in asked else await _today(ctx)
    demands, teachings = await _known(ctx, asked.get("concentration"))
    matches = [one for one in matrix(demands, teachings, at) if _wanted(one.concentration, asked)]
    named = await _named(ctx, {one.skill for one in matches})
    return [one.model_dump(mode="json") | named.get(one.skill, {}) for one in matches]


async def series_rows(ctx: Context, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How each concentration stood on the first of each month."""
    bounds = asked.get("on", {})
    last = date.fromisoformat(bounds["$lte"]) if "$lte" in bounds else await _today(ctx)
    first = date.fromisoformat(bounds["$gte"]) if "$gte" in bounds else last.replace(year=last.year - 1, day=1)
    demands, teachings = await _known(ctx, asked.get("concentration"))
    points = series(demands, teachings, firsts_of_months(first, last))
    return [point.model_dump(mode="json") for point in points if _wanted(point.concentration, asked)]


def firsts_of_months(first: date, last: date) -> list[date]:
    """Every first of a month from `first` to `last`; `Invalid` where they are too many."""
    begin, end = first.year * 12 + first.month - 1 + (first.day > 1), last.year * 12 + last.month - 1
    if end - begin >= MONTHS:
        raise Invalid("too-many-months", "The span is too long.", mend=f"Ask for {MONTHS} months at most.")
    return [date(month // 12, month % 12 + 1, 1) for month in range(begin, end + 1)]


def _wanted(concentration: str, asked: Mapping[str, Any]) -> bool:
    return asked.get("concentration") in (None, concentration)


async def _today(ctx: Context) -> date:
    return day_in((await school_of(ctx.runtime, ctx.tenant)).zone, ctx.now)


async def _known(ctx: Context, concentration: str | None) -> tuple[Sequence[SkillDemand], Sequence[SkillTeaching]]:
    asked = {"state.spells.concentration": concentration} if concentration else {}
    taught = {"state.concentration": concentration} if concentration else {}
    demands = [SkillDemand.model_validate(one["state"]) async for one in ctx.current(SKILL_DEMAND).find(asked)]
    teachings = [SkillTeaching.model_validate(one["state"]) async for one in ctx.current(SKILL_TEACHING).find(taught)]
    return demands, teachings


async def _named(ctx: Context, skills: Iterable[str]) -> dict[str, dict[str, str]]:
    """Codes and names, of both registers."""
    wanted = sorted(skills)
    found: dict[str, dict[str, str]] = {}
    for register in (await register_of(ctx, "read"), ctx):
        keys = [f"{register.tenant}/{skill}" for skill in wanted]
        async for one in register.current(SKILL).find({"_id": {"$in": keys}}):
            state = one["state"]
            labels = {"label_id": state["label"]["id"], "label_en": state["label"]["en"]}
            found[one["id"]] = {"code": state["code"], **labels}
    return found
