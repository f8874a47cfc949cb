"""Curriculum alignment over HTTP: versions by teachers, signed off by the partner (C11)."""

from typing import Annotated, Final

from fastapi import Query, Request, Response
from pydantic import BaseModel

from services.partners.access import (
    CURRICULUM_LINK,
    CurriculumAnswer,
    CurriculumReader,
    Line,
    PartyReader,
    Staff,
    Teaching,
    only_named,
    reads,
)
from services.partners.bodies.curricula import (
    CurriculumBody,
    SignOffBody,
    VersionBody,
    VersionProofBody,
    VersionRefusalBody,
)
from services.partners.bodies.programmes import ContactIdBody
from services.partners.domain.curriculum import CURRICULUM, Curriculum
from services.partners.domain.curriculum import commands as asked
from services.partners.domain.curriculum import events as told
from services.partners.domain.curriculum.difference import Difference, WordedUnit, difference
from services.partners.domain.curriculum.values import BEFORE_PARTNER, Scope, Version
from services.partners.domain.partner import PARTNER
from services.partners.usecases.curricula import worded, writing
from services.partners.usecases.inviting import invite
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.views import grids
from services.partners.views.curricula import CURRICULA, laid_before, without_drafts
from shared.attachments import require_attachments
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id
from shared.refusals import NotFound

router = Router("partners", tags=["curricula"])
PATH = "/schools/{school}/curricula"
REMARKS: Final[dict[type[Event], str]] = {told.CurriculumRefused: "reason"}
Number = Annotated[int, Query(ge=1, le=10_000)]


class VersionView(BaseModel):
    """A version with its words."""

    version: Version
    units: list[WordedUnit]
    text: str


@router.post(PATH, status_code=201)
async def draft_curriculum(school: Id, body: CurriculumBody, ctx: Teaching, response: Response) -> Created:
    """Begin to align a curriculum with a partner; a teacher is among the authors."""
    partner = (await ctx.require(PARTNER, body.partner)).state
    plain = body.model_dump(include=set(Scope.model_fields))
    scope = Scope(**plain, organisation=partner.organisation)
    command = asked.DraftCurriculum(scope=scope, partner_status=partner.status, **await writing(ctx, body))
    outcome = await ctx.execute(CURRICULUM, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/curricula/{outcome.id}")


@router.listing(PATH, CURRICULA)
async def list_curricula(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The alignments of the school; a partner sees its own, as far as a version was laid before it."""
    if ctx.actor.organisation is None:
        return await CURRICULA.answer(request, ctx.current(CURRICULUM))
    own = laid_before(ctx.actor.organisation)
    return await CURRICULA.answer(request, ctx.current(CURRICULUM), where=own, enrich=without_drafts)


@router.get(PATH + "/{curriculum}")
async def get_curriculum(school: Id, curriculum: Id, ctx: CurriculumReader, response: Response) -> Curriculum:
    """An alignment with its versions; a partner sees those that lay before it."""
    loaded = await ctx.require(CURRICULUM, curriculum)
    only_named(ctx, "curriculum", [loaded.state.scope.organisation])
    seen = tuple(each for each in loaded.state.versions if _visible(ctx, each))
    if not seen:
        raise NotFound("curriculum", curriculum)
    shown(response, loaded.number)
    return loaded.state.but(versions=seen)


@router.get(PATH + "/{curriculum}/content")
async def get_curriculum_content(
    school: Id, curriculum: Id, ctx: CurriculumReader, edition: Number | None = None
) -> VersionView:
    """A version with its words; the newest when none is named, for a partner the one that lies before it."""
    found = await _version(ctx, curriculum, edition)
    units, text = await worded(ctx, found)
    return VersionView(version=found, units=units, text=text)


@router.get(PATH + "/{curriculum}/difference")
async def get_curriculum_difference(
    school: Id, curriculum: Id, before: Number, after: Number, ctx: CurriculumReader
) -> Difference:
    """What changed between two versions: units and competencies by code, the text by lines."""
    (old, old_text), (new, new_text) = [
        await worded(ctx, await _version(ctx, curriculum, number)) for number in (before, after)
    ]
    return difference(old, new, (old_text, new_text))


@router.put(PATH + "/{curriculum}/content", dependencies=[if_match])
async def write_curriculum_version(
    school: Id, curriculum: Id, body: VersionBody, ctx: Teaching, response: Response
) -> Changed:
    """Write a further version. An offer of the one before falls; what was signed off stays until the next is."""
    command = asked.WriteVersion(**await writing(ctx, body))
    return changed(response, await ctx.execute(CURRICULUM, curriculum, command))


@router.post(PATH + "/{curriculum}/offer")
async def offer_curriculum(school: Id, curriculum: Id, ctx: Staff, response: Response) -> Changed:
    """Lay the newest version before the partner."""
    return changed(response, await ctx.execute(CURRICULUM, curriculum, asked.OfferVersion(by=ctx.actor.id)))


@router.post(PATH + "/{curriculum}/invitations", status_code=201)
async def invite_to_curriculum(
    school: Id, curriculum: Id, body: ContactIdBody, ctx: Line, response: Response
) -> Changed:
    """Send a contact of the partner a letter with a link to sign off or refuse; no account is needed."""
    organisation = (await ctx.require(CURRICULUM, curriculum)).state.scope.organisation
    await invite(ctx, organisation, body.person, "sign-off-curriculum", CURRICULUM_LINK, subject=curriculum)
    command = asked.InviteCurriculumContact(person=body.person)
    return changed(response, await ctx.execute(CURRICULUM, curriculum, command))


@router.post(PATH + "/{curriculum}/sign-off", status_code=201)
async def sign_off_curriculum(
    school: Id, curriculum: Id, body: SignOffBody, ctx: CurriculumAnswer, response: Response
) -> Changed:
    """Agree, for the partner, with the content that has this hash."""
    command = asked.SignOff(content_hash=body.content_hash, by=ctx.actor)
    return changed(response, await ctx.execute(CURRICULUM, curriculum, command))


@router.post(PATH + "/{curriculum}/refusal", status_code=201)
async def refuse_curriculum(
    school: Id, curriculum: Id, body: VersionRefusalBody, ctx: CurriculumAnswer, response: Response
) -> Changed:
    """Do not agree, for the partner, and say why."""
    command = asked.RefuseVersion(content_hash=body.content_hash, reason=ctx.text(body.reason), by=ctx.actor)
    return changed(response, await ctx.execute(CURRICULUM, curriculum, command))


@router.post(PATH + "/{curriculum}/evidence", status_code=201)
async def prove_curriculum(
    school: Id, curriculum: Id, body: VersionProofBody, ctx: Teaching, response: Response
) -> Changed:
    """Show the document of a version, of the one in force when none is named."""
    await ctx.require(CURRICULUM, curriculum)
    await require_attachments(ctx, body.evidence)
    command = asked.AddVersionEvidence(**body.model_dump(), by=ctx.actor.id)
    return changed(response, await ctx.execute(CURRICULUM, curriculum, command))


@router.grid(PATH + "/{curriculum}/remarks", grids.REMARKS)
async def list_curriculum_remarks(school: Id, curriculum: Id, ctx: PartyReader) -> list[Remark]:
    """Why versions were refused."""
    await _named(ctx, curriculum)
    await ctx.require(CURRICULUM, curriculum)
    return await remarks_on(ctx, CURRICULUM, curriculum, REMARKS)


def _visible(ctx: Context, version: Version) -> bool:
    return ctx.actor.organisation is None or version.status in BEFORE_PARTNER


async def _version(ctx: Context, curriculum: str, number: int | None) -> Version:
    state = (await ctx.require(CURRICULUM, curriculum)).state
    only_named(ctx, "curriculum", [state.scope.organisation])
    seen = [each for each in state.versions if _visible(ctx, each) and number in (None, each.edition)]
    if not seen:
        raise NotFound("version")
    return seen[-1]


async def _named(ctx: Context, curriculum: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "curriculum", [(await ctx.require(CURRICULUM, curriculum)).state.scope.organisation])


history_of(CURRICULUM, router, PATH + "/{curriculum}", reads)
