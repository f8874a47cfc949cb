"""From the first day to the last: logbook, incidents, assessments, completion, and ends before time (C15, C19)."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from services.placements.domain.cohort import Rules
from services.placements.domain.placement import PLACEMENT as PLACED
from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.state import CHANGES
from services.placements.domain.placement.values import seal
from shared.days import Period
from tests.given_when_then import Given, given
from tests.unit.placements import cast
from tests.unit.placements.cast import AFTER, HALF_YEAR, LENIENT, ONE_WEEK, TEXT, approved, assessed, ongoing, written

BOTH = (assessed("industry", cast.CHEF), assessed("school", cast.TEACHER.id))


def approval(case: Given, period: Period = ONE_WEEK, **changed: object) -> c.ApproveLogbook:
    """The chef approves what stands."""
    fields: dict[str, object] = {
        "period": period,
        "seal": seal(case.state.between(period)),
        "how": "link",
        "by": cast.CHEF_LINK,
    }
    return c.ApproveLogbook.model_validate(fields | changed)


def record(entries: tuple[e.LogbookEntry, ...]) -> c.RecordLogbook:
    """The student writes."""
    return c.RecordLogbook(entries=entries, by=cast.PUPIL)


def test_every_event_changes_something() -> None:
    assert set(get_args(e.PlacementEvent)) == {*CHANGES, e.PlacementProposed}


def test_c15_a_week_is_written_at_once() -> None:
    given(PLACED, *ongoing()).when(record(cast.entries(ONE_WEEK)), AFTER).then(written(ONE_WEEK))


def test_c15_nothing_is_written_before_the_start() -> None:
    given(PLACED, *cast.cleared()).when(record(cast.entries(ONE_WEEK)), AFTER).refused("wrong-state")


def test_c15_a_day_is_written_once_per_upload() -> None:
    day = cast.entries(ONE_WEEK)[0]
    given(PLACED, *ongoing()).when(record((day, day)), AFTER).refused("day-twice")


def test_c15_days_outside_the_placement_or_ahead_are_refused() -> None:
    day = cast.entries(ONE_WEEK)[0]
    outside = day.model_copy(update={"day": date(2027, 1, 13)})
    given(PLACED, *ongoing()).when(record((outside,)), AFTER).refused("day-outside")
    given(PLACED, *ongoing()).when(record(cast.entries(ONE_WEEK)), cast.FIRST_MORNING).refused("day-not-come")


def test_c15_an_absent_student_has_not_worked() -> None:
    day = cast.entries(ONE_WEEK)[0].model_copy(update={"attendance": "sick"})
    given(PLACED, *ongoing()).when(record((day,)), AFTER).refused("absent-but-worked")


def test_c15_a_day_can_be_corrected_until_it_is_approved() -> None:
    correction = record(cast.entries(ONE_WEEK, minutes=420))
    state = given(PLACED, *ongoing(), written(ONE_WEEK)).when(correction, AFTER).then(e.LogbookRecorded)
    assert state.logbook[date(2026, 7, 13)].minutes == 420
    given(PLACED, *ongoing(), written(ONE_WEEK), approved(ONE_WEEK)).when(correction, AFTER).refused("day-approved")


def test_c15_the_supervisor_approves_exactly_what_was_seen() -> None:
    case = given(PLACED, *ongoing(), written(ONE_WEEK))
    state = case.when(approval(case), AFTER).then(e.LogbookApproved)
    assert state.approved_minutes == 5 * 480
    case.when(approval(case, seal="00" * 32), AFTER).refused("logbook-changed")
    done = given(PLACED, *ongoing(), written(ONE_WEEK), approved(ONE_WEEK))
    done.when(approval(done), AFTER).refused("nothing-to-approve")


def test_c15_who_wrote_a_day_does_not_approve_it() -> None:
    case = given(PLACED, *ongoing(), written(ONE_WEEK, by=cast.HOTEL_KEY))
    case.when(approval(case, by=cast.HOTEL_KEY, how="key"), AFTER).refused("own-step")


def test_c15_only_the_partners_side_approves() -> None:
    case = given(PLACED, *ongoing(), written(ONE_WEEK))
    for stranger in (cast.TEACHER, cast.COORDINATOR, cast.PUPIL, cast.OTHER_KEY, cast.OTHER_LINK, cast.GUARDIAN_LINK):
        case.when(approval(case, by=stranger), AFTER).refused("not-the-industry-supervisor")
    case.when(approval(case, by=cast.HOTEL_KEY, how="key"), AFTER).then(e.LogbookApproved)


def test_c15_an_incident_flags_the_placement_once() -> None:
    report = c.ReportIncident(
        incident=cast.INCIDENT, kind="accident", happened_on=date(2026, 9, 2), text=TEXT, by=cast.PUPIL
    )
    state = given(PLACED, *ongoing()).when(report, AFTER).then(e.IncidentReported, e.PlacementFlagged)
    assert (len(state.incidents), state.flags) == (1, ("incident",))
    again = given(PLACED, *ongoing(), e.PlacementFlagged(**cast.OF, cause="incident"))
    again.when(report, AFTER).then(e.IncidentReported)
    given(PLACED, *ongoing()).when(report, cast.FIRST_MORNING).refused("day-not-come")


def test_c19_both_supervisors_assess_once() -> None:
    by_chef = c.AssessInternship(scores=cast.SCORES, remarks=None, by=cast.CHEF_LINK)
    by_teacher = c.AssessInternship(scores=cast.SCORES, remarks=None, by=cast.TEACHER)
    state = given(PLACED, *ongoing()).when(by_chef, AFTER).then(BOTH[0])
    assert state.state == "ongoing"
    state = given(PLACED, *ongoing(), BOTH[0]).when(by_teacher, AFTER).then(BOTH[1])
    assert state.state == "assessed"
    given(PLACED, *ongoing(), BOTH[0]).when(by_chef, AFTER).refused("assessed-already")


def test_c19_nobody_else_assesses() -> None:
    for stranger in (cast.PUPIL, cast.COORDINATOR, cast.OTHER_KEY):
        assess = c.AssessInternship(scores=cast.SCORES, remarks=None, by=stranger)
        given(PLACED, *ongoing()).when(assess, AFTER).refused("not-a-supervisor")


def test_c19_one_person_does_not_assess_for_both_sides() -> None:
    assess = c.AssessInternship(scores=cast.SCORES, remarks=None, by=cast.TEACHER)
    forged = assessed("industry", cast.TEACHER.id)
    given(PLACED, *ongoing(), forged).when(assess, AFTER).refused("own-step")


def test_c15_completed_with_everything_in() -> None:
    past = (*ongoing(), written(HALF_YEAR), approved(HALF_YEAR), *BOTH)
    completed = e.InternshipCompleted(
        **cast.OF,
        school=cast.SCHOOL,
        cohort=cast.COHORT,
        grant=cast.GRANT,
        starts_on=HALF_YEAR.starts_on,
        ends_on=HALF_YEAR.ends_on,
        hours=132 * 8,
    )
    state = given(PLACED, *past).when(c.CompleteInternship(by=cast.COORDINATOR), AFTER).then(completed)
    assert PLACED.audience(state, completed).partners == (cast.HOTEL,)


def test_c19_no_completion_without_both_assessments() -> None:
    past = (*ongoing(), written(HALF_YEAR), approved(HALF_YEAR), BOTH[0])
    refusal = given(PLACED, *past).when(c.CompleteInternship(by=cast.COORDINATOR), AFTER).refused("assessment-missing")
    assert refusal.facts["missing"] == ["school"]


def test_c15_no_completion_with_open_days() -> None:
    complete = c.CompleteInternship(by=cast.COORDINATOR)
    unapproved = (*ongoing(), written(HALF_YEAR), *BOTH)
    given(PLACED, *unapproved).when(complete, AFTER).refused("logbook-open")
    gap = (*ongoing(), written(ONE_WEEK), approved(ONE_WEEK), *BOTH)
    refusal = given(PLACED, *gap).when(complete, AFTER).refused("logbook-open")
    assert (refusal.facts["open"], refusal.facts["open_days"][0]) == (127, "2026-07-20")


def test_c15_no_completion_below_the_minimum_hours() -> None:
    complete = c.CompleteInternship(by=cast.COORDINATOR)
    short = (*ongoing(period=ONE_WEEK), written(ONE_WEEK), approved(ONE_WEEK), *BOTH)
    refusal = given(PLACED, *short).when(complete, AFTER).refused("hours-below-minimum")
    assert (refusal.facts["lesson_hours"], refusal.facts["minimum"]) == (53, 792)
    exact = Rules(minimum_months=0, minimum_lesson_hours=53)
    given(PLACED, *ongoing(period=ONE_WEEK, rules=exact), *short[-4:]).when(complete, AFTER).then(e.InternshipCompleted)
    lenient = (*ongoing(period=ONE_WEEK, rules=LENIENT), *short[-4:])
    given(PLACED, *lenient).when(complete, AFTER).then(e.InternshipCompleted)


def test_c15_withdrawn_before_terminated_after_the_first_day() -> None:
    withdraw = c.WithdrawPlacement(reason=TEXT, by=cast.COORDINATOR)
    given(PLACED, *cast.cleared()).when(withdraw).then(e.PlacementWithdrawn)
    given(PLACED, *ongoing()).when(withdraw).refused("wrong-state")
    terminate = c.TerminatePlacement(ended_on=date(2026, 10, 1), reason=TEXT, by=cast.COORDINATOR)
    given(PLACED, *cast.cleared()).when(terminate).refused("wrong-state")
    state = given(PLACED, *ongoing()).when(terminate, AFTER).then(e.PlacementTerminated)
    assert state.period.ends_on == date(2026, 10, 1)
    outside = terminate.model_copy(update={"ended_on": date(2027, 2, 1)})
    given(PLACED, *ongoing()).when(outside, AFTER).refused("day-outside")


WRITTEN = (written(ONE_WEEK), approved(ONE_WEEK))
"""Monday to Friday of the first week."""


@pytest.mark.parametrize(
    ("ended_on", "code"),
    [
        (date(2026, 7, 12), "day-outside"),
        (date(2026, 7, 16), "logbook-beyond-the-end"),
        (date(2026, 7, 21), "end-not-come"),
    ],
)
def test_c15_it_ends_between_the_last_written_day_and_today(ended_on: date, code: str) -> None:
    """Today is 20 July in Palangka Raya, where the day has just begun."""
    now = datetime(2026, 7, 19, 17, tzinfo=UTC)
    said: dict[str, Any] = {"ended_on": ended_on, "reason": TEXT, "by": cast.COORDINATOR}
    running = given(PLACED, *ongoing(), *WRITTEN)
    terminate = c.TerminatePlacement(**said)
    transfer = c.TransferPlacement(**said, successor=cast.OTHER_PLACEMENT, minutes=2400)
    for end in (terminate, transfer):
        running.when(end, now).refused(code)
        for possible in (date(2026, 7, 17), date(2026, 7, 20)):
            assert running.when(end.but(ended_on=possible), now).state.period.ends_on == possible


def test_c15_a_transfer_takes_the_approved_hours_along() -> None:
    transfer = c.TransferPlacement(
        successor=cast.OTHER_PLACEMENT, ended_on=date(2026, 7, 17), minutes=2400, reason=TEXT, by=cast.COORDINATOR
    )
    waiting = given(PLACED, *ongoing(), written(ONE_WEEK))
    waiting.when(transfer, AFTER).refused("logbook-open")
    state = (
        given(PLACED, *ongoing(), written(ONE_WEEK), approved(ONE_WEEK))
        .when(transfer, AFTER)
        .then(e.PlacementTransferred)
    )
    given(PLACED, *ongoing(), written(ONE_WEEK), approved(ONE_WEEK)).when(
        transfer.model_copy(update={"minutes": 0}), AFTER
    ).refused("logbook-changed")
    assert (state.state, state.successor, state.approved_minutes) == ("transferred", cast.OTHER_PLACEMENT, 2400)
    carried = cast.propose(predecessor=cast.PLACEMENT, carried_minutes=2400, placement=cast.OTHER_PLACEMENT)
    assert given(PLACED).when(carried).then(e.PlacementProposed).approved_minutes == 2400


def test_c15_nothing_changes_after_the_end() -> None:
    past = (*ongoing(), e.PlacementTerminated(**cast.OF, ended_on=date(2026, 10, 1), reason=TEXT))
    assign = c.AssignSchoolSupervisor(supervisor=cast.TEACHER.id, by=cast.COORDINATOR)
    given(PLACED, *past).when(assign).refused("placement-ended")


def test_c15_a_terminated_mou_flags_what_runs_and_leaves_it_running() -> None:
    state = given(PLACED, *ongoing()).when(c.FlagPlacement(cause="mou_terminated")).then(e.PlacementFlagged)
    assert state.state == "ongoing"
    given(PLACED, *ongoing(), e.PlacementFlagged(**cast.OF, cause="mou_terminated")).when(
        c.FlagPlacement(cause="mou_terminated")
    ).then()
