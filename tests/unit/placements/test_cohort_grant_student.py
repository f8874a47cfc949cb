"""Students, cohorts, and the arithmetic of slots and calendars (C15)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from services.placements.domain.calendar import CALENDAR, Calendar, DaysHeld, DaysReleased, HoldDays, ReleaseDays
from services.placements.domain.cohort import (
    COHORT,
    AllocationStarted,
    CloseCohort,
    CohortClosed,
    CohortOpened,
    CohortStarted,
    OpenCohort,
    Rules,
    StartAllocation,
    StartCohort,
)
from services.placements.domain.grant import (
    GRANT,
    AnnounceEnd,
    CloseSlots,
    Grant,
    OpenSlots,
    PauseSlots,
    ReleaseSlot,
    ReserveSlot,
    ResumeSlots,
    SlotReleased,
    SlotReserved,
    SlotsChanged,
    SlotsClosed,
    SlotsEndAnnounced,
    SlotsEndWithdrawn,
    SlotsOpened,
    SlotsPaused,
    SlotsResumed,
    WithdrawEnd,
)
from services.placements.domain.student import (
    STUDENT,
    EnrolStudent,
    ForgetStudent,
    LeaveSchool,
    LinkAccount,
    NameGuardian,
    StudentAccountLinked,
    StudentEnrolled,
    StudentForgotten,
    StudentGuardianNamed,
    StudentLeft,
)
from shared.days import Period
from shared.decider import Decider
from shared.refusals import Refused
from tests.given_when_then import given
from tests.unit.placements import cast

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


def attempt(decider: Decider[Any, Any, Any], state: Any, command: Any) -> tuple[Sequence[Any], str | None]:
    """The events, or the code of the refusal."""
    try:
        return decider.decide(state, command, NOW), None
    except Refused as refusal:
        return (), refusal.code


# students

ENROL = EnrolStudent(
    student=cast.STUDENT,
    guardian=cast.GUARDIAN,
    concentration=cast.CULINARY,
    school_year="2026/2027",
    minor=True,
    by=cast.COORDINATOR,
)
ENROLLED = StudentEnrolled(
    student=cast.STUDENT, guardian=cast.GUARDIAN, concentration=cast.CULINARY, school_year="2026/2027"
)


def test_c15_a_student_is_enrolled_by_id_alone() -> None:
    given(STUDENT).when(ENROL).then(ENROLLED)
    given(STUDENT, ENROLLED).when(ENROL).refused("student-enrolled-already")


def test_c15_a_minor_is_not_enrolled_without_a_guardian() -> None:
    orphaned = ENROL.model_copy(update={"guardian": None})
    given(STUDENT).when(orphaned).refused("guardian-missing")
    given(STUDENT).when(orphaned.model_copy(update={"minor": False})).then(StudentEnrolled)


def test_c15_an_account_is_linked_once() -> None:
    link = LinkAccount(member=cast.PUPIL.id, by=cast.COORDINATOR)
    linked = StudentAccountLinked(student=cast.STUDENT, member=cast.PUPIL.id)
    given(STUDENT, ENROLLED).when(link).then(linked)
    given(STUDENT, ENROLLED, linked).when(link).then()
    other = link.model_copy(update={"member": cast.TEACHER.id})
    given(STUDENT, ENROLLED, linked).when(other).refused("account-linked-already")


def test_c15_a_guardian_can_change_and_a_student_leave() -> None:
    name = NameGuardian(guardian=cast.an_id(77), by=cast.COORDINATOR)
    state = given(STUDENT, ENROLLED).when(name).then(StudentGuardianNamed)
    assert (state.guardian, state.former_guardians) == (cast.an_id(77), (cast.GUARDIAN,))
    leave = LeaveSchool(reason=cast.TEXT, unfinished=(), by=cast.COORDINATOR)
    given(STUDENT, ENROLLED).when(leave).then(StudentLeft)
    left = StudentLeft(student=cast.STUDENT, reason=cast.TEXT)
    given(STUDENT, ENROLLED, left).when(name).refused("student-left")


def test_c15_nobody_leaves_or_is_forgotten_while_a_placement_goes_on() -> None:
    on_the_way = (cast.PLACEMENT, cast.OTHER_PLACEMENT)
    leave = LeaveSchool(reason=cast.TEXT, unfinished=on_the_way, by=cast.COORDINATOR)
    forget = ForgetStudent(unfinished=on_the_way, by=cast.PRINCIPAL)
    for command in (leave, forget):
        refusal = given(STUDENT, ENROLLED).when(command).refused("student-placed")
        assert refusal.facts["placements"] == list(on_the_way)
    given(STUDENT, ENROLLED, StudentForgotten(student=cast.STUDENT)).when(forget).then()


def test_c15_a_forgotten_student_stays_without_a_person() -> None:
    state = given(STUDENT, ENROLLED).when(ForgetStudent(unfinished=(), by=cast.PRINCIPAL)).then(StudentForgotten)
    assert state.state == "forgotten"
    forgotten = StudentForgotten(student=cast.STUDENT)
    given(STUDENT, ENROLLED, forgotten).when(ForgetStudent(unfinished=(), by=cast.PRINCIPAL)).then()


# cohorts

OPEN = OpenCohort(
    cohort=cast.COHORT,
    concentration=cast.CULINARY,
    school_year="2026/2027",
    period=cast.HALF_YEAR,
    zone="Asia/Pontianak",
    rules=Rules(),
    by=cast.COORDINATOR,
)
OPENED = CohortOpened(
    cohort=cast.COHORT,
    concentration=cast.CULINARY,
    school_year="2026/2027",
    starts_on=cast.HALF_YEAR.starts_on,
    ends_on=cast.HALF_YEAR.ends_on,
    zone="Asia/Pontianak",
    rules=Rules(),
)
ALLOCATING = AllocationStarted(cohort=cast.COHORT)
RUNNING = CohortStarted(cohort=cast.COHORT)


def test_c15_open_allocating_running_closed() -> None:
    given(COHORT).when(OPEN).then(OPENED)
    given(COHORT, OPENED).when(StartAllocation(by=cast.COORDINATOR)).then(ALLOCATING)
    due = COHORT.due(given(COHORT, OPENED, ALLOCATING).state)
    assert due is not None
    assert due.at == cast.FIRST_MORNING
    given(COHORT, OPENED, ALLOCATING).when(due.command).then(RUNNING)
    closed = CohortClosed(cohort=cast.COHORT)
    given(COHORT, OPENED, ALLOCATING, RUNNING).when(CloseCohort(unfinished=0, by=cast.COORDINATOR)).then(closed)
    assert COHORT.due(given(COHORT, OPENED).state) is None


def test_c15_a_cohort_opens_once_and_not_backwards() -> None:
    given(COHORT, OPENED).when(OPEN).refused("cohort-open-already")
    backwards = Period(starts_on=date(2026, 8, 1), ends_on=date(2026, 7, 1))
    given(COHORT).when(OPEN.model_copy(update={"period": backwards})).refused("period-empty")


def test_c15_a_cohort_shorter_than_its_minimum_is_refused() -> None:
    a_day_short = Period(starts_on=date(2026, 7, 13), ends_on=date(2027, 1, 11))
    given(COHORT).when(OPEN.model_copy(update={"period": a_day_short})).refused("cohort-too-short")
    by_hours = OPEN.model_copy(update={"period": a_day_short, "rules": Rules(minimum_months=0)})
    given(COHORT).when(by_hours).then(CohortOpened)


def test_c15_a_cohort_does_not_close_over_unfinished_placements() -> None:
    close = CloseCohort(unfinished=3, by=cast.COORDINATOR)
    given(COHORT, OPENED, ALLOCATING, RUNNING).when(close).refused("cohort-unfinished")


def test_c15_a_cohort_goes_one_way() -> None:
    given(COHORT, OPENED, ALLOCATING).when(StartAllocation(by=cast.COORDINATOR)).refused("wrong-state")
    given(COHORT, OPENED).when(StartCohort()).refused("wrong-state")


# slots

OPEN_SLOTS = OpenSlots(
    grant=cast.GRANT,
    agreement=cast.AGREEMENT,
    mou=cast.MOU,
    organisation=cast.HOTEL,
    site=cast.SITE,
    department="kitchen",
    concentration=cast.CULINARY,
    places=2,
    starts_on=cast.YEAR.starts_on,
    ends_on=cast.YEAR.ends_on,
)
SLOTS = SlotsOpened(**OPEN_SLOTS.model_dump())


def reserve(placement: str, **changed: object) -> ReserveSlot:
    fields: dict[str, object] = {
        "placement": placement,
        "cohort": cast.COHORT,
        "concentration": cast.CULINARY,
        "period": cast.HALF_YEAR,
    }
    return ReserveSlot.model_validate(fields | changed)


def reserved(placement: str, taken: int) -> SlotReserved:
    return SlotReserved(
        grant=cast.GRANT, organisation=cast.HOTEL, placement=placement, cohort=cast.COHORT, taken=taken, places=2
    )


def test_c15_a_quota_opens_slots_once_however_often_it_is_heard() -> None:
    given(GRANT).when(OPEN_SLOTS).then(SLOTS)
    given(GRANT, SLOTS).when(OPEN_SLOTS).then()


def test_c15_more_reservations_than_the_quota_are_refused() -> None:
    first, second = cast.an_id(201), cast.an_id(202)
    given(GRANT, SLOTS).when(reserve(first)).then(reserved(first, 1))
    full = given(GRANT, SLOTS, reserved(first, 1), reserved(second, 2))
    refusal = full.when(reserve(cast.an_id(203))).refused("quota-exhausted")
    assert refusal.facts == {"grant": cast.GRANT, "places": 2, "taken": 2}
    full.when(reserve(second)).then()


def test_c15_an_agreement_that_does_not_cover_the_whole_period_is_refused() -> None:
    too_long = Period(starts_on=date(2026, 7, 13), ends_on=date(2027, 7, 1))
    given(GRANT, SLOTS).when(reserve(cast.PLACEMENT, period=too_long)).refused("agreement-too-short")


def test_c15_a_grant_is_for_one_concentration() -> None:
    other = reserve(cast.PLACEMENT, concentration=cast.HOSPITALITY)
    given(GRANT, SLOTS).when(other).refused("concentration-not-granted")


def test_c15_an_ended_agreement_takes_nobody_new_and_keeps_who_is_there() -> None:
    closed = SlotsClosed(grant=cast.GRANT, organisation=cast.HOTEL, reason="terminated")
    given(GRANT, SLOTS).when(CloseSlots(reason="terminated")).then(closed)
    given(GRANT, SLOTS, closed).when(CloseSlots(reason="terminated")).then()
    given(GRANT, SLOTS, closed).when(reserve(cast.PLACEMENT)).refused("grant-closed")
    released = SlotReleased(grant=cast.GRANT, organisation=cast.HOTEL, placement=cast.PLACEMENT, taken=0, places=2)
    given(GRANT, SLOTS, reserved(cast.PLACEMENT, 1), closed).when(ReleaseSlot(placement=cast.PLACEMENT)).then(released)


OF_GRANT = {"grant": cast.GRANT, "organisation": cast.HOTEL}


def test_c3_a_suspended_mou_gives_out_no_slot_until_it_is_resumed() -> None:
    paused, resumed = SlotsPaused(**OF_GRANT), SlotsResumed(**OF_GRANT)
    given(GRANT, SLOTS).when(PauseSlots()).then(paused)
    held = given(GRANT, SLOTS, reserved(cast.PLACEMENT, 1), paused)
    assert held.state.reserved == (cast.PLACEMENT,)
    held.when(PauseSlots()).then()
    held.when(reserve(cast.OTHER_PLACEMENT)).refused("grant-paused")
    held.when(ResumeSlots()).then(resumed)
    given(GRANT, SLOTS).when(ResumeSlots()).then()
    given(GRANT, SLOTS, paused, resumed).when(reserve(cast.PLACEMENT)).then(SlotReserved)


def test_c3_nothing_is_reserved_beyond_an_announced_termination() -> None:
    on_the_last = cast.HALF_YEAR.ends_on
    announced = SlotsEndAnnounced(**OF_GRANT, terminates_on=on_the_last)
    withdrawn = SlotsEndWithdrawn(**OF_GRANT)
    given(GRANT, SLOTS).when(AnnounceEnd(terminates_on=on_the_last)).then(announced)
    known = given(GRANT, SLOTS, announced)
    known.when(AnnounceEnd(terminates_on=on_the_last)).then()
    refusal = known.when(reserve(cast.PLACEMENT)).refused("mou-ends-early")
    assert refusal.facts["terminates_on"] == on_the_last.isoformat()
    shorter = cast.HALF_YEAR.but(ends_on=on_the_last - timedelta(days=1))
    known.when(reserve(cast.PLACEMENT, period=shorter)).then(SlotReserved)
    known.when(WithdrawEnd()).then(withdrawn)
    given(GRANT, SLOTS).when(WithdrawEnd()).then()
    given(GRANT, SLOTS, announced, withdrawn).when(reserve(cast.PLACEMENT)).then(SlotReserved)


def test_c3_the_mou_that_followed_is_neither_suspended_nor_ended() -> None:
    past = (SLOTS, SlotsPaused(**OF_GRANT), SlotsEndAnnounced(**OF_GRANT, terminates_on=cast.HALF_YEAR.ends_on))
    again = OPEN_SLOTS.but(mou=cast.an_id(36), agreed_at=NOW)
    assert given(GRANT, *past).when(again.but(mou=OPEN_SLOTS.mou, places=7)).then(SlotsChanged).paused
    followed = given(GRANT, *past).when(again)
    given(GRANT, *past, *followed.events).when(reserve(cast.PLACEMENT)).then(SlotReserved)


@forall(st.integers(1, 6), st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=60))
def test_c15_slots_never_exceed_the_quota_and_never_go_below_none(places: int, moves: list[tuple[bool, int]]) -> None:
    state: Grant | None = GRANT.fold_all(
        None, GRANT.decide(None, OPEN_SLOTS.model_copy(update={"places": places}), NOW)
    )
    held: set[str] = set()
    for take, number in moves:
        placement = cast.an_id(300 + number)
        command = reserve(placement) if take else ReleaseSlot(placement=placement)
        events, refused = attempt(GRANT, state, command)
        state = GRANT.fold_all(state, events)
        if refused:
            assert (refused, len(held), placement in held) == ("quota-exhausted", places, False)
        else:
            held = held | {placement} if take else held - {placement}
        assert state is not None
        assert set(state.reserved) == held
        assert state.free == places - len(held) >= 0


# calendars


def hold(placement: str, period: Period, instead_of: str | None = None) -> HoldDays:
    return HoldDays(student=cast.STUDENT, placement=placement, period=period, instead_of=instead_of)


def held(placement: str, period: Period) -> DaysHeld:
    return DaysHeld(student=cast.STUDENT, placement=placement, starts_on=period.starts_on, ends_on=period.ends_on)


def test_c15_dates_overlapping_another_placement_are_refused() -> None:
    first = held(cast.PLACEMENT, cast.HALF_YEAR)
    last_day = Period(starts_on=cast.HALF_YEAR.ends_on, ends_on=date(2027, 3, 1))
    refusal = given(CALENDAR, first).when(hold(cast.OTHER_PLACEMENT, last_day)).refused("dates-overlap")
    assert refusal.facts["placement"] == cast.PLACEMENT
    next_day = Period(starts_on=cast.HALF_YEAR.ends_on + timedelta(days=1), ends_on=date(2027, 3, 1))
    given(CALENDAR, first).when(hold(cast.OTHER_PLACEMENT, next_day)).then(DaysHeld)


def test_c15_released_days_can_be_held_again() -> None:
    first = held(cast.PLACEMENT, cast.HALF_YEAR)
    released = DaysReleased(student=cast.STUDENT, placement=cast.PLACEMENT, from_on=date(2026, 10, 1))
    release = ReleaseDays(placement=cast.PLACEMENT, from_on=date(2026, 10, 1))
    given(CALENDAR, first).when(release).then(released)
    given(CALENDAR, first, released).when(release).then()
    rest = Period(starts_on=date(2026, 10, 1), ends_on=date(2027, 1, 12))
    given(CALENDAR, first, released).when(hold(cast.OTHER_PLACEMENT, rest)).then(DaysHeld)


def test_c15_a_transfer_moves_the_days_in_one_step() -> None:
    first = held(cast.PLACEMENT, cast.HALF_YEAR)
    rest = Period(starts_on=date(2026, 10, 1), ends_on=date(2027, 1, 12))
    state = given(CALENDAR, first).when(hold(cast.OTHER_PLACEMENT, rest, cast.PLACEMENT)).then(DaysReleased, DaysHeld)
    assert state.held[cast.PLACEMENT].ends_on == date(2026, 9, 30)


DAYS = st.integers(0, 120)
BASE = date(2026, 7, 1)


@forall(st.lists(st.tuples(st.booleans(), st.integers(0, 5), DAYS, DAYS), max_size=40))
def test_c15_no_day_of_a_student_belongs_to_two_placements(moves: list[tuple[bool, int, int, int]]) -> None:
    state: Calendar | None = None
    for take, number, start, length in moves:
        placement = cast.an_id(400 + number)
        from_on = BASE + timedelta(days=start)
        period = Period(starts_on=from_on, ends_on=from_on + timedelta(days=length + 1))
        if state is None and not take:
            continue
        before = dict(state.held) if state else {}
        command = hold(placement, period) if take else ReleaseDays(placement=placement, from_on=from_on)
        events, refused = attempt(CALENDAR, state, command)
        state = CALENDAR.fold_all(state, events)
        if refused:
            assert refused == "dates-overlap"
            others = [kept for key, kept in before.items() if key != placement]
            assert any(set(kept.each_day()) & set(period.each_day()) for kept in others)
        taken = [day for kept in (state.held.values() if state else ()) for day in kept.each_day()]
        assert len(taken) == len(set(taken))
