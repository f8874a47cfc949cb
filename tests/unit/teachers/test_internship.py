"""Teacher internships, given–when–then. Each refusal of the table carries its C-number."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from services.teachers.domain.calendar import (
    CALENDAR,
    ReleaseDays,
    ReserveDays,
    TeacherDaysReleased,
    TeacherDaysReserved,
)
from services.teachers.domain.internship import (
    INTERNSHIP,
    ApproveInternship,
    CancelInternship,
    CompleteInternship,
    DisseminatePractice,
    NominateTeacher,
    PracticeDisseminated,
    StartInternship,
    SubmitReport,
    TeacherInternshipApproved,
    TeacherInternshipCancelled,
    TeacherInternshipCompleted,
    TeacherInternshipStarted,
    TeacherNominated,
    TeacherReportSubmitted,
)
from shared.events import Actor, TextRef
from shared.ids import new_id
from tests.given_when_then import given

SCHOOL, TEACHER, HOTEL, SUBSTITUTE, INTERNSHIP_ID = (new_id() for _ in range(5))
PRINCIPAL = Actor(kind="member", id=new_id(), roles=frozenset({"principal"}))
COORDINATOR = Actor(kind="member", id=new_id(), roles=frozenset({"coordinator"}))
TEXT = TextRef(id=new_id(), digest="0" * 64)
AFTER = datetime(2026, 8, 29, 3, tzinfo=UTC)

PERIOD: dict[str, Any] = {"starts_on": date(2026, 8, 3), "ends_on": date(2026, 8, 28)}
WHO: dict[str, Any] = {"internship": INTERNSHIP_ID, "teacher": TEACHER, "organisation": HOTEL}
nominate = NominateTeacher(
    **WHO, **PERIOD, school=SCHOOL, member=None, agreement=None, scheme="domestic", zone="Asia/Pontianak",
    lessons_missed=48, by=COORDINATOR,
)  # fmt: skip
nominated = TeacherNominated(
    **WHO, **PERIOD, school=SCHOOL, agreement=None, scheme="domestic", zone="Asia/Pontianak", lessons_missed=48
)
approved = TeacherInternshipApproved(**WHO, substitute=SUBSTITUTE)
started = TeacherInternshipStarted(**WHO, starts_on=PERIOD["starts_on"])
reported = TeacherReportSubmitted(**WHO, report=TEXT)
disseminated = PracticeDisseminated(**WHO, channel="workshop", held_on=date(2026, 9, 11), participants=14, summary=TEXT)
approve = ApproveInternship(substitute=SUBSTITUTE, by=PRINCIPAL)
disseminate = DisseminatePractice(
    channel="workshop", held_on=date(2026, 9, 11), participants=14, summary=TEXT, by=COORDINATOR
)


def test_c21_the_whole_way_from_nomination_to_completion() -> None:
    given(INTERNSHIP).when(nominate).then(nominated)
    given(INTERNSHIP, nominated).when(approve).then(approved)
    given(INTERNSHIP, nominated, approved).when(StartInternship()).then(started)
    given(INTERNSHIP, nominated, approved, started).when(SubmitReport(report=TEXT, by=COORDINATOR), AFTER).then(
        reported
    )
    late = datetime(2026, 9, 12, tzinfo=UTC)
    given(INTERNSHIP, nominated, approved, started, reported).when(disseminate, late).then(disseminated)
    completed = given(INTERNSHIP, nominated, approved, started, reported, disseminated).when(
        CompleteInternship(by=COORDINATOR), late
    )
    assert completed.then(TeacherInternshipCompleted).state == "completed"


def test_c21_a_period_ends_after_it_begins() -> None:
    backwards = nominate.model_copy(update={"ends_on": date(2026, 8, 3)})
    given(INTERNSHIP).when(backwards).refused("period-empty")


def test_c21_lessons_missed_need_a_substitute() -> None:
    given(INTERNSHIP, nominated).when(ApproveInternship(substitute=None, by=PRINCIPAL)).refused("no-substitute")


def test_c21_nobody_substitutes_themselves() -> None:
    given(INTERNSHIP, nominated).when(ApproveInternship(substitute=TEACHER, by=PRINCIPAL)).refused("own-substitute")


def test_c21_only_the_principal_approves() -> None:
    given(INTERNSHIP, nominated).when(approve.model_copy(update={"by": COORDINATOR})).refused("not-the-principal")


def test_c21_nothing_starts_without_approval() -> None:
    given(INTERNSHIP, nominated).when(StartInternship()).refused("wrong-state")


def test_c21_it_starts_by_itself_when_the_first_day_begins_in_the_schools_zone() -> None:
    state = given(INTERNSHIP, nominated, approved).state
    assert INTERNSHIP.due(state).at == datetime(2026, 8, 2, 17, tzinfo=UTC)
    assert INTERNSHIP.due(given(INTERNSHIP, nominated).state) is None


def test_c23_no_report_before_the_last_day_is_over_in_the_schools_zone() -> None:
    report, past = SubmitReport(report=TEXT, by=COORDINATOR), (nominated, approved, started)
    last_minute = datetime(2026, 8, 28, 16, 59, tzinfo=UTC)  # 23:59 in Palangka Raya
    given(INTERNSHIP, *past).when(report, last_minute).refused("internship-still-running")
    given(INTERNSHIP, *past).when(report, last_minute + timedelta(minutes=1)).then(reported)


def test_c23_the_report_is_the_teachers_own() -> None:
    own = nominated.model_copy(update={"member": new_id()})
    report = SubmitReport(report=TEXT, by=COORDINATOR)
    given(INTERNSHIP, own, approved, started).when(report, AFTER).refused("not-the-teacher")
    by_teacher = report.model_copy(update={"by": Actor(kind="member", id=own.member or "")})
    given(INTERNSHIP, own, approved, started).when(by_teacher, AFTER).then(reported)


def test_c23_no_completion_without_a_report() -> None:
    given(INTERNSHIP, nominated, approved, started).when(CompleteInternship(by=COORDINATOR)).refused("no-report")


def test_c23_no_completion_without_a_dissemination() -> None:
    past = (nominated, approved, started, reported)
    given(INTERNSHIP, *past).when(CompleteInternship(by=COORDINATOR)).refused("not-disseminated")


def test_c23_a_dissemination_counts_once_it_was_held() -> None:
    past = (nominated, approved, started, reported)
    given(INTERNSHIP, *past).when(disseminate, AFTER).refused("not-held-yet")


@pytest.mark.parametrize("past", [(), (approved,), (approved, started), (approved, started, reported)])
def test_c21_it_can_be_cancelled_until_it_is_completed(past: tuple[Any, ...]) -> None:
    cancel = CancelInternship(reason=TEXT, by=COORDINATOR)
    given(INTERNSHIP, nominated, *past).when(cancel).then(TeacherInternshipCancelled)
    cancelled = TeacherInternshipCancelled(**WHO, reason=TEXT)
    given(INTERNSHIP, nominated, *past, cancelled).when(cancel).refused("internship-ended")


def test_c21_two_internships_of_a_teacher_cannot_overlap() -> None:
    first = TeacherDaysReserved(teacher=TEACHER, internship=new_id(), **PERIOD)
    touching = ReserveDays(teacher=TEACHER, internship=new_id(), starts_on=date(2026, 8, 28), ends_on=date(2026, 9, 4))
    given(CALENDAR, first).when(touching).refused("internships-overlap")
    next_day = touching.model_copy(update={"starts_on": date(2026, 8, 29)})
    given(CALENDAR, first).when(next_day).then(TeacherDaysReserved)
    given(CALENDAR, first, TeacherDaysReleased(teacher=TEACHER, internship=first.internship)).when(touching).then(
        TeacherDaysReserved
    )


def test_c21_giving_back_days_that_nobody_holds_changes_nothing() -> None:
    given(CALENDAR).when(ReleaseDays(internship=new_id())).then()


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@every(st.lists(st.tuples(days, st.integers(0, 40)), max_size=25))
def test_c21_whatever_is_asked_no_two_accepted_stays_share_a_day(wishes: list[tuple[date, int]]) -> None:
    past: list[Any] = []
    taken: set[date] = set()
    for start, length in wishes:
        command = ReserveDays(
            teacher=TEACHER, internship=new_id(), starts_on=start, ends_on=start + timedelta(days=length)
        )
        wanted = {start + timedelta(days=n) for n in range(length + 1)}
        decided = given(CALENDAR, *past).when(command)
        if wanted & taken:
            decided.refused("internships-overlap")
        else:
            taken |= wanted
            past.extend(decided.events)
