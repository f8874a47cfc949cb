"""What a lane reads from the database: retries that are due, what is fresh, and replays when there is nothing else."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final

from services.notifications.engine.deliveries import PAGE, Delivery, Page
from services.notifications.engine.lane_queue import LaneQueue
from services.notifications.engine.lanes import AT_ONCE, NEVER, REPLAY_BEGUN, REPLAYED, Held
from services.notifications.engine.workshop import Workshop

CROWDED_SECONDS: Final = 0.5
"""How often retries are read while more are due than a page holds."""
SOON: Final = timedelta(minutes=1)
"""How far is looked ahead for retries by a lane that is busy."""
REACHES: Final = timedelta(hours=1), timedelta(days=3)
"""And by one that rests: a retry that waits for longer is looked for again after the last."""


class Shelf:
    """What is known of the deliveries that are due at once, of one kind: may there be more of them?"""

    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.last = first, last
        self.unread = True
        self.bare = True
        """Was there none at the last reading?"""
        self._unknown: set[str] = set()
        """Streams that were passed over by the last reading, so that more of them may be in the database."""

    def wanted(self, busy: set[str]) -> bool:
        """Could a reading find anything?"""
        return self.unread or bool(self._unknown - busy)

    def passed_over(self, streams: Collection[str]) -> bool:
        """Was one of these by the last reading, or may there be more of it since?"""
        return not self._unknown.isdisjoint(streams)

    def perhaps(self, stream: str) -> None:
        """There may be more of this stream."""
        self._unknown.add(stream)

    def added(self) -> None:
        """There are more."""
        self.unread, self.bare = True, False

    def begin(self) -> bool:
        """A reading begins; is it one of everything? What is added from now on makes it unread again."""
        everything, self.unread = self.unread, False
        return everything

    def saw(self, page: Page, everything: bool, busy: set[str]) -> None:
        """A page was read, without streams that are busy."""
        more = page.until is not None and page.until <= self.last
        self.bare = not more and not any(self.first <= one.due <= self.last for one in page.found)
        self._unknown = busy if everything else self._unknown & busy
        self.unread = self.unread or more


class Intake:
    """Fills the queue of one lane. `ordered` as in the endpoint's terms."""

    def __init__(self, held: Held, shop: Workshop, queue: LaneQueue) -> None:
        self.ordered = False
        self.read_at = 0.0
        """Of the last reading of what is fresh, on the monotonic clock."""
        self._held = held
        self._shop = shop
        self._deliveries = shop.deliveries
        self._queue = queue
        self._fresh, self._replays = Shelf(AT_ONCE, AT_ONCE), Shelf(REPLAY_BEGUN, REPLAYED)
        self._quiet_until: datetime | None = None
        """Nothing that was stored by then as having failed before is due earlier."""
        self._own_retries: list[datetime] = []
        """Stored after that was found out."""
        self._looked_ahead = False
        self._reading = False
        """Is a reading of what is due under way?"""

    def look_again(self) -> None:
        """Something may have been added."""
        self._fresh.unread = self._replays.unread = True

    def offer(self, stored: Sequence[Delivery]) -> bool:
        """Take in what was just stored, if a reading would find that and nothing else.

        Not while one is under way, which may find these as well, or what goes before them. And not more than a page, so
        that what others add, and retries that are due, get their turn.
        """
        if self._reading or self._retry_due() or len(self._queue) + len(stored) > PAGE:
            return False
        waits = self._fresh.passed_over({one.stream for one in stored})
        if waits or self._fresh.wanted(self._queue.passed_over()):
            return False
        self._queue.add(stored)
        return True

    def _retry_due(self) -> bool:
        return self.retry_at is not None and self.retry_at <= self._shop.clock.machine()

    @property
    def retry_at(self) -> datetime | None:
        """Before then none of those that failed before is due."""
        known = [self._quiet_until, *self._own_retries[:1]]
        return min((one for one in known if one is not None), default=None)

    async def restart(self) -> None:
        """Forget what is here and begin with what is stored: streams whose head waits, and when the first is due."""
        now = self._shop.clock.machine()
        self._queue.clear()
        self.look_again()
        self._queue.forget_holds()
        self._own_retries.clear()
        near = now + timedelta(seconds=self._shop.limits.hold)
        found = await self._deliveries.waiting(self._held, NEVER if self.ordered else near)
        for waiting in found:
            if self.ordered or waiting["due"] > now:
                self._queue.hold(waiting["stream"], NEVER if self.ordered else waiting["due"])
        if self.ordered:
            self._queue.replay_again(await self._deliveries.begun(self._held), ordered=True)
        self._quiet_until = min((waiting["due"] for waiting in found), default=near)
        self._looked_ahead = bool(found)

    async def look_ahead(self) -> None:
        """Before a rest: know when the next of those that failed before is due, or that for days none is."""
        now = self._shop.clock.machine()
        for reach in REACHES:
            if not self._looked_ahead:
                await self._look_until(now + reach)
        self._looked_ahead = True

    async def _look_until(self, until: datetime) -> None:
        soonest = await self._deliveries.soonest(self._held, self._quiet_until or REPLAYED, until)
        self._quiet_until, self._looked_ahead = soonest or until, soonest is not None

    def failed(self, delivery: Delivery, due: datetime) -> None:
        """Stored is that it is due again then: what comes after it waits, always (`ordered`) or when that is near."""
        heappush(self._own_retries, due)
        if self.ordered:
            self._queue.hold(delivery.stream, NEVER)
        elif due <= self._shop.clock.machine() + timedelta(seconds=self._shop.limits.hold):
            self._queue.hold(delivery.stream, due)
        self._fresh.perhaps(delivery.stream)
        self._replays.perhaps(delivery.stream)

    async def more(self) -> bool:
        """Read what is due and not here yet; was there any?"""
        self._reading = True
        try:
            new = await self._retries() + await self._of_this_moment()
            if not new and self._queue.only_replays:
                new = await self._replayed()
        finally:
            self._reading = False
        return new > 0

    async def _retries(self) -> int:
        now = self._shop.clock.machine()
        if not self._retry_due():
            return 0
        while self._own_retries and self._own_retries[0] <= now:
            heappop(self._own_retries)
        found = await self._deliveries.retries(self._held, now)
        ready = await self._in_order(found) if self.ordered else found
        again = await self._replays_again(ready)
        self._quiet_until, self._looked_ahead = now, True
        if len(found) < PAGE:
            await self._look_until(now + SOON)
        elif not again:
            self._quiet_until = now + timedelta(seconds=CROWDED_SECONDS)
        ready = [one for one in ready if not one.replayed]
        return again + await self._take_in(ready, self._queue.add_retries(ready))

    async def _replays_again(self, ready: Sequence[Delivery]) -> int:
        """How many of these are replays. They go with the others of their kind, so that nothing fresh waits for them,
        and out of the way of the retries that are due after them.
        """
        again = [one for one in ready if one.replayed]
        if again:
            await self._deliveries.postpone(self._held, {one.key: REPLAY_BEGUN for one in again})
            self._queue.replay_again((one.stream for one in again), ordered=self.ordered)
            self._replays.added()
        return len(again)

    async def _in_order(self, found: list[Delivery]) -> list[Delivery]:
        """Stream by stream. Where the head is not due yet (`ordered` is new, say), the others wait for it."""
        streams: dict[str, list[Delivery]] = {}
        for one in found:
            streams.setdefault(one.stream, []).append(one)
        heads = await self._heads(streams) if streams else {}
        ready, early = list[Delivery](), dict[str, datetime]()
        for stream, those in streams.items():
            number, due = heads.get(stream, (0, REPLAYED))
            if any(one.number <= number for one in those) or not number:
                ready += sorted(those, key=lambda one: one.number)
            else:
                early |= dict.fromkeys((one.key for one in those), due)
        if early:
            await self._deliveries.postpone(self._held, early)
        return ready

    async def _heads(self, streams: Collection[str]) -> dict[str, tuple[int, datetime]]:
        """Number and due of what waits first in each."""
        heads: dict[str, tuple[int, datetime]] = {}
        for one in await self._deliveries.waiting(self._held, NEVER):
            mine = one["number"], one["due"]
            if one["stream"] in streams:
                heads[one["stream"]] = min(mine, heads.get(one["stream"], mine))
        return heads

    async def _of_this_moment(self) -> int:
        if self.ordered and self._fresh.unread:
            await self._keep_heads()
        busy = self._queue.passed_over()
        if not self._fresh.wanted(busy):
            return 0
        self.read_at = self._shop.clock.monotonic()
        both = self._replays.bare and self._replays.wanted(busy) and not len(self._queue)
        return await self._read([self._fresh, self._replays] if both else [self._fresh], busy)

    async def _keep_heads(self) -> None:
        """A head may have been sent for anew, and waits no longer."""
        if held := self._queue.held:
            waiting = {one["stream"] for one in await self._deliveries.waiting(self._held, NEVER)}
            self._queue.keep_held(held, waiting)
        if begun := self._queue.begun:
            self._queue.keep_begun(begun, await self._deliveries.begun(self._held))

    async def _replayed(self) -> int:
        busy = self._queue.passed_over_by_replays()
        if len(self._queue) or not self._replays.wanted(busy):
            return 0
        return await self._read([self._replays], busy)

    async def _read(self, shelves: Sequence[Shelf], busy: set[str]) -> int:
        """A page of these. Both in one reading as long as there are no replays, which then cost nothing."""
        began = [(shelf, shelf.begin()) for shelf in shelves]
        page = await self._deliveries.at_once(self._held, shelves[0].first, shelves[-1].last, busy)
        for shelf, everything in began:
            shelf.saw(page, everything, busy)
        found = page.found
        new = self._queue.add(one for one in found if one.due == AT_ONCE)
        return await self._take_in(found, new + self._queue.add_replays(one for one in found if one.due > AT_ONCE))

    async def _take_in(self, found: list[Delivery], new: int) -> int:
        if new:
            messages = await self._deliveries.messages(found)
            for one in found:
                one.content = messages.get(one.message)
        return new
