"""The days on which a teacher is away: one stream per teacher, so that no two internships can overlap (C21)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from pydantic import Field

from shared.days import Period
from shared.decider import Decider
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused


class TeacherDaysReserved(Event):
    """The teacher is away on these days, both included."""

    teacher: Id
    internship: Id
    starts_on: date = Field(examples=["2026-08-03"])
    ends_on: date = Field(examples=["2026-08-28"])


class TeacherDaysReleased(Event):
    """The teacher is not away on those days after all."""

    teacher: Id
    internship: Id


CalendarEvent = TeacherDaysReserved | TeacherDaysReleased


class ReserveDays(Command):
    """Keep these days for an internship."""

    teacher: Id
    internship: Id
    starts_on: date
    ends_on: date


class ReleaseDays(Command):
    """Give the days of an internship back."""

    internship: Id


CalendarCommand = ReserveDays | ReleaseDays


class Calendar(Value):
    """All reservations of one teacher."""

    teacher: Id
    held: dict[Id, Period] = Field(default_factory=dict)
    """By internship."""


def decide(state: Calendar | None, command: CalendarCommand, _now: datetime) -> Sequence[CalendarEvent]:
    """The rules."""
    match command:
        case ReserveDays():
            wanted = Period(starts_on=command.starts_on, ends_on=command.ends_on)
            for internship, held in (state.held if state else {}).items():
                if held.overlaps(wanted):
                    raise Refused(
                        "internships-overlap",
                        f"The teacher is away from {held} already.",
                        mend="Choose days outside that internship, or cancel it.",
                        internship=internship,
                    )
            return [TeacherDaysReserved(**command.model_dump())]
        case ReleaseDays():
            if state is None or command.internship not in state.held:
                return []
            return [TeacherDaysReleased(teacher=state.teacher, internship=command.internship)]
        case _:
            assert_never(command)


def evolve(state: Calendar | None, event: CalendarEvent) -> Calendar:
    """The changes."""
    state = state or Calendar(teacher=event.teacher)
    others = {internship: held for internship, held in state.held.items() if internship != event.internship}
    match event:
        case TeacherDaysReserved():
            held = Period(starts_on=event.starts_on, ends_on=event.ends_on)
            return state.but(held={**others, event.internship: held})
        case TeacherDaysReleased():
            return state.but(held=others)
        case _:
            assert_never(event)


CALENDAR = Decider("teacher-calendar", Calendar, CalendarEvent, decide, evolve, fold=2)
"""Fold 2: reservations by internship."""
