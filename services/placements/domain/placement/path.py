"""The rules of the way to the first day: proposed → offered → accepted → cleared → ongoing (C15–C18)."""

from collections.abc import Sequence
from datetime import date, datetime

from services.placements.domain.cohort import Cohort, accepting
from services.placements.domain.placement import commands as c
from services.placements.domain.placement import events as e
from services.placements.domain.placement.refusing import expect, never_own_step, of, who
from services.placements.domain.placement.state import BEFORE_START, ENDED, Placement
from services.placements.domain.placement.values import Shift
from services.placements.domain.student import Student
from shared.days import day_in, midnight, proper
from shared.events import Actor
from shared.refusals import Refused

Events = Sequence[e.PlacementEvent]


def propose(command: c.ProposePlacement, _now: datetime) -> Events:
    """Slot and days are taken by the steps beside this one; here only what the placement itself must hold."""
    student, cohort, grant = command.student, accepting(command.cohort), command.grant
    _may_be_placed(student, cohort)
    period = proper(command.period)
    if not cohort.period.covers(period):
        raise Refused(
            "outside-the-cohort",
            f"The cohort lasts from {cohort.period}, the placement would from {period}.",
            mend="Choose days within the cohort.",
        )
    return [
        e.PlacementProposed(
            placement=command.placement,
            student=student.student,
            organisation=grant.organisation,
            school=command.school,
            cohort=cohort.cohort,
            grant=grant.grant,
            agreement=grant.agreement,
            site=grant.site,
            department=grant.department,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            zone=cohort.zone,
            rules=cohort.rules,
            predecessor=command.predecessor,
            carried_minutes=command.carried_minutes,
            by=who(command.by),
        )
    ]


def _may_be_placed(student: Student, cohort: Cohort) -> None:
    if student.state != "enrolled":
        raise Refused("student-left", "The student left the school.", mend="Choose a student who is enrolled.")
    if student.concentration != cohort.concentration:
        raise Refused(
            "another-concentration",
            f"The cohort is for {cohort.concentration}, the student learns {student.concentration}.",
            mend="Choose a cohort of the student's concentration.",
        )


def offer(state: Placement, command: c.OfferPlacement, _now: datetime) -> Events:
    """The school asks the partner."""
    expect(state, "proposed")
    return [e.PlacementOffered(**of(state), by=who(command.by))]


def accept(state: Placement, command: c.AcceptPlacement, _now: datetime) -> Events:
    """The partner answers with its own key, or anybody at the school records the partner's signed answer."""
    expect(state, "offered")
    never_own_step(command.by, state.offered_by, "accept what you offered")
    how = _answered(state, command.by)
    _with_evidence(how, command.evidence is not None)
    return [
        e.PlacementAccepted(
            **of(state),
            industry_supervisor=command.industry_supervisor,
            how=how,
            evidence=command.evidence,
            by=who(command.by),
        )
    ]


def reject(state: Placement, command: c.RejectPlacement, _now: datetime) -> Events:
    """The partner says no; the caller frees slot and days in the same transaction."""
    expect(state, "offered")
    how = _answered(state, command.by)
    return [e.PlacementRejected(**of(state), reason=command.reason, how=how, by=who(command.by))]


def _answered(state: Placement, by: Actor) -> e.Way:
    return "key" if by.organisation == state.organisation else "paper"


def assign_school_supervisor(state: Placement, command: c.AssignSchoolSupervisor, _now: datetime) -> Events:
    """Any time before the end."""
    still_open(state)
    if state.school_supervisor == command.supervisor:
        return []
    return [e.SchoolSupervisorAssigned(**of(state), supervisor=command.supervisor)]


def assign_industry_supervisor(state: Placement, command: c.AssignIndustrySupervisor, _now: datetime) -> Events:
    """Once the partner has accepted."""
    expect(state, "accepted", "cleared", "ongoing", "assessed")
    if state.industry_supervisor == command.supervisor:
        return []
    return [e.IndustrySupervisorAssigned(**of(state), supervisor=command.supervisor)]


def request_supervision(state: Placement, command: c.RequestSupervision, _now: datetime) -> Events:
    """A letter with a link goes out with it; asking again sends another."""
    expect(state, "accepted", "cleared", "ongoing", "assessed")
    if state.industry_supervisor is None:
        raise Refused("supervisors-missing", "The partner has named no supervisor.", mend="Assign one first.")
    return [e.SupervisionRequested(**of(state), supervisor=state.industry_supervisor)]


def request_consent(state: Placement, command: c.RequestConsent, _now: datetime) -> Events:
    """A letter goes out with it; asking again sends another, also to the guardian who came after the one who agreed."""
    expect(state, *BEFORE_START)
    if state.guardian == command.guardian:
        _not_given_yet(state)
    return [e.GuardianConsentRequested(**of(state), guardian=command.guardian)]


def record_consent(state: Placement, command: c.RecordConsent, _now: datetime) -> Events:
    """By the guardian's link, or from a signed paper."""
    expect(state, *BEFORE_START)
    _of_the_guardian(command)
    _not_given_yet(state)
    _with_evidence(command.how, command.evidence is not None)
    return [
        e.GuardianConsentRecorded(**of(state), guardian=command.guardian, how=command.how, evidence=command.evidence)
    ]


def _of_the_guardian(command: c.RecordConsent | c.RevokeConsent) -> None:
    if command.how == "link" and command.by.person != command.guardian:
        raise Refused(
            "not-the-guardian",
            "The student has another guardian now.",
            mend="Let the present guardian do it; the school sends them a letter.",
        )


def _not_given_yet(state: Placement) -> None:
    if state.guardian:
        raise Refused(
            "consent-given-already",
            "The guardian has consented to this placement.",
            mend="Nothing more is needed; a consent can be revoked.",
        )


def revoke_consent(state: Placement, command: c.RevokeConsent, _now: datetime) -> Events:
    """What has not started stops; what runs is flagged."""
    still_open(state)
    _of_the_guardian(command)
    if state.guardian is None:
        raise Refused("no-consent", "There is no consent to revoke.", mend="Nothing needs to be done.")
    revoked = e.GuardianConsentRevoked(**of(state), guardian=command.guardian, how=command.how)
    if state.state in BEFORE_START:
        return [revoked]
    return [revoked, e.PlacementFlagged(**of(state), cause="consent_revoked")]


def brief(state: Placement, command: c.CompleteBriefing, now: datetime) -> Events:
    """Counts once it was held, and before the first day."""
    expect(state, *BEFORE_START)
    if command.held_on > day_in(state.zone, now):
        raise Refused(
            "briefing-not-held-yet", "A briefing counts once it was held.", mend="Record it on the day or after."
        )
    return [e.BriefingCompleted(**of(state), held_on=command.held_on, by=who(command.by))]


def insure(state: Placement, command: c.RecordInsurance, _now: datetime) -> Events:
    """The last one recorded counts; whether it is enough is asked at clearance and start."""
    still_open(state)
    period = proper(command.period)
    return [e.InsuranceRecorded(**of(state), scheme=command.scheme, starts_on=period.starts_on, ends_on=period.ends_on)]


def see_travel_documents(state: Placement, command: c.RecordTravelDocuments, _now: datetime) -> Events:
    """Recorded, not judged: judged at clearance."""
    expect(state, *BEFORE_START)
    return [
        e.TravelDocumentsRecorded(**of(state), passport=command.passport, visa=command.visa, sponsor=command.sponsor)
    ]


def set_roster(state: Placement, command: c.SetRoster, now: datetime) -> Events:
    """Forbidden places are forbidden for every student, night hours for a female minor; days that were stay as due."""
    still_open(state)
    if not command.shifts:
        raise Refused("roster-empty", "The roster holds no working time.", mend="Give at least one shift.")
    if command.place in state.rules.forbidden_places:
        raise Refused(
            "place-forbidden",
            f"Students must not work in a place of this kind: {command.place}.",
            mend="Agree on another place with the partner.",
        )
    if command.female and command.age < state.rules.adult_age:
        _no_night_work(state, command.shifts)
    from_on = _holds_from(state, command.from_on, day_in(state.zone, now))
    return [e.RosterSet(**of(state), place=command.place, shifts=command.shifts, from_on=from_on)]


def _holds_from(state: Placement, asked: date | None, today: date) -> date:
    earliest = state.period.starts_on if state.state in BEFORE_START else today
    from_on = asked or earliest
    if not state.period.has(from_on):
        raise Refused(
            "day-outside",
            f"{from_on} is outside the placement.",
            mend=f"Give a day from {state.period}.",
            day=str(from_on),
        )
    if from_on < earliest:
        raise Refused(
            "roster-backwards",
            f"A roster from {from_on} on would change which days were due.",
            mend=f"Let it hold from {earliest} or a later day; the logbook says what was different before.",
            day=str(earliest),
        )
    return from_on


def _no_night_work(state: Placement, shifts: Sequence[Shift]) -> None:
    start, end = state.rules.night_from, state.rules.night_until
    if any(shift.at_night(start, end) for shift in shifts):
        raise Refused(
            "hours-forbidden",
            f"A female minor must not work between {start:02}:00 and {end:02}:00.",
            mend="Move the shifts out of these hours.",
        )


def clear(state: Placement, command: c.ClearPlacement, now: datetime) -> Events:
    """Somebody else than who proposed it confirms that everything is there; from this day on it can run."""
    expect(state, "accepted")
    never_own_step(command.by, state.proposed_by, "clear what you proposed")
    today = day_in(state.zone, now)
    _not_over(state, today)
    ready(state)
    _consented(state, command.age)
    _fit_to_travel(state, command.age)
    return [e.PlacementCleared(**of(state), cleared_on=today, by=who(command.by))]


def _not_over(state: Placement, today: date) -> None:
    if today > state.period.ends_on:
        raise Refused(
            "last-day-over",
            f"The placement would have ended on {state.period.ends_on}.",
            mend="Withdraw it and propose days to come.",
            ends_on=state.period.ends_on.isoformat(),
        )


def start(state: Placement, _command: c.StartInternship, now: datetime) -> Events:
    """Time starts a cleared placement on its first day, or on the day of a clearance that came later.

    What was before the clearance is no part of it: nobody was briefed or insured, and no guardian had agreed.
    """
    expect(state, "accepted", "cleared")
    ready(state)
    expect(state, "cleared")
    if now < midnight(state.period.starts_on, state.zone):
        raise Refused(
            "not-the-first-day",
            f"The placement starts on {state.period.starts_on}.",
            mend="Wait for the day: it starts by itself.",
        )
    planned = state.period.starts_on
    return [e.InternshipStarted(**of(state), starts_on=max(planned, state.cleared_on or planned))]


def ready(state: Placement) -> None:
    """`Refused` with the first thing that is missing; `missing` names all of them."""
    missing = [(code, detail, mend) for code, there, detail, mend in _needs(state) if not there]
    if missing:
        code, detail, mend = missing[0]
        raise Refused(code, detail, mend=mend, missing=[one[0] for one in missing])


def _needs(state: Placement) -> Sequence[tuple[str, bool, str, str]]:
    supervised = bool(state.school_supervisor and state.industry_supervisor)
    rostered = state.roster_on(state.period.starts_on)
    insured = state.insured is not None and state.insured.covers(state.period)
    return (
        ("briefing-missing", state.briefed_on is not None, "The student was not briefed.", "Record the briefing."),
        (
            "supervisors-missing",
            supervised,
            "A placement needs a supervisor of the school and one of the partner.",
            "Assign both.",
        ),
        (
            "insurance-missing",
            insured,
            f"There is no insurance for the whole period from {state.period}.",
            "Record an insurance that covers every day.",
        ),
        ("roster-missing", bool(rostered), "Nobody knows when the student works.", "Set the roster."),
    )


def _consented(state: Placement, age: int) -> None:
    if age < state.rules.adult_age and state.guardian is None:
        raise Refused(
            "guardian-consent-missing",
            "The student is a minor and no guardian has consented to this placement.",
            mend="Send the guardian the letter with the link, or record the signed paper.",
        )


def _fit_to_travel(state: Placement, age: int) -> None:
    if age < state.rules.minimum_age:
        raise Refused(
            "too-young",
            f"The cohort takes students from {state.rules.minimum_age} years on.",
            mend="Choose a cohort without an age gate, or wait.",
        )
    seen = state.travel
    if state.rules.abroad and not (seen and seen.passport and seen.visa and seen.sponsor):
        raise Refused(
            "travel-documents-missing",
            "A placement abroad needs passport, visa and a sponsor.",
            mend="Record all three once they were seen.",
        )


def still_open(state: Placement) -> None:
    """`Refused` once the placement has ended."""
    if state.state in ENDED:
        raise Refused(
            "placement-ended",
            f"The placement is {state.state}.",
            mend="Nothing of it can be changed any more; propose a new one.",
            state=state.state,
        )


def _with_evidence(how: e.Way, there: bool) -> None:
    if how == "paper" and not there:
        raise Refused(
            "evidence-missing",
            "What was signed on paper needs its evidence.",
            mend="Say where the signed paper is kept.",
        )
