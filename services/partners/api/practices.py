"""Reference practices over HTTP: written down, offered, and adopted as copies that know their origin (C30)."""

from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import Line, Reader, Staff
from services.partners.bodies.sister import AdoptBody, PracticeBody
from services.partners.domain.sister import PRACTICE
from services.partners.domain.sister.practice import (
    Adoption,
    Content,
    DraftPractice,
    Origin,
    Practice,
    PracticeStatus,
    PublishPractice,
    RevisePractice,
    WithdrawPractice,
)
from services.partners.usecases.sisters import adopt_practice, alliance_of, practice_content, practice_of
from services.partners.views.sister import PRACTICES
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["sister schools"])
PATH: Final = "/schools/{school}/practices"


class PracticeText(BaseModel):
    """What a practice says; nothing where it was erased."""

    title: str | None
    body: str | None
    concentrations: tuple[str, ...]
    evidence: tuple[Id, ...]
    """Attachments of its own school, which alone can read them."""


class PracticeView(BaseModel):
    """A practice as a school may see it: the draft and the adopters are for its own school alone."""

    school: Id
    status: PracticeStatus
    edition: int | None
    published: PracticeText | None
    draft: PracticeText | None
    lineage: tuple[Origin, ...]
    newer: int | None
    """The origin's edition, where it is newer than the one that was copied."""
    adoptions: tuple[Adoption, ...]


@router.post(PATH, status_code=201)
async def draft_practice(school: Id, body: PracticeBody, ctx: Staff, response: Response) -> Created:
    """Write down what the school does well; nobody else sees it until it is published."""
    place = await alliance_of(ctx, "draft")
    content = await practice_content(ctx, body, place)
    command = DraftPractice(**content, school=ctx.tenant, by=ctx.actor.id)
    outcome = await place.execute(PRACTICE, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/practices/{outcome.id}")


@router.listing(PATH, PRACTICES)
async def list_practices(school: Id, request: Request, ctx: Reader) -> Response:
    """The school's own practices, and those that schools of the alliance offer."""
    place = await alliance_of(ctx, "read")

    async def titled(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await _titled(ctx, place.tenant, page)

    where = {"$or": [{"state.school": ctx.tenant}, {"state.status": "published"}]}
    return await PRACTICES.answer(request, place.current(PRACTICE), where=where, enrich=titled)


async def _titled(ctx: Context, alliance: str, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the title that this school may see: of its own the draft's, of others the one that is offered."""
    refs = {one["id"]: _title(one["state"], ctx.tenant) for one in page}
    texts = await ctx.runtime.texts.many(alliance, refs.values())
    return [{**one, "title": texts.get(refs[one["id"]])} for one in page]


def _title(state: dict[str, Any], school: str) -> str:
    content = state["draft"] if state["school"] == school else state["published"]["content"]
    id: str = content["title"]["id"]
    return id


@router.get(PATH + "/{practice}")
async def get_practice(school: Id, practice: Id, ctx: Reader, response: Response) -> PracticeView:
    """A practice: its published edition, where it comes from, and for its own school draft and adopters."""
    loaded = await practice_of(ctx, practice)
    shown(response, loaded.number)
    state: Practice = loaded.state
    mine = state.school == ctx.tenant
    published = state.published
    return PracticeView(
        school=state.school,
        status=state.status,
        edition=published.edition if published else None,
        published=await _text(ctx, published.content, mine=mine) if published else None,
        draft=await _text(ctx, state.draft, mine=mine) if mine else None,
        lineage=state.lineage,
        newer=await _newer(ctx, state) if mine else None,
        adoptions=state.adoptions if mine else tuple(each for each in state.adoptions if each.school == ctx.tenant),
    )


async def _text(ctx: Context, content: Content, *, mine: bool) -> PracticeText:
    place = await alliance_of(ctx, "read")
    texts = await ctx.runtime.texts.many(place.tenant, [content.title.id, content.body.id])
    said = {"title": texts.get(content.title.id), "body": texts.get(content.body.id)}
    evidence = content.evidence if mine else ()
    return PracticeText(**said, concentrations=content.concentrations, evidence=evidence)


async def _newer(ctx: Context, state: Practice) -> int | None:
    if not state.lineage:
        return None
    copied = state.lineage[-1]
    origin = await (await alliance_of(ctx, "read")).load(PRACTICE, copied.practice)
    published = origin.state.published if origin and origin.state.status == "published" else None
    return published.edition if published and published.edition > copied.edition else None


@router.put(PATH + "/{practice}", dependencies=[if_match])
async def revise_practice(school: Id, practice: Id, body: PracticeBody, ctx: Staff, response: Response) -> Changed:
    """Change the draft of its next edition."""
    place = await _own(ctx, practice, "revise")
    known = (await practice_of(ctx, practice)).state.draft.evidence
    content = await practice_content(ctx, body, place, known)
    command = RevisePractice(**content, school=ctx.tenant, by=ctx.actor.id)
    return changed(response, await place.execute(PRACTICE, practice, command))


@router.post(PATH + "/{practice}/publication")
async def publish_practice(school: Id, practice: Id, ctx: Line, response: Response) -> Changed:
    """Offer the draft as its next edition to every school of the alliance."""
    place = await _own(ctx, practice, "publish")
    return changed(
        response, await place.execute(PRACTICE, practice, PublishPractice(school=ctx.tenant, by=ctx.actor.id))
    )


@router.post(PATH + "/{practice}/withdrawal")
async def withdraw_practice(school: Id, practice: Id, ctx: Line, response: Response) -> Changed:
    """Offer it no more; copies stay with their schools."""
    place = await _own(ctx, practice, "withdraw")
    return changed(
        response, await place.execute(PRACTICE, practice, WithdrawPractice(school=ctx.tenant, by=ctx.actor.id))
    )


@router.post(PATH + "/{practice}/adoption", status_code=201)
async def adopt(school: Id, practice: Id, body: AdoptBody, ctx: Line, response: Response) -> Created:
    """Take a copy of this edition as the school's own draft, which keeps where it comes from."""
    outcome = await adopt_practice(ctx, practice, body.edition)
    return created(response, outcome, f"/partners/schools/{school}/practices/{outcome.id}")


async def _own(ctx: Context, practice: str, purpose: str) -> Context:
    """The alliance's context, for a practice that the school may at least see."""
    await practice_of(ctx, practice)
    place = await alliance_of(ctx, purpose)
    place.expected = ctx.expected
    return place
