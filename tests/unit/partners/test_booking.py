"""Booking a facility: asking, lending, giving up, using (C28, C9)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.booking import BOOKING
from services.partners.domain.booking import commands as c
from services.partners.domain.booking import events as e
from services.partners.domain.sister.under import UnderFact
from shared.events import Actor
from shared.refusals import NotFound
from tests.given_when_then import NOW, given
from tests.unit.partners.cast import TEACHER, TEXT
from tests.unit.partners.facility_cast import (
    BORROWER,
    FACILITY,
    GUEST,
    KEEPER,
    MONDAY,
    OWNER,
    STRANGER,
    UNDER,
    ask,
    booked,
    fact,
    requested,
    slot,
)

WEEKLY = tuple(slot(MONDAY + timedelta(days=7 * week)) for week in range(3))
APPROVE = c.ApproveBooking(school=OWNER, by=KEEPER)
CANCEL = c.CancelBooking(school=BORROWER, by=GUEST, reason=TEXT)
USE = c.RecordUse(school=BORROWER, by=GUEST, starts=MONDAY, people=18)
BLOCK = ask(kind="block", school=OWNER, by=KEEPER, people=0, known=fact(hours=(), capacity=1))

COVERS = UnderFact(
    status="running", schools=(OWNER, BORROWER), scope=("facility_sharing",), over_at=MONDAY + timedelta(hours=1)
)
"""A programme whose last instant is that of the hour on Monday."""
UNCOVERED = [
    ("sister-school-not-running", COVERS.but(status="agreed")),
    ("sister-school-not-running", COVERS.but(status="ended")),
    ("not-in-programme", COVERS.but(schools=(BORROWER, STRANGER))),
    ("outside-programme-scope", COVERS.but(scope=("practice_exchange", "joint_training"))),
    ("after-programme", COVERS.but(over_at=MONDAY + timedelta(minutes=59))),
]


def test_c28_another_school_asks_and_the_owner_has_to_answer() -> None:
    state = given(BOOKING).when(ask()).then(requested())
    assert state.status == "requested"
    (need,) = BOOKING.needs(state)
    assert (need.what, need.whom.duty, need.by) == ("approve-booking", "share_facilities", state.lapses_at)
    assert not list(BOOKING.dates(state))


def test_c28_an_answer_is_due_before_the_first_occurrence() -> None:
    soon = slot(datetime(2026, 7, 2, 1, 0, tzinfo=UTC))
    state = given(BOOKING).when(ask(slots=(soon,))).then(e.FacilityBookingRequested)
    assert state.lapses_at == soon.starts


def test_c28_the_owner_books_at_once_and_its_teacher_asks() -> None:
    own = ask(school=OWNER, by=KEEPER)
    assert given(BOOKING).when(own).then(booked(school=OWNER)).status == "booked"
    given(BOOKING).when(own.but(by=TEACHER)).then(e.FacilityBookingRequested)


def test_c28_a_facility_that_is_not_shared_is_not_there() -> None:
    with pytest.raises(NotFound):
        given(BOOKING).when(ask(school=STRANGER))


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("facility-closed", {"known": fact(status="closed")}),
        ("ends-before-start", {"slots": (slot(minutes=0),)}),
        ("starts-in-the-past", {"slots": (slot(NOW),)}),
        ("too-far-ahead", {"known": fact(ahead_days=30)}),
        ("overlaps-itself", {"slots": (slot(minutes=90), slot(MONDAY + timedelta(hours=1)))}),
        ("too-many-occurrences", {"slots": tuple(slot(MONDAY + timedelta(days=day)) for day in range(105))}),
        ("outside-hours", {"slots": (slot(MONDAY - timedelta(hours=3)),)}),
        ("over-capacity", {"people": 25}),
        ("only-owner-blocks", {"kind": "block"}),
        *((code, {"programme": UNDER, "under": under}) for code, under in UNCOVERED),
    ],
)
def test_c28_refuses_to_book(code: str, changed: dict[str, Any]) -> None:
    given(BOOKING).when(ask(**changed)).refused(code)


def test_c28_names_the_occurrences_outside_the_hours() -> None:
    saturday = slot(MONDAY + timedelta(days=5))
    refusal = given(BOOKING).when(ask(slots=(slot(), saturday))).refused("outside-hours")
    assert refusal.facts["conflicts"] == [{"starts": "2026-08-08T01:00:00Z", "ends": "2026-08-08T02:00:00Z"}]


def test_c28_the_owner_blocks_also_outside_the_hours() -> None:
    night = BLOCK.but(slots=(slot(MONDAY - timedelta(hours=9), 24 * 60),))
    state = given(BOOKING).when(night).then(e.FacilityBooked)
    assert [each.what for each in BOOKING.dates(state)] == ["facility-blocked"]
    assert BOOKING.audience(state, booked()).schools == ()


def test_c28_borrows_under_a_running_programme() -> None:
    given(BOOKING).when(ask(programme=UNDER, under=COVERS)).then(requested(programme=UNDER))
    given(BOOKING, requested(programme=UNDER)).when(APPROVE.but(under=COVERS)).then(booked(programme=UNDER))


@pytest.mark.parametrize(("code", "under"), UNCOVERED)
def test_c28_the_owner_does_not_lend_under_a_programme_that_covers_it_no_more(code: str, under: UnderFact) -> None:
    given(BOOKING, requested(programme=UNDER)).when(APPROVE.but(under=under)).refused(code)
    given(BOOKING, requested()).when(APPROVE.but(under=under)).then(booked())


def test_c28_without_a_programme_the_owners_sharing_is_enough_and_nothing_less() -> None:
    given(BOOKING).when(ask()).then(requested())
    with pytest.raises(NotFound):
        given(BOOKING).when(ask(known=fact(shared_with=()), programme=UNDER, under=COVERS))


def test_c28_the_owner_approves() -> None:
    state = given(BOOKING, requested()).when(APPROVE).then(booked())
    assert (state.status, state.by, list(BOOKING.needs(state))) == ("booked", GUEST.id, [])
    where = [(each.whom.tenant, each.whom.member) for each in BOOKING.dates(state)]
    assert where == [(OWNER, None), (BORROWER, GUEST.id)]


def test_c28_refuses_approval_by_the_school_that_borrows() -> None:
    given(BOOKING, requested()).when(APPROVE.but(school=BORROWER, by=GUEST)).refused("only-owner-lends")
    given(BOOKING, requested()).when(APPROVE.but(by=TEACHER)).refused("only-owner-lends")


def test_c28_refuses_a_second_answer_and_one_that_comes_too_late() -> None:
    refuse = c.RefuseBooking(school=OWNER, by=KEEPER, reason=TEXT)
    refused = e.FacilityBookingRefused(by=KEEPER.id, reason=TEXT)
    assert given(BOOKING, requested()).when(refuse).then(refused).status == "refused"
    given(BOOKING, requested(), refused).when(APPROVE).refused("booking-answered")
    given(BOOKING, booked()).when(refuse).refused("booking-answered")
    given(BOOKING, requested()).when(APPROVE, now=datetime(2026, 7, 4, 3, 0, tzinfo=UTC)).refused("booking-lapsed")


def test_c28_a_request_without_an_answer_lapses() -> None:
    state = given(BOOKING, requested()).state
    due = BOOKING.due(state)
    assert due is not None
    assert given(BOOKING, requested()).when(due.command, now=due.at).then(e.FacilityBookingLapsed()).status == "lapsed"
    given(BOOKING, requested()).when(due.command, now=due.at - timedelta(seconds=1)).refused("too-early")


def test_c28_borrowing_without_the_owners_approval_is_refused() -> None:
    given(BOOKING, requested()).when(USE, now=MONDAY).refused("booking-not-approved")
    blocked = given(BOOKING).when(BLOCK).events
    given(BOOKING, *blocked).when(USE.but(school=OWNER), now=MONDAY).refused("booking-not-approved")


def test_c9_a_use_is_recorded_once_and_not_before_it_began() -> None:
    used = e.FacilityUsed(facility=FACILITY, owner=OWNER, school=BORROWER, slot=slot(), people=18, by=GUEST.id)
    state = given(BOOKING, booked()).when(USE, now=MONDAY).then(used)
    assert [each.people for each in state.used] == [18]
    given(BOOKING, booked(), used).when(USE, now=MONDAY).refused("nothing-to-record")
    given(BOOKING, booked()).when(USE, now=MONDAY - timedelta(minutes=1)).refused("nothing-to-record")
    given(BOOKING, booked()).when(USE.but(starts=WEEKLY[1].starts), now=WEEKLY[2].ends).refused("nothing-to-record")


@pytest.mark.parametrize(("school", "by"), [(OWNER, KEEPER), (BORROWER, GUEST)])
def test_c28_either_school_cancels_with_a_reason(school: str, by: Actor) -> None:
    cancelled = e.FacilityBookingCancelled(school=school, by=by.id, slots=(slot(),), reason=TEXT)
    state = given(BOOKING, booked()).when(CANCEL.but(school=school, by=by)).then(cancelled)
    assert (state.status, list(BOOKING.dates(state))) == ("cancelled", [])


def test_c28_one_occurrence_is_cancelled_and_the_others_stand() -> None:
    one = CANCEL.but(starts=(WEEKLY[1].starts,))
    state = given(BOOKING, booked(slots=WEEKLY)).when(one).then(e.FacilityBookingCancelled)
    assert (state.status, state.standing) == ("booked", (WEEKLY[0], WEEKLY[2]))
    again = given(BOOKING, booked(slots=WEEKLY), *given(BOOKING, booked(slots=WEEKLY)).when(one).events)
    again.when(one).refused("nothing-to-cancel")
    rest = given(BOOKING, booked(slots=WEEKLY)).when(CANCEL, now=WEEKLY[0].ends).state
    assert rest.standing == (WEEKLY[0],), "what is over is not taken back"
    assert rest.status == "booked"


def test_c28_approval_covers_what_was_not_given_up() -> None:
    gone = e.FacilityBookingCancelled(school=BORROWER, by=GUEST.id, slots=(WEEKLY[0],), reason=TEXT)
    given(BOOKING, requested(slots=WEEKLY), gone).when(APPROVE).then(booked(slots=WEEKLY[1:]))


def test_c28_refuses_to_cancel_what_is_over() -> None:
    given(BOOKING, booked()).when(CANCEL, now=slot().ends).refused("nothing-to-cancel")
    given(BOOKING, requested(), e.FacilityBookingLapsed()).when(CANCEL).refused("booking-over")
    given(BOOKING, requested()).when(CANCEL, now=requested().lapses_at).refused("booking-lapsed")


@pytest.mark.parametrize("command", [CANCEL.but(school=STRANGER), USE.but(school=STRANGER)])
def test_c28_a_school_that_is_not_in_it_finds_nothing(command: Any) -> None:
    with pytest.raises(NotFound):
        given(BOOKING, booked()).when(command, now=MONDAY)
