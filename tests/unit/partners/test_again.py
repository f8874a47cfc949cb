"""What is decided again when it changed meanwhile, and what is not."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from services.partners.usecases.again import PATIENCE, decided_again
from shared.refusals import Busy, Refused


@dataclass
class Hands:
    """A clock that goes on by so many seconds at each look."""

    step: float
    at: float = 0.0

    def monotonic(self) -> float:
        self.at += self.step
        return self.at


@dataclass
class Attempt:
    """Is refused with these codes, one after the other, then passes."""

    codes: list[str] = field(default_factory=list)
    made: int = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.codes:
            raise Refused(self.codes.pop(0), "No.", mend="Wait.")
        return "passed"


def context(step: float = 0.1) -> Any:
    return SimpleNamespace(runtime=SimpleNamespace(clock=Hands(step)))


async def test_it_is_decided_until_it_passes() -> None:
    attempt = Attempt(["changed-meanwhile"] * 9)
    assert await decided_again(context(), "changed-meanwhile", attempt, "Busy.") == "passed"
    assert attempt.made == 10


async def test_another_refusal_stands() -> None:
    attempt = Attempt(["changed-meanwhile", "number-in-use"])
    with pytest.raises(Refused, match="number-in-use"):
        await decided_again(context(), "changed-meanwhile", attempt, "Busy.")
    assert attempt.made == 2


async def test_patience_ends() -> None:
    attempt = Attempt(["changed-meanwhile"] * 100)
    with pytest.raises(Busy, match="The entry changes too often"):
        await decided_again(context(PATIENCE / 4), "changed-meanwhile", attempt, "The entry changes too often.")
    assert 1 < attempt.made < 6
