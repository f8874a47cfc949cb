"""Industry classes over HTTP (C12)."""

from typing import Final

from fastapi import Request, Response

from services.partners.access import Line, PartyReader, Staff, only_named, reads_as_party
from services.partners.bodies.industry_classes import IndustryClassBody, OutcomesBody, TeachersBody
from services.partners.bodies.values import ProofBody
from services.partners.domain import industry_class as i
from services.partners.domain.evidence import AddEvidence
from services.partners.domain.industry_class import INDUSTRY_CLASS, IndustryClass
from services.partners.domain.mou import MOU
from services.partners.usecases.mapping import partnership
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.views import grids
from services.partners.views.industry_classes import INDUSTRY_CLASSES
from shared.attachments import require_attachments
from shared.auth import school_of
from shared.auth.members import require_members
from shared.context import Context
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id, new_id
from shared.refusals import NotFound

router = Router("partners", tags=["industry classes"])
PATH = "/schools/{school}/industry-classes"
REMARKS: Final[dict[type[Event], str]] = {i.IndustryClassClosed: "notes"}


@router.post(PATH, status_code=201)
async def open_industry_class(school: Id, body: IndustryClassBody, ctx: Line, response: Response) -> Created:
    """Open a class with a partner, under an agreement that covers it."""
    await require_members(ctx, of=body.teachers)
    known = await school_of(ctx.runtime, school)
    partner = await partnership(ctx, body.partner)
    named = body.model_dump() | {"partner": partner.id, "organisation": partner.state.organisation}
    agreement = await _agreement(ctx, body.mou, body.agreement)
    command = i.OpenClass(
        terms=i.Terms(**named, zone=known.zone),
        agreement=agreement,
        taught=known.concentrations,
        organisations=partner.state.organisations,
        by=ctx.actor.id,
    )
    outcome = await ctx.execute(INDUSTRY_CLASS, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/industry-classes/{outcome.id}")


async def _agreement(ctx: Context, mou: str, id: str) -> i.AgreementFact:
    agreement = (await ctx.require(MOU, mou)).state.agreement(id)
    if agreement is None:
        raise NotFound("agreement", id)
    names = set(i.AgreementFact.model_fields) - {"status"}
    return i.AgreementFact(**agreement.terms.model_dump(include=names), status=agreement.status)


@router.listing(PATH, INDUSTRY_CLASSES)
async def list_industry_classes(school: Id, request: Request, ctx: PartyReader) -> Response:
    """The classes of the school; a partner sees its own."""
    named = {"state.terms.organisation": ctx.actor.organisation} if ctx.actor.organisation else None
    return await INDUSTRY_CLASSES.answer(request, ctx.current(INDUSTRY_CLASS), where=named)


@router.get(PATH + "/{industry_class}")
async def get_industry_class(school: Id, industry_class: Id, ctx: PartyReader, response: Response) -> IndustryClass:
    """A class as it stands."""
    loaded = await ctx.require(INDUSTRY_CLASS, industry_class)
    only_named(ctx, "industry class", [loaded.state.terms.organisation])
    shown(response, loaded.number)
    return loaded.state


@router.post(PATH + "/{industry_class}/teachers")
async def staff_industry_class(
    school: Id, industry_class: Id, body: TeachersBody, ctx: Staff, response: Response
) -> Changed:
    """Say who teaches the class from now on."""
    await require_members(ctx, of=body.teachers)
    command = i.StaffClass(teachers=body.teachers, by=ctx.actor.id)
    return changed(response, await ctx.execute(INDUSTRY_CLASS, industry_class, command))


@router.post(PATH + "/{industry_class}/closure")
async def close_industry_class(
    school: Id, industry_class: Id, body: OutcomesBody, ctx: Staff, response: Response
) -> Changed:
    """Close the class with what became of those who were in it."""
    notes = ctx.text(body.notes) if body.notes else None
    outcomes = i.Outcomes(**body.model_dump(exclude={"notes"}))
    command = i.CloseClass(outcomes=outcomes, notes=notes, by=ctx.actor.id)
    return changed(response, await ctx.execute(INDUSTRY_CLASS, industry_class, command))


@router.grid(PATH + "/{industry_class}/remarks", grids.REMARKS)
async def list_industry_class_remarks(school: Id, industry_class: Id, ctx: PartyReader) -> list[Remark]:
    """Notes on the outcomes."""
    await _named(ctx, industry_class)
    await ctx.require(INDUSTRY_CLASS, industry_class)
    return await remarks_on(ctx, INDUSTRY_CLASS, industry_class, REMARKS)


async def _named(ctx: Context, id: str) -> None:
    if ctx.actor.organisation is not None:
        only_named(ctx, "industry class", [(await ctx.require(INDUSTRY_CLASS, id)).state.terms.organisation])


@router.post(PATH + "/{industry_class}/evidence", status_code=201)
async def prove_industry_class(
    school: Id, industry_class: Id, body: ProofBody, ctx: Staff, response: Response
) -> Changed:
    """Show evidence of it: photographs, certificates, a report."""
    await ctx.require(INDUSTRY_CLASS, industry_class)
    await require_attachments(ctx, body.evidence)
    command = AddEvidence(evidence=body.evidence, by=ctx.actor.id)
    return changed(response, await ctx.execute(INDUSTRY_CLASS, industry_class, command))


history_of(INDUSTRY_CLASS, router, PATH + "/{industry_class}", reads_as_party, guard=_named)
