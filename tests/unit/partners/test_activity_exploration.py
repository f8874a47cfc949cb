"""Any commands in any order at any time: an activity goes only where the table of states lets it (C4)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain.activity import ACTIVITY
from services.partners.domain.activity import commands as asked
from services.partners.domain.activity.values import Attendance
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners.cast import SITE, TEACHER, TEXT
from tests.unit.partners.test_activity import BEGINS, CLASS, DOCUMENT, ENDS, HOLD, plan, planning

TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"planned"},
    "planned": {"held", "cancelled"},
    "held": {"documented"},
    "documented": set(),
    "cancelled": set(),
}
LATER: Final = plan(starts_at=BEGINS + timedelta(days=20), ends_at=ENDS + timedelta(days=20))
COMMANDS: Final[list[Command]] = [
    planning(),
    asked.ReplanActivity(**dict(planning(LATER))),
    asked.ReplanActivity(**dict(planning(plan(site=SITE)))),
    HOLD,
    HOLD.but(attendance=Attendance()),
    asked.CorrectAttendance(attendance=CLASS.but(students=5), figures=HOLD.figures, reason=TEXT, by=TEACHER),
    DOCUMENT,
    DOCUMENT.but(evidence=()),
    asked.AddEvidence(evidence=DOCUMENT.evidence, by=TEACHER),
    asked.CancelActivity(reason=TEXT, by=TEACHER),
    asked.NotePassed(),
]


class AnyStory(RuleBasedStateMachine):
    """One activity and everything that anybody might try."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 8, 20, tzinfo=UTC)
        self.state: Any = None
        self.events: list[Any] = []

    @rule(index=st.integers(0, len(COMMANDS) - 1))
    def try_a_command(self, index: int) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        self._decide(COMMANDS[index])

    @rule(days=st.integers(1, 20))
    def let_days_go_by(self, days: int) -> None:
        """What is due on the way happens at its own time."""
        until = self.now + timedelta(days=days)
        while self.state is not None and (thing := ACTIVITY.due(self.state)) is not None and thing.at <= until:
            self.now, count = max(self.now, thing.at), len(self.events)
            self._decide(thing.command)
            assert len(self.events) > count, f"due, but nothing came of it: {thing}"
        self.now = until

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert ACTIVITY.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert ACTIVITY.state.model_validate(jsonable(self.state)) == self.state

    @invariant()
    def nothing_is_held_without_attendance_or_documented_without_evidence(self) -> None:
        """And nobody is asked for what is done."""
        if self.state is None:
            return
        if self.state.status in ("held", "documented"):
            assert any(self.state.attendance.counted().values())
        if self.state.status == "documented":
            assert self.state.evidence
        if self.state.status in ("documented", "cancelled"):
            assert not list(ACTIVITY.needs(self.state))
            assert ACTIVITY.due(self.state) is None

    def _decide(self, command: Command) -> None:
        try:
            events = ACTIVITY.decide(self.state, command, self.now)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, ACTIVITY.evolve(self.state, event)
            self.events.append(event)
            was, is_now = before.status if before else "nothing", self.state.status
            assert is_now == was or is_now in TABLE[was], f"{was} → {is_now}"


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
