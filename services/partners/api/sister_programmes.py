"""Programmes between schools over HTTP (C28). They belong to the alliance; a school acts on those that name it."""

from typing import Final

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import Line, Principal, Reader
from services.partners.bodies.sister import (
    ResponsibleBody,
    SisterAgreementBody,
    SisterProgrammeBody,
    SisterReviewBody,
)
from services.partners.bodies.values import ReasonBody
from services.partners.domain.sister import SISTER_SCHOOL
from services.partners.domain.sister.programme import SisterSchool
from services.partners.domain.sister.programme.commands import (
    AgreeSisterSchool,
    DeclineSisterSchool,
    EndSisterSchool,
    NameResponsible,
    ProposeSisterSchool,
    ReviewSisterSchool,
    ReviseSisterSchool,
)
from services.partners.domain.sister.programme.events import (
    SisterSchoolDeclined,
    SisterSchoolEnded,
    SisterSchoolReviewed,
)
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.usecases.sisters import act, alliance_of, shared_thing, sister_terms
from services.partners.views import grids
from services.partners.views.sister import SISTERS
from shared.auth.members import require_members
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["sister schools"])
PATH: Final = "/schools/{school}/sister-programmes"
REMARKS: Final[dict[type[Event], str]] = {
    SisterSchoolDeclined: "reason",
    SisterSchoolReviewed: "findings",
    SisterSchoolEnded: "reason",
}


class SisterProgrammeView(SisterSchool):
    """A programme with its words."""

    title: str | None = None
    aims: str | None = None


class SisterReview(BaseModel):
    """One school's review."""

    school: Id
    rating: int
    go_on: bool


@router.post(PATH, status_code=201)
async def propose_sister_programme(school: Id, body: SisterProgrammeBody, ctx: Line, response: Response) -> Created:
    """Propose to other schools of the alliance what to do together; each principal has to agree, one's own too."""
    await require_members(ctx, body.responsible)
    place = await alliance_of(ctx, "propose")
    command = ProposeSisterSchool(**await sister_terms(ctx, body, place), responsible=body.responsible)
    outcome = await place.execute(SISTER_SCHOOL, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/sister-programmes/{outcome.id}")


@router.listing(PATH, SISTERS)
async def list_sister_programmes(school: Id, request: Request, ctx: Reader) -> Response:
    """The programmes that name this school."""
    place = await alliance_of(ctx, "read")
    return await SISTERS.answer(request, place.current(SISTER_SCHOOL), where={"state.terms.schools": ctx.tenant})


@router.get(PATH + "/{sister_programme}")
async def get_sister_programme(
    school: Id, sister_programme: Id, ctx: Reader, response: Response
) -> SisterProgrammeView:
    """A programme as it stands."""
    loaded = await shared_thing(ctx, SISTER_SCHOOL, sister_programme)
    shown(response, loaded.number)
    terms, place = loaded.state.terms, await alliance_of(ctx, "read")
    texts = await ctx.runtime.texts.many(place.tenant, [terms.title.id, terms.aims.id])
    said = {"title": texts.get(terms.title.id), "aims": texts.get(terms.aims.id)}
    return SisterProgrammeView(**loaded.state.model_dump(), **said)


@router.put(PATH + "/{sister_programme}/content", dependencies=[if_match])
async def revise_sister_programme(
    school: Id, sister_programme: Id, body: SisterProgrammeBody, ctx: Line, response: Response
) -> Changed:
    """Change the terms, as the proposing school, before all have agreed; every school has to agree anew."""
    place = await alliance_of(ctx, "revise")
    command = ReviseSisterSchool(**await sister_terms(ctx, body, place), school=ctx.tenant)
    return changed(response, await act(ctx, SISTER_SCHOOL, sister_programme, command, place))


@router.post(PATH + "/{sister_programme}/agreement")
async def agree_sister_programme(
    school: Id, sister_programme: Id, body: SisterAgreementBody, ctx: Principal, response: Response
) -> Changed:
    """Agree for this school."""
    await require_members(ctx, body.responsible)
    command = AgreeSisterSchool(school=ctx.tenant, by=ctx.actor, responsible=body.responsible)
    place = await alliance_of(ctx, "agree")
    return changed(response, await act(ctx, SISTER_SCHOOL, sister_programme, command, place))


@router.post(PATH + "/{sister_programme}/refusal")
async def decline_sister_programme(
    school: Id, sister_programme: Id, body: ReasonBody, ctx: Principal, response: Response
) -> Changed:
    """Do not agree, and say why; the proposing school may change the terms."""
    place = await alliance_of(ctx, "decline")
    command = DeclineSisterSchool(school=ctx.tenant, by=ctx.actor, reason=place.text(body.reason))
    return changed(response, await act(ctx, SISTER_SCHOOL, sister_programme, command, place))


@router.post(PATH + "/{sister_programme}/responsible")
async def name_responsible(
    school: Id, sister_programme: Id, body: ResponsibleBody, ctx: Line, response: Response
) -> Changed:
    """Name who answers for it at this school."""
    await require_members(ctx, body.member)
    command = NameResponsible(school=ctx.tenant, member=body.member, by=ctx.actor.id)
    return changed(response, await act(ctx, SISTER_SCHOOL, sister_programme, command, await alliance_of(ctx, "name")))


@router.post(PATH + "/{sister_programme}/reviews", status_code=201)
async def review_sister_programme(
    school: Id, sister_programme: Id, body: SisterReviewBody, ctx: Line, response: Response
) -> Changed:
    """Review it for this school; a renewal needs the reviews of all."""
    place = await alliance_of(ctx, "review")
    said = {"rating": body.rating, "go_on": body.go_on, "findings": place.text(body.findings)}
    command = ReviewSisterSchool(school=ctx.tenant, by=ctx.actor.id, **said)
    return changed(response, await act(ctx, SISTER_SCHOOL, sister_programme, command, place))


@router.grid(PATH + "/{sister_programme}/reviews", grids.REVIEWS)
async def list_sister_reviews(school: Id, sister_programme: Id, ctx: Reader) -> list[SisterReview]:
    """How each school found it; findings are among the remarks."""
    await shared_thing(ctx, SISTER_SCHOOL, sister_programme)
    entries = await (await alliance_of(ctx, "read")).history(SISTER_SCHOOL, sister_programme)
    kind = SisterSchoolReviewed.wire_kind()
    found = [event.data for entry in entries for event in entry.events if event.type == kind]
    return [SisterReview.model_validate(data) for data in found]


@router.post(PATH + "/{sister_programme}/end")
async def end_sister_programme(
    school: Id, sister_programme: Id, body: ReasonBody, ctx: Principal, response: Response
) -> Changed:
    """End it before its last day, and say why."""
    place = await alliance_of(ctx, "end")
    command = EndSisterSchool(school=ctx.tenant, by=ctx.actor, reason=place.text(body.reason))
    return changed(response, await act(ctx, SISTER_SCHOOL, sister_programme, command, place))


@router.grid(PATH + "/{sister_programme}/remarks", grids.REMARKS)
async def list_sister_remarks(school: Id, sister_programme: Id, ctx: Reader) -> list[Remark]:
    """Why a school declined or ended it, and what the reviews found."""
    await shared_thing(ctx, SISTER_SCHOOL, sister_programme)
    return await remarks_on(await alliance_of(ctx, "read"), SISTER_SCHOOL, sister_programme, REMARKS)
