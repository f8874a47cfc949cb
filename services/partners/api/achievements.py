"""Achievements of students over HTTP (C40)."""

from typing import Any

from fastapi import Request, Response

from services.partners.access import Principal, Reader, Staff, reads
from services.partners.bodies.achievements import (
    AchievementBody,
    ConsentBody,
    ProvenAchievementBody,
    WithdrawalBody,
)
from services.partners.bodies.values import ProofBody
from services.partners.domain import achievement as a
from services.partners.domain.achievement import ACHIEVEMENT, Achievement
from services.partners.domain.evidence import AddEvidence
from services.partners.domain.partner import PARTNER
from services.partners.views.achievements import ACHIEVEMENTS, with_titles
from shared.attachments import add_persons, require_attachments
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["achievements"])
PATH = "/schools/{school}/achievements"


class AchievementView(Achievement):
    """An achievement with its words."""

    title: str | None = None
    organiser: str | None = None


@router.post(PATH, status_code=201)
async def record_achievement(school: Id, body: ProvenAchievementBody, ctx: Staff, response: Response) -> Created:
    """Put down what students achieved."""
    await require_attachments(ctx, body.evidence, about=body.known)
    command = a.RecordAchievement(feat=await _feat(ctx, body), evidence=body.evidence, by=ctx.actor.id)
    outcome = await ctx.execute(ACHIEVEMENT, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/achievements/{outcome.id}")


async def _feat(ctx: Context, body: AchievementBody) -> a.Feat:
    partner = (await ctx.require(PARTNER, body.partner)).state if body.partner else None
    return a.Feat(
        **body.model_dump(exclude={"title", "organiser", "evidence"}),
        title=ctx.text(body.title, about=body.known),
        organiser=ctx.text(body.organiser) if body.organiser else None,
        organisation=partner.organisation if partner else None,
    )


@router.listing(PATH, ACHIEVEMENTS)
async def list_achievements(school: Id, request: Request, ctx: Reader) -> Response:
    """The achievements of the school, latest first."""

    async def titled(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_titles(ctx, page)

    return await ACHIEVEMENTS.answer(request, ctx.current(ACHIEVEMENT), enrich=titled)


@router.get(PATH + "/{achievement}")
async def get_achievement(school: Id, achievement: Id, ctx: Reader, response: Response) -> AchievementView:
    """An achievement as it stands."""
    loaded = await ctx.require(ACHIEVEMENT, achievement)
    shown(response, loaded.number)
    feat = loaded.state.feat
    texts = await ctx.runtime.texts.many(ctx.tenant, [each.id for each in (feat.title, feat.organiser) if each])
    organiser = texts.get(feat.organiser.id) if feat.organiser else None
    return AchievementView(**loaded.state.model_dump(), title=texts.get(feat.title.id), organiser=organiser)


@router.put(PATH + "/{achievement}/feat", dependencies=[if_match])
async def correct_achievement(
    school: Id, achievement: Id, body: AchievementBody, ctx: Staff, response: Response
) -> Changed:
    """Put it down rightly; it is hidden when somebody is named who has not agreed."""
    await add_persons(ctx, (await ctx.require(ACHIEVEMENT, achievement)).state.evidence, body.known)
    command = a.CorrectAchievement(feat=await _feat(ctx, body), by=ctx.actor.id)
    return changed(response, await ctx.execute(ACHIEVEMENT, achievement, command))


@router.post(PATH + "/{achievement}/evidence", status_code=201)
async def prove_achievement(school: Id, achievement: Id, body: ProofBody, ctx: Staff, response: Response) -> Changed:
    """Show evidence of it."""
    known = (await ctx.require(ACHIEVEMENT, achievement)).state.feat.known
    await require_attachments(ctx, body.evidence, about=known)
    command = AddEvidence(evidence=body.evidence, by=ctx.actor.id)
    return changed(response, await ctx.execute(ACHIEVEMENT, achievement, command))


@router.post(PATH + "/{achievement}/consents", status_code=201)
async def record_showing_consent(
    school: Id, achievement: Id, body: ConsentBody, ctx: Staff, response: Response
) -> Changed:
    """A student, or the guardian of a minor, agrees that it is shown."""
    await require_attachments(ctx, [body.proof], about=[body.student])
    command = a.RecordConsent(student=body.student, proof=body.proof, by=ctx.actor.id)
    return changed(response, await ctx.execute(ACHIEVEMENT, achievement, command))


@router.post(PATH + "/{achievement}/consents/withdrawal")
async def withdraw_showing_consent(
    school: Id, achievement: Id, body: WithdrawalBody, ctx: Staff, response: Response
) -> Changed:
    """A student or guardian agrees no longer; what was shown is hidden at once."""
    command = a.WithdrawConsent(student=body.student, by=ctx.actor.id)
    return changed(response, await ctx.execute(ACHIEVEMENT, achievement, command))


@router.post(PATH + "/{achievement}/showing")
async def show_achievement(school: Id, achievement: Id, ctx: Principal, response: Response) -> Changed:
    """Show it to the public: with evidence, and with the consent of everybody who is named."""
    return changed(response, await ctx.execute(ACHIEVEMENT, achievement, a.ShowAchievement(by=ctx.actor.id)))


@router.post(PATH + "/{achievement}/hiding")
async def hide_achievement(school: Id, achievement: Id, ctx: Staff, response: Response) -> Changed:
    """Show it no longer."""
    return changed(response, await ctx.execute(ACHIEVEMENT, achievement, a.HideAchievement(by=ctx.actor.id)))


history_of(ACHIEVEMENT, router, PATH + "/{achievement}", reads)
