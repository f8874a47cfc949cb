"""The days on which a teacher is away: one stream per teacher, so that no two internships can overlap (C21)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from pydantic import Field

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


class Stay(Value):
    """One reservation."""

    internship: Id
    starts_on: date
    ends_on: date


class Calendar(Value):
    """All reservations of one teacher."""

    teacher: Id
    stays: tuple[Stay, ...] = ()


def decide(state: Calendar | None, command: CalendarCommand, _now: datetime) -> Sequence[CalendarEvent]:
    """The rules."""
    match command:
        case ReserveDays():
            for stay in state.stays if state else ():
                if stay.starts_on <= command.ends_on and command.starts_on <= stay.ends_on:
                    raise Refused(
                        "internships-overlap",
                        f"The teacher is away from {stay.starts_on} to {stay.ends_on} already.",
                        mend="Choose days outside that internship, or cancel it.",
                        internship=stay.internship,
                    )
            return [TeacherDaysReserved(**command.model_dump())]
        case ReleaseDays():
            if state is None or all(stay.internship != command.internship for stay in state.stays):
                return []
            return [TeacherDaysReleased(teacher=state.teacher, internship=command.internship)]
        case _:
            assert_never(command)


def evolve(state: Calendar | None, event: CalendarEvent) -> Calendar:
    """The changes."""
    stays = state.stays if state else ()
    match event:
        case TeacherDaysReserved():
            stay = Stay(internship=event.internship, starts_on=event.starts_on, ends_on=event.ends_on)
            return Calendar(teacher=event.teacher, stays=(*stays, stay))
        case TeacherDaysReleased():
            kept = tuple(stay for stay in stays if stay.internship != event.internship)
            return Calendar(teacher=event.teacher, stays=kept)
        case _:
            assert_never(event)


CALENDAR = Decider("teacher-calendar", Calendar, CalendarEvent, decide, evolve)
