"""Periodic meetings: a rule that calls the next meeting some days ahead, until it is ended (C7)."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from services.partners.domain.meeting.values import Invited
from services.partners.domain.values import WallClock, Zone, must_be_due
from shared.days import day_in, midnight
from shared.decider import Decider, Due, changes, rules
from shared.events import Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused


class Rule(Value):
    """Every so many weeks or months, at a time of day in the school's zone."""

    every: Literal["week", "month"]
    interval: int = Field(1, ge=1, le=12)
    first_on: date = Field(examples=["2026-08-03"])
    until: date | None = None
    """Last day on which one may be."""
    at: WallClock = Field(examples=["09:00:00"])
    minutes: int = Field(60, ge=5, le=720)
    zone: Zone
    called_days_ahead: int = Field(14, ge=0, le=90)

    def day(self, index: int) -> date:
        """Of the meeting with this index, from 0; a month that is too short has its last day."""
        if self.every == "week":
            return self.first_on + timedelta(weeks=self.interval * index)
        years, month = divmod(self.first_on.month - 1 + self.interval * index, 12)
        year = self.first_on.year + years
        return date(year, month + 1, min(self.first_on.day, monthrange(year, month + 1)[1]))

    def has(self, index: int) -> bool:
        """Is there a meeting with this index before the rule ends?"""
        return self.until is None or self.day(index) <= self.until

    def starts_at(self, index: int) -> datetime:
        """The instant at which that meeting begins."""
        return datetime.combine(self.day(index), self.at, ZoneInfo(self.zone)).astimezone(UTC)


class Pattern(Value):
    """What every meeting of the series is about, and who is to come."""

    title: TextRef
    agenda: tuple[TextRef, ...] = Field(min_length=1)
    organiser: Id
    members: tuple[Id, ...] = ()
    partners: tuple[Invited, ...] = ()
    programme: Id | None = None
    mou: Id | None = None


class MeetingSeriesStarted(Event):
    """Meetings are to be held by a rule (C7)."""

    rule: Rule
    pattern: Pattern
    by: str


class SeriesMeetingCalled(Event):
    """The time has come to call the next meeting of the series (C7)."""

    index: int = Field(ge=0)
    on: date = Field(examples=["2026-08-03"])
    starts_at: datetime
    ends_at: datetime
    zone: Zone
    pattern: Pattern


class MeetingSeriesEnded(Event):
    """No further meeting of the series is called (C7)."""

    by: str


SeriesEvent = MeetingSeriesStarted | SeriesMeetingCalled | MeetingSeriesEnded


class StartSeries(Command):
    """Hold meetings by a rule."""

    rule: Rule
    pattern: Pattern
    by: str


class CallNext(Command):
    """The time has come."""

    index: int


class EndSeries(Command):
    """Call no further meeting."""

    by: str


class MeetingSeries(Value):
    """A rule and how many meetings it has called."""

    rule: Rule
    pattern: Pattern
    called: int = 0
    ended: bool = False

    @property
    def next_on(self) -> date | None:
        """Day of the next meeting; none when there is no further one."""
        return None if self.ended or not self.rule.has(self.called) else self.rule.day(self.called)


def _start(command: StartSeries, now: datetime) -> list[SeriesEvent]:
    rule = command.rule
    if rule.first_on < day_in(rule.zone, now):
        raise Refused(
            "series-begins-in-the-past",
            f"The first meeting would have been on {rule.first_on}.",
            mend="Give a first day from today on; write the minutes of earlier meetings one by one.",
        )
    if rule.until is not None and rule.until < rule.first_on:
        raise Refused("ends-not-after-start", "The series ends before it starts.", mend="Give a later last day.")
    if not command.pattern.members and not command.pattern.partners:
        raise Refused("meeting-with-nobody", "Nobody is invited.", mend="Invite members or partners.")
    return [MeetingSeriesStarted(rule=rule, pattern=command.pattern, by=command.by)]


def _call(series: MeetingSeries, command: CallNext, now: datetime) -> list[SeriesEvent]:
    if series.next_on is None or command.index != series.called:
        return []
    must_be_due(_calls_at(series.rule, series.called), now)
    index, rule = _to_call(series, now), series.rule
    starts_at = rule.starts_at(index)
    span = {"on": rule.day(index), "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=rule.minutes)}
    return [SeriesMeetingCalled(index=index, **span, zone=rule.zone, pattern=series.pattern)]


def _to_call(series: MeetingSeries, now: datetime) -> int:
    """The next one; of several whose days went by uncalled the last, so that nobody is flooded with the others."""
    rule, index, today = series.rule, series.called, day_in(series.rule.zone, now)
    while rule.day(index) < today and rule.has(index + 1) and _calls_at(rule, index + 1) <= now:
        index += 1
    return index


def _calls_at(rule: Rule, index: int) -> datetime:
    return midnight(rule.day(index) - timedelta(days=rule.called_days_ahead), rule.zone)


def _end(series: MeetingSeries, command: EndSeries, _now: datetime) -> list[SeriesEvent]:
    return [] if series.ended else [MeetingSeriesEnded(by=command.by)]


def _due(series: MeetingSeries) -> Due | None:
    if series.next_on is None:
        return None
    index = series.called
    return Due(_calls_at(series.rule, index), CallNext(index=index), f"call-meeting-{index}")


MEETING_SERIES: Decider[MeetingSeries, Command, SeriesEvent] = Decider(
    name="meeting-series",
    state=MeetingSeries,
    events=SeriesEvent,
    decide=rules("meeting series", {StartSeries: _start}, {CallNext: _call, EndSeries: _end}),
    evolve=changes(
        lambda event: MeetingSeries(rule=event.rule, pattern=event.pattern),
        {
            SeriesMeetingCalled: lambda old, e: old.but(called=e.index + 1),
            MeetingSeriesEnded: lambda old, _: old.but(ended=True),
        },
    ),
    due=_due,
)
