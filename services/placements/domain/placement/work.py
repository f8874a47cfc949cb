"""The rules from the first day to the last: logbook, incidents, assessments, completion (C15, C19)."""

from collections.abc import Sequence
from datetime import date, datetime

from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.refusing import expect, never_own_step, of, who
from services.placements.domain.placement.state import ENDED, RUNNING, Placement
from services.placements.domain.placement.values import seal
from shared.days import day_in
from shared.events import Actor
from shared.refusals import Refused

Events = Sequence[e.PlacementEvent]


def record(state: Placement, command: c.RecordLogbook, now: datetime) -> Events:
    """Days of the placement that have come and are not approved."""
    expect(state, *RUNNING)
    days = [entry.day for entry in command.entries]
    if len(set(days)) < len(days):
        raise Refused("day-twice", "A day stands twice in the upload.", mend="Send each day once.")
    for entry in command.entries:
        _writable(state, entry, day_in(state.zone, now))
    return [e.LogbookRecorded(**of(state), entries=command.entries, by=who(command.by))] if days else []


def _writable(state: Placement, entry: e.LogbookEntry, until: date) -> None:
    day = entry.day
    if not state.period.has(day):
        raise Refused(
            "day-outside", f"{day} is outside the placement.", mend=f"Send days from {state.period}.", day=str(day)
        )
    if day > until:
        raise Refused("day-not-come", f"{day} has not come yet.", mend="Write it on the day or after.", day=str(day))
    if day in state.logbook and state.logbook[day].approved:
        raise Refused("day-approved", f"{day} is approved.", mend="Leave it out: it stands.", day=str(day))
    if entry.attendance != "present" and entry.minutes:
        raise Refused(
            "absent-but-worked", f"{day} has minutes without presence.", mend="Set minutes to 0.", day=str(day)
        )


def approve(state: Placement, command: c.ApproveLogbook, _now: datetime) -> Events:
    """By the industry supervisor's side; never by who wrote a day."""
    expect(state, *RUNNING)
    _speaks_for_industry(state, command.by)
    days = state.between(command.period)
    if not days:
        raise Refused(
            "nothing-to-approve", f"No day from {command.period} waits for approval.", mend="Choose another span."
        )
    for entry in days.values():
        never_own_step(command.by, entry.by, "approve what you wrote")
    if seal(days) != command.seal:
        raise Refused(
            "logbook-changed", "The days changed since you saw them.", mend="Read them again and approve what stands."
        )
    return [
        e.LogbookApproved(
            **of(state),
            starts_on=min(days),
            ends_on=max(days),
            days=len(days),
            minutes=sum(entry.minutes for entry in days.values()),
            seal=command.seal,
            how=command.how,
            by=who(command.by),
        )
    ]


def _speaks_for_industry(state: Placement, actor: Actor) -> None:
    if not _of_industry(state, actor):
        raise Refused(
            "not-the-industry-supervisor",
            "Only the partner's supervisor approves a logbook.",
            mend="Send the supervisor the letter with the link.",
        )


def _of_industry(state: Placement, actor: Actor) -> bool:
    if actor.person:
        return actor.person == state.industry_supervisor
    return actor.kind == "key" and actor.organisation == state.organisation


def report_incident(state: Placement, command: c.ReportIncident, now: datetime) -> Events:
    """Reported by anybody who is part of the placement; it is flagged, so that somebody looks."""
    expect(state, *RUNNING)
    if command.happened_on > day_in(state.zone, now):
        raise Refused("day-not-come", "An incident cannot lie ahead.", mend="Give the day on which it happened.")
    reported = e.IncidentReported(
        **of(state),
        incident=command.incident,
        kind=command.kind,
        happened_on=command.happened_on,
        text=command.text,
    )
    return [reported, *flag(state, c.FlagPlacement(cause="incident"), now)]


def assess(state: Placement, command: c.AssessInternship, _now: datetime) -> Events:
    """Once per side, by the supervisor of that side; the two are never one person."""
    expect(state, "ongoing")
    side = _side(state, command.by)
    if side in state.assessments:
        raise Refused("assessed-already", f"The {side} has assessed.", mend="An assessment stands once it is given.")
    for other in state.assessments.values():
        never_own_step(command.by, other.by, "assess for both sides")
    return [
        e.InternshipAssessed(**of(state), side=side, scores=command.scores, remarks=command.remarks, by=who(command.by))
    ]


def _side(state: Placement, actor: Actor) -> e.Side:
    if _of_industry(state, actor):
        return "industry"
    if actor.id == state.school_supervisor:
        return "school"
    raise Refused(
        "not-a-supervisor",
        "Only the two supervisors of the placement assess.",
        mend="Let the school supervisor or the partner's supervisor do it.",
    )


def complete(state: Placement, _command: c.CompleteInternship, _now: datetime) -> Events:
    """Everything is in: both assessments, every day approved, the cohort's minimum."""
    expect(state, *RUNNING)
    _both_assessed(state)
    _no_open_day(state)
    _enough_hours(state)
    return [
        e.InternshipCompleted(
            **of(state),
            school=state.school,
            cohort=state.cohort,
            grant=state.grant,
            starts_on=state.period.starts_on,
            ends_on=state.period.ends_on,
            hours=state.approved_minutes // 60,
        )
    ]


def _both_assessed(state: Placement) -> None:
    missing = sorted({"school", "industry"} - state.assessments.keys())
    if missing:
        raise Refused(
            "assessment-missing",
            f"The assessment by the {' and the '.join(missing)} is missing.",
            mend="Ask the supervisor; the link can be sent again.",
            missing=missing,
        )


def _no_open_day(state: Placement) -> None:
    days = state.open_days()
    if days:
        raise Refused(
            "logbook-open",
            f"{len(days)} days of the logbook are not written or not approved, the first is {days[0]}.",
            mend="Let the student write them and the industry supervisor approve them.",
            open_days=[day.isoformat() for day in days[:31]],
            open=len(days),
        )


def _enough_hours(state: Placement) -> None:
    have, need = state.approved_minutes, state.rules.minimum_minutes
    if have < need:
        raise Refused(
            "hours-below-minimum",
            f"{have // state.rules.lesson_minutes} lesson hours are approved, "
            f"the cohort asks for {state.rules.minimum_lesson_hours}.",
            mend="Go on until the hours are reached, here or at another partner by a transfer.",
            lesson_hours=have // state.rules.lesson_minutes,
            minimum=state.rules.minimum_lesson_hours,
        )


def flag(state: Placement, command: c.FlagPlacement, _now: datetime) -> Events:
    """Once per cause, while it has not ended."""
    if command.cause in state.flags or state.state in ENDED:
        return []
    return [e.PlacementFlagged(**of(state), cause=command.cause)]
