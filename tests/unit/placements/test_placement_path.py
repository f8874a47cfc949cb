"""From the proposal to the first day, and every refusal on that way (C15–C18)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest

from services.placements.domain.cohort import Rules
from services.placements.domain.placement import PLACEMENT as PLACED
from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.values import Shift
from shared.days import Period, midnight
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.placements import cast
from tests.unit.placements.cast import OF, TEXT, accepted, cleared, ongoing, proposed


def test_c15_a_proposal_keeps_the_rules_of_the_cohort() -> None:
    state = given(PLACED).when(cast.propose()).then(proposed())
    assert state.rules == cast.A_COHORT.rules


def test_c15_a_placement_is_proposed_once() -> None:
    given(PLACED, proposed()).when(cast.propose()).refused("exists-already")


def test_c15_nothing_is_offered_that_was_not_proposed() -> None:
    with pytest.raises(NotFound):
        given(PLACED).when(c.OfferPlacement(by=cast.COORDINATOR))


def test_c15_a_cohort_that_does_not_allocate_refuses_proposals() -> None:
    cohort = cast.A_COHORT.but(state="open")
    given(PLACED).when(cast.propose(cohort=cohort)).refused("cohort-not-allocating")
    given(PLACED).when(cast.propose(cohort=cast.A_COHORT.but(state="closed"))).refused("wrong-state")


def test_c15_a_student_of_another_concentration_is_refused() -> None:
    student = cast.A_STUDENT.but(concentration=cast.HOSPITALITY)
    given(PLACED).when(cast.propose(student=student)).refused("another-concentration")


def test_c15_a_student_who_left_is_refused() -> None:
    given(PLACED).when(cast.propose(student=cast.A_STUDENT.but(state="left"))).refused("student-left")


def test_c15_days_outside_the_cohort_are_refused() -> None:
    given(PLACED).when(cast.propose(period=cast.YEAR)).refused("outside-the-cohort")


def test_c15_a_period_that_ends_before_it_begins_is_refused() -> None:
    backwards = Period(starts_on=date(2026, 8, 1), ends_on=date(2026, 7, 20))
    given(PLACED).when(cast.propose(period=backwards)).refused("period-empty")


def test_c15_offered_and_accepted_by_the_partner() -> None:
    given(PLACED, proposed()).when(c.OfferPlacement(by=cast.COORDINATOR)).then(cast.OFFERED)
    accept = c.AcceptPlacement(industry_supervisor=cast.CHEF, evidence=None, by=cast.HOTEL_KEY)
    given(PLACED, proposed(), cast.OFFERED).when(accept).then(cast.ACCEPTED)


def test_c15_who_offered_does_not_accept() -> None:
    accept = c.AcceptPlacement(industry_supervisor=cast.CHEF, evidence=TEXT, by=cast.COORDINATOR)
    given(PLACED, proposed(), cast.OFFERED).when(accept).refused("own-step")


def test_c15_an_answer_on_paper_needs_evidence() -> None:
    accept = c.AcceptPlacement(industry_supervisor=cast.CHEF, evidence=None, by=cast.PRINCIPAL)
    given(PLACED, proposed(), cast.OFFERED).when(accept).refused("evidence-missing")


def test_c15_the_schools_own_key_does_not_speak_for_the_partner() -> None:
    accept = c.AcceptPlacement(industry_supervisor=cast.CHEF, evidence=None, by=cast.SCHOOL_KEY)
    case = given(PLACED, proposed(), cast.OFFERED)
    case.when(accept).refused("evidence-missing")
    (accepted_on_paper,) = case.when(accept.but(evidence=TEXT)).events
    assert accepted_on_paper.how == "paper"
    (rejected,) = case.when(c.RejectPlacement(reason=TEXT, by=cast.SCHOOL_KEY)).events
    assert rejected.how == "paper"


def test_c15_nothing_is_accepted_before_it_was_offered() -> None:
    accept = c.AcceptPlacement(industry_supervisor=cast.CHEF, evidence=None, by=cast.HOTEL_KEY)
    given(PLACED, proposed()).when(accept).refused("wrong-state")


def test_c15_the_partner_may_say_no_with_a_reason() -> None:
    reject = c.RejectPlacement(reason=TEXT, by=cast.HOTEL_KEY)
    decided = given(PLACED, proposed(), cast.OFFERED).when(reject)
    assert decided.then(e.PlacementRejected).state == "rejected"
    assert decided.events[0].how == "key"


def test_c15_supervisors_are_named_and_can_change() -> None:
    assign = c.AssignSchoolSupervisor(supervisor=cast.TEACHER.id, by=cast.COORDINATOR)
    given(PLACED, proposed()).when(assign).then(cast.SUPERVISED)
    given(PLACED, proposed(), cast.SUPERVISED).when(assign).then()
    delegate = c.AssignIndustrySupervisor(supervisor=cast.OTHER_CHEF, by=cast.HOTEL_KEY)
    state = given(PLACED, *ongoing()).when(delegate).then(e.IndustrySupervisorAssigned)
    assert state.industry_supervisor == cast.OTHER_CHEF


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        (cast.BRIEFED, "briefing-missing"),
        (cast.SUPERVISED, "supervisors-missing"),
        (cast.INSURED, "insurance-missing"),
        (cast.ROSTERED, "roster-missing"),
    ],
)
def test_c16_clearance_and_start_need_all_that_is_due_before(missing: e.PlacementEvent, code: str) -> None:
    there = [event for event in cast.PREPARED if event is not missing]
    case = given(PLACED, *accepted(), *there, cast.CONSENTED)
    case.when(c.ClearPlacement(age=17, by=cast.PRINCIPAL)).refused(code)
    refusal = case.when(c.StartInternship(), cast.FIRST_MORNING).refused(code)
    assert refusal.facts["missing"] == [code]


def test_c15_insurance_must_cover_the_last_day() -> None:
    short = cast.INSURED.model_copy(update={"ends_on": date(2027, 1, 11)})
    prepared = (cast.SUPERVISED, cast.BRIEFED, short, cast.ROSTERED)
    clear = c.ClearPlacement(age=19, by=cast.PRINCIPAL)
    given(PLACED, *accepted(), *prepared).when(clear).refused("insurance-missing")


def test_c15_a_minor_without_guardian_consent_is_not_cleared_an_adult_is() -> None:
    case = given(PLACED, *accepted(), *cast.PREPARED)
    case.when(c.ClearPlacement(age=17, by=cast.PRINCIPAL)).refused("guardian-consent-missing")
    case.when(c.ClearPlacement(age=18, by=cast.PRINCIPAL)).then(cast.CLEARED)
    consented = given(PLACED, *accepted(), *cast.PREPARED, cast.CONSENTED)
    consented.when(c.ClearPlacement(age=17, by=cast.PRINCIPAL)).then(cast.CLEARED)


def test_c15_who_proposed_does_not_clear() -> None:
    case = given(PLACED, *accepted(), *cast.PREPARED, cast.CONSENTED)
    case.when(c.ClearPlacement(age=17, by=cast.COORDINATOR)).refused("own-step")


def test_c18_abroad_needs_the_age_and_the_documents() -> None:
    rules = Rules(abroad=True, minimum_age=18)
    case = given(PLACED, *accepted(rules=rules), *cast.PREPARED, cast.CONSENTED)
    case.when(c.ClearPlacement(age=17, by=cast.PRINCIPAL)).refused("too-young")
    case.when(c.ClearPlacement(age=18, by=cast.PRINCIPAL)).refused("travel-documents-missing")
    seen = e.TravelDocumentsRecorded(**OF, passport=True, visa=True, sponsor=cast.an_id(70))
    ready = given(PLACED, *accepted(rules=rules), *cast.PREPARED, seen)
    ready.when(c.ClearPlacement(age=18, by=cast.PRINCIPAL)).then(cast.CLEARED)


def test_c18_documents_are_recorded_without_the_papers() -> None:
    record = c.RecordTravelDocuments(passport=True, visa=False, sponsor=None, by=cast.COORDINATOR)
    given(PLACED, proposed()).when(record).then(e.TravelDocumentsRecorded)


def test_c16_a_briefing_counts_once_it_was_held() -> None:
    brief = c.CompleteBriefing(held_on=date(2026, 7, 2), by=cast.TEACHER)
    late_on_the_first = datetime(2026, 7, 1, 16, 59, tzinfo=UTC)
    given(PLACED, proposed()).when(brief, late_on_the_first).refused("briefing-not-held-yet")
    given(PLACED, proposed()).when(brief, datetime(2026, 7, 1, 17, tzinfo=UTC)).then(e.BriefingCompleted)


def test_c15_insurance_is_recorded_for_a_period_that_is_one() -> None:
    backwards = Period(starts_on=date(2026, 8, 1), ends_on=date(2026, 7, 20))
    insure = c.RecordInsurance(scheme="bpjs_ketenagakerjaan", period=backwards, by=cast.COORDINATOR)
    given(PLACED, proposed()).when(insure).refused("period-empty")
    given(PLACED, proposed()).when(insure.model_copy(update={"period": cast.HALF_YEAR})).then(cast.INSURED)


def test_c15_consent_by_link_and_on_paper_with_evidence() -> None:
    by_link = c.RecordConsent(guardian=cast.GUARDIAN, how="link", evidence=None, by=cast.GUARDIAN_LINK)
    given(PLACED, *accepted()).when(by_link).then(cast.CONSENTED)
    on_paper = c.RecordConsent(guardian=cast.GUARDIAN, how="paper", evidence=None, by=cast.COORDINATOR)
    given(PLACED, *accepted()).when(on_paper).refused("evidence-missing")
    given(PLACED, *accepted(), cast.CONSENTED).when(by_link).refused("consent-given-already")
    ask = c.RequestConsent(guardian=cast.GUARDIAN, by=cast.COORDINATOR)
    given(PLACED, *accepted(), cast.CONSENTED).when(ask).refused("consent-given-already")
    state = given(PLACED, *accepted()).when(ask).then(e.GuardianConsentRequested)
    assert state.asked == cast.GUARDIAN


def test_c15_only_the_guardian_of_now_consents_and_revokes_by_link() -> None:
    now = cast.OTHER_GUARDIAN
    consent = c.RecordConsent(guardian=now, how="link", evidence=None, by=cast.GUARDIAN_LINK)
    given(PLACED, *accepted()).when(consent).refused("not-the-guardian")
    revoke = c.RevokeConsent(guardian=now, how="link", by=cast.GUARDIAN_LINK)
    case = given(PLACED, *accepted(), cast.CONSENTED)
    case.when(revoke).refused("not-the-guardian")
    by_now = revoke.but(by=cast.GUARDIAN_LINK.but(person=now))
    revoked = e.GuardianConsentRevoked(**OF, guardian=now, how="link")
    assert case.when(by_now).then(revoked).guardian is None
    case.when(revoke.but(how="paper", by=cast.COORDINATOR)).then(revoked.but(how="paper"))


def test_c15_the_guardian_who_came_after_can_be_written_to() -> None:
    ask = c.RequestConsent(guardian=cast.OTHER_GUARDIAN, by=cast.COORDINATOR)
    given(PLACED, *accepted(), cast.CONSENTED).when(ask).then(e.GuardianConsentRequested)


def test_c15_a_revoked_consent_stops_what_has_not_started() -> None:
    revoke = c.RevokeConsent(guardian=cast.GUARDIAN, how="link", by=cast.GUARDIAN_LINK)
    state = given(PLACED, *cleared()).when(revoke).then(e.GuardianConsentRevoked)
    assert (state.state, state.guardian) == ("accepted", None)
    assert PLACED.due(state) is None


def test_c15_a_revoked_consent_flags_what_runs() -> None:
    revoke = c.RevokeConsent(guardian=cast.GUARDIAN, how="link", by=cast.GUARDIAN_LINK)
    state = given(PLACED, *ongoing()).when(revoke).then(e.GuardianConsentRevoked, e.PlacementFlagged)
    assert (state.state, state.flags) == ("ongoing", ("consent_revoked",))
    given(PLACED, *accepted()).when(revoke).refused("no-consent")


@pytest.mark.parametrize("place", ["karaoke", "disco", "alcohol_promotion"])
def test_c15_forbidden_places_are_refused_for_everybody(place: str) -> None:
    roster = c.SetRoster(place=place, shifts=cast.OFFICE_HOURS, from_on=None, age=19, female=False, by=cast.COORDINATOR)
    given(PLACED, *accepted()).when(roster).refused("place-forbidden")


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "forbidden"),
    [
        (time(15), time(23), False),
        (time(15), time(23, 1), True),
        (time(22), time(6), True),
        (time(6, 59), time(12), True),
        (time(7), time(15), False),
        (time(1), time(2), True),
    ],
)
def test_c15_a_female_minor_works_no_night(starts_at: time, ends_at: time, forbidden: bool) -> None:
    shifts = (Shift(weekday=6, starts_at=starts_at, ends_at=ends_at),)
    roster = c.SetRoster(place="kitchen", shifts=shifts, from_on=None, age=17, female=True, by=cast.COORDINATOR)
    case = given(PLACED, *accepted())
    if forbidden:
        case.when(roster).refused("hours-forbidden")
        case.when(roster.model_copy(update={"female": False})).then(e.RosterSet)
        case.when(roster.model_copy(update={"age": 18})).then(e.RosterSet)
    else:
        case.when(roster).then(e.RosterSet)


def test_c15_a_roster_holds_working_time() -> None:
    empty = c.SetRoster(place="kitchen", shifts=(), from_on=None, age=17, female=True, by=cast.COORDINATOR)
    given(PLACED, *accepted()).when(empty).refused("roster-empty")


ROSTER = c.SetRoster(place="kitchen", shifts=cast.OFFICE_HOURS, from_on=None, age=19, female=True, by=cast.TEACHER)
TUESDAY_TO_SATURDAY = tuple(Shift(weekday=day, starts_at=time(8), ends_at=time(16)) for day in range(2, 7))
MID_OCTOBER = datetime(2026, 10, 13, 17, tzinfo=UTC)
"""Wednesday 14 October in Palangka Raya, where the day has just begun."""


def test_c15_a_roster_holds_from_the_first_day_or_from_today() -> None:
    shifts = {"place": "kitchen", "shifts": cast.OFFICE_HOURS}
    first = e.RosterSet(**OF, **shifts, from_on=cast.HALF_YEAR.starts_on)
    given(PLACED, *accepted()).when(ROSTER).then(first)
    today = e.RosterSet(**OF, **shifts, from_on=date(2026, 10, 14))
    given(PLACED, *ongoing()).when(ROSTER, MID_OCTOBER).then(today)


def test_c15_a_new_roster_leaves_the_days_before_it_as_they_were() -> None:
    """Monday to Friday, from Wednesday 14 October on Tuesday to Saturday."""
    changed = ROSTER.but(shifts=TUESDAY_TO_SATURDAY)
    state = given(PLACED, *ongoing()).when(changed, MID_OCTOBER).then(e.RosterSet)
    days = state.open_days()
    before = [day for day in days if day < date(2026, 10, 14)]
    assert {day.isoweekday() for day in before} == {1, 2, 3, 4, 5}
    assert {day.isoweekday() for day in days[len(before) :]} == {2, 3, 4, 5, 6}


def test_c15_no_day_that_was_due_vanishes_with_a_roster_of_today() -> None:
    mondays = ROSTER.but(shifts=cast.OFFICE_HOURS[:1])
    last = midnight(cast.HALF_YEAR.ends_on, "Asia/Pontianak")
    due = given(PLACED, *ongoing()).state.open_days()
    state = given(PLACED, *ongoing()).when(mondays, last).then(e.RosterSet)
    assert state.open_days() == due[:-1]
    given(PLACED, *ongoing()).when(mondays, last + timedelta(days=1)).refused("day-outside")


def test_c15_a_roster_holds_for_days_to_come_that_are_in_the_placement() -> None:
    running = given(PLACED, *ongoing())
    running.when(ROSTER.but(from_on=date(2026, 10, 13)), MID_OCTOBER).refused("roster-backwards")
    running.when(ROSTER.but(from_on=date(2027, 1, 13)), MID_OCTOBER).refused("day-outside")
    given(PLACED, *accepted()).when(ROSTER.but(from_on=date(2026, 7, 12))).refused("day-outside")
    november = date(2026, 11, 2)
    planned = running.when(ROSTER.but(from_on=november, shifts=TUESDAY_TO_SATURDAY), MID_OCTOBER)
    state = planned.then(e.RosterSet)
    assert (state.roster_on(november), state.roster_on(date(2026, 11, 1))) == (TUESDAY_TO_SATURDAY, cast.OFFICE_HOURS)
    again = given(PLACED, *ongoing(), *planned.events).when(ROSTER, MID_OCTOBER).then(e.RosterSet)
    assert again.roster_on(november) == cast.OFFICE_HOURS


def test_c15_somebody_knows_when_the_student_works_from_the_first_day_on() -> None:
    later = given(PLACED, *accepted()).when(ROSTER.but(from_on=date(2026, 8, 3))).events
    there = (cast.SUPERVISED, cast.BRIEFED, cast.INSURED, cast.CONSENTED, *later)
    given(PLACED, *accepted(), *there).when(c.ClearPlacement(age=17, by=cast.PRINCIPAL)).refused("roster-missing")


def test_c15_the_supervisors_link_can_be_sent_again() -> None:
    ask = c.RequestSupervision(by=cast.COORDINATOR)
    given(PLACED, *accepted()).when(ask).then(e.SupervisionRequested(**OF, supervisor=cast.CHEF))
    given(PLACED, proposed()).when(ask).refused("wrong-state")


def test_c15_time_starts_a_cleared_placement_at_the_first_moment_of_its_first_day() -> None:
    state = given(PLACED, *cleared()).state
    due = PLACED.due(state)
    assert due is not None
    assert due.at == cast.FIRST_MORNING
    given(PLACED, *cleared()).when(due.command, due.at).then(cast.STARTED)


def test_c15_what_is_cleared_late_starts_on_the_day_of_its_clearance() -> None:
    """Cleared on 20 July in Palangka Raya, a week after its first day: the week before was no placement."""
    late, day = datetime(2026, 7, 19, 17, tzinfo=UTC), date(2026, 7, 20)
    ready = (*accepted(), *cast.PREPARED, cast.CONSENTED)
    cleared_late = e.PlacementCleared(**OF, cleared_on=day, by=cast.PRINCIPAL.id)
    given(PLACED, *ready).when(c.ClearPlacement(age=17, by=cast.PRINCIPAL), late).then(cleared_late)
    started = given(PLACED, *ready, cleared_late).when(c.StartInternship(), late + timedelta(days=3))
    state = started.then(e.InternshipStarted(**OF, starts_on=day))
    assert (state.period.starts_on, state.open_days()[0]) == (day, day)
    before = c.RecordLogbook(entries=cast.entries(cast.ONE_WEEK), by=cast.PUPIL)
    given(PLACED, *ready, cleared_late, *started.events).when(before, cast.AFTER).refused("day-outside")


def test_c15_what_was_cleared_before_days_of_clearance_were_kept_starts_on_its_first_day() -> None:
    past = [event.but(cleared_on=None) if event is cast.CLEARED else event for event in cleared()]
    given(PLACED, *past).when(c.StartInternship(), cast.AFTER).then(cast.STARTED)


def test_c15_nothing_is_cleared_once_its_last_day_is_over() -> None:
    clear = c.ClearPlacement(age=17, by=cast.PRINCIPAL)
    case = given(PLACED, *accepted(), *cast.PREPARED, cast.CONSENTED)
    last = midnight(cast.HALF_YEAR.ends_on, "Asia/Pontianak")
    case.when(clear, last).then(e.PlacementCleared)
    case.when(clear, last + timedelta(days=1)).refused("last-day-over")


def test_c15_nothing_starts_before_its_first_day_or_without_clearance() -> None:
    the_day_before = datetime(2026, 7, 12, 16, 59, tzinfo=UTC)
    given(PLACED, *cleared()).when(c.StartInternship(), the_day_before).refused("not-the-first-day")
    uncleared = given(PLACED, *accepted(), *cast.PREPARED, cast.CONSENTED)
    uncleared.when(c.StartInternship(), cast.FIRST_MORNING).refused("wrong-state")
    assert PLACED.due(uncleared.state) is None


def test_c15_the_partner_hears_from_the_offer_on() -> None:
    before = given(PLACED, proposed()).state
    assert PLACED.audience(before, proposed()).partners == ()
    after = given(PLACED, proposed(), cast.OFFERED).state
    assert PLACED.audience(after, cast.OFFERED).partners == (cast.HOTEL,)
    asked = e.GuardianConsentRequested(**OF, guardian=cast.GUARDIAN)
    assert PLACED.audience(after, asked).partners == ()


def test_c15_the_partner_does_not_hear_what_the_school_was_told_in_confidence() -> None:
    running = given(PLACED, *ongoing()).state
    reported = e.IncidentReported(
        **OF, incident=cast.INCIDENT, kind="harassment", happened_on=date(2026, 7, 13), text=TEXT
    )
    told = {cause: e.PlacementFlagged(**OF, cause=cause) for cause in get_args(e.Cause)}
    assert PLACED.audience(running, reported).partners == ()
    heard = {cause for cause, flagged in told.items() if PLACED.audience(running, flagged).partners}
    assert heard == {"agreement_ended", "agreement_amended", "mou_terminated"}
