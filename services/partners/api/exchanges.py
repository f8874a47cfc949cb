"""Practice exchanged between schools over HTTP: who taught what to whom, and the balance of both directions (C29)."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import Reader, Staff
from services.partners.bodies.sister import ExchangeBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.sister import EXCHANGE
from services.partners.domain.sister.exchange import (
    ConfirmExchange,
    ContestExchange,
    CorrectExchange,
    Exchange,
    Lesson,
    PracticeExchangeContested,
    RecordExchange,
)
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.usecases.sisters import act, alliance_of, exchange_record, shared_thing
from services.partners.views import grids
from services.partners.views.sister import EXCHANGES
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["sister schools"])
PATH: Final = "/schools/{school}/practice-exchanges"


class ExchangeView(Exchange):
    """An exchange with its subjects in words, in the order of its lessons."""

    subjects: list[str | None]


class Balance(BaseModel):
    """What this school taught another and learnt from it, of what was confirmed."""

    school: Id
    """The other school."""
    taught_hours: int = 0
    taught_lessons: int = 0
    taught_people: int = 0
    learnt_hours: int = 0
    learnt_lessons: int = 0
    learnt_people: int = 0


@router.post(PATH, status_code=201)
async def record_exchange(school: Id, body: ExchangeBody, ctx: Staff, response: Response) -> Created:
    """Record who taught what to whom; the other schools confirm or contest it."""
    place = await alliance_of(ctx, "record")
    outcome = await place.execute(EXCHANGE, new_id(), RecordExchange(**await exchange_record(ctx, body, place)))
    return created(response, outcome, f"/partners/schools/{school}/practice-exchanges/{outcome.id}")


@router.listing(PATH, EXCHANGES)
async def list_exchanges(school: Id, request: Request, ctx: Reader) -> Response:
    """Exchanges that this school taught or learnt in."""
    place = await alliance_of(ctx, "read")
    return await EXCHANGES.answer(request, place.current(EXCHANGE), where={"state.schools": ctx.tenant})


@router.get(PATH + "/{exchange}")
async def get_exchange(school: Id, exchange: Id, ctx: Reader, response: Response) -> ExchangeView:
    """An exchange with its lessons."""
    loaded = await shared_thing(ctx, EXCHANGE, exchange)
    shown(response, loaded.number)
    wanted = [lesson.subject.id for lesson in loaded.state.record.lessons]
    texts = await ctx.runtime.texts.many((await alliance_of(ctx, "read")).tenant, wanted)
    return ExchangeView(**loaded.state.model_dump(), subjects=[texts.get(id) for id in wanted])


@router.put(PATH + "/{exchange}", dependencies=[if_match])
async def correct_exchange(school: Id, exchange: Id, body: ExchangeBody, ctx: Staff, response: Response) -> Changed:
    """Correct it, as the school that recorded it, before all have confirmed."""
    place = await alliance_of(ctx, "correct")
    command = CorrectExchange(**await exchange_record(ctx, body, place))
    return changed(response, await act(ctx, EXCHANGE, exchange, command, place))


@router.post(PATH + "/{exchange}/confirmation")
async def confirm_exchange(school: Id, exchange: Id, ctx: Staff, response: Response) -> Changed:
    """Say that it was so."""
    command = ConfirmExchange(school=ctx.tenant, by=ctx.actor.id)
    return changed(response, await act(ctx, EXCHANGE, exchange, command, await alliance_of(ctx, "confirm")))


@router.post(PATH + "/{exchange}/objections")
async def contest_exchange(school: Id, exchange: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """Say that it was not so, and how it was."""
    place = await alliance_of(ctx, "contest")
    command = ContestExchange(school=ctx.tenant, by=ctx.actor.id, reason=place.text(body.reason))
    return changed(response, await act(ctx, EXCHANGE, exchange, command, place))


@router.grid(PATH + "/{exchange}/remarks", grids.REMARKS)
async def list_exchange_remarks(school: Id, exchange: Id, ctx: Reader) -> list[Remark]:
    """Why it was contested."""
    await shared_thing(ctx, EXCHANGE, exchange)
    return await remarks_on(await alliance_of(ctx, "read"), EXCHANGE, exchange, {PracticeExchangeContested: "reason"})


@router.grid("/schools/{school}/exchange-balance", grids.EXCHANGE_BALANCE)
async def get_exchange_balance(school: Id, ctx: Reader) -> list[Balance]:
    """Both directions with each other school, of what every school has confirmed."""
    found: dict[str, Balance] = {}
    async for lesson in _confirmed(ctx):
        if ctx.tenant in (lesson.taught_by, lesson.taught_to):
            other = lesson.taught_to if lesson.taught_by == ctx.tenant else lesson.taught_by
            _count(found.setdefault(other, Balance(school=other)), lesson, taught=lesson.taught_by == ctx.tenant)
    return [found[school] for school in sorted(found)]


async def _confirmed(ctx: Context) -> AsyncIterator[Lesson]:
    place = await alliance_of(ctx, "read")
    async for document in place.current(EXCHANGE).find({"state.schools": ctx.tenant, "state.status": "confirmed"}):
        for lesson in document["state"]["record"]["lessons"]:
            yield Lesson.model_validate(lesson)


def _count(balance: Balance, lesson: Lesson, *, taught: bool) -> None:
    people = len(lesson.learners) + lesson.students
    if taught:
        balance.taught_hours += lesson.lesson_hours
        balance.taught_lessons += 1
        balance.taught_people += people
    else:
        balance.learnt_hours += lesson.lesson_hours
        balance.learnt_lessons += 1
        balance.learnt_people += people
