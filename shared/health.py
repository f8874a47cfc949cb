"""Liveness and readiness: what an orchestrator asks (`/livez`, `/readyz`), and what people read when it is no."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Check = Callable[[], Awaitable[str | None]]
"""Answers None where all is well, else what is wrong and how to mend it."""


@dataclass
class Health:
    """The checks of one process. Live: its tasks run and positions move. Ready: what it needs to work is there."""

    live: dict[str, Check] = field(default_factory=dict)
    ready: dict[str, Check] = field(default_factory=dict)
    timeout: float = 2.0
    """Seconds that one check may take; a check that takes longer has failed."""

    async def livez(self) -> tuple[bool, dict[str, Any]]:
        """Should this process go on living?"""
        return await self._ask(self.live)

    async def readyz(self) -> tuple[bool, dict[str, Any]]:
        """Should this process be given work?"""
        return await self._ask(self.ready)

    async def _ask(self, checks: dict[str, Check]) -> tuple[bool, dict[str, Any]]:
        answers = await asyncio.gather(*(self._one(check) for check in checks.values()))
        wrong = {name: answer for name, answer in zip(checks, answers, strict=True) if answer is not None}
        return not wrong, {"status": "ok" if not wrong else "failing", "checks": sorted(checks), "failing": wrong}

    async def _one(self, check: Check) -> str | None:
        try:
            return await asyncio.wait_for(check(), self.timeout)
        except TimeoutError:
            return f"did not answer within {self.timeout:g} s"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
