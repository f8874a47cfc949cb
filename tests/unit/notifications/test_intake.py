"""What a lane takes in without reading it: never before something that it may be about to read."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.notifications.engine.deliveries import Delivery, Page
from services.notifications.engine.intake import Intake
from services.notifications.engine.lane_queue import LaneQueue
from services.notifications.engine.lanes import Held
from services.notifications.engine.workshop import Limits, Workshop

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
LANE = Held("t", "e", 1, 0.0)


def delivery(number: int, stream: str = "s") -> Delivery:
    """Number so of its stream."""
    names = ("id", "endpoint", "event", "message_id")
    places = dict.fromkeys(names, f"{stream}{number}")
    counts = {"attempts": 0, "tries": 0, "trigger": "event"}
    return Delivery(f"{stream}{number}", "t", stream=stream, number=number, created=NOW, **places, **counts)


class Stored:
    """The database, which answers when it is told to."""

    def __init__(self) -> None:
        self.pending: list[Delivery] = []
        self.asked, self.answers = asyncio.Event(), asyncio.Event()

    async def at_once(self, *_: object) -> Page:
        found = list(self.pending)
        await self._slowly()
        return Page(found, None)

    async def waiting(self, *_: object) -> list[dict[str, Any]]:
        await self._slowly()
        return []

    async def messages(self, *_: object) -> dict[str, Any]:
        return {}

    async def _slowly(self) -> None:
        self.asked.set()
        await self.answers.wait()


class Lane:
    """An intake that has read everything."""

    def __init__(self) -> None:
        self.stored, self.queue = Stored(), LaneQueue()
        clock = SimpleNamespace(machine=lambda: NOW, monotonic=lambda: 0.0)
        shop = SimpleNamespace(clock=clock, limits=Limits(), deliveries=self.stored)
        self.intake = Intake(LANE, cast("Workshop", shop), self.queue)

    async def read(self, step: Callable[[], Awaitable[object]]) -> None:
        """To the end."""
        self.stored.answers.set()
        await step()
        self.stored.answers.clear()
        self.stored.asked.clear()

    async def during(self, step: Callable[[], Awaitable[object]], then: Callable[[], None]) -> None:
        """While the database is asked by the step, do this."""
        task = asyncio.ensure_future(step())
        await self.stored.asked.wait()
        then()
        self.stored.answers.set()
        await task
        await self.read(self.intake.more)

    def order(self) -> list[int]:
        """In which what is here would be sent."""
        found = []
        while one := self.queue.next():
            found.append(one.number)
            self.queue.done(one)
        return found


@pytest.fixture
async def lane() -> Lane:
    made = Lane()
    await made.read(made.intake.restart)
    await made.read(made.intake.more)
    return made


async def test_what_is_offered_to_a_lane_that_knows_everything_is_taken(lane: Lane) -> None:
    assert lane.intake.offer([delivery(1), delivery(2)])
    assert lane.intake.offer([delivery(3)])
    assert lane.order() == [1, 2, 3]


async def test_a_lane_that_was_told_of_something_reads_first(lane: Lane) -> None:
    lane.intake.look_again()
    assert not lane.intake.offer([delivery(1)])
    await lane.read(lane.intake.more)
    assert lane.intake.offer([delivery(1)])


@pytest.mark.parametrize("step", ["more", "restart"])
async def test_nothing_is_taken_while_what_goes_before_it_is_read(lane: Lane, step: str) -> None:
    """The first of the stream is in the database, and the lane was told or had to start over."""
    taken: list[bool] = []

    def offered() -> None:
        lane.stored.pending.append(delivery(2))
        taken.append(lane.intake.offer([delivery(2)]))
        lane.intake.look_again()

    if step == "restart":
        assert lane.intake.offer([delivery(1)])
    else:
        lane.intake.look_again()
    lane.stored.pending.append(delivery(1))
    await lane.during(getattr(lane.intake, step), offered)
    assert taken == [False]
    assert lane.order() == [1, 2]


async def test_what_is_due_again_goes_first(lane: Lane) -> None:
    lane.intake.failed(delivery(1, "other"), NOW)
    assert not lane.intake.offer([delivery(1)])


async def test_a_stream_whose_head_waits_is_not_taken_and_others_are(lane: Lane) -> None:
    lane.intake.failed(delivery(1), NOW + timedelta(seconds=10))
    assert not lane.intake.offer([delivery(2)])
    assert lane.intake.offer([delivery(1, "other")])


async def test_what_was_passed_over_is_read_before_anything_else_is_taken(lane: Lane) -> None:
    lane.intake.failed(delivery(1), NOW + timedelta(days=1))
    assert not lane.intake.offer([delivery(1, "other")])
    await lane.read(lane.intake.more)
    assert lane.intake.offer([delivery(1, "other")])
