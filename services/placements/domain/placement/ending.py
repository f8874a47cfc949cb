"""The rules of ends that were not planned: withdrawn, terminated, transferred (C15). The caller frees slot and days."""

from collections.abc import Sequence
from datetime import date, datetime

from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.refusing import expect, of
from services.placements.domain.placement.state import BEFORE_START, RUNNING, Placement
from shared.days import day_in
from shared.refusals import Refused

Events = Sequence[e.PlacementEvent]


def withdraw(state: Placement, command: c.WithdrawPlacement, _now: datetime) -> Events:
    """Before the first day."""
    expect(state, *BEFORE_START)
    return [e.PlacementWithdrawn(**of(state), reason=command.reason)]


def terminate(state: Placement, command: c.TerminatePlacement, now: datetime) -> Events:
    """While it runs."""
    expect(state, *RUNNING)
    _last_day(state, command.ended_on, day_in(state.zone, now))
    return [e.PlacementTerminated(**of(state), ended_on=command.ended_on, reason=command.reason)]


def transfer(state: Placement, command: c.TransferPlacement, now: datetime) -> Events:
    """While it runs; approved hours go along, so days that wait for approval are settled first."""
    expect(state, "ongoing")
    _last_day(state, command.ended_on, day_in(state.zone, now))
    waiting = [day for day, entry in state.logbook.items() if not entry.approved]
    if waiting:
        raise Refused(
            "logbook-open",
            f"{len(waiting)} written days wait for approval, the first is {min(waiting)}.",
            mend="Let the industry supervisor approve them before the student moves on.",
            open=len(waiting),
        )
    if command.minutes != state.approved_minutes:
        raise Refused("logbook-changed", "Days were approved meanwhile.", mend="Ask for the transfer again.")
    return [
        e.PlacementTransferred(
            **of(state),
            successor=command.successor,
            ended_on=command.ended_on,
            minutes=state.approved_minutes,
            reason=command.reason,
        )
    ]


def _last_day(state: Placement, ended_on: date, today: date) -> None:
    """Slot and days are free from the day after, so the student is there no longer and has written nothing later."""
    if not state.period.has(ended_on):
        raise Refused("day-outside", f"{ended_on} is outside the placement.", mend=f"Give a day from {state.period}.")
    if ended_on > today:
        raise Refused(
            "end-not-come",
            f"{ended_on} has not come yet.",
            mend="End it on its last day or after; until then the slot is the student's.",
            day=str(ended_on),
        )
    written = max(state.logbook, default=ended_on)
    if written > ended_on:
        raise Refused(
            "logbook-beyond-the-end",
            f"The logbook goes on after {ended_on}, up to {written}.",
            mend="Give the last written day or a later one.",
            day=str(written),
        )
