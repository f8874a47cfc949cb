"""The rules of ends that were not planned: withdrawn, terminated, transferred (C15). The caller frees slot and days."""

from collections.abc import Sequence
from datetime import date, datetime

from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.refusing import expect, of
from services.placements.domain.placement.state import BEFORE_START, RUNNING, Placement
from shared.refusals import Refused

Events = Sequence[e.PlacementEvent]


def withdraw(state: Placement, command: c.WithdrawPlacement, _now: datetime) -> Events:
    """Before the first day."""
    expect(state, *BEFORE_START)
    return [e.PlacementWithdrawn(**of(state), reason=command.reason)]


def terminate(state: Placement, command: c.TerminatePlacement, _now: datetime) -> Events:
    """While it runs."""
    expect(state, *RUNNING)
    _within(state, command.ended_on)
    return [e.PlacementTerminated(**of(state), ended_on=command.ended_on, reason=command.reason)]


def transfer(state: Placement, command: c.TransferPlacement, _now: datetime) -> Events:
    """While it runs; approved hours go along, so days that wait for approval are settled first."""
    expect(state, "ongoing")
    _within(state, command.ended_on)
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


def _within(state: Placement, ended_on: date) -> None:
    if not state.period.has(ended_on):
        raise Refused("day-outside", f"{ended_on} is outside the placement.", mend=f"Give a day from {state.period}.")
