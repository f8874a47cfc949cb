"""Work that one replica does at a time: one holder, taken over when it falls silent, broken off when it was."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import pytest
from pymongo.errors import PyMongoError

from shared.clock import FixedClock
from shared.holding import run_held
from shared.housekeeping import run as keep_house
from shared.housekeeping import tidy
from shared.ids import new_id
from shared.leases import Leases
from tests.integration.kernel.flow import until
from tests.integration.kernel.house import SCHOOL, House
from tests.integration.kernel.sample import START

TERM = 0.6


class StandingClock(FixedClock):
    """No lease lapses, however slow the machine is."""

    def monotonic(self) -> float:
        return 0.0


class Looking(Leases):
    """Counts how often it asked for the lease."""

    looks = 0

    async def hold(self, names: Iterable[str]) -> set[str]:
        self.looks += 1
        return await super().hold(list(names))


def leases(house: House) -> Looking:
    return Looking(house.mongo, StandingClock(START), new_id(), TERM)


async def stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_only_one_replica_works_and_another_takes_over(house: House) -> None:
    rounds: list[tuple[int, str]] = []

    def replica(name: str, held: Looking) -> "asyncio.Task[None]":
        async def round(fence: int) -> bool:
            rounds.append((fence, name))
            return False

        return asyncio.create_task(run_held(held, "work", round, term=TERM, pause=0.02))

    working = replica("first", leases(house))
    await until(lambda: rounds)
    others = leases(house)
    waiting = replica("second", others)
    await until(lambda: others.looks > 3)
    assert set(rounds) == {(1, "first")}
    await stop(working)
    await until(lambda: rounds[-1] == (2, "second"))
    assert rounds == sorted(rounds), "never one beside the other"
    await stop(waiting)


async def test_a_round_that_fails_is_tried_again_and_one_that_has_more_goes_on_at_once(house: House) -> None:
    rounds = 0

    async def round(_fence: int) -> bool:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise RuntimeError
        return rounds < 10

    task = asyncio.create_task(run_held(leases(house), "work", round, term=TERM, pause=0.05))
    await until(lambda: rounds >= 10)
    assert rounds >= 10, "the round that failed ended nothing"
    await stop(task)


async def test_a_round_is_broken_off_when_the_lease_is_lost(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []
    started = asyncio.Event()
    held = leases(house)

    async def round(_fence: int) -> bool:
        started.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return False

    task = asyncio.create_task(run_held(held, "work", round, term=TERM, pause=0.02))
    await asyncio.wait_for(started.wait(), 60)
    monkeypatch.setattr(held, "holds", lambda _name: False)
    await until(lambda: ended)
    assert ended[0] == "cancelled"
    await stop(task)


async def test_it_ends_although_it_is_told_so_while_a_round_is_being_broken_off(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = leases(house)
    started, ending = asyncio.Event(), asyncio.Event()

    async def round(_fence: int) -> bool:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ending.set()
            await asyncio.sleep(0.2)
        return False

    task = asyncio.create_task(run_held(held, "work", round, term=TERM, pause=0.02))
    await asyncio.wait_for(started.wait(), 60)
    monkeypatch.setattr(held, "holds", lambda _name: False)
    await asyncio.wait_for(ending.wait(), 60)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=10)
    assert done, "it is still running"


class Forgiving(Looking):
    """A driver that makes an error of a cancellation, as one may when it is connecting."""

    async def hold(self, names: Iterable[str]) -> set[str]:
        held = await super().hold(names)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as error:
            if self.looks == 1:
                raise PyMongoError from error
            raise
        return held


async def test_it_ends_although_a_driver_swallows_the_cancellation(house: House) -> None:
    held = Forgiving(house.mongo, StandingClock(START), new_id(), TERM)

    async def round(_fence: int) -> bool:
        return False

    task = asyncio.create_task(run_held(held, "work", round, term=TERM, pause=0.02))
    await until(lambda: held.lease("work"))
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=10)
    assert done, "it is still running"


async def test_the_house_is_kept(house: House) -> None:
    lost = house.people.stage(new_id(), kind="student", data={})
    await lost.store(house, SCHOOL, "never", "never")
    assert await tidy(house) == (0, 0)
    task = asyncio.create_task(keep_house(house))
    await asyncio.sleep(0.2)
    await stop(task)
