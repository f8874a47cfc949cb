"""The worker: finds due lanes, leases them, and lets a runner work on each."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence

import structlog
from pymongo.errors import PyMongoError

from services.notifications import metrics
from services.notifications.engine.deliveries import Delivery
from services.notifications.engine.lanes import Held, Place
from services.notifications.engine.runner import Runner
from services.notifications.engine.workshop import Workshop
from shared.waiting import set_within

_log = structlog.get_logger("notifications.engine")


class Engine:
    """Delivers until it is stopped. Any number of workers share the lanes of one database."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._runners: dict[Place, Runner] = {}
        self._taking: set[Place] = set()
        """Of these the database may say that they are ours before we know."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self, places: Iterable[Place]) -> set[Place]:
        """Something was added to these; those of them that are seen to here."""
        return {place for place in places if (runner := self._runners.get(place)) and runner.wake()}

    def offer(self, place: Place, stored: Sequence[Delivery]) -> bool:
        """All that was just stored for this lane; did it take that, so that it need not read it?"""
        runner = self._runners.get(place)
        return runner is not None and runner.offer(stored)

    def look(self) -> None:
        """Look for due lanes now."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled; then lanes finish what is under way and are given back."""
        tasks = [asyncio.create_task(each()) for each in (self._find, self._keep, self._watch)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await self._stop()

    async def _stop(self) -> None:
        self._stopping = True
        for runner in self._runners.values():
            runner.stop()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._shop.limits.deadline + self._shop.limits.flush)

    async def _find(self) -> None:
        """Take lanes that are due; sleeps until woken, or for one poll."""
        while not self._stopping:
            self._woken.clear()
            try:
                for lane in await self._shop.lanes.due(len(self._runners)):
                    await self._one_due(lane)
            except PyMongoError as error:
                _log.warning("due_lanes_unreadable", error=type(error).__name__)
                await asyncio.sleep(1)
            await set_within(self._woken, self._shop.limits.poll)

    async def _one_due(self, lane: dict[str, object]) -> None:
        if runner := self._runners.get(_place(lane)):
            runner.nudge()
        elif lane["owner"] in (None, self._shop.lanes.owner):
            await self._take(lane)

    async def _take(self, lane: dict[str, object]) -> None:
        place = _place(lane)
        if place in self._taking:
            return
        self._taking.add(place)
        try:
            held = await self._shop.lanes.take(lane)
        finally:
            self._taking.discard(place)
        if held is None:
            return
        if self._stopping:
            await self._shop.lanes.release(held, due=True)
            return
        runner = Runner(held, self._shop)
        self._runners[held.place] = runner
        task = asyncio.create_task(runner.run())
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(runner, done))
        metrics.LANES.set(len(self._runners))

    def _ended(self, runner: Runner, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._runners.get(runner.held.place) is runner:
            del self._runners[runner.held.place]
        metrics.LANES.set(len(self._runners))
        if not task.cancelled() and (error := task.exception()):
            _log.error("lane_crashed", endpoint=runner.held.endpoint, error=type(error).__name__)
        else:
            self.look()  # it may be due again already

    async def _keep(self) -> None:
        """Renew what is ours, at a third of the term."""
        while not self._stopping:
            await asyncio.sleep(self._shop.lanes.term / 3)
            if self._runners:
                await self._guarded(self._shop.lanes.renew(self._held()))

    def _held(self) -> list[Held]:
        return [runner.held for runner in self._runners.values()]

    async def _watch(self) -> None:
        """Take over the lanes of owners that are silent."""
        while not self._stopping:
            await self._guarded(self._take_abandoned())
            await asyncio.sleep(min(1.0, self._shop.lanes.term / 6))

    async def _take_abandoned(self) -> None:
        for lane in await self._shop.lanes.abandoned(self._held()):
            if not self._stopping:
                await self._take(lane)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except PyMongoError as error:
            _log.warning("lanes_unreachable", error=type(error).__name__)


def _place(lane: dict[str, object]) -> Place:
    return str(lane["tenant"]), str(lane["endpoint"])
