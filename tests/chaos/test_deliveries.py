"""kill -9 of three replicas of the delivery engine at every named point; the receiver and the log are the judges."""

import asyncio
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import web

from services.notifications.views import ATTEMPTS, DELIVERIES
from services.notifications.wire import message_id
from shared.ids import new_id
from tests.chaos.test_kills import LONG_SEEDS
from tests.forked import Forked
from tests.integration.notifications_shares import PARTITIONS, Shares
from tests.integration.notifications_worker import worker
from tests.integration.notifications_world import Receipt, World, world

POINTS: Final = (
    "webhook.after-take",
    "webhook.before-intent",
    "webhook.after-intent",
    "webhook.after-post",
    "webhook.after-record",
    "webhook.after-result",
    "webhook.after-unknown",
)
HEARING: Final = (*POINTS, "webhook.after-ingest")
"""Of replicas that also hear."""
SELDOM: Final = {"webhook.after-take", "webhook.after-unknown"}
"""Passed when a lane changes hands only."""
REPLICAS: Final = 3
MOST_ROUNDS: Final = 100
"""A load that ends before every point was reached goes on, for so long at most."""
MOVES: Final = 0.02
"""How probable it is that a partition moves within a twentieth of a second."""
WINDOW: Final = 4
"""Requests in flight to one endpoint."""


@dataclass
class Replicas:
    """Worker processes that kill themselves at points, and come back until the test has seen enough."""

    mongo_url: str
    database: str
    receiver: str
    dice: random.Random
    folder: Path
    shares: Shares | None = None
    """With it they also hear."""
    kills: Counter[str] = field(default_factory=Counter)
    running: dict[Path, Forked] = field(default_factory=dict)
    """By what each writes its log to."""
    about: dict[Path, str] = field(default_factory=dict)
    """At which point each is to die, the dead too."""
    having: dict[int, str] = field(default_factory=dict)
    """Who has which partition."""

    def start(self) -> None:
        """One more, about the point at which the fewest have died or are about to die."""
        taken = self.kills + Counter(self.about[log] for log in self.running)
        point = min(self.points, key=lambda one: (taken[one], self.dice.random()))
        plan = ",".join(f"{one}:kill:{self._chance(one, point)}:{self.dice.random()}" for one in self.points)
        self._run(plan, point)

    async def start_immortal(self) -> None:
        """The one that brings everything to its end."""
        name = self._run("", "")
        for partition in range(PARTITIONS if self.shares else 0):
            await self._give(partition, name)

    def _run(self, plan: str, point: str) -> str:
        log = self.folder / f"{new_id()}.log"
        servers, name = (self.mongo_url, self.database, self.receiver), log.stem
        self.about[log] = point
        hears = name if self.shares else ""
        self.running[log] = worker(*servers, faults=plan, log=log, hears=hears, webhook_window=WINDOW)
        return name

    @property
    def points(self) -> tuple[str, ...]:
        """At which they are to die."""
        return HEARING if self.shares else POINTS

    async def shuffle(self) -> None:
        """What the dead had is given to others, and now and then a partition moves among the living."""
        names = [log.stem for log in self.running]
        for partition in range(PARTITIONS if self.shares else 0):
            if self.having.get(partition) not in names or self.dice.random() < MOVES:
                await self._give(partition, self.dice.choice(names))

    async def _give(self, partition: int, name: str) -> None:
        if self.shares:
            await self.shares.give(partition, name)
            self.having[partition] = name

    def _chance(self, point: str, about: str) -> float:
        """Its own point kills it soon, one that is seldom passed almost at once; the others seldom."""
        if point != about:
            return 0.005
        return self.dice.uniform(0.5, 1) if point in SELDOM else self.dice.uniform(0.05, 0.3)

    def enough(self, kills: int) -> bool:
        """Have so many died, and one at least at every point?"""
        return self.kills.total() >= kills and not self.not_reached

    @property
    def not_reached(self) -> set[str]:
        """Points at which none has died."""
        return set(self.points) - set(self.kills)

    def bury(self) -> int:
        """Count the dead by the point at which they died; how many there were."""
        dead = [log for log, one in self.running.items() if one.poll() is not None]
        for log in dead:
            del self.running[log]
            last = log.read_text(errors="replace").strip().rpartition("\n")[2]
            assert last.startswith("killed at "), f"a replica ended by itself: {last}"
            self.kills[last.removeprefix("killed at ")] += 1
        return len(dead)

    def end(self) -> None:
        """Kill what still runs."""
        for one in self.running.values():
            one.end()


@dataclass
class Load:
    """What is to arrive: per endpoint every event once, per aggregate in order."""

    places: list[tuple[str, str]]
    subjects: list[str]
    shares: Shares | None = None
    """Where replicas hear of it; without, it is heard here."""
    rounds: int = 0
    """So many have been heard."""
    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    async def ingest(self, w: World, many: int) -> None:
        """Round by round."""
        for _ in range(many):
            await self.round(w)
            await asyncio.sleep(0.1)

    async def round(self, w: World) -> None:
        """Heard twice, as after a crash before the offset was committed."""
        self.rounds += 1
        events = [w.event(t, subject=s, number=self.rounds) for t, _ in self.places for s in self.subjects]
        for event in events:
            self.sent[event.partners[0]].append(message_id(event.id))
        for _ in range(2):
            if self.shares:
                for number in range(PARTITIONS):
                    mine = set(self.subjects[number::PARTITIONS])
                    await self.shares.publish(number, [one for one in events if one.subject in mine])
            else:
                await w.ingest(*events)

    async def done(self, w: World) -> bool:
        """Is all heard and delivered?"""
        heard = not self.shares or await self.shares.heard()
        return heard and not await w.room.mongo.documents(DELIVERIES).find({"state": {"$ne": "delivered"}}, limit=1)


async def survived(
    mongo_url: str, database: str, folder: Path, seed: int, *, kills: int, rounds: int, hear: bool = False
) -> tuple[list[str], Counter[str]]:
    """Replicas are killed while events come: what is wrong then, and how many died at which point."""
    dice = random.Random(seed)
    async with world(mongo_url, database, webhook_window=WINDOW) as w:
        places = [await w.endpoint(f"hooks{n}") for n in range(5)]
        for n in range(5):
            w.receiver.manners[f"hooks{n}"] = _moody(random.Random(seed + n))
        shares = Shares(w.room.mongo) if hear else None
        if shares:
            await shares.open()
        load = Load(places, [new_id() for _ in range(6)], shares)
        replicas = Replicas(mongo_url, database, w.receiver.address, dice, folder, shares)
        try:
            await _killed(w, load, replicas, kills, rounds)
            if shares:
                await shares.all_heard()
            for _, endpoint in places:
                await w.settled(endpoint, seconds=120)
        finally:
            replicas.end()
        return await _violations(w, load, replicas), replicas.kills


def _moody(dice: random.Random) -> Any:
    async def answer(_: Receipt) -> web.Response:
        """Mostly 200 after a few milliseconds, now and then 500."""
        await asyncio.sleep(dice.uniform(0.001, 0.02))
        return web.Response(status=500 if dice.random() < 0.03 else 200)

    return answer


async def _killed(w: World, load: Load, replicas: Replicas, kills: int, rounds: int) -> None:
    """Replicas die and come back while the load goes on, until enough of them have died."""
    for _ in range(REPLICAS):
        replicas.start()
    ingesting = asyncio.create_task(load.ingest(w, rounds))
    try:
        while not replicas.enough(kills) and load.rounds < MOST_ROUNDS:
            for _ in range(replicas.bury()):
                replicas.start()
            await replicas.shuffle()
            if ingesting.done() and await load.done(w):
                await load.round(w)
            await asyncio.sleep(0.05)
        await ingesting
    finally:
        ingesting.cancel()
    await replicas.start_immortal()


async def _violations(w: World, load: Load, replicas: Replicas) -> list[str]:
    wrong, doubled, unknown = list(w.receiver.forged), 0, 0
    for n, (tenant, endpoint) in enumerate(load.places):
        receipts = w.receiver.receipts[f"hooks{n}"]
        got = Counter(receipt.id for receipt in receipts)
        if set(got) != set(load.sent[tenant]):
            wrong.append(f"hooks{n}: {len(set(load.sent[tenant]) - set(got))} lost, {len(set(got))} came")
        for subject in load.subjects:
            numbers = [one.body["sequence"] for one in receipts if one.body["subject"] == subject]
            if list(dict.fromkeys(numbers)) != list(range(1, load.rounds + 1)):
                wrong.append(f"hooks{n}: not in order: {numbers}")
        more, died = await _by_the_log(w, endpoint, got, wrong)
        doubled, unknown = doubled + more, unknown + died
    in_flight = sum(replicas.kills.values()) * WINDOW * len(load.places)
    print(f"{dict(replicas.kills)}, {doubled} received twice, {unknown} attempts of unknown outcome")
    if doubled > unknown or unknown > in_flight:
        wrong.append(f"{doubled} came twice, {unknown} were in flight at the kills")
    return wrong


async def _by_the_log(w: World, endpoint: str, got: Counter[str], wrong: list[str]) -> tuple[int, int]:
    """Does the log tell the truth: receipts that no failure explains, and attempts whose outcome nobody knows."""
    kept = await w.room.mongo.documents(ATTEMPTS).find({"endpoint": endpoint}, sort=[("number", 1)])
    attempts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in kept:
        attempts[one["delivery"]].append(one)
    doubled = unknown = 0
    for delivery in await w.deliveries(endpoint):
        made = attempts[delivery["id"]]
        errors = [one["error"] for one in made]
        if [one["number"] for one in made] != list(range(1, delivery["attempts"] + 1)) or errors.count(None) != 1:
            wrong.append(f"{delivery['id']}: {delivery['attempts']} attempts, kept {errors}")
        died = errors.count("unknown")
        came = got[delivery["message_id"]]
        if not len(made) - died <= came <= len(made):
            wrong.append(f"{delivery['id']}: {came} receipts, kept {errors}")
        doubled, unknown = doubled + came - (len(made) - died), unknown + died
    return doubled, unknown


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
async def test_replicas_killed_at_any_point_lose_nothing_and_tell_the_truth(
    mongo_url: str, database: str, tmp_path: Path, seed: int
) -> None:
    wrong, kills = await survived(mongo_url, database, tmp_path, seed, kills=len(POINTS), rounds=8)
    assert wrong[:5] == []
    assert set(kills) == set(POINTS)


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
async def test_replicas_that_hear_and_are_handed_what_they_heard_do_not_either(
    mongo_url: str, database: str, tmp_path: Path, seed: int
) -> None:
    wrong, kills = await survived(mongo_url, database, tmp_path, seed, kills=len(HEARING), rounds=8, hear=True)
    assert wrong[:5] == []
    assert set(kills) == set(HEARING)


@pytest.mark.long
@pytest.mark.chaos
@pytest.mark.timeout(3600)
async def test_the_same_of_replicas_that_hear_at_length(mongo_url: str, database: str, tmp_path: Path) -> None:
    """Thirty seeds from the first of those given."""
    for seed in range(LONG_SEEDS[0], LONG_SEEDS[0] + 30):
        name = f"{database}_{seed}"
        wrong, kills = await survived(mongo_url, name, tmp_path, seed, kills=12, rounds=20, hear=True)
        assert wrong[:5] == [], f"seed {seed}"
        assert set(kills) == set(HEARING), f"seed {seed}"


@pytest.mark.long
@pytest.mark.chaos
@pytest.mark.timeout(3600)
async def test_the_same_at_length(mongo_url: str, database: str, tmp_path: Path) -> None:
    """Thirty seeds from the first of those given."""
    for seed in range(LONG_SEEDS[0], LONG_SEEDS[0] + 30):
        wrong, kills = await survived(mongo_url, f"{database}_{seed}", tmp_path, seed, kills=12, rounds=20)
        assert wrong[:5] == [], f"seed {seed}"
        assert set(kills) == set(POINTS), f"seed {seed}"
