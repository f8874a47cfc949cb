"""Coordination meetings, their series, and what was agreed in them (C7)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from services.partners.domain import meeting_series as s
from services.partners.domain.activity.values import Guests
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting import commands as asked
from services.partners.domain.meeting import events as told
from services.partners.domain.meeting.values import Call, Invited, Owner, Presence, Task
from shared.agenda import Need
from shared.events import Actor
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import (
    COORDINATOR,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    OTHER_HOTEL,
    OTHER_KEY,
    PERSON,
    PRINCIPAL,
    TEACHER,
    TEXT,
    an_id,
)

BEGINS, ENDS = datetime(2026, 9, 3, 2, tzinfo=UTC), datetime(2026, 9, 3, 4, tzinfo=UTC)
DAY, DUE = date(2026, 9, 3), date(2026, 10, 1)
DUE_AT = datetime(2026, 9, 30, 17, tzinfo=UTC)
"""Midnight of 1 October in Palangka Raya."""
TASK, PROMISE = an_id(301), an_id(302)


def call(**changed: Any) -> Call:
    """School and hotel talk about placements."""
    plain: dict[str, Any] = {
        "title": TEXT, "agenda": (TEXT,), "starts_at": BEGINS, "ends_at": ENDS, "on": DAY, "zone": "Asia/Pontianak",
        "organiser": COORDINATOR.id, "members": (TEACHER.id,), "partners": (Invited(organisation=HOTEL),),
    }  # fmt: skip
    return Call.model_validate(plain | changed)


def task(**changed: Any) -> Task:
    """A teacher sends a list."""
    plain: dict[str, Any] = {
        "follow_up": TASK, "what": TEXT, "owner": Owner(member=TEACHER.id), "due_on": DUE,
    }  # fmt: skip
    return Task.model_validate(plain | changed)


PLAN = asked.PlanMeeting(call=call(), by=COORDINATOR.id)
PLANNED = told.MeetingPlanned(**dict(call()), by=COORDINATOR.id)
THERE = Presence(members=(TEACHER.id,), guests=(Guests(organisation=HOTEL, count=2, people=(PERSON,)),))
HOLD = asked.HoldMeeting(presence=THERE, minutes=TEXT, decisions=(TEXT,), follow_ups=(task(),), by=COORDINATOR)
HELD = told.MeetingHeld(
    on=DAY, organisations=(HOTEL,), presence=THERE, minutes=TEXT, decisions=(TEXT,), by=COORDINATOR.id
)
AGREED = told.FollowUpAgreed(**dict(task()))
PROMISED = told.FollowUpAgreed(**dict(task(follow_up=PROMISE, owner=Owner(organisation=HOTEL, person=PERSON))))
FELL_DUE = told.FollowUpFellDue(follow_up=TASK, owner=Owner(member=TEACHER.id), due_on=DUE)
CANCELLED = told.MeetingCancelled(on=DAY, reason=TEXT, by=COORDINATOR.id)
FINISH = asked.FinishFollowUp(follow_up=TASK, by=TEACHER)
DONE = told.FollowUpDone(follow_up=TASK, by=TEACHER.id)


def test_c7_is_called_held_and_followed_up() -> None:
    given(MEETING).when(PLAN).then(PLANNED)
    given(MEETING, PLANNED).when(HOLD, ENDS).then(HELD, AGREED)
    assert given(MEETING, PLANNED, HELD, AGREED).when(FINISH).then(DONE).open == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends_at": BEGINS}, "ends-not-after-start"),
        ({"agenda": ()}, "meeting-without-agenda"),
        ({"members": (), "partners": ()}, "meeting-with-nobody"),
    ],
)
def test_c7_refuses_to_call(changed: dict[str, Any], code: str) -> None:
    given(MEETING).when(asked.PlanMeeting(call=call(**changed), by=COORDINATOR.id)).refused(code)
    given(MEETING, PLANNED).when(asked.ReplanMeeting(call=call(**changed), by=COORDINATOR.id)).refused(code)


def test_c7_refuses_minutes_too_early_without_attendance_or_of_another() -> None:
    given(MEETING, PLANNED).when(HOLD, BEGINS - timedelta(seconds=1)).refused("meeting-not-begun")
    given(MEETING, PLANNED).when(HOLD.but(presence=Presence()), ENDS).refused("meeting-without-attendance")
    crowd = Presence(guests=(Guests(count=1, people=(PERSON, an_id(52))),))
    given(MEETING, PLANNED).when(HOLD.but(presence=crowd), ENDS).refused("more-names-than-heads")
    stranger = Actor(kind="member", id=an_id(199), roles=frozenset({"teacher"}))
    given(MEETING, PLANNED).when(HOLD.but(by=stranger), ENDS).refused("not-your-meeting")
    given(MEETING, PLANNED).when(HOLD.but(by=TEACHER), ENDS).then(told.MeetingHeld, AGREED)


def test_c7_refuses_to_change_what_is_over() -> None:
    for past in ((PLANNED, HELD), (PLANNED, CANCELLED)):
        for command in (
            HOLD,
            asked.CancelMeeting(reason=TEXT, by=COORDINATOR),
            asked.ReplanMeeting(call=call(on=DUE), by=COORDINATOR.id),
            asked.ReplyToMeeting(coming=True, by=HOTEL_KEY),
            asked.InviteContact(organisation=HOTEL, person=PERSON),
        ):
            given(MEETING, *past).when(command, ENDS).refused("meeting-not-planned")


def test_c7_partners_and_members_reply_until_it_begins() -> None:
    coming = asked.ReplyToMeeting(coming=True, by=HOTEL_LINK)
    replied = told.MeetingReplied(organisation=HOTEL, coming=True, by=HOTEL_LINK.id)
    given(MEETING, PLANNED).when(coming).then(replied)
    given(MEETING, PLANNED, replied).when(coming).then()
    other_way = given(MEETING, PLANNED, replied).when(asked.ReplyToMeeting(coming=False, by=HOTEL_KEY))
    assert [each.coming for each in other_way.then(told.MeetingReplied).replies] == [False]
    given(MEETING, PLANNED).when(coming, BEGINS).refused("meeting-begun")
    given(MEETING, PLANNED).when(asked.ReplyToMeeting(coming=True, by=PRINCIPAL)).refused("not-at-the-meeting")
    with pytest.raises(NotFound):
        given(MEETING, PLANNED).when(asked.ReplyToMeeting(coming=True, by=OTHER_KEY))
    again = asked.ReplanMeeting(call=call(place=TEXT), by=COORDINATOR.id)
    assert given(MEETING, PLANNED, replied).when(again).then(told.MeetingReplanned).replies == ()


def test_c7_invites_contacts_of_invited_partners_only() -> None:
    given(MEETING, PLANNED).when(asked.InviteContact(organisation=HOTEL, person=PERSON)).then(
        told.MeetingContactInvited(organisation=HOTEL, person=PERSON, starts_on=DAY)
    )
    given(MEETING, PLANNED).when(asked.InviteContact(organisation=OTHER_HOTEL, person=PERSON)).refused(
        "not-at-the-meeting"
    )
    given(MEETING, PLANNED).when(asked.InviteContact(organisation=HOTEL, person=PERSON), BEGINS).refused(
        "meeting-begun"
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"owner": Owner()}, "follow-up-without-owner"),
        ({"owner": Owner(member=TEACHER.id, organisation=HOTEL)}, "follow-up-without-owner"),
        ({"owner": Owner(organisation=OTHER_HOTEL)}, "not-at-the-meeting"),
        ({"due_on": DAY - timedelta(days=1)}, "follow-up-due-before"),
    ],
)
def test_c7_refuses_a_follow_up(changed: dict[str, Any], code: str) -> None:
    given(MEETING, PLANNED, HELD).when(asked.AgreeFollowUp(task=task(**changed))).refused(code)
    given(MEETING, PLANNED).when(HOLD.but(follow_ups=(task(**changed),)), ENDS).refused(code)


def test_c7_refuses_a_follow_up_before_the_meeting_or_twice() -> None:
    given(MEETING, PLANNED).when(asked.AgreeFollowUp(task=task())).refused("meeting-not-held")
    given(MEETING, PLANNED, HELD, AGREED).when(asked.AgreeFollowUp(task=task())).refused("exists-already")


def test_c7_a_follow_up_is_closed_once_and_by_its_owner() -> None:
    past = (PLANNED, HELD, AGREED, PROMISED)
    drop = asked.DropFollowUp(follow_up=TASK, reason=TEXT, by=COORDINATOR)
    given(MEETING, *past).when(drop).then(told.FollowUpDropped(follow_up=TASK, reason=TEXT, by=COORDINATOR.id))
    given(MEETING, *past, DONE).when(drop).refused("follow-up-closed")
    given(MEETING, *past, DONE).when(FINISH).refused("follow-up-closed")
    stranger = Actor(kind="member", id=an_id(199), roles=frozenset({"teacher"}))
    given(MEETING, *past).when(FINISH.but(by=stranger)).refused("not-your-follow-up")
    given(MEETING, *past).when(asked.FinishFollowUp(follow_up=PROMISE, by=HOTEL_LINK)).then(told.FollowUpDone)
    for command in (FINISH.but(by=HOTEL_KEY), FINISH.but(follow_up=PROMISE, by=OTHER_KEY), FINISH.but(follow_up=SCAN)):
        with pytest.raises(NotFound):
            given(MEETING, *past).when(command)


SCAN = an_id(399)


def test_c7_a_follow_up_is_postponed_to_a_later_day_with_a_reason() -> None:
    later = asked.PostponeFollowUp(follow_up=TASK, due_on=date(2026, 11, 1), reason=TEXT, by=TEACHER)
    moved = given(MEETING, PLANNED, HELD, AGREED, FELL_DUE).when(later).then(told.FollowUpPostponed)
    assert (moved.open[0].due_on, moved.open[0].fell_due) == (date(2026, 11, 1), False)
    given(MEETING, PLANNED, HELD, AGREED).when(later.but(due_on=DUE)).refused("not-later")
    given(MEETING, PLANNED, HELD, AGREED).when(later, datetime(2026, 12, 1, tzinfo=UTC)).refused("not-later")


def _follow_up(state: Any) -> Need:
    (need,) = [need for need in MEETING.needs(state) if need.what == "follow-up"]
    return need


def test_c7_a_follow_up_falls_due_in_the_zone_of_the_school_and_reminds() -> None:
    state = given(MEETING, PLANNED, HELD, AGREED).state
    due = MEETING.due(state)
    assert due is not None
    assert due.at == DUE_AT
    given(MEETING, PLANNED, HELD, AGREED).when(due.command, DUE_AT - timedelta(seconds=1)).refused("too-early")
    fallen = given(MEETING, PLANNED, HELD, AGREED).when(due.command, DUE_AT).then(FELL_DUE)
    assert MEETING.due(fallen) is None
    need = _follow_up(fallen)
    assert (need.whom.member, need.by) == (TEACHER.id, DUE)
    done = given(MEETING, PLANNED, HELD, AGREED, FELL_DUE, DONE).state
    assert [need.what for need in MEETING.needs(done)] == ["document-meeting"]
    reminded = told.FollowUpReminded(follow_up=PROMISE, organisation=HOTEL, person=PERSON)
    given(MEETING, PLANNED, HELD, PROMISED).when(asked.NoteReminded(follow_up=PROMISE)).then(reminded)
    given(MEETING, PLANNED, HELD, AGREED).when(asked.NoteReminded(follow_up=TASK)).then()


def test_c7_what_a_partner_promised_the_line_watches_once_it_is_due() -> None:
    fallen = told.FollowUpFellDue(follow_up=PROMISE, owner=PROMISED.owner, due_on=DUE)
    before = _follow_up(given(MEETING, PLANNED, HELD, PROMISED).state)
    after = _follow_up(given(MEETING, PLANNED, HELD, PROMISED, fallen).state)
    assert (before.whom.duty, before.whom.organisation) == (None, HOTEL)
    assert (after.whom.duty, after.whom.organisation) == ("hold_meetings", HOTEL)


def test_c7_a_meeting_waits_for_replies_and_then_for_its_minutes() -> None:
    state = given(MEETING, PLANNED).state
    assert [(need.what, need.whom.organisation) for need in MEETING.needs(state)] == [("reply-to-meeting", HOTEL)]
    due = MEETING.due(state)
    assert due is not None
    assert due.at == ENDS
    given(MEETING, PLANNED).when(due.command, BEGINS).refused("too-early")
    passed = given(MEETING, PLANNED).when(due.command, ENDS).then(told.MeetingPassed(on=DAY))
    assert [need.what for need in MEETING.needs(passed)] == ["hold-meeting"]
    assert [dated.what for dated in MEETING.dates(passed)] == ["meeting"] * 3
    assert list(MEETING.dates(given(MEETING, PLANNED, CANCELLED).state)) == []


RULE = s.Rule(every="month", first_on=date(2026, 8, 31), at=time(9), zone="Asia/Makassar", until=date(2026, 12, 1))
PATTERN = s.Pattern(title=TEXT, agenda=(TEXT,), organiser=COORDINATOR.id, members=(TEACHER.id,))
START = s.StartSeries(rule=RULE, pattern=PATTERN, by=COORDINATOR.id)


def test_c7_a_series_calls_each_meeting_in_time_and_ends() -> None:
    """Every month on the 31st or the last day of a shorter one, two weeks ahead, none after 1 December."""
    state = given(s.MEETING_SERIES).when(START).then(s.MeetingSeriesStarted)
    called = []
    while (due := s.MEETING_SERIES.due(state)) is not None:
        (event,) = s.MEETING_SERIES.decide(state, due.command, due.at)
        assert isinstance(event, s.SeriesMeetingCalled)
        called.append((due.at.date(), event.on, event.starts_at.hour))
        state = s.MEETING_SERIES.evolve(state, event)
    assert called == [
        (date(2026, 8, 16), date(2026, 8, 31), 1),
        (date(2026, 9, 15), date(2026, 9, 30), 1),
        (date(2026, 10, 16), date(2026, 10, 31), 1),
        (date(2026, 11, 15), date(2026, 11, 30), 1),
    ]


def test_c7_a_series_is_ended_and_calls_once() -> None:
    started = s.MeetingSeriesStarted(rule=RULE, pattern=PATTERN, by=COORDINATOR.id)
    given(s.MEETING_SERIES, started).when(s.CallNext(index=0), datetime(2026, 8, 1, tzinfo=UTC)).refused("too-early")
    given(s.MEETING_SERIES, started).when(s.CallNext(index=1), datetime(2026, 9, 20, tzinfo=UTC)).then()
    ended = given(s.MEETING_SERIES, started).when(s.EndSeries(by=COORDINATOR.id)).then(s.MeetingSeriesEnded)
    assert s.MEETING_SERIES.due(ended) is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (START.but(rule=RULE.but(until=date(2026, 8, 1))), "ends-not-after-start"),
        (START.but(rule=RULE.but(first_on=date(2006, 8, 31))), "series-begins-in-the-past"),
        (START.but(rule=RULE.but(first_on=date(2026, 6, 30))), "series-begins-in-the-past"),
        (START.but(pattern=PATTERN.but(members=())), "meeting-with-nobody"),
    ],
)
def test_c7_refuses_a_series(command: s.StartSeries, code: str) -> None:
    given(s.MEETING_SERIES).when(command).refused(code)


def test_c7_a_series_may_begin_today_in_the_zone_of_the_school() -> None:
    rule, late = RULE.but(first_on=date(2026, 7, 2)), datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
    given(s.MEETING_SERIES).when(START.but(rule=rule), late).then(s.MeetingSeriesStarted)
    given(s.MEETING_SERIES).when(START.but(rule=RULE.but(first_on=date(2026, 7, 1))), late).refused(
        "series-begins-in-the-past"
    )


@pytest.mark.parametrize(
    ("until", "now", "days"),
    [
        (None, datetime(2026, 6, 12, tzinfo=UTC), [date(2026, 6, 13), date(2026, 6, 20)]),
        (date(2006, 12, 31), datetime(2026, 6, 12, tzinfo=UTC), [date(2006, 12, 30)]),
    ],
)
def test_c7_nobody_is_flooded_with_what_went_by_uncalled(until: date | None, now: datetime, days: list[date]) -> None:
    """As in a series that an earlier version let begin in the past, or after the scheduler stood still for long."""
    rule = RULE.but(every="week", first_on=date(2006, 6, 10), until=until)
    state = given(s.MEETING_SERIES, s.MeetingSeriesStarted(rule=rule, pattern=PATTERN, by=COORDINATOR.id)).state
    called = []
    while (due := s.MEETING_SERIES.due(state)) is not None and due.at <= now:
        (event,) = s.MEETING_SERIES.decide(state, due.command, now)
        assert isinstance(event, s.SeriesMeetingCalled)
        assert event.starts_at.date() == event.on == rule.day(event.index)
        called.append(event.on)
        state = s.MEETING_SERIES.evolve(state, event)
    assert called == days


@pytest.mark.parametrize(("index", "day"), [(0, date(2026, 8, 3)), (1, date(2026, 8, 17)), (27, date(2027, 8, 16))])
def test_c7_every_second_week(index: int, day: date) -> None:
    rule = s.Rule(every="week", interval=2, first_on=date(2026, 8, 3), at=time(9), zone="Asia/Pontianak")
    assert rule.day(index) == day
