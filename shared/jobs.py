"""What time alone brings about: the due commands of all aggregates, once each, in order, by one replica."""

import asyncio
import heapq
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from pymongo.errors import PyMongoError

from shared.clock import Clock
from shared.context import Context
from shared.decider import Decider, Due
from shared.events import Actor
from shared.faults import point
from shared.journal import Journal, Outcome
from shared.leases import Leases
from shared.mongo import Collection, Filter, Mongo
from shared.refusals import Refusal
from shared.waiting import set_within

MARKS: Final = Collection("marks", across="Progress of the service itself.")
JOBS: Final = "jobs"
"""The lease."""
BATCH: Final = 200
FIRST_REST, LONGEST_REST = 30.0, 3600.0
"""Seconds that a refused item rests before it is tried again."""
HEAL_OVERLAP: Final = timedelta(minutes=2)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One aggregate that is due."""

    at: datetime
    aggregate: str
    tenant: str
    id: str


@dataclass(slots=True)
class _Rest:
    until: float
    tries: int


class Jobs:
    """The scheduler of one service: `run()` until `stop()`. A moved clock uses `next_due` and `run_due`."""

    def __init__(
        self, runtime: Any, deciders: Sequence[Decider[Any, Any, Any]], leases: Leases, *, every: float = 1.0
    ) -> None:
        """`runtime` is a `shared.context.Room`; `leases` are its own; `every` in seconds."""
        self._runtime = runtime
        self._mongo: Mongo = runtime.mongo
        self._clock: Clock = runtime.clock
        self._journal: Journal = runtime.journal
        self._deciders = {decider.name: decider for decider in deciders}
        self._leases = leases
        self._every = every
        self._resting: dict[Item, _Rest] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Heal and execute while the lease is ours; whatever fails is tried again at the next round."""
        while not self._stopping.is_set():
            try:
                if await self._leases.hold([JOBS]):
                    await self.run_due(self._clock.now())  # first: what cannot be healed holds up nothing
                    await self.heal()
            except Exception as error:
                log.warning("jobs.round-failed", error=f"{type(error).__name__}: {error}")
            await set_within(self._stopping, self._every)
        with suppress(PyMongoError):  # a lease that is not given back is taken over after its term
            await self._leases.release()

    async def stop(self) -> None:
        """Finish the item under way and end `run`."""
        self._stopping.set()

    async def next_due(self) -> datetime | None:
        """When the next item is due (in the past when it waits already); None when nothing ever will be."""
        soonest = [items[0].at for name in self._deciders if (items := await self._items(name, None, 1))]
        return min(soonest, default=None)

    async def run_due(self, until: datetime) -> int:
        """Execute every item due until then, one by one in order of due time; how many were executed.

        An item that another one brings about within the time takes its place in the order. What is refused is logged
        and rests for a while; it holds up nothing else.
        """
        executed = 0
        while not self._stopping.is_set():
            queue, horizon = await self._queue(until)
            if not queue:
                break
            while queue and queue[0].at <= horizon:
                item = heapq.heappop(queue)
                following = await self._execute(item, until)
                executed += following is not None
                if following is not None and following.at <= until and following != item:
                    heapq.heappush(queue, following)
        return executed

    async def heal(self) -> int:
        """Bring up the current states that a died process has left behind; how many lagged."""
        marks = self._mongo.documents(MARKS.name)
        mark = await marks.find_one({"_id": "healed"})
        until = self._clock.machine() - timedelta(seconds=5)
        since = mark["until"] - HEAL_OVERLAP if mark else datetime.fromtimestamp(0, UTC)
        if mark and until - mark["until"] < timedelta(seconds=5):
            return 0
        lagged = await self._journal.heal(_id_at(since), _id_at(until))
        await marks.replace_one({"_id": "healed"}, {"_id": "healed", "until": until}, upsert=True)
        return lagged

    async def _queue(self, until: datetime) -> tuple[list[Item], datetime]:
        """The due items, and up to when they are complete."""
        queue: list[Item] = []
        horizon = until
        for name in self._deciders:
            items = await self._items(name, until, BATCH)
            queue += items
            if len(items) == BATCH:
                horizon = min(horizon, items[-1].at)
        heapq.heapify(queue)
        return queue, horizon

    async def _items(self, name: str, until: datetime | None, limit: int) -> list[Item]:
        """Soonest first, without those that rest."""
        filter: Filter = {"due": {"$exists": True}} if until is None else {"due": {"$lte": until}}
        if resting := self._rests(name):
            filter = {**filter, "$nor": [{"_id": f"{item.tenant}/{item.id}", "due": item.at} for item in resting]}
        documents = self._mongo.documents(self._deciders[name].collection)
        found = await documents.find(filter, sort=[("due", 1)], limit=limit, fields={"tenant": 1, "id": 1, "due": 1})
        return [Item(document["due"], name, document["tenant"], document["id"]) for document in found]

    def _rests(self, name: str) -> list[Item]:
        now = self._clock.monotonic()
        for item in [item for item, rest in self._resting.items() if rest.until + LONGEST_REST < now]:
            del self._resting[item]
        return [item for item, rest in self._resting.items() if item.aggregate == name and rest.until > now]

    async def _execute(self, item: Item, until: datetime) -> Item | None:
        """Execute it; the aggregate's following item, `item` itself when there is none, None when it must rest."""
        outcome = await self._attempt(item, until)
        if isinstance(outcome, str):
            self._rest(item, outcome)
            return None
        due = self._deciders[item.aggregate].due(outcome.state)
        return Item(due.at, item.aggregate, item.tenant, item.id) if due else item

    async def _attempt(self, item: Item, until: datetime) -> Outcome[Any] | str:
        """The outcome, or why the item must rest."""
        try:
            outcome = await self._decide(item, until)
        except PyMongoError:
            raise
        except Refusal as refusal:
            return refusal.code
        except Exception as error:
            log.exception("job.failed", aggregate=item.aggregate, id=item.id, tenant=item.tenant)
            return type(error).__name__
        if outcome is None:
            return "not due any more"
        return outcome if outcome.events and not outcome.repeated else "changed nothing"

    async def _decide(self, item: Item, until: datetime) -> Outcome[Any] | None:
        decider = self._deciders[item.aggregate]
        loaded = await self._journal.load(decider, item.tenant, item.id)
        due = decider.due(loaded.state) if loaded else None
        if loaded is None or due is None or due.at > until:
            return None
        await point("jobs.before-execute")
        return await self._context(item, due, loaded.number).execute(decider, item.id, due.command)

    def _context(self, item: Item, due: Due, number: int) -> Context:
        """The stream's number is part of the command id: what was taken back may fall due at the same instant anew."""
        return Context(
            runtime=self._runtime,
            tenant=item.tenant,
            actor=Actor(kind="job", id=due.job),
            now=max(self._clock.now(), due.at),
            command_id=f"job:{due.job}:{item.id}:{due.at.astimezone(UTC).isoformat()}:{number}",
            given=True,
        )

    def _rest(self, item: Item, why: str) -> None:
        tries = self._resting[item].tries + 1 if item in self._resting else 1
        seconds = min(LONGEST_REST, FIRST_REST * 2.0 ** (tries - 1))
        self._resting[item] = _Rest(self._clock.monotonic() + seconds, tries)
        log.warning(
            "job.rests", aggregate=item.aggregate, id=item.id, tenant=item.tenant, due=item.at, why=why, seconds=seconds
        )


def _id_at(at: datetime) -> str:
    """The lowest UUIDv7 of this millisecond."""
    digits = f"{int(at.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-0000-000000000000"
