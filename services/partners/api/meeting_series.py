"""Periodic meetings over HTTP (C7)."""

from typing import Any

from fastapi import Request, Response

from services.partners.access import Line, Reader, reads
from services.partners.bodies.meetings import SeriesBody
from services.partners.domain.meeting_series import MEETING_SERIES, EndSeries, MeetingSeries, Pattern, StartSeries
from services.partners.usecases.meetings import pattern
from services.partners.views.meetings import SERIES, with_titles_of_series
from shared.auth import school_of
from shared.http import Changed, Created, Router, changed, created, history_of, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["meetings"])
PATH = "/schools/{school}/meeting-series"


@router.post(PATH, status_code=201)
async def start_meeting_series(school: Id, body: SeriesBody, ctx: Line, response: Response) -> Created:
    """Hold meetings by a rule; each is called some days ahead and is a meeting of its own from then on."""
    zone = (await school_of(ctx.runtime, ctx.tenant)).zone
    command = StartSeries(rule=body.rule(zone), pattern=Pattern(**await pattern(ctx, body)), by=ctx.actor.id)
    outcome = await ctx.execute(MEETING_SERIES, new_id(), command)
    return created(response, outcome, f"/partners/schools/{school}/meeting-series/{outcome.id}")


@router.listing(PATH, SERIES)
async def list_meeting_series(school: Id, request: Request, ctx: Reader) -> Response:
    """The series of the school."""

    async def titled(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_titles_of_series(ctx, page)

    return await SERIES.answer(request, ctx.current(MEETING_SERIES), enrich=titled)


@router.get(PATH + "/{series}")
async def get_meeting_series(school: Id, series: Id, ctx: Reader, response: Response) -> MeetingSeries:
    """A series as it stands."""
    loaded = await ctx.require(MEETING_SERIES, series)
    shown(response, loaded.number)
    return loaded.state


@router.post(PATH + "/{series}/end")
async def end_meeting_series(school: Id, series: Id, ctx: Line, response: Response) -> Changed:
    """Call no further meeting; those that were called stay."""
    return changed(response, await ctx.execute(MEETING_SERIES, series, EndSeries(by=ctx.actor.id)))


history_of(MEETING_SERIES, router, PATH + "/{series}", reads)
