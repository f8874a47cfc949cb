"""Gives a document its number in the transaction that needs it, so that numbers have neither gaps nor doubles (C3)."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.commands import SubmitMoU
from services.partners.domain.numbering import NUMBERING, LetterKind, TakeNumber, next_number, series_of
from services.partners.usecases.again import decided_again
from shared.auth import school_of
from shared.context import Context
from shared.days import day_in
from shared.journal import Claim, Outcome, Step
from shared.journal.queues import Queues
from shared.refusals import Refused

_QUEUES: Final = Queues()


async def submit_with_number(ctx: Context, mou: str) -> Outcome[MoU]:
    """Submit for review with the school's next number."""
    return await with_number(ctx, "mou", mou, lambda number: Step(MOU, mou, SubmitMoU(number=number)))


async def with_number(ctx: Context, kind: LetterKind, document: str, step: Callable[[str], Step]) -> Outcome[Any]:
    """Do the step that needs a number, with the next one; decided again when another process took it meanwhile."""
    school = await school_of(ctx.runtime, ctx.tenant)
    day = day_in(school.zone, ctx.now)

    async def numbered() -> Outcome[Any]:
        taking = await _next(ctx, kind, document, school.npsn, day)
        return await ctx.execute_all(_steps(step, taking), [_claim(taking)])

    async with _QUEUES.turns([f"{id(ctx.runtime)}/{ctx.tenant}/{kind}"]):
        return await decided_again(ctx, "number-taken", numbered, "Too many documents are numbered at once.")


def _steps(step: Callable[[str], Step], taking: TakeNumber) -> list[Step]:
    return [step(taking.number), Step(NUMBERING, series_id(taking.kind), taking)]


async def _next(ctx: Context, kind: LetterKind, document: str, npsn: str, day: date) -> TakeNumber:
    loaded = await ctx.load(NUMBERING, series_id(kind))
    _, number = next_number(series_of(loaded.state if loaded else None, kind), npsn, day)
    return TakeNumber(kind=kind, npsn=npsn, day=day, number=number, document=document)


def number_claim(kind: LetterKind, number: str, refusal: Refused) -> Claim:
    """A number stands once among a school's letters of a kind, given here or recorded from paper (C3)."""
    return Claim(f"{kind}-number", number, refusal)


def _claim(taking: TakeNumber) -> Claim:
    """Two patterns may come to the same number, also to one that was given before this software was there."""
    refusal = Refused(
        "number-in-use",
        "Another document has this number, given or recorded.",
        mend="Change the school's pattern for these letters.",
        number=taking.number,
    )
    return number_claim(taking.kind, taking.number, refusal)


def series_id(kind: LetterKind) -> str:
    """The stream of a school's numbers of one kind; the same in every school, as streams are per tenant."""
    return str(uuid5(NAMESPACE_URL, f"numbering/{kind}"))
