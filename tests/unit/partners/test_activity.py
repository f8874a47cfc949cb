"""Activities of the partnership, whatever their kind (C4, C34–C36, C41)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.activity import ACTIVITY
from services.partners.domain.activity import commands as asked
from services.partners.domain.activity import events as told
from services.partners.domain.activity.kind_events import CommunityContributionRecorded, PublicEventHeld
from services.partners.domain.activity.kinds import FIGURES, KINDS
from services.partners.domain.activity.values import Attendance, Evidence, Guests, Plan
from services.partners.words import activities as words
from shared.contracts import samples
from shared.events import Actor
from tests.given_when_then import given
from tests.unit.partners.cast import (
    AGREEMENT,
    COORDINATOR,
    HOTEL,
    OTHER_HOTEL,
    PARTNER,
    PERSON,
    PROGRAMME,
    SCAN,
    SITE,
    TEACHER,
    TEXT,
    an_id,
)

BEGINS, ENDS = datetime(2026, 9, 3, 1, tzinfo=UTC), datetime(2026, 9, 3, 4, tzinfo=UTC)
DAY, MOU = date(2026, 9, 3), an_id(23)
WHOLE_YEAR = {"starts_on": date(2026, 7, 13), "ends_on": date(2027, 7, 12)}


def plan(**changed: Any) -> Plan:
    """A chef teaches at the school."""
    plain: dict[str, Any] = {
        "kind": "guest_teaching", "title": TEXT, "starts_at": BEGINS, "ends_at": ENDS, "on": DAY,
        "zone": "Asia/Pontianak", "organiser": TEACHER.id, "partner": PARTNER, "organisation": HOTEL,
    }  # fmt: skip
    return Plan.model_validate(plain | changed)


def planning(of: Plan | None = None, **changed: Any) -> asked.PlanActivity:
    """The command that plans it."""
    industry = asked.PartnerFact(status="active", kind="industry")
    plain: dict[str, Any] = {"plan": of or plan(), "by": COORDINATOR.id, "partner": industry, "sites": (SITE,)}
    return asked.PlanActivity.model_validate(plain | changed)


def document(status: str = "active", **changed: Any) -> asked.DocumentFact:
    """An MoU or agreement with the hotel."""
    plain: dict[str, Any] = {"status": status, "organisations": (HOTEL,), **WHOLE_YEAR}
    return asked.DocumentFact.model_validate(plain | changed)


CLASS = Attendance(students=30, teachers=1, guests=(Guests(organisation=HOTEL, count=1, people=(PERSON,)),))
PLANNED = told.ActivityPlanned(**dict(plan()), by=COORDINATOR.id)
PASSED = told.ActivityPassed(on=DAY)
WHOSE: dict[str, Any] = {"kind": "guest_teaching", "on": DAY, "partner": PARTNER, "organisation": HOTEL}
HELD = told.ActivityHeld(**WHOSE, attendance=CLASS, figures={"lesson_hours": 4}, by=TEACHER.id)
PHOTO = Evidence(attachment=SCAN, shows="photo")
DOCUMENTED = told.ActivityDocumented(
    kind="guest_teaching", on=DAY, organisation=HOTEL, evidence=(PHOTO,), by=TEACHER.id
)
CANCELLED = told.ActivityCancelled(kind="guest_teaching", on=DAY, organisation=HOTEL, reason=TEXT, by=TEACHER.id)
HOLD = asked.HoldActivity(attendance=CLASS, figures={"lesson_hours": 4}, by=TEACHER)
DOCUMENT = asked.DocumentActivity(evidence=(PHOTO,), by=TEACHER)
ON_THE_WAY, AFTERWARDS = BEGINS + timedelta(hours=1), ENDS + timedelta(days=1)


def test_c4_plans_holds_and_documents() -> None:
    given(ACTIVITY).when(planning()).then(PLANNED)
    given(ACTIVITY, PLANNED).when(HOLD, ON_THE_WAY).then(HELD)
    given(ACTIVITY, PLANNED, HELD).when(DOCUMENT).then(DOCUMENTED)
    assert given(ACTIVITY, PLANNED, HELD, DOCUMENTED).state.status == "documented"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (planning(plan(kind="nonsense")), "unknown-activity-kind"),
        (planning(plan(ends_at=BEGINS)), "ends-not-after-start"),
        (planning(plan(partner=None, organisation=None), partner=None), "activity-without-partner"),
        (planning(partner=asked.PartnerFact(status="blocked", kind="industry")), "blocked-partner"),
        (planning(partner=asked.PartnerFact(status="active", kind="parent_group")), "kind-not-with-this-partner"),
        (planning(plan(site=an_id(99))), "unknown-site"),
        (
            planning(plan(programme=PROGRAMME), programme=asked.ProgrammeFact(status="approved", partner=an_id(99))),
            "programme-of-another",
        ),
        (
            planning(plan(programme=PROGRAMME), programme=asked.ProgrammeFact(status="proposed", partner=PARTNER)),
            "programme-not-approved",
        ),
        (planning(plan(mou=MOU), mou=document("suspended")), "activity-outside-mou"),
        (planning(plan(mou=MOU), mou=document(ends_on=date(2026, 9, 2))), "activity-outside-mou"),
        (planning(plan(mou=MOU), mou=document(organisations=(OTHER_HOTEL,))), "activity-outside-mou"),
        (planning(plan(agreement=AGREEMENT), agreement=document("ended")), "activity-outside-agreement"),
        (
            planning(plan(agreement=AGREEMENT), agreement=document(starts_on=date(2026, 9, 4))),
            "activity-outside-agreement",
        ),
    ],
)
def test_c4_refuses_to_plan(command: asked.PlanActivity, code: str) -> None:
    given(ACTIVITY).when(command).refused(code)


def test_c4_plans_under_what_is_in_force_on_its_last_day() -> None:
    last = planning(plan(mou=MOU, agreement=AGREEMENT), mou=document(ends_on=DAY), agreement=document(ends_on=DAY))
    given(ACTIVITY).when(last).then(told.ActivityPlanned)


def test_c4_refuses_to_hold_without_attendance_and_says_whose() -> None:
    nobody = HOLD.but(attendance=Attendance())
    assert given(ACTIVITY, PLANNED).when(nobody, ON_THE_WAY).refused("held-without-attendance").facts == {
        "missing": ["students", "guests"]
    }
    no_guest = HOLD.but(attendance=Attendance(students=30))
    assert given(ACTIVITY, PLANNED).when(no_guest, ON_THE_WAY).refused("held-without-attendance").facts == {
        "missing": ["guests"]
    }


def test_c4_refuses_to_hold_any_kind_when_nobody_came() -> None:
    other = told.ActivityPlanned(**dict(plan(kind="other")), by=COORDINATOR.id)
    given(ACTIVITY, other).when(HOLD.but(attendance=Attendance(), figures={}), AFTERWARDS).refused(
        "held-without-attendance"
    )


def test_c4_refuses_to_hold_what_has_not_begun() -> None:
    given(ACTIVITY, PLANNED).when(HOLD, BEGINS - timedelta(seconds=1)).refused("activity-not-begun")
    given(ACTIVITY, PLANNED).when(HOLD, BEGINS).then(HELD)


@pytest.mark.parametrize("figures", [{}, {"lesson_hours": 4, "plans": 1}, {"lesson_hours": -1}])
def test_c4_refuses_other_figures_than_the_kind_asks_for(figures: dict[str, int]) -> None:
    given(ACTIVITY, PLANNED).when(HOLD.but(figures=figures), ON_THE_WAY).refused("figures-not-as-asked")


def test_c4_refuses_more_names_than_heads() -> None:
    crowd = tuple(an_id(1000 + number) for number in range(32))
    given(ACTIVITY, PLANNED).when(HOLD.but(attendance=CLASS.but(known=crowd)), ON_THE_WAY).refused(
        "more-names-than-heads"
    )
    two = CLASS.but(guests=(Guests(count=1, people=(PERSON, an_id(52))),))
    given(ACTIVITY, PLANNED).when(HOLD.but(attendance=two), ON_THE_WAY).refused("more-names-than-heads")


def test_c4_refuses_to_document_without_evidence() -> None:
    nothing = given(ACTIVITY, PLANNED, HELD).when(DOCUMENT.but(evidence=())).refused("documented-without-evidence")
    assert "any." not in nothing.detail
    assert "at least one file" in nothing.mend
    given(ACTIVITY, PLANNED).when(DOCUMENT).refused("activity-not-held")


def test_c4_adds_evidence_to_what_is_documented_once_each() -> None:
    more = asked.AddEvidence(evidence=(PHOTO, Evidence(attachment=an_id(62), shows="media")), by=TEACHER)
    given(ACTIVITY, PLANNED, HELD).when(more).refused("activity-not-documented")
    documented = given(ACTIVITY, PLANNED, HELD, DOCUMENTED)
    assert len(documented.when(more).then(told.ActivityEvidenceAdded).evidence) == 2
    documented.when(more.but(evidence=(PHOTO,))).then()


def test_c4_refuses_to_hold_change_or_cancel_twice() -> None:
    cancel = asked.CancelActivity(reason=TEXT, by=TEACHER)
    given(ACTIVITY, PLANNED).when(cancel).then(CANCELLED)
    for past in ((PLANNED, HELD), (PLANNED, CANCELLED)):
        given(ACTIVITY, *past).when(cancel).refused("activity-not-planned")
        given(ACTIVITY, *past).when(HOLD, ON_THE_WAY).refused("activity-not-planned")
        again = asked.ReplanActivity(**dict(planning(plan(site=SITE))))
        given(ACTIVITY, *past).when(again).refused("activity-not-planned")
    given(ACTIVITY, PLANNED, CANCELLED).when(DOCUMENT).refused("activity-not-held")


def test_c4_corrects_attendance_of_what_was_held() -> None:
    correct = asked.CorrectAttendance(attendance=CLASS.but(students=29), figures=HELD.figures, reason=TEXT, by=TEACHER)
    given(ACTIVITY, PLANNED).when(correct).refused("activity-not-held")
    corrected = given(ACTIVITY, PLANNED, HELD, DOCUMENTED).when(correct).then(told.ActivityAttendanceCorrected)
    assert (corrected.attendance.students, corrected.status) == (29, "documented")
    given(ACTIVITY, PLANNED, HELD).when(correct.but(attendance=CLASS)).then()


def test_c6_refuses_a_teacher_who_takes_no_part() -> None:
    stranger = Actor(kind="member", id=an_id(199), roles=frozenset({"teacher"}))
    given(ACTIVITY, PLANNED).when(HOLD.but(by=stranger), ON_THE_WAY).refused("not-your-activity")
    given(ACTIVITY, PLANNED).when(HOLD.but(by=COORDINATOR), ON_THE_WAY).then(told.ActivityHeld)
    joined = told.ActivityPlanned(**dict(plan(members=(stranger.id,))), by=COORDINATOR.id)
    given(ACTIVITY, joined).when(HOLD.but(by=stranger), ON_THE_WAY).then(told.ActivityHeld)


def test_c4_waits_for_somebody_once_its_time_is_over() -> None:
    before = given(ACTIVITY, PLANNED).state
    due = ACTIVITY.due(before)
    assert due is not None
    assert due.at == ENDS
    assert list(ACTIVITY.needs(before)) == []
    given(ACTIVITY, PLANNED).when(due.command, ENDS - timedelta(seconds=1)).refused("too-early")
    passed = given(ACTIVITY, PLANNED).when(due.command, ENDS).then(PASSED)
    assert [(need.what, need.by) for need in ACTIVITY.needs(passed)] == [("hold-activity", ENDS)]
    assert ACTIVITY.due(passed) is None
    held = given(ACTIVITY, PLANNED, PASSED, HELD).state
    assert [need.what for need in ACTIVITY.needs(held)] == ["document-activity"]
    assert list(ACTIVITY.needs(given(ACTIVITY, PLANNED, PASSED, HELD, DOCUMENTED).state)) == []
    assert list(ACTIVITY.dates(given(ACTIVITY, PLANNED, CANCELLED).state)) == []


def test_c4_a_new_time_is_waited_for_anew() -> None:
    later = plan(starts_at=BEGINS + timedelta(days=7), ends_at=ENDS + timedelta(days=7), on=date(2026, 9, 10))
    again = asked.ReplanActivity(**dict(planning(later)))
    moved = given(ACTIVITY, PLANNED, PASSED).when(again).then(told.ActivityReplanned)
    due = ACTIVITY.due(moved)
    assert due is not None
    assert due.at == later.ends_at
    given(ACTIVITY, PLANNED).when(asked.ReplanActivity(**dict(planning()))).then()


def test_c41_a_public_event_counts_visitors_and_shows_media() -> None:
    fair = plan(kind="public_event", partner=None, organisation=None)
    planned = given(ACTIVITY).when(planning(fair, partner=None)).then(told.ActivityPlanned)
    assert planned.plan.partner is None
    past = (told.ActivityPlanned(**dict(fair), by=COORDINATOR.id),)
    crowd = HOLD.but(attendance=Attendance(students=40, visitors=900), figures={})
    held = given(ACTIVITY, *past).when(crowd, ON_THE_WAY)
    held.then(told.ActivityHeld, PublicEventHeld(on=DAY, students=40, visitors=900))
    given(ACTIVITY, *past).when(crowd.but(attendance=Attendance(students=40)), ON_THE_WAY).refused(
        "held-without-attendance"
    )
    shown = given(ACTIVITY, *past, *held.events).when(DOCUMENT)
    assert shown.refused("documented-without-evidence").facts == {"missing": ["media"]}


def test_c4_programme_and_mou_may_name_what_the_partnership_took_over() -> None:
    """The register merged two entries, and two partnerships were united: by both ids it is the same partner."""
    united = asked.PartnerFact(status="active", kind="industry", absorbed=(an_id(98),), organisations=(OTHER_HOTEL,))
    of = plan(programme=PROGRAMME, mou=an_id(23))
    before = asked.ProgrammeFact(status="running", partner=an_id(98))
    command = planning(of, partner=united, programme=before, mou=document(organisations=(OTHER_HOTEL,)))
    given(ACTIVITY).when(command).then(told.ActivityPlanned)
    alone = united.but(absorbed=(), organisations=())
    given(ACTIVITY).when(command.but(partner=alone)).refused("programme-of-another")
    given(ACTIVITY).when(command.but(partner=alone, programme=None)).refused("activity-outside-mou")


@pytest.mark.parametrize(("name", "figures"), [("alumni_seminar", {}), ("alumni_mentoring", {"plans": 3})])
def test_c35_alumni_speak_at_seminars_and_mentor_businesses(name: str, figures: dict[str, int]) -> None:
    """Seminar speakers and business mentors: alumni were there and students, and nobody else stands for alumni."""
    alumni = asked.PartnerFact(status="active", kind="alumni_network")
    planned = given(ACTIVITY).when(planning(plan(kind=name), partner=alumni))
    planned.then(told.ActivityPlanned)
    for other in ("industry", "parent_group", "community"):
        stranger = asked.PartnerFact(status="active", kind=other)
        given(ACTIVITY).when(planning(plan(kind=name), partner=stranger)).refused("kind-not-with-this-partner")
    speakers = Attendance(students=30, guests=(Guests(count=2),))
    hold = HOLD.but(attendance=speakers, figures=figures)
    given(ACTIVITY, *planned.events).when(hold, AFTERWARDS).then(told.ActivityHeld)
    nobody = hold.but(attendance=Attendance(students=30))
    given(ACTIVITY, *planned.events).when(nobody, AFTERWARDS).refused("held-without-attendance")


def test_c36_a_contribution_to_the_community_is_told_with_its_figures() -> None:
    clean = plan(kind="community_contribution", partner=None, organisation=None)
    past = told.ActivityPlanned(**dict(clean), by=COORDINATOR.id)
    hold = HOLD.but(attendance=Attendance(students=25), figures={"beneficiaries": 120, "working_hours": 100})
    recorded = CommunityContributionRecorded(on=DAY, students=25, beneficiaries=120, working_hours=100)
    given(ACTIVITY, past).when(hold, AFTERWARDS).then(told.ActivityHeld, recorded)


@pytest.mark.parametrize("name", KINDS)
def test_c4_every_kind_of_the_table_can_be_held_and_told(name: str) -> None:
    """Whoever adds a row: each group and figure that it asks for is enough, and its event can be made of them."""
    kind = KINDS[name]
    partner = asked.PartnerFact(status="active", kind=kind.partners[0] if kind.partners else "industry")
    planned = given(ACTIVITY).when(planning(plan(kind=name), partner=partner))
    asked_for = {group: 1 for group in kind.attended if group != "guests"} or {"students": 1}
    seen = Attendance.model_validate({**asked_for, "guests": [{"count": 1}]})
    hold = HOLD.but(attendance=seen, figures=dict.fromkeys(kind.figures, 1))
    held = given(ACTIVITY, *planned.events).when(hold, AFTERWARDS)
    told_beside = [type(event) for event in held.events[1:]]
    assert told_beside == ([kind.event] if kind.event else [])
    evidence = tuple(Evidence(attachment=an_id(60 + n), shows=shows) for n, shows in enumerate(kind.evidence))
    given(ACTIVITY, *planned.events, *held.events).when(DOCUMENT.but(evidence=evidence or (PHOTO,))).then(
        told.ActivityDocumented
    )
    if kind.event:
        assert samples.sample(kind.event)


def test_every_figure_has_words() -> None:
    assert set(words.FIGURES) == FIGURES


def test_c4_no_partner_is_told_who_of_the_school_attended() -> None:
    pupils = (an_id(1001), an_id(1002))
    told_all = given(ACTIVITY, PLANNED).when(HOLD.but(attendance=CLASS.but(known=pupils)), ON_THE_WAY)
    told_all.then(HELD, told.ActivityAttendeesKnown(known=pupils))
    named = told.ActivityAttendeesKnown(known=pupils)
    state = given(ACTIVITY, PLANNED, HELD, named).state
    assert state.attendance == CLASS.but(known=pupils)
    assert ACTIVITY.audience(state, named).partners == ()
    assert ACTIVITY.audience(state, HELD).partners == (HOTEL,)


def test_c4_a_correction_says_anew_who_attended_where_that_was_wrong() -> None:
    pupil, other = an_id(1001), an_id(1002)
    held = given(ACTIVITY, PLANNED, HELD, told.ActivityAttendeesKnown(known=(pupil,)))
    correct = asked.CorrectAttendance(attendance=CLASS.but(students=29), figures=HELD.figures, reason=TEXT, by=TEACHER)
    counted = told.ActivityAttendanceCorrected(
        attendance=CLASS.but(students=29), figures=HELD.figures, reason=TEXT, by=TEACHER.id
    )
    same = correct.but(attendance=CLASS.but(students=29, known=(pupil,)))
    held.when(same).then(counted)
    assert given(ACTIVITY, *held.past, counted).state.attendance == CLASS.but(students=29, known=(pupil,))
    held.when(correct).then(counted, told.ActivityAttendeesKnown(known=()))
    renamed = correct.but(attendance=CLASS.but(students=29, known=(other,)))
    held.when(renamed).then(counted, told.ActivityAttendeesKnown(known=(other,)))
