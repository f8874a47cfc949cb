"""Leases: one holder at a time, fair shares, take-over by the watcher's own clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import FixedClock
from shared.leases import LEASES, Leases
from shared.mongo import Mongo, apply

NAMES = [f"bucket-{n:02d}" for n in range(16)]
TERM = 10.0


class Machine(FixedClock):
    """A machine whose clocks are as wrong as you like."""

    def __init__(self, *, wall: timedelta = timedelta(0), uptime: float = 0) -> None:
        super().__init__(datetime(2026, 1, 1, tzinfo=UTC) + wall)
        self.uptime = uptime

    def monotonic(self) -> float:
        return self.uptime


class Replica:
    def __init__(self, mongo: Mongo, owner: str, machine: Machine) -> None:
        self.machine = machine
        self.leases = Leases(mongo, machine, owner, TERM)
        self.held: set[str] = set()

    async def round(self, seconds: float = TERM / 3) -> set[str]:
        self.machine.uptime += seconds
        self.held = await self.leases.hold(NAMES)
        return self.held


@pytest.fixture
async def mongo(storage: Mongo) -> Mongo:
    await apply(storage, [LEASES])
    return storage


async def test_replicas_share_and_never_overlap(mongo: Mongo) -> None:
    replicas = [Replica(mongo, f"r{n}", Machine(wall=timedelta(hours=n - 1), uptime=n * 1000)) for n in range(3)]
    assert len(await replicas[0].round()) == 16
    for _ in range(4):
        for replica in replicas:
            await replica.round()
            held = [name for other in replicas for name in other.held]
            assert len(held) == len(set(held))
    assert sorted(len(replica.held) for replica in replicas) == [4, 6, 6]


async def test_rounds_at_the_same_time(mongo: Mongo) -> None:
    replicas = [Replica(mongo, f"r{n}", Machine()) for n in range(4)]
    for _ in range(10):
        await asyncio.gather(*(replica.round() for replica in replicas))
        held = [name for replica in replicas for name in replica.held]
        assert len(held) == len(set(held))
    assert [len(replica.held) for replica in replicas] == [4, 4, 4, 4]


@pytest.mark.parametrize("skew", [timedelta(hours=-1), timedelta(hours=1)])
async def test_a_silent_holder_is_replaced_after_a_term_and_not_before(mongo: Mongo, skew: timedelta) -> None:
    dead, watcher = Replica(mongo, "dead", Machine()), Replica(mongo, "watcher", Machine(wall=skew, uptime=500))
    await dead.round()
    fence = dead.leases.lease(NAMES[0])
    for _ in range(3):
        assert await watcher.round() == set()
    assert dead.leases.holds(NAMES[0])
    dead.machine.uptime += TERM
    assert not dead.leases.holds(NAMES[0])
    await watcher.round()
    assert len(await watcher.round()) == 16
    taken = watcher.leases.lease(NAMES[0])
    assert fence is not None
    assert taken is not None
    assert taken.fence == fence.fence + 1
    assert await dead.round() == set()
    assert len(await watcher.round()) == 8


async def test_release_needs_no_waiting(mongo: Mongo) -> None:
    one, two = Replica(mongo, "one", Machine()), Replica(mongo, "two", Machine())
    await one.round()
    await two.round()
    await one.leases.release()
    assert not one.leases.holds(NAMES[0])
    assert len(await two.round()) == 16


async def test_a_single_lease_stays_where_it_is(mongo: Mongo) -> None:
    one, two = Replica(mongo, "one", Machine()), Replica(mongo, "two", Machine())
    for _ in range(6):
        one.machine.uptime += 3
        two.machine.uptime += 3
        assert await one.leases.hold(["jobs"]) == {"jobs"}
        assert await two.leases.hold(["jobs"]) == set()
