"""One lane at work: reads what is due, sends it within the limits, rests when nothing is left."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.notifications import metrics
from services.notifications.domain.endpoint.values import Reason, Share
from services.notifications.engine.attempts import Made, result_of
from services.notifications.engine.deliveries import Delivery, Intent, Result
from services.notifications.engine.intake import Intake
from services.notifications.engine.lane_queue import LaneQueue
from services.notifications.engine.lanes import NEVER, Held
from services.notifications.engine.pacing import Pacing
from services.notifications.engine.targets import Target
from services.notifications.engine.workshop import Workshop
from shared import faults
from shared.backoff import Backoff
from shared.refusals import Refusal
from shared.waiting import set_within

NOT_NOW: Final = timedelta(hours=1)
"""When a lane whose endpoint hears nothing now (paused, not verified) is looked at again, in case that who changed that
died before he could say so."""
UNREADABLE: Final = timedelta(seconds=30)
"""The same where the endpoint cannot be read: whoever mends that tells nobody."""
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
        self._intake = Intake(held, shop, self._queue)
        self._pacing = Pacing(held, shop)
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._recover = True
        self._stored: datetime | None = None
        """Until when the lane rests, as the database knows; None where that may say that something is due."""
        self._owing = True
        """Is there, or may there be, something to send that the database would not say when the lane is given back?"""
        self._ending = False
        self._look_again = self._now() + timedelta(seconds=shop.lanes.term) if held.from_silent else None
        """When no write of the silent owner before us can be on its way any more."""
        self._target: Target | None = None

    def wake(self) -> bool:
        """Something was added; True where this lane sees to it, so that the database need not be told.

        It reads before it rests or is given back; and whoever takes it over, once the lease is over, reads all. So does
        this one, should its lease be renewed after all.
        """
        self._intake.look_again()
        if self._ending or not self._alive():
            return False
        self._owing = True
        self._changed.set()
        return True

    def offer(self, stored: Sequence[Delivery]) -> bool:
        """This was just stored, and of its streams nothing that this process does not know; did the lane take it?"""
        if self._ending or not self._alive() or not self._intake.offer(stored):
            return False
        self._owing = True
        self._changed.set()
        return True

    def nudge(self) -> None:
        """The database says that something is due, which it goes on saying until this lane rests."""
        self._stored = None
        if not self._tasks or self._shop.clock.monotonic() - self._intake.read_at >= NUDGE_SECONDS:
            self.wake()

    def stop(self) -> None:
        """Begin nothing more. A cancellation alone does not do: within a database call one may be lost."""
        self._ending = True
        self._changed.set()

    async def run(self) -> None:
        """Until idle, lost or stopped; what is under way is awaited, then the lane is given back."""
        trouble = Backoff(first=0.1, most=5.0)
        try:
            while self._alive() and not self._ending:
                try:
                    if not await self._round() and not self._changed.is_set():
                        break
                    trouble.reset()
                except PyMongoError as error:
                    _log.warning("lane_trouble", endpoint=self.held.endpoint, error=type(error).__name__)
                    self._start_over()
                    await asyncio.sleep(trouble.next())
        finally:
            await self._finish()

    async def _finish(self) -> None:
        self._ending = True
        self._queue.clear()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._shop.limits.deadline + self._shop.limits.flush)
        for task in self._tasks:
            task.cancel()
        if not self.held.lost:
            try:
                if self._pacing.unsaved:
                    await self._pacing.save()
                await self._shop.lanes.release(self.held, due=self._owing)
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
        await self._look_at_target()
        if not self._sure():
            await self._changed_within(UNSURE_SECONDS)
            return True
        if self._look_again and self._look_again <= self._now():
            self._look_again, self._recover = None, True
        if self._recover:
            await self._take_over()
        if self._target is not None and self._target.state.status == "removed":
            return await self._end_quietly()
        if self._pacing.unsaved:
            await self._pacing.save()
        if self._target is None or not self._target.state.hears:
            return await self._rest_until(self._now() + (NOT_NOW if self._target else UNREADABLE))
        if until := self._pacing.closed_until(self._now()):
            return await self._rest_until(until)
        return await self._send_what_is_due()

    async def _look_at_target(self) -> None:
        self._target = await self._shop.targets.read(self.held.tenant, self.held.endpoint, self._target)
        if self._target is None:
            return
        state = self._target.state
        if self.held.verified(state.verifications) or state.status in ("registered", "disabled"):
            self._pacing.forget()
        self._pacing.follow(state)
        if state.terms.ordered != self._intake.ordered:
            self._intake.ordered = state.terms.ordered
            self._start_over()

    async def _take_over(self) -> None:
        """What the owner before left: attempts of unknown outcome, and streams whose head waits for a retry."""
        self._recover = False
        if self._look_again:
            await self._shop.deliveries.fence(self.held, self._now(), self._intake.ordered)
        count = await self._shop.deliveries.recover(self.held, self._now(), self._queue.active)
        if count:
            metrics.ATTEMPTS.labels("unknown").inc(count)
            _log.warning("attempts_unknown", endpoint=self.held.endpoint, count=count)
        await self._intake.restart()

    async def _send_what_is_due(self) -> bool:
        if self._queue.release(self._now()):
            self._intake.look_again()
        while self._pacing.opens_in(len(self._tasks)) == 0 and (delivery := self._next()):
            self._start(delivery)
        opens_in = self._pacing.opens_in(len(self._tasks))
        if opens_in != 0:
            await self._changed_within(opens_in)
            return True
        return await self._intake.more() or await self._wait()

    def _next(self) -> Delivery | None:
        if self._pacing.probing(self._now()):
            return self._queue.oldest()
        if found := self._queue.next():
            return found
        return self._queue.next_replay() if self._pacing.replays(self._queue.replaying) else None

    def _start(self, delivery: Delivery) -> None:
        self._pacing.begin(delivery.key)
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("delivery_crashed", endpoint=self.held.endpoint, error=type(error).__name__)

    # --- waiting ------------------------------------------------------------------------------------------------

    async def _wait(self) -> bool:
        """Nothing to start now: wait for a change; with nothing under way, rest, and give the lane back when idle."""
        if self._tasks or len(self._queue):
            await self._changed_before(self._next_instant())
            return True
        await self._intake.look_ahead()
        if self._stored != (self._next_instant() or NEVER):
            self._owing = True  # it may be somebody else's word that this overwrites
            await self._rest(self._next_instant() or NEVER)
            self._intake.look_again()
            if await self._intake.more():
                return True
        self._owing = self._changed.is_set()
        return await self._kept_until(self._next_instant())

    async def _rest_until(self, until: datetime) -> bool:
        """The endpoint must not be sent to before `until`: finish what is under way, then rest.

        What is here, or was read while requests were under way, is read when the lane opens, retries too. The lane is
        kept if that is soon, or while more comes: what is added to an owned lane costs no write. Whatever wakes it may
        be about the endpoint, so that is read anew, also after a write, which may overwrite somebody else's word.
        """
        self._target = None
        if self._tasks or len(self._queue):
            self._start_over()
        if self._tasks:
            await asyncio.wait(self._tasks)
            return True
        if self._stored is None or not self._now() < self._stored <= until:
            await self._rest(until)
            return True
        self._owing = self._changed.is_set()
        return await self._kept_until(until)

    async def _kept_until(self, instant: datetime | None) -> bool:
        """Wait for a change or that instant; False when neither comes until the lane is idle, and it is given back."""
        idle = self._now() + timedelta(seconds=self._shop.limits.idle)
        changed = await self._changed_before(min(idle, instant or idle))
        return changed or (instant is not None and instant <= self._now() + timedelta(seconds=1))

    async def _rest(self, until: datetime) -> None:
        self._stored = until
        try:
            await self._shop.lanes.rest(self.held, until)
        except BaseException:
            self._stored = None
            raise

    async def _end_quietly(self) -> bool:
        """The endpoint was removed: finish what is under way, take away what came too late, and be no more."""
        self._queue.clear()
        if self._tasks:
            await asyncio.wait(self._tasks)
            return True
        self._ending = True
        await self._shop.deliveries.forget(self.held, self._now())
        await self._shop.lanes.remove(self.held)
        return False

    def _next_instant(self) -> datetime | None:
        known = (self._intake.retry_at, self._queue.held_until, self._look_again)
        instants = [one for one in known if one is not None]
        return min(instants, default=None)

    async def _changed_before(self, instant: datetime | None) -> bool:
        return await self._changed_within(None if instant is None else (instant - self._now()).total_seconds())

    async def _changed_within(self, seconds: float | None) -> bool:
        return await set_within(self._changed, seconds)

    # --- delivering ---------------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery) -> None:
        """Its aggregate goes on at once after a success; after a failure, or with `ordered`, once that is stored."""
        try:
            result = await self._attempt(delivery)
            if result is None:
                self._start_over()
                return
            if result.changes["state"] == "delivered" and not self._intake.ordered:
                self._queue.sent(delivery)
                self._changed.set()
            await self._conclude(result)
            if due := result.changes.get("due"):
                self._intake.failed(delivery, due)
        except BaseException as error:
            self._start_over()
            if not isinstance(error, PyMongoError | asyncio.CancelledError):
                self._pacing.crashed(self._now())  # what cannot be recorded would go again at once, and again
            raise
        finally:
            self._done(delivery)

    def _start_over(self) -> None:
        """Nobody knows what is stored of a delivery, so nothing later of its aggregate may go before it."""
        self._recover = True
        self._intake.look_again()
        self._queue.clear()

    def _done(self, delivery: Delivery) -> None:
        self._pacing.end(delivery.key)
        self._queue.done(delivery)
        self._changed.set()

    async def _attempt(self, delivery: Delivery) -> Result | None:
        intent = Intent(delivery, self.held.fence, self._shop.lanes.owner, self._now())
        if not await self._shop.intents.add(intent):
            return None
        delivery.attempts += 1
        made = await self._post(delivery)
        if made is None:
            await self._shop.deliveries.withdraw(delivery, self.held.fence)
            return None
        return result_of(made, delivery, self.held.fence, self._shop.lanes.owner, self._shop.deliveries.payloads_live)

    async def _post(self, delivery: Delivery) -> Made | None:
        """The request itself; None when it must not be made: the lane closed meanwhile, or its lease is almost over."""
        async with self._pacing.turn() as moment:
            self._pacing.end(delivery.key)
            target = self._target
            if target is None or not self._may_post(target):
                return None
            if delivery.attempts == 1:
                metrics.LANE_LAG.observe(max(0.0, (self._now() - delivery.created).total_seconds()))
            made = await self._shop.attempts.make(target, delivery, delivery.content)
            follows = self._pacing.judged(made, moment) if self._stands(target) else None
        await faults.point("webhook.after-post")
        await self._told(made, follows)
        return made

    def _stands(self, target: Target) -> bool:
        """Is it what was verified last, as far as is known? Else its answer says nothing of the endpoint now."""
        return target.state.verifications in (0, self.held.verification)

    def _may_post(self, target: Target) -> bool:
        return target.state.hears and self._sure() and not self._pacing.closed_until(self._now())

    async def _told(self, made: Made, follows: Share | Reason | None) -> None:
        """Metrics, and what an attempt means for the endpoint, before the stream goes on."""
        metrics.ATTEMPTS.labels(made.answer.error or "none").inc()
        metrics.DELIVERIES.labels(made.verdict.state).inc()
        metrics.ATTEMPT_SECONDS.observe(made.answer.seconds)
        try:
            await self._draw(follows)
        except (PyMongoError, Refusal) as error:  # the next failure will say it again, and this result must be kept
            _log.warning("not_told", endpoint=self.held.endpoint, error=type(error).__name__)

    async def _draw(self, follows: Share | Reason | None) -> None:
        """Disable, or warn."""
        if isinstance(follows, str):
            await self._shop.disable(self.held.place, follows)
            self._pacing.forget()
            self._target = None
        elif follows and (since := self.held.breaker.failing_since):
            await self._shop.warn(self.held.place, follows, since)
            self._pacing.told(follows)

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
