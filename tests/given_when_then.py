"""Given these events, when this command, then these events — or this refusal. For every decider.

given(MOU, drafted, submitted).when(sign).then(party_signed, mou_signed)
given(MOU, drafted).when(sign).refused("not-in-review")
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.decider import Decider
from shared.refusals import Refused

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
"""Where a case says no time: 10:00 on 1 July 2026 in Palangka Raya."""


@dataclass(frozen=True)
class Decided:
    """What the decider made of the command."""

    decider: Decider[Any, Any, Any]
    before: Any
    events: tuple[Any, ...]
    refusal: Refused | None

    def then(self, *expected: Any) -> Any:
        """Exactly these events; the state after them. An event's class alone stands for any event of it."""
        assert self.refusal is None, f"refused: {self.refusal}"
        got = tuple(
            type(event) if isinstance(want, type) else event for event, want in zip(self.events, expected, strict=False)
        )
        assert (got + self.events[len(expected) :]) == expected
        return self.state

    def refused(self, code: str) -> Refused:
        """This refusal, which says how to mend it."""
        assert self.refusal is not None, f"not refused, but: {self.events}"
        assert self.refusal.code == code
        assert self.refusal.mend, f"{code} does not say what would make it pass"
        return self.refusal

    @property
    def state(self) -> Any:
        """The state after the events."""
        return self.decider.fold_all(self.before, self.events)


@dataclass(frozen=True)
class Given:
    """A stream's past."""

    decider: Decider[Any, Any, Any]
    past: tuple[Any, ...]

    @property
    def state(self) -> Any:
        """What the past folds to."""
        return self.decider.fold_all(None, self.past)

    def when(self, command: Any, now: datetime = NOW) -> Decided:
        """Decide the command at a moment of domain time."""
        before = self.state
        try:
            return Decided(self.decider, before, tuple(self.decider.decide(before, command, now)), None)
        except Refused as refusal:
            return Decided(self.decider, before, (), refusal)


def given(decider: Decider[Any, Any, Any], *past: Any) -> Given:
    """Start a case from the events of one stream."""
    return Given(decider, past)
