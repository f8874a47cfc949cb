"""Any commands in any order at any time: a meeting and its follow-ups go only where the tables let them (C7)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain.activity.values import Evidence
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting import commands as asked
from services.partners.domain.meeting.values import Owner
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners.cast import COORDINATOR, HOTEL, HOTEL_KEY, HOTEL_LINK, PERSON, SCAN, TEACHER, TEXT
from tests.unit.partners.test_meeting import BEGINS, ENDS, FINISH, HOLD, PLAN, PROMISE, TASK, call, task

TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"planned"},
    "planned": {"held", "cancelled"},
    "held": set(),
    "cancelled": set(),
}
FOLLOW_UPS: Final[dict[str, set[str]]] = {
    "nothing": {"open"},
    "open": {"done", "dropped"},
    "done": set(),
    "dropped": set(),
}
LATER: Final = call(starts_at=BEGINS + timedelta(days=20), ends_at=ENDS + timedelta(days=20))
COMMANDS: Final[list[Command]] = [
    PLAN,
    asked.ReplanMeeting(call=LATER, by=COORDINATOR.id),
    asked.InviteContact(organisation=HOTEL, person=PERSON),
    asked.ReplyToMeeting(coming=True, by=HOTEL_KEY),
    asked.ReplyToMeeting(coming=False, by=TEACHER),
    HOLD,
    HOLD.but(follow_ups=()),
    asked.AgreeFollowUp(task=task(follow_up=PROMISE, owner=Owner(organisation=HOTEL, person=PERSON))),
    asked.PostponeFollowUp(follow_up=TASK, due_on=date(2026, 11, 1), reason=TEXT, by=TEACHER),
    FINISH,
    asked.FinishFollowUp(follow_up=PROMISE, by=HOTEL_LINK),
    asked.DropFollowUp(follow_up=TASK, reason=TEXT, by=COORDINATOR),
    asked.NoteReminded(follow_up=PROMISE),
    asked.CancelMeeting(reason=TEXT, by=COORDINATOR),
    asked.AddMeetingEvidence(evidence=(Evidence(attachment=SCAN),), by=COORDINATOR),
]


class AnyStory(RuleBasedStateMachine):
    """One meeting and everything that anybody might try."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 8, 25, tzinfo=UTC)
        self.state: Any = None
        self.events: list[Any] = []

    @rule(index=st.integers(0, len(COMMANDS) - 1))
    def try_a_command(self, index: int) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        self._decide(COMMANDS[index])

    @rule(days=st.integers(1, 30))
    def let_days_go_by(self, days: int) -> None:
        """What is due on the way happens at its own time."""
        until = self.now + timedelta(days=days)
        while self.state is not None and (thing := MEETING.due(self.state)) is not None and thing.at <= until:
            self.now, count = max(self.now, thing.at), len(self.events)
            self._decide(thing.command)
            assert len(self.events) > count, f"due, but nothing came of it: {thing}"
        self.now = until

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert MEETING.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert MEETING.state.model_validate(jsonable(self.state)) == self.state

    @invariant()
    def every_open_follow_up_needs_its_owner(self) -> None:
        """And nothing is asked for that is done."""
        if self.state is not None:
            needs = [need for need in MEETING.needs(self.state) if need.what == "follow-up"]
            assert len(needs) == len(self.state.open)
            assert self.state.status == "held" or not self.state.follow_ups

    def _decide(self, command: Command) -> None:
        try:
            events = MEETING.decide(self.state, command, self.now)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, MEETING.evolve(self.state, event)
            self.events.append(event)
            _check(before.status if before else "nothing", self.state.status, TABLE)
            for each in self.state.follow_ups:
                known = before.follow_up(each.follow_up) if before else None
                _check(known.status if known else "nothing", each.status, FOLLOW_UPS)


def _check(was: str, is_now: str, table: dict[str, set[str]]) -> None:
    assert is_now == was or is_now in table[was], f"{was} → {is_now}"


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
