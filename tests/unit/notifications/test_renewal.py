"""Lanes are renewed early enough: in a time that passes only when nobody has anything to do."""

import asyncio
import selectors
from collections.abc import Iterable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.notifications.engine.engine import Engine
from services.notifications.engine.lanes import Held
from services.notifications.engine.workshop import Limits, Workshop

LIMITS = Limits()
HELD = Held("t", "e", 1, LIMITS.term)


class Leaping(selectors.SelectSelector):
    """Waits for nothing and says that it has."""

    at = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        self.at += 0.0 if ready else max(0.0, timeout or 0.0)
        return ready


class Loop(asyncio.SelectorEventLoop):
    """Its time is the selector's."""

    def __init__(self) -> None:
        self.leaping = Leaping()
        super().__init__(self.leaping)

    def time(self) -> float:
        return self.leaping.at


class Lanes:
    """One lane, due at once; notes when it was renewed."""

    owner = "here"
    term = LIMITS.term

    def __init__(self) -> None:
        self.renewed = [0.0]
        self.lanes = [{"tenant": HELD.tenant, "endpoint": HELD.endpoint, "owner": None}]

    async def due(self, _: int) -> list[dict[str, Any]]:
        found, self.lanes = self.lanes, []
        return cast("list[dict[str, Any]]", found)

    async def take(self, _: object) -> Held:
        return HELD

    async def renew(self, held: Iterable[Held]) -> None:
        assert list(held) == [HELD]
        self.renewed.append(asyncio.get_running_loop().time())

    async def abandoned(self, _: object) -> list[Any]:
        return []


class AtWork:
    """A lane that is never idle."""

    def __init__(self, held: Held, _: object) -> None:
        self.held = held

    async def run(self) -> None:
        await asyncio.Event().wait()

    def stop(self) -> None:
        pass


def test_a_lane_is_renewed_at_a_third_so_that_one_renewal_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.engine.engine.Runner", AtWork)
    lanes = Lanes()

    async def main() -> None:
        async with asyncio.timeout(3.5 * LIMITS.term):
            await Engine(cast("Workshop", SimpleNamespace(lanes=lanes, limits=LIMITS))).run()

    with asyncio.Runner(loop_factory=Loop) as runner, pytest.raises(TimeoutError):
        runner.run(main())
    waits = [later - earlier for earlier, later in pairwise(lanes.renewed)]
    assert waits == pytest.approx([LIMITS.term / 3] * 10)
    assert LIMITS.term - max(waits) >= LIMITS.deadline + LIMITS.flush, "always enough for one request and its record"
