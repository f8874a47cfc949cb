"""One deployment of a chaos test: processes, receiver, client, ledger; and what must hold in the end."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from typing import Self

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from jembatan.backlog import backlog
from jembatan.preparation import apply_indexes, apply_topics
from jembatan.registry import names
from services.notifications.consumers import PUBLIC_TOPICS
from services.notifications.views import ATTEMPTS
from shared.auth.development import DEVELOPMENT_ISSUER, OPERATOR
from tests.chaos.cast import Cast
from tests.chaos.fleet import Fleet
from tests.chaos.receiver import Receiver
from tests.ledger import checks
from tests.ledger.client import Client, Ledger
from tests.ledger.truth import Truth, published

WANTED = ("directory", "partners", "placements", "teachers", "notifications", "reporting")
SETTLE_SECONDS = 120


class World:
    """`async with World(environment, database, folder) as world`: all services run."""

    def __init__(self, environment: Mapping[str, str], database: str, folder: Path) -> None:
        self.names = tuple(name for name in WANTED if name in names())
        self.receiver = Receiver()
        self.ledger = Ledger()
        self.folder = folder
        self._given = environment
        self._database = database
        self.casts: list[Cast] = []
        self._resources = AsyncExitStack()
        self.laps: list[tuple[str, float]] = [("", time.monotonic())]
        """What was done, and when that was finished."""

    async def __aenter__(self) -> Self:
        try:
            await self._resources.enter_async_context(self.receiver)
            self.environ = self._environ()
            for name in names():  # who hears waits for all topics, also those of services that do not run here
                await apply_topics(name, self.environ)
            for name in self.names:
                await apply_indexes(name, self.environ)
            self.truth = Truth.of(self.names, self.environ)
            self._resources.push_async_callback(self.truth.close)
            fleet = Fleet(self.names, self.environ, self.folder)
            self.fleet = await self._resources.enter_async_context(fleet)
            self.client = Client(self.fleet.urls, self.ledger)
            self._resources.push_async_callback(self.client.close)
        except BaseException:
            await self._resources.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._resources.aclose()

    async def gather(self, number: int = 0) -> Cast:
        """Everybody that one load needs, in an alliance of their own; `number` tells it apart."""
        cast = await Cast.gather(self.client, self.environ, self.receiver, number)
        self.casts.append(cast)
        self.lap("set up")
        return cast

    async def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until every outbox is empty, every group has caught up, and every delivery is done."""
        began = time.monotonic()
        while waits := await self._waits():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"not settled {seconds} s after healing, it waits for {waits}; {self.where()}")
            await asyncio.sleep(0.3)
        self.lap("settled")

    async def unpublished(self) -> int:
        """Journal entries that wait for Kafka, over all services."""
        runtimes = self.truth.runtimes.values()
        return sum([await runtime.mongo.documents("journal").count({"published": False}) for runtime in runtimes])

    async def violations(self) -> list[str]:
        """What does not hold; empty when everything does."""
        truth = await self.truth.read()
        wrong = checks.ledger_and_journal(self.ledger, truth) + checks.contiguous(truth)
        wrong += await checks.copies(truth) + await checks.projections(truth)
        wrong += checks.kafka(await published(next(iter(truth.runtimes.values())), truth.topics()), truth)
        for path, owner in [each for cast in self.casts for each in cast.hooks.items()]:
            wrong += checks.receipts(owner, self.receiver.receipts[path], PUBLIC_TOPICS, truth)
        return wrong + [f"forged: {each}" for each in self.receiver.forged] + await self._doubled()

    def lap(self, what: str) -> None:
        """This is finished now."""
        self.laps.append((what, time.monotonic()))

    def where(self) -> str:
        """What to look at when something is wrong."""
        return f"seed {self.fleet.seed}, logs in {self.folder}"

    def figures(self) -> str:
        """One line about what happened."""
        kills = self.fleet.kills
        seconds = ", ".join(f"{b[0]} {b[1] - a[1]:.1f} s" for a, b in pairwise(self.laps))
        received = sum(map(len, self.receiver.receipts.values()))
        return (
            f"seed {self.fleet.seed}: {len(self.ledger.of('accepted'))} accepted, "
            f"{len(self.ledger.of('refused'))} refused in {self.client.attempts} requests; "
            f"{sum(kills.values())} kills {dict(sorted(kills.items()))}, deaths {dict(self.fleet.deaths)}; "
            f"{received} receipts, {self.receiver.doubled} of them doubled; {seconds}"
        )

    async def _doubled(self) -> list[str]:
        attempts = self.truth.runtimes["notifications"].mongo.documents(ATTEMPTS)
        most = await attempts.count({"error": {"$ne": None}})
        if self.receiver.doubled <= most:
            return []
        return [f"{self.receiver.doubled} receipts came twice, more than the {most} attempts that got no answer"]

    async def _waits(self) -> list[str]:
        try:
            return await self._backlog()
        except (PyMongoError, KafkaError, OSError) as error:
            return [repr(error)]

    async def _backlog(self) -> list[str]:
        waits = []
        for name, runtime in self.truth.runtimes.items():
            rows = await backlog(name, runtime.settings)
            waits += [f"{name}: {row}" for row in rows["outboxes"] if row["entries"]]
            waits += [f"{name}: {row}" for row in rows["consumers"] if row["behind"]]
            if dead := [row for row in rows["dead_letters"] if row["records"]]:
                raise AssertionError(f"{name} has dead letters, though nothing was poisoned: {dead}; {self.where()}")
        deliveries = self.truth.runtimes["notifications"].mongo.documents("deliveries")
        open_ones = await deliveries.count({"state": {"$ne": "delivered"}})
        waits += [f"notifications: {open_ones} deliveries"] if open_ones else []
        if not waits:
            waits += (await checks.current_states(await self.truth.read()))[:3]
        return waits

    def _environ(self) -> dict[str, str]:
        databases = {f"JEMBATAN_{name.upper()}_MONGO_DATABASE": f"{self._database}_{name}" for name in names()}
        return {
            **self._given,
            **databases,
            "JEMBATAN_OPERATORS": f"{DEVELOPMENT_ISSUER}|{OPERATOR}",
            "JEMBATAN_NOTIFICATIONS_ALLOWED_ADDRESSES": self.receiver.address,
            "JEMBATAN_NOTIFICATIONS_RETRY_STEPS": "0,0.2,0.5,1,2,5,5,5,5,5,5,5,5",
        }
