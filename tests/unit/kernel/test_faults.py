"""Crash points do nothing unless development asks."""

import os
import signal
import subprocess
import sys

import pytest

from shared.faults import FaultsError, arm, parse

KILLED = """
import asyncio
from shared.faults import point
async def main():
    for n in range(1, 101):
        print(n, flush=True)
        await point("journal.after-insert")
asyncio.run(main())
"""


def run(spec: str, environment: str = "development") -> "subprocess.CompletedProcess[str]":
    environ = os.environ | {"JEMBATAN_FAULTS": spec, "JEMBATAN_ENVIRONMENT": environment}
    return subprocess.run([sys.executable, "-c", KILLED], env=environ, capture_output=True, text=True, check=False)


def test_a_named_point_kills_at_the_same_place_for_the_same_seed() -> None:
    first, again, other = (run(f"journal.after-insert:kill:0.05:{seed}") for seed in (7, 7, 8))
    assert first.returncode == again.returncode == -signal.SIGKILL
    assert 1 <= len(first.stdout.split()) < 100
    assert first.stdout == again.stdout != other.stdout
    assert run("relay.after-send:kill:1").returncode == 0


def test_production_refuses_faults() -> None:
    with pytest.raises(FaultsError, match="development only"):
        arm("journal.after-insert:kill:1", "production")
    assert "FaultsError" in run("journal.after-insert:kill:1", "production").stderr


def test_a_plan_that_cannot_be_read_says_so() -> None:
    with pytest.raises(FaultsError, match="explode"):
        parse("a:explode:1")
    assert parse("a:pause-0.5:1, b:kill:0.1:3").keys() == {"a", "b"}
