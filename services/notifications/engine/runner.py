"""One lane at work: reads what is due, sends it within the limits, rests when nothing is left."""

import asyncio
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications import metrics
from services.notifications.domain.retries import Ours
from services.notifications.engine.attempts import Made, result_of
from services.notifications.engine.deliveries import PAGE, Delivery, Intent, Message, Result
from services.notifications.engine.lane_queue import LaneQueue
from services.notifications.engine.lanes import NEVER, Held
from services.notifications.engine.slots import Pace
from services.notifications.engine.targets import Target
from services.notifications.engine.workshop import Workshop
from shared import faults
from shared.backoff import Backoff

NOT_NOW_SECONDS: Final = 5.0
"""When a lane whose endpoint hears nothing now (paused, not verified) is looked at again, if nobody says so before."""
NUDGE_SECONDS: Final = 0.5
"""How often a lane that is sending looks for what another process has added."""
UNSURE_SECONDS: Final = 0.1
"""How long a lane waits that has too little of its lease left, until it is renewed."""

_log = structlog.get_logger("notifications.lane")


class Runner:
    """Owns one lane until it is idle, lost or told to stop."""

    def __init__(self, held: Held, shop: Workshop) -> None:
        self.held = held
        self._shop = shop
        self._queue = LaneQueue()
        self._messages: dict[str, Message] = {}
        self._pace = Pace()
        self._window = asyncio.Semaphore(shop.limits.window)
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._unread = True
        self._read_at = 0.0
        self._unknown: set[str] = set()
        """Streams that were passed over by the last reading, so that more of them may be in the database."""
        self._stored_retry: datetime | None = None
        self._own_retries: list[datetime] = []
        """Stored after `_stored_retry` was read."""
        self._recover = True
        self._look_again = self._now() + timedelta(seconds=shop.lanes.term) if held.from_silent else None
        """When no write of the silent owner before us can be on its way any more."""
        self._target: Target | None = None

    def wake(self) -> None:
        """Something may have become due."""
        self._unread = True
        self._changed.set()

    def nudge(self) -> None:
        """The database says that something is due, which it goes on saying until this lane rests."""
        if not self._tasks or self._shop.clock.monotonic() - self._read_at >= NUDGE_SECONDS:
            self.wake()

    async def run(self) -> None:
        """Until idle, lost or cancelled; what is under way is awaited, then the lane is given back."""
        trouble = Backoff(first=0.1, most=5.0)
        try:
            while self._alive():
                try:
                    if not await self._round():
                        break
                    trouble.reset()
                except PyMongoError as error:
                    _log.warning("lane_trouble", endpoint=self.held.endpoint, error=type(error).__name__)
                    self._recover = self._unread = True
                    await asyncio.sleep(trouble.next())
        finally:
            await self._finish()

    async def _finish(self) -> None:
        self._queue.clear()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._shop.limits.deadline + self._shop.limits.flush)
        for task in self._tasks:
            task.cancel()
        if not self.held.lost:
            try:
                await self._shop.lanes.release(self.held)
            except PyMongoError:
                self.held.lost = True

    def _alive(self) -> bool:
        return self._shop.lanes.alive(self.held)

    def _sure(self) -> bool:
        """Is enough of the lease left for one request and its record?"""
        limits = self._shop.limits
        return self._shop.lanes.alive(self.held, limits.deadline + limits.flush)

    def _now(self) -> datetime:
        return self._shop.clock.machine()

    async def _round(self) -> bool:
        """One step; False when the lane may be given back."""
        self._changed.clear()
        self._target = await self._shop.targets.read(self.held.tenant, self.held.endpoint, self._target)
        if not self._sure():
            await self._changed_before(self._now() + timedelta(seconds=UNSURE_SECONDS))
            return True
        if self._look_again and self._look_again <= self._now():
            self._look_again, self._recover = None, True
        if self._recover:
            await self._take_over()
        if self._target is None or not self._target.state.hears:
            return await self._rest_until(self._now() + timedelta(seconds=NOT_NOW_SECONDS))
        if self.held.breaker.is_open(self._now()):
            return await self._rest_until(self.held.breaker.open_until or self._now())
        self._start_all()
        if self._full() or await self._read_more():
            await self._wait_when_full()
            return True
        return await self._wait()

    async def _take_over(self) -> None:
        """What the owner before left: attempts of unknown outcome, and streams whose head waits for a retry."""
        self._recover = False
        now = self._now()
        count = await self._shop.deliveries.recover(self.held, now, self._queue.active)
        if count:
            metrics.ATTEMPTS.labels("unknown").inc(count)
            _log.warning("attempts_unknown", endpoint=self.held.endpoint, count=count)
        near = now + timedelta(seconds=self._shop.limits.hold)
        for waiting in await self._shop.deliveries.waiting(self.held, near):
            if waiting["due"] > now:
                self._queue.hold(waiting["stream"], waiting["due"])
        self._stored_retry = await self._shop.deliveries.soonest(self.held)
        self._queue.clear()
        self._unread = True

    # --- starting -----------------------------------------------------------------------------------------------

    def _full(self) -> bool:
        probing = self.held.breaker.half_open(self._now())
        return len(self._tasks) >= (1 if probing else 2 * self._shop.limits.window)

    def _start_all(self) -> None:
        if self._queue.release(self._now()):
            self._unread = True
        while not self._full() and (delivery := self._queue.next()):
            task = asyncio.create_task(self._deliver(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("delivery_crashed", endpoint=self.held.endpoint, error=type(error).__name__)

    async def _wait_when_full(self) -> None:
        if self._full():
            await self._changed.wait()

    # --- reading ------------------------------------------------------------------------------------------------

    async def _read_more(self) -> bool:
        """Read what is due and not here yet; was there any?"""
        now = self._now()
        found: list[Delivery] = []
        if (due := self._retry_at) is not None and due <= now:
            while self._own_retries and self._own_retries[0] <= now:
                heappop(self._own_retries)
            found += await self._shop.deliveries.retries(self.held, now)
            self._stored_retry = await self._shop.deliveries.soonest(self.held)
        busy = self._queue.passed_over() | {one.stream for one in found}
        if self._unread or self._unknown - busy:
            found += await self._fresh(busy)
        return await self._take_in(found)

    async def _fresh(self, busy: set[str]) -> list[Delivery]:
        """What nobody has tried yet, of streams that are not busy."""
        everything, self._unread = self._unread, False
        self._read_at = self._shop.clock.monotonic()
        fresh = await self._shop.deliveries.fresh(self.held, busy)
        self._unknown = busy if everything else self._unknown & busy
        self._unread = self._unread or len(fresh) == PAGE
        return fresh

    async def _take_in(self, found: list[Delivery]) -> bool:
        if not found or not self._queue.add(found):
            return False
        self._messages |= await self._shop.deliveries.messages(found)
        return True

    # --- waiting ------------------------------------------------------------------------------------------------

    async def _wait(self) -> bool:
        """Nothing to start now: wait for a change; with nothing under way, rest, and give the lane back when idle."""
        if self._tasks or len(self._queue):
            await self._changed_before(self._next_instant())
            return True
        await self._shop.lanes.rest(self.held, self._next_instant() or NEVER)
        self._unread = True
        if await self._read_more():
            return True
        next_instant = self._next_instant()
        idle = self._now() + timedelta(seconds=self._shop.limits.idle)
        changed = await self._changed_before(min(idle, next_instant or idle))
        return changed or (next_instant is not None and next_instant <= self._now() + timedelta(seconds=1))

    async def _rest_until(self, until: datetime) -> bool:
        """The endpoint must not be sent to before `until`: finish what is under way, then give the lane back."""
        self._queue.clear()
        if self._tasks:
            await asyncio.wait(self._tasks)
            return True
        await self._shop.lanes.keep_breaker(self.held)
        await self._shop.lanes.rest(self.held, until)
        return False

    @property
    def _retry_at(self) -> datetime | None:
        known = [self._stored_retry, *self._own_retries[:1]]
        return min((one for one in known if one is not None), default=None)

    def _next_instant(self) -> datetime | None:
        instants = [one for one in (self._retry_at, self._queue.held_until, self._look_again) if one is not None]
        return min(instants, default=None)

    async def _changed_before(self, instant: datetime | None) -> bool:
        seconds = None if instant is None else max(0.0, (instant - self._now()).total_seconds())
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True

    # --- delivering ---------------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery) -> None:
        """Its aggregate goes on at once after a success, and after a failure only once that is stored."""
        try:
            result = await self._attempt(delivery)
            if result is None:
                self._start_over()
                return
            if result.changes["state"] == "delivered":
                self._queue.sent(delivery)
                self._changed.set()
            await self._conclude(result)
            self._later(delivery, result.changes.get("due"))
        except BaseException:
            self._start_over()
            raise
        finally:
            self._done(delivery)

    def _start_over(self) -> None:
        """Nobody knows what is stored of this delivery, so nothing later of its aggregate may go before it."""
        self._recover = self._unread = True
        self._queue.clear()

    def _done(self, delivery: Delivery) -> None:
        self._queue.done(delivery)
        self._messages.pop(delivery.event, None)
        self._changed.set()

    async def _attempt(self, delivery: Delivery) -> Result | None:
        intent = Intent(delivery, self.held.fence, self._shop.lanes.owner, self._now())
        if not await self._shop.intents.add(intent):
            return None
        delivery.attempts += 1
        made = await self._post(delivery)
        if made is None:
            return None
        result = result_of(made, delivery, self.held.fence, self._shop.lanes.owner, self._shop.deliveries.payloads_live)
        await self._judge(delivery, made)
        return result

    async def _post(self, delivery: Delivery) -> Made | None:
        """The request itself; None when too little of the lease is left to be sure of it."""
        async with self._window, self._shop.slots.taken(self._pace):
            if self._target is None or not self._sure():
                return None
            if delivery.attempts == 1:
                metrics.LANE_LAG.observe(max(0.0, (self._now() - delivery.created).total_seconds()))
            made = await self._shop.attempts.make(self._target, delivery, self._messages.get(delivery.event))
        await faults.point("webhook.after-post")
        return made

    async def _judge(self, delivery: Delivery, made: Made) -> None:
        """What the answer means for the lane, before the stream goes on."""
        error, verdict = made.answer.error, made.verdict
        metrics.ATTEMPTS.labels(error or "none").inc()
        metrics.DELIVERIES.labels(verdict.state).inc()
        metrics.ATTEMPT_SECONDS.observe(made.answer.seconds)
        breaker = self.held.breaker
        if error is None:
            self.held.breaker = breaker.after_success(made.ended)
        elif error not in Ours:
            self.held.breaker = breaker.after_failure(made.ended, error == "timeout")
        if verdict.disables or (error and self.held.breaker.gave_up(made.ended)):
            await self._shop.disable(self.held.place, "gone" if verdict.disables else "failing")
            self._target = None

    def _later(self, delivery: Delivery, due: datetime | None) -> None:
        if due is None:
            return
        heappush(self._own_retries, due)
        if due <= self._now() + timedelta(seconds=self._shop.limits.hold):
            self._queue.hold(delivery.stream, due)
            self._unknown.add(delivery.stream)

    async def _conclude(self, result: Result) -> None:
        """Record the result; while the database is away and the lane is ours, again and again."""
        trouble = Backoff(first=0.05, most=2.0)
        while self._alive():
            try:
                await self._shop.results.add(result)
            except PyMongoError as error:
                _log.warning("result_not_stored", delivery=result.delivery.id, error=type(error).__name__)
                await asyncio.sleep(trouble.next())
            else:
                return
