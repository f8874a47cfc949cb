"""The school's own numbering of MoUs, agreements and addenda over HTTP (C3)."""

from typing import get_args

from fastapi import Response
from pydantic import BaseModel

from services.partners.access import Line, Reader
from services.partners.bodies.numbering import PatternBody
from services.partners.domain.numbering import (
    NUMBERING,
    LetterKind,
    Pattern,
    SetNumberPattern,
    next_number,
    series_of,
)
from services.partners.usecases.numbers import series_id
from services.partners.views import grids
from shared.auth import school_of
from shared.context import Context
from shared.days import day_in
from shared.http import Changed, Router, changed
from shared.ids import Id

router = Router("partners", tags=["numbering"])
PATH = "/schools/{school}/numbering"


class NumberingView(BaseModel):
    """How the letters of a kind are numbered."""

    kind: LetterKind
    pattern: Pattern
    last: int
    """Place of the last number in its series; 0 before the first."""
    next: str
    """The number that a document would get today."""


@router.grid(PATH, grids.NUMBERINGS)
async def list_numberings(school: Id, ctx: Reader) -> list[NumberingView]:
    """The pattern of each kind of letter, with the number that the next one gets."""
    return [await _view(ctx, kind) for kind in get_args(LetterKind)]


@router.put(PATH + "/{kind}")
async def set_number_pattern(school: Id, kind: LetterKind, body: PatternBody, ctx: Line, response: Response) -> Changed:
    """Number letters of this kind after another pattern from now on; numbers that were given stay."""
    command = SetNumberPattern(kind=kind, pattern=Pattern(**body.model_dump()), by=ctx.actor.id)
    return changed(response, await ctx.execute(NUMBERING, series_id(kind), command))


async def _view(ctx: Context, kind: LetterKind) -> NumberingView:
    known = await school_of(ctx.runtime, ctx.tenant)
    loaded = await ctx.load(NUMBERING, series_id(kind))
    series = series_of(loaded.state if loaded else None, kind)
    _, number = next_number(series, known.npsn, day_in(known.zone, ctx.now))
    return NumberingView(kind=kind, pattern=series.pattern, last=series.last, next=number)
