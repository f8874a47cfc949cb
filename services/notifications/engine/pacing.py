"""When a lane may send, and how much at once: window, rate, silence, breaker. Only its owner asks, so it is exact.

A delivery *begins* (its intent is recorded) at most `AHEAD` before its token is there, and is *dispatched* with the
token in hand, when the window and the slots have a place for it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from services.notifications.domain.breaker import Breaker
from services.notifications.domain.bucket import Bucket
from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.endpoint.values import Reason, Share
from services.notifications.domain.throttle import ASKS, Throttle
from services.notifications.engine.attempts import Made
from services.notifications.engine.lanes import Held
from services.notifications.engine.slots import Pace, Window
from services.notifications.engine.workshop import Workshop

AHEAD: Final = 0.1
"""Seconds."""
REPLAY_SHARE: Final = 0.5
"""Of the window, for replays."""


class Pacing:
    """Of one lane. What must outlive its owner is in `held` (breaker, throttle) and stored with `save`."""

    def __init__(self, held: Held, shop: Workshop) -> None:
        self._held = held
        self._shop = shop
        self._pace = Pace()
        self._window = Window(self._at_once())
        self._slots = shop.slots["webhook"]
        self._bucket: Bucket | None = None
        self._one_by_one = asyncio.Lock()
        self._begun: set[str] = set()
        self._halvings = 0
        self._saved = self._to_save()

    # --- what it is asked for -----------------------------------------------------------------------------------

    def follow(self, state: Endpoint) -> None:
        """Another rate than before begins with an empty bucket."""
        self._slots, terms = self._shop.slots[state.channel], state.terms
        known = (self._bucket.rate, self._bucket.burst) if self._bucket else None
        if terms.rate is None:
            self._bucket = None
        elif known != (terms.rate, terms.burst):
            self._bucket = Bucket(terms.rate, terms.burst, self._shop.clock.monotonic())

    def closed_until(self, now: datetime) -> datetime | None:
        """Nothing may be sent before this instant; None when something may now."""
        instants = (self._held.breaker.open_until, self._held.throttle.quiet_until, self._held.throttle.cut_off_until)
        return max((one for one in instants if one is not None and one > now), default=None)

    def probing(self, now: datetime) -> bool:
        """May only one be under way, to see whether it works again?"""
        return self._held.breaker.half_open(now) or self._held.throttle.own_faults > 0

    def opens_in(self, under_way: int) -> float | None:
        """Seconds until one more may begin: 0 for now, None when one must end first."""
        most = 1 if self.probing(self._shop.clock.machine()) else 2 * self._window.size
        if under_way >= most:
            return None
        if self._bucket is None:
            return 0.0
        return max(0.0, self._bucket.wait(self._shop.clock.monotonic(), len(self._begun) + 1) - AHEAD)

    def replays(self, under_way: int) -> bool:
        """May one more replay begin?"""
        return under_way < max(1, int(self._window.size * REPLAY_SHARE))

    def begin(self, key: str) -> None:
        """A delivery begins: a token is meant for it."""
        self._begun.add(key)

    def end(self, key: str) -> None:
        """It was dispatched, or will not be."""
        self._begun.discard(key)

    # --- dispatching --------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[int]:
        """A place in the window and a slot, and the token; yields what `judged` wants to know of this moment."""
        if self._bucket is None:
            async with self._window, self._slots.taken(self._pace):
                yield self._halvings
            return
        async with AsyncExitStack() as turn:
            async with self._one_by_one:
                await self._token_there()
                await turn.enter_async_context(self._window)
                await turn.enter_async_context(self._slots.taken(self._pace))
                while self._bucket is not None and not self._bucket.take(self._shop.clock.monotonic()):
                    await self._token_there()
            yield self._halvings

    async def _token_there(self) -> None:
        """Exactly until then, and again when the rate was changed meanwhile."""
        if self._bucket is not None and (wait := self._bucket.wait(self._shop.clock.monotonic())):
            await asyncio.sleep(wait)

    # --- what came of it ----------------------------------------------------------------------------------------

    def judged(self, made: Made, halvings: int) -> Share | Reason | None:
        """Learn from an attempt that began at that many `halvings`: requests under way at a halving say nothing new.

        Returns what follows for the endpoint: a warning of this share, or why it must be disabled.
        """
        if not made.charged:
            self._own_fault(made)
            return None
        self._held.throttle = self._held.throttle.reached()
        follows: Share | Reason | None = None
        if made.answer.error:
            follows = self._bad(made, halvings)
        else:
            self._good(made.ended)
        self._slots.answered(self._pace, made.answer.seconds)
        self._window.resize(self._at_once())
        return follows

    def _at_once(self) -> int:
        return self._pace.at_once(self._held.throttle.at_once(self._shop.limits.window))

    def _good(self, at: datetime) -> None:
        self._held.breaker = self._held.breaker.after_success(at)
        self._held.throttle = self._held.throttle.after_success(self._shop.limits.window)

    def _bad(self, made: Made, halvings: int) -> Share | Reason | None:
        self._slow_down(made, halvings)
        before, at = self._held.breaker, made.ended
        self._held.breaker = before.after_failure(at, made.answer.error == "timeout")
        if made.verdict.disables:
            return "address-refused" if made.answer.error == "address-refused" else "gone"
        return before.warning(at) or ("failing" if before.gave_up(at) else None)

    def _slow_down(self, made: Made, halvings: int) -> None:
        if made.answer.error == "throttled" and halvings == self._halvings:
            self._halvings += 1
            self._held.throttle = self._held.throttle.halved(self._shop.limits.window)
        if made.asked and made.answer.status in ASKS:
            self._held.throttle = self._held.throttle.quiet(made.ended + timedelta(seconds=made.asked))

    def _own_fault(self, made: Made) -> None:
        if made.verdict.state == "pending":
            self.crashed(made.ended)

    def crashed(self, at: datetime) -> None:
        """A fault of ours: a moment of rest, longer each time."""
        self._held.throttle = self._held.throttle.after_own_fault(at)

    # --- storing ------------------------------------------------------------------------------------------------

    @property
    def unsaved(self) -> bool:
        """Is there something that the next owner would have to know?"""
        return self._to_save() != self._saved

    async def save(self) -> None:
        """Store it with the lane."""
        stored = self._to_save()
        await self._shop.lanes.keep(self._held)
        self._saved = stored

    def told(self, share: Share) -> None:
        """The endpoint's owner knows that it fails."""
        self._held.breaker = self._held.breaker.told(share)

    def forget(self) -> None:
        """The endpoint must be verified anew, or was: what was learnt of its address says nothing of what comes."""
        self._held.breaker, self._held.throttle = Breaker(), Throttle()
        self._window.resize(self._held.throttle.at_once(self._shop.limits.window))

    def _to_save(self) -> tuple[Any, ...]:
        breaker, throttle = self._held.breaker, self._held.throttle
        failing = (breaker.open_until, breaker.wait, breaker.failing_since, breaker.distinct, breaker.warned)
        return *failing, throttle.model_copy(update={"successes": 0})
