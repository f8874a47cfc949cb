"""The days of one student that placements hold. Two placements of a student never share a day (C15).

One stream per student, with the student's id. It is written in the same transaction as the placement.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from pydantic import Field

from shared.days import Period, proper
from shared.decider import Decider
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused


class DaysHeld(Event):
    """Days of the student belong to a placement (C15)."""

    student: Id
    placement: Id
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-01-12"])


class DaysReleased(Event):
    """From this day on, the student's days are free of the placement again (C15)."""

    student: Id
    placement: Id
    from_on: date = Field(examples=["2026-10-01"])


CalendarEvent = DaysHeld | DaysReleased


class HoldDays(Command):
    """Take days for a placement; `instead_of` gives up what is left of another one from the first day on."""

    student: Id
    placement: Id
    period: Period
    instead_of: Id | None = None


class ReleaseDays(Command):
    """Give days back from `from_on` on."""

    placement: Id
    from_on: date


CalendarCommand = HoldDays | ReleaseDays


class Calendar(Value):
    """Who holds which days of the student."""

    student: Id
    held: dict[Id, Period] = Field(default_factory=dict)
    """By placement."""


def decide(state: Calendar | None, command: CalendarCommand, now: datetime) -> Sequence[CalendarEvent]:
    """Events, or `Refused`."""
    match command:
        case HoldDays():
            return _hold(state or Calendar(student=command.student), command)
        case ReleaseDays():
            if state is None:
                raise NotFound("calendar")
            return _release(state, command.placement, command.from_on)
        case _:
            assert_never(command)


def _hold(state: Calendar, command: HoldDays) -> Sequence[CalendarEvent]:
    period = proper(command.period)
    given_up = _release(state, command.instead_of, period.starts_on) if command.instead_of else []
    for placement, held in _after(state, given_up).held.items():
        if placement != command.placement and held.overlaps(period):
            raise Refused(
                "dates-overlap",
                f"The student is placed from {held} already.",
                mend=f"Choose days before {held.starts_on} or after {held.ends_on}, or end the other placement.",
                placement=placement,
                starts_on=held.starts_on.isoformat(),
                ends_on=held.ends_on.isoformat(),
            )
    held_now = DaysHeld(
        student=state.student, placement=command.placement, starts_on=period.starts_on, ends_on=period.ends_on
    )
    return [*given_up, held_now]


def _release(state: Calendar, placement: Id, from_on: date) -> list[CalendarEvent]:
    held = state.held.get(placement)
    if held is None or held.ends_on < from_on:
        return []
    return [DaysReleased(student=state.student, placement=placement, from_on=from_on)]


def _after(state: Calendar, events: Sequence[CalendarEvent]) -> Calendar:
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: Calendar | None, event: CalendarEvent) -> Calendar:
    """The state after the event."""
    state = state or Calendar(student=event.student)
    others = {placement: held for placement, held in state.held.items() if placement != event.placement}
    match event:
        case DaysHeld():
            left: Period | None = Period(starts_on=event.starts_on, ends_on=event.ends_on)
        case DaysReleased():
            left = state.held[event.placement].until(event.from_on - timedelta(days=1))
        case _:
            assert_never(event)
    return state.model_copy(update={"held": {**others, event.placement: left} if left else others})


CALENDAR = Decider("calendar", Calendar, CalendarEvent, decide, evolve)
