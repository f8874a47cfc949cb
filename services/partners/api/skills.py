"""The registers of skills, what partners ask for, what is taught, and how they match, over HTTP (C13)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from services.partners.access import (
    AllianceAdmin,
    PartnerReader,
    PartyReader,
    Reader,
    Recorder,
    RegisterReader,
    Staff,
    only_named,
    reads,
    reads_as_party,
    reads_register,
)
from services.partners.bodies.skills import DemandBody, EndBody, NamingBody, SkillBody, TeachingBody
from services.partners.domain.instrument import Label
from services.partners.domain.partner import PARTNER
from services.partners.domain.skill import SKILL, RenameSkill, RetireSkill, Skill
from services.partners.domain.skill_demand import SKILL_DEMAND, SkillDemand
from services.partners.domain.skill_teaching import SKILL_TEACHING, SkillTeaching, teaching_id
from services.partners.domain.values import Concentration
from services.partners.usecases.skills import (
    demand_skill,
    end_demand,
    end_teaching,
    matrix_rows,
    register_own_skill,
    register_skill,
    series_rows,
    teach_skill,
)
from services.partners.views.skills import MATRIX, SERIES, SKILLS
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id

router = Router("partners", tags=["skills"])
REGISTER = "/alliances/{alliance}/skills"
OWN = "/schools/{school}/skills"
DEMAND = "/schools/{school}/partners/{partner}/skill-demand"
TEACHING = "/schools/{school}/skill-teaching"


@router.post(REGISTER, status_code=201)
async def register_alliance_skill(alliance: Id, body: SkillBody, ctx: AllianceAdmin, response: Response) -> Created:
    """Enter a skill for all schools of the alliance. A code stands once in the register."""
    outcome = await register_skill(ctx, body)
    return created(response, outcome, f"/partners/alliances/{alliance}/skills/{outcome.id}")


@router.listing(REGISTER, SKILLS)
async def list_alliance_skills(alliance: Id, request: Request, ctx: RegisterReader) -> Response:
    """The skills of the alliance."""
    return await SKILLS.answer(request, ctx.current(SKILL))


@router.get(REGISTER + "/{skill}")
async def get_alliance_skill(alliance: Id, skill: Id, ctx: RegisterReader, response: Response) -> Skill:
    """A skill of the alliance."""
    return await _shown(ctx, skill, response)


@router.put(REGISTER + "/{skill}", dependencies=[if_match])
async def rename_alliance_skill(
    alliance: Id, skill: Id, body: NamingBody, ctx: AllianceAdmin, response: Response
) -> Changed:
    """Call it otherwise; its code stays."""
    return changed(response, await ctx.execute(SKILL, skill, _renamed(ctx, body)))


@router.post(REGISTER + "/{skill}/retirement")
async def retire_alliance_skill(alliance: Id, skill: Id, ctx: AllianceAdmin, response: Response) -> Changed:
    """Let nobody ask for it or teach it anew."""
    return changed(response, await ctx.execute(SKILL, skill, RetireSkill(by=ctx.actor.id)))


@router.post(OWN, status_code=201)
async def register_school_skill(school: Id, body: SkillBody, ctx: Staff, response: Response) -> Created:
    """Enter a skill of this school alone; its code is none of the alliance's."""
    outcome = await register_own_skill(ctx, body)
    return created(response, outcome, f"/partners/schools/{school}/skills/{outcome.id}")


@router.listing(OWN, SKILLS)
async def list_school_skills(school: Id, request: Request, ctx: PartnerReader) -> Response:
    """The skills of this school alone."""
    return await SKILLS.answer(request, ctx.current(SKILL))


@router.listing(OWN + "/matrix", MATRIX)
async def get_skill_matrix(school: Id, request: Request, ctx: Reader) -> Response:
    """What partners ask for against what each concentration teaches, on a day: the widest gap first."""

    async def rows(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        return await matrix_rows(ctx, asked)

    return await MATRIX.show(request, rows)


@router.listing(OWN + "/series", SERIES)
async def get_skill_series(school: Id, request: Request, ctx: Reader) -> Response:
    """How each concentration stood on the first of each month, for 120 months at most."""

    async def rows(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        return await series_rows(ctx, asked)

    return await SERIES.show(request, rows)


@router.get(OWN + "/{skill}")
async def get_school_skill(school: Id, skill: Id, ctx: PartnerReader, response: Response) -> Skill:
    """A skill of this school alone."""
    return await _shown(ctx, skill, response)


@router.put(OWN + "/{skill}", dependencies=[if_match])
async def rename_school_skill(school: Id, skill: Id, body: NamingBody, ctx: Staff, response: Response) -> Changed:
    """Call it otherwise; its code stays."""
    return changed(response, await ctx.execute(SKILL, skill, _renamed(ctx, body)))


@router.post(OWN + "/{skill}/retirement")
async def retire_school_skill(school: Id, skill: Id, ctx: Staff, response: Response) -> Changed:
    """Let nobody ask for it or teach it anew."""
    return changed(response, await ctx.execute(SKILL, skill, RetireSkill(by=ctx.actor.id)))


@router.get(DEMAND)
async def get_skill_demand(school: Id, partner: Id, ctx: PartyReader, response: Response) -> SkillDemand:
    """What the partner asks for, now and before."""
    organisation = (await ctx.require(PARTNER, partner)).state.organisation
    only_named(ctx, "partner", [organisation])
    loaded = await ctx.load(SKILL_DEMAND, partner)
    shown(response, loaded.number if loaded else 0)
    return loaded.state if loaded else SkillDemand(partner=partner, organisation=organisation)


@router.post(DEMAND, status_code=201)
async def state_skill_demand(school: Id, partner: Id, body: DemandBody, ctx: Recorder, response: Response) -> Changed:
    """State that the partner asks for a skill at a level; another level ends the one before. Staff, or its own key."""
    return changed(response, await demand_skill(ctx, partner, body))


@router.post(DEMAND + "/end")
async def end_skill_demand(school: Id, partner: Id, body: EndBody, ctx: Recorder, response: Response) -> Changed:
    """State that the partner asks for it no more."""
    return changed(response, await end_demand(ctx, partner, body))


@router.get(TEACHING + "/{concentration}")
async def get_skill_teaching(
    school: Id, concentration: Concentration, ctx: Reader, response: Response
) -> SkillTeaching:
    """What a concentration teaches, now and before."""
    loaded = await ctx.load(SKILL_TEACHING, teaching_id(concentration))
    shown(response, loaded.number if loaded else 0)
    return loaded.state if loaded else SkillTeaching(concentration=concentration)


@router.post(TEACHING, status_code=201)
async def state_skill_teaching(school: Id, body: TeachingBody, ctx: Staff, response: Response) -> Changed:
    """State that a concentration teaches a skill up to a level; another level ends the one before."""
    return changed(response, await teach_skill(ctx, body))


@router.post(TEACHING + "/end")
async def end_skill_teaching(school: Id, body: EndBody, ctx: Staff, response: Response) -> Changed:
    """State that it is taught no more."""
    return changed(response, await end_teaching(ctx, body))


async def _shown(ctx: Context, skill: str, response: Response) -> Skill:
    loaded = await ctx.require(SKILL, skill)
    shown(response, loaded.number)
    return loaded.state


def _renamed(ctx: Context, body: NamingBody) -> RenameSkill:
    return RenameSkill(kind=body.kind, label=Label(**body.label.model_dump()), by=ctx.actor.id)


async def _named(ctx: Context, partner: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "partner", [(await ctx.require(PARTNER, partner)).state.organisation])


history_of(SKILL, router, REGISTER + "/{skill}", reads_register)
history_of(SKILL, router, OWN + "/{skill}", reads)
history_of(SKILL_DEMAND, router, "/schools/{school}/skill-demands/{partner}", reads_as_party, guard=_named)
