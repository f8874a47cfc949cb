"""Named points at which a chaos test kills the process. Nothing happens unless development asks for it.

`JEMBATAN_FAULTS="journal.after-insert:kill:0.01:7,relay.after-send:kill:0.05:7"` kills with this probability,
repeatable by the seed (the last number). `pause-<seconds>` in place of `kill` sleeps.
"""

import asyncio
import os
import random
import signal
from dataclasses import dataclass, field

_armed: "dict[str, Plan] | None" = None


class FaultsError(Exception):
    """The plan cannot be read, or faults are asked for in production."""


@dataclass(slots=True)
class Plan:
    """What happens at one point."""

    act: str
    probability: float
    dice: random.Random
    seconds: float = 0
    passed: int = field(default=0)


def parse(spec: str) -> dict[str, Plan]:
    """`point:kill|pause-<seconds>:probability[:seed]`, comma-separated."""
    plans: dict[str, Plan] = {}
    for part in filter(None, (piece.strip() for piece in spec.split(","))):
        try:
            point, act, probability, *seed = part.split(":")
            act, _, seconds = act.partition("-")
            if act not in {"kill", "pause"}:
                raise ValueError(act)
            dice = random.Random(seed[0] if seed else 0)
            plans[point] = Plan(act, float(probability), dice, float(seconds or 0))
        except (ValueError, IndexError):
            raise FaultsError(f"Cannot read the fault {part!r}: write point:kill:probability:seed.") from None
    return plans


def arm(spec: str, environment: str) -> None:
    """Replace the plan of this process; an empty `spec` disarms. Raises `FaultsError` in production."""
    global _armed  # noqa: PLW0603 - one process, one plan: a point has no other way to know it
    if spec and environment != "development":
        raise FaultsError("JEMBATAN_FAULTS is for development only: remove it.")
    _armed = parse(spec)


async def point(name: str) -> None:
    """A place where a crash must do no harm."""
    if _armed is None:
        arm(os.environ.get("JEMBATAN_FAULTS", ""), os.environ.get("JEMBATAN_ENVIRONMENT", "production"))
    if not _armed or name not in _armed:
        return
    plan = _armed[name]
    plan.passed += 1
    if plan.dice.random() >= plan.probability:
        return
    if plan.act == "kill":
        os.write(2, f"killed at {name}\n".encode())  # the log's last line; nothing is buffered
        os.kill(os.getpid(), signal.SIGKILL)
    await asyncio.sleep(plan.seconds)
