"""What a consumer that cannot run yet says of itself in the log."""

import asyncio

import pytest
import structlog

from shared.consumer import keeper
from shared.consumer.keeper import Keeper, NotNow


async def waiting(error: Exception) -> list[str]:
    """The level of each line that a keeper writes whose group cannot be made."""
    stopping = asyncio.Event()

    async def make() -> None:
        stopping.set()
        raise error

    one = Keeper("listener", make, ends=None)  # type: ignore[arg-type]  # never asked: no group comes to be
    with structlog.testing.capture_logs() as lines:
        await one.run(stopping)
    assert one.problem
    return [line["log_level"] for line in lines if line["event"] == "consumer-waits"]


async def test_at_the_start_a_topic_that_is_not_there_yet_is_no_warning():
    assert await waiting(NotNow("waits for topics that do not exist")) == ["info"]


async def test_later_it_is_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeper, "PATIENT_SECONDS", -1.0)

    assert await waiting(NotNow("waits for topics that do not exist")) == ["warning"]


async def test_what_is_not_foreseen_is_a_warning_at_once():
    assert await waiting(RuntimeError("no such host")) == ["warning"]
