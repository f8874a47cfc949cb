"""Reports over HTTP: the figures of a school and of an alliance, and the evidence of each (C42, C43)."""

from typing import Any

from fastapi import Request, Response

from services.reporting.access import AllianceReader, Reader, granted_to, of_the_alliance, schools_of
from services.reporting.counting import counted
from services.reporting.evidence import EVIDENCE, of_granting, of_school, source_of
from services.reporting.summaries import AllianceSummary, SchoolSummary, alliance_summary, school_summary
from shared.http import Router
from shared.ids import Id

router = Router("reporting")


@router.get("/schools/{school}/summary")
async def get_school_summary(school: Id, ctx: Reader) -> SchoolSummary:
    """Every figure of the school, state by state where it counts all states."""
    return school_summary(school, await counted(ctx.runtime, [school]))


@router.listing("/schools/{school}/evidence", EVIDENCE)
async def list_school_evidence(school: Id, request: Request, ctx: Reader) -> Response:
    """The facts that a figure of the school is made of: as many as the figure says."""

    async def followed(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "source": source_of(one, school)} for one in page]

    return await EVIDENCE.answer(request, await of_school(ctx.runtime, school), enrich=followed)


@router.get("/alliances/{alliance}/summary")
async def get_alliance_summary(alliance: Id, ctx: AllianceReader) -> AllianceSummary:
    """Totals over the alliance's schools and each school's part; small groups of persons are suppressed."""
    await of_the_alliance(ctx)
    schools = await schools_of(ctx)
    return alliance_summary(alliance, schools, await granted_to(ctx, schools), await counted(ctx.runtime, schools))


@router.listing("/alliances/{alliance}/evidence", EVIDENCE)
async def list_alliance_evidence(alliance: Id, request: Request, ctx: AllianceReader) -> Response:
    """The facts of those schools that let the alliance see them."""

    async def followed(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "source": source_of(one)} for one in page]

    await of_the_alliance(ctx)
    granted = await granted_to(ctx, await schools_of(ctx))
    return await EVIDENCE.answer(request, await of_granting(ctx.runtime, granted), enrich=followed)
