"""Who taught what to whom: practice exchanged between schools, counted in both directions (C29)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal

from pydantic import Field

from services.partners.domain.line import duty
from services.partners.domain.sister.under import UnderFact, check_under, not_of_school, with_itself
from shared.agenda import Need
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

ExchangeStatus = Literal["recorded", "contested", "confirmed"]


class Lesson(Value):
    """One school taught another."""

    taught_by: Id
    taught_to: Id
    teachers: tuple[Id, ...] = Field(min_length=1)
    """Who taught, as opaque ids."""
    learners: tuple[Id, ...] = ()
    """Teachers who learnt, as opaque ids."""
    students: int = Field(0, ge=0, le=100_000)
    lesson_hours: int = Field(ge=1, le=1000, examples=[4])
    subject: TextRef


class ExchangeRecord(Value):
    """What was exchanged on one day."""

    programme: Id
    school: Id
    """The school that recorded it."""
    on: date
    lessons: tuple[Lesson, ...] = Field(min_length=1)


class PracticeExchanged(ExchangeRecord, Event):
    """Schools taught each other; each lesson says who taught whom (C29)."""

    by: str


class PracticeExchangeCorrected(ExchangeRecord, Event):
    """The record was corrected; the other schools confirm it anew (C29)."""

    by: str


class PracticeExchangeConfirmed(Event):
    """Another school says that it was so (C29)."""

    school: Id
    by: str
    complete: bool
    """Every school has confirmed."""


class PracticeExchangeContested(Event):
    """Another school says that it was not so (C29)."""

    school: Id
    by: str
    reason: TextRef


ExchangeEvent = PracticeExchanged | PracticeExchangeCorrected | PracticeExchangeConfirmed | PracticeExchangeContested


class RecordExchange(ExchangeRecord, Command):
    """Record what was exchanged."""

    by: str
    under: UnderFact
    today: date


class CorrectExchange(ExchangeRecord, Command):
    """Correct it before every school has confirmed."""

    by: str
    under: UnderFact
    today: date


class ConfirmExchange(Command):
    """Say that it was so."""

    school: Id
    by: str


class ContestExchange(Command):
    """Say that it was not so."""

    school: Id
    by: str
    reason: TextRef


class Exchange(Value):
    """What is known of an exchange."""

    record: ExchangeRecord
    status: ExchangeStatus = "recorded"
    confirmed: tuple[Id, ...] = ()
    schools: tuple[Id, ...]
    """Whom it concerns; nobody else sees it."""


def schools_of(record: ExchangeRecord) -> tuple[str, ...]:
    """The recording school and everybody who taught or learnt."""
    named = [school for lesson in record.lessons for school in (lesson.taught_by, lesson.taught_to)]
    return tuple(dict.fromkeys((record.school, *named)))


def _record(command: RecordExchange, _now: datetime) -> list[ExchangeEvent]:
    _check(command, command.under, command.today)
    return [PracticeExchanged.model_validate(command.model_dump(exclude={"under", "today"}))]


def _correct(exchange: Exchange, command: CorrectExchange, _now: datetime) -> list[ExchangeEvent]:
    _of_it(exchange, command.school)
    if command.school != exchange.record.school:
        raise not_of_school("school that recorded it")
    _not_confirmed(exchange)
    _check(command, command.under, command.today)
    return [PracticeExchangeCorrected.model_validate(command.model_dump(exclude={"under", "today"}))]


def _check(record: ExchangeRecord, under: UnderFact, today: date) -> None:
    if any(lesson.taught_by == lesson.taught_to for lesson in record.lessons):
        raise with_itself()
    if not any(record.school in (lesson.taught_by, lesson.taught_to) for lesson in record.lessons):
        raise NotFound("practice-exchange")
    check_under(under, schools_of(record), "practice_exchange")
    if record.on > today:
        raise Refused("not-begun-yet", "The day is still to come.", mend="Record it afterwards.")
    if any(not lesson.learners and not lesson.students for lesson in record.lessons):
        raise Refused("held-without-attendance", "A lesson has nobody who learnt.", mend="Say who learnt.")


def _confirm(exchange: Exchange, command: ConfirmExchange, _now: datetime) -> list[ExchangeEvent]:
    _may_judge(exchange, command.school)
    complete = {*exchange.confirmed, command.school} >= set(exchange.schools) - {exchange.record.school}
    return [PracticeExchangeConfirmed(**command.model_dump(), complete=complete)]


def _contest(exchange: Exchange, command: ContestExchange, _now: datetime) -> list[ExchangeEvent]:
    _may_judge(exchange, command.school)
    return [PracticeExchangeContested(**command.model_dump())]


def _may_judge(exchange: Exchange, school: str) -> None:
    _of_it(exchange, school)
    _not_confirmed(exchange)
    if school == exchange.record.school:
        raise not_of_school("other school")
    if exchange.status == "contested":
        raise Refused("exchange-contested", "It was contested.", mend="Let the recording school correct it.")
    if school in exchange.confirmed:
        raise Refused("confirmed-already", "The school confirmed it already.", mend="Nothing has to be done.")


def _of_it(exchange: Exchange, school: str) -> None:
    if school not in exchange.schools:
        raise NotFound("practice-exchange")


def _not_confirmed(exchange: Exchange) -> None:
    if exchange.status == "confirmed":
        raise Refused("exchange-confirmed", "Every school has confirmed it.", mend="Record another one.")


def _begun(event: PracticeExchanged | PracticeExchangeCorrected) -> Exchange:
    record = ExchangeRecord.model_validate(event.model_dump())
    return Exchange(record=record, schools=schools_of(record))


def _confirmed(exchange: Exchange, event: PracticeExchangeConfirmed) -> Exchange:
    status = "confirmed" if event.complete else exchange.status
    return exchange.but(confirmed=(*exchange.confirmed, event.school), status=status)


def _needs(exchange: Exchange) -> Iterator[Need]:
    path = "/schools/{school}/practice-exchanges/{id}"
    if exchange.status == "recorded":
        for school in exchange.schools:
            if school != exchange.record.school and school not in exchange.confirmed:
                whom = duty("work_with_sister_schools", tenant=school)
                yield Need(what="confirm-exchange", whom=whom, action=f"POST {path}/confirmation")
    if exchange.status == "contested":
        whom = duty("work_with_sister_schools", tenant=exchange.record.school)
        yield Need(what="correct-exchange", whom=whom, action=f"PUT {path}")


EXCHANGE: Final[Decider[Exchange, Command, ExchangeEvent]] = Decider(
    name="practice-exchange",
    state=Exchange,
    events=ExchangeEvent,
    decide=rules(
        "practice-exchange",
        {RecordExchange: _record},
        {CorrectExchange: _correct, ConfirmExchange: _confirm, ContestExchange: _contest},
    ),
    evolve=changes(
        _begun,
        {
            PracticeExchangeCorrected: lambda _, event: _begun(event),
            PracticeExchangeConfirmed: _confirmed,
            PracticeExchangeContested: lambda old, _: old.but(status="contested", confirmed=()),
        },
    ),
    audience=lambda exchange, _: Audience(schools=exchange.schools),
    needs=_needs,
    fold=2,
)
