"""Any commands in any order at any time: an evaluation is blind until it is completed, and completed once (C5)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.partners.domain.evaluation import EVALUATION, commands
from services.partners.domain.evaluation.events import EvaluationCompleted
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners.cast import COORDINATOR, HOTEL_LINK, PERSON, TEACHER, TEXT
from tests.unit.partners.evaluating import (
    PARTNER_OPENED,
    REFLECTION,
    SCHOOL_OPENED,
    by_partner,
    by_school,
    open_it,
    view,
)

TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"open"},
    "open": {"completed", "cancelled"},
    "completed": set(),
    "cancelled": set(),
}
COMMANDS: Final[list[Command]] = [
    open_it(),
    by_school(),
    by_school(other=PARTNER_OPENED),
    by_school(other=commands.Opened(view=view(1, 1, 1), nonce="b" * 32)),
    by_school(by=TEACHER),
    by_partner(),
    by_partner(other=SCHOOL_OPENED),
    by_partner(by=HOTEL_LINK, other=SCHOOL_OPENED),
    commands.InviteEvaluator(person=PERSON),
    commands.RemindEvaluators(days=3),
    commands.MarkOverdue(),
    commands.ExtendEvaluation(by=COORDINATOR.id, due_on=date(2026, 9, 1)),
    commands.CloseWithOneView(school=SCHOOL_OPENED),
    commands.CloseWithOneView(school=None),
    commands.CancelEvaluation(by=COORDINATOR.id, reason=TEXT),
    commands.RecordReflection(reflection=REFLECTION),
]
STEADY: Final = [0, 1, 2, 5, 6]
"""Open and score: drawn more often, so that deep states are reached."""


class AnyEvaluation(RuleBasedStateMachine):
    """One evaluation and everything that anybody might try."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 7, 1, tzinfo=UTC)
        self.state: Any = None
        self.events: list[Any] = []

    @rule(index=st.one_of(st.sampled_from(STEADY), st.integers(0, len(COMMANDS) - 1)))
    def try_a_command(self, index: int) -> None:
        """Whatever it is: it is accepted, refused, or finds nothing."""
        self._decide(COMMANDS[index])

    @rule(days=st.integers(1, 20))
    def let_days_go_by(self, days: int) -> None:
        """What is due on the way happens at its own time."""
        until = self.now + timedelta(days=days)
        while self.state is not None and (thing := EVALUATION.due(self.state)) is not None and thing.at <= until:
            self.now = max(self.now, thing.at)
            count = len(self.events)
            self._decide(thing.command)
            assert len(self.events) > count, f"due, but nothing came of it: {thing}"
        self.now = until

    @invariant()
    def replaying_gives_the_same_state(self) -> None:
        """Also when it was stored as JSON and read again."""
        assert EVALUATION.fold_all(None, self.events) == self.state
        if self.state is not None:
            assert EVALUATION.state.model_validate(jsonable(self.state)) == self.state

    @invariant()
    def nothing_shows_before_it_is_completed(self) -> None:
        """Neither state nor events hold a score; afterwards they are in one event."""
        holding = [event for event in self.events if "points" in str(jsonable(event))]
        completed = self.state is not None and self.state.status == "completed"
        assert [type(event) for event in holding] == [EvaluationCompleted] * completed
        assert ("points" in str(jsonable(self.state)) if self.state else False) == completed

    @invariant()
    def what_is_over_waits_for_nobody(self) -> None:
        """But for the principal's reflection."""
        if self.state is not None and self.state.status != "open":
            assert EVALUATION.due(self.state) is None
            assert not list(EVALUATION.dates(self.state))
            assert {need.what for need in EVALUATION.needs(self.state)} <= {"reflect-on-evaluation"}

    def _decide(self, command: Command) -> None:
        try:
            events = EVALUATION.decide(self.state, command, self.now)
        except Refusal:
            return
        for event in events:
            before, self.state = self.state, EVALUATION.evolve(self.state, event)
            self.events.append(event)
            was, now = before.status if before else "nothing", self.state.status
            assert now == was or now in TABLE[was], f"{was} → {now}"


TestAnyEvaluation = AnyEvaluation.TestCase
TestAnyEvaluation.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
