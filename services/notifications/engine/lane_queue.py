"""What a lane has in memory and may send next: per aggregate one after the other, in order."""

from collections import deque
from collections.abc import Collection, Iterable
from datetime import datetime

from services.notifications.engine.deliveries import Delivery
from services.notifications.engine.lanes import NEVER


class LaneQueue:
    """Pure bookkeeping of one lane.

    A stream (aggregate) is *busy* while one of its deliveries is under way and *held* while its head waits for a retry;
    meanwhile nothing of it is sent. A hold ends at its instant (without `ordered`: what comes later overtakes a head
    that waits for longer), or, with `NEVER`, only when its head is here again. Replays go when nothing else can; with
    `ordered` what is fresh waits for one that has begun, and goes before those that have not.
    """

    def __init__(self) -> None:
        self._queue: deque[Delivery] = deque()
        self._replays: deque[Delivery] = deque()
        self._busy: dict[str, str] = {}
        self._held: dict[str, datetime] = {}
        self._begun: set[str] = set()
        """Streams whose replayed head has begun and is due again, so that what is fresh of them waits."""
        self._recording: set[str] = set()
        self._replaying: set[str] = set()

    def add(self, deliveries: Iterable[Delivery]) -> int:
        """Take in what was read, without what is here already; how many were new."""
        return self._add(self._queue, deliveries)

    def add_retries(self, heads: Iterable[Delivery]) -> int:
        """The same with heads that are due again: their streams are held no longer."""
        known = list(heads)
        for one in known:
            self._held.pop(one.stream, None)
        return self.add(known)

    def replay_again(self, streams: Iterable[str], *, ordered: bool) -> None:
        """The heads of these, replays that have begun, are due again: held no longer, but for what is fresh."""
        for stream in streams:
            self._held.pop(stream, None)
            if ordered:
                self._begun.add(stream)

    def add_replays(self, deliveries: Iterable[Delivery]) -> int:
        """The same with what goes last."""
        return self._add(self._replays, deliveries)

    def _add(self, queue: deque[Delivery], deliveries: Iterable[Delivery]) -> int:
        known = {one.key for one in (*self._queue, *self._replays)} | self.active
        new = [one for one in deliveries if one.key not in known]
        queue.extend(new)
        return len(new)

    def next(self) -> Delivery | None:
        """The first whose aggregate is free; its aggregate is busy from now on."""
        return self._next(self._queue)

    def next_replay(self) -> Delivery | None:
        """The same of what goes last."""
        if found := self._next(self._replays):
            self._replaying.add(found.key)
        return found

    def oldest(self) -> Delivery | None:
        """The one that has been due for longest; its aggregate is busy from now on."""
        queues = [queue for queue in (self._queue, self._replays) if any(map(self._free, queue))]
        if not queues:
            return None
        found = min((one for one in queues[0] if self._free(one)), key=lambda one: one.waiting_since)
        queues[0].remove(found)
        self._busy[found.stream] = found.key
        return found

    def _next(self, queue: deque[Delivery]) -> Delivery | None:
        for index, one in enumerate(queue):
            if self._free(one):
                del queue[index]
                self._busy[one.stream] = one.key
                return one
        return None

    def sent(self, delivery: Delivery) -> None:
        """Its aggregate may go on, while what came of it is still to be recorded."""
        self._recording.add(delivery.key)
        self._freed(delivery)

    def done(self, delivery: Delivery) -> None:
        """It is recorded, or nobody knows; its aggregate may go on."""
        self._recording.discard(delivery.key)
        self._freed(delivery)

    def _free(self, one: Delivery) -> bool:
        return one.stream not in self._busy and one.stream not in self._held

    def _freed(self, delivery: Delivery) -> None:
        self._replaying.discard(delivery.key)
        self._begun.discard(delivery.stream)
        if self._busy.get(delivery.stream) == delivery.key:
            del self._busy[delivery.stream]

    def hold(self, stream: str, until: datetime) -> None:
        """Its head waits: what is here of it goes back to the database's care."""
        self._held[stream] = max(until, self._held.get(stream, until))
        self._queue = deque(one for one in self._queue if one.stream != stream)
        self._replays = deque(one for one in self._replays if one.stream != stream)

    def release(self, now: datetime) -> bool:
        """Let go of what was held until now; was there any?"""
        return self._let_go([stream for stream, until in self._held.items() if until <= now])

    def keep_held(self, seen: Iterable[str], waiting: Iterable[str]) -> bool:
        """Of the holds that were `seen` only those streams still have something `waiting`; were there others?"""
        return self._let_go(set(seen) - set(waiting))

    def keep_begun(self, seen: Iterable[str], waiting: Collection[str]) -> None:
        """The same of heads that are replays."""
        self._begun -= {stream for stream in seen if stream not in waiting}

    def _let_go(self, streams: Iterable[str]) -> bool:
        gone = [self._held.pop(stream, None) for stream in streams]
        return any(gone)

    def passed_over(self) -> set[str]:
        """Streams that must not be read from the database now: their next is here, under way or waiting."""
        return self._taken() | self._begun

    def passed_over_by_replays(self) -> set[str]:
        """The same for what goes last."""
        return self._taken() | {one.stream for one in self._replays}

    def _taken(self) -> set[str]:
        return {one.stream for one in self._queue} | set(self._busy) | set(self._held)

    def clear(self) -> None:
        """Forget what has not begun; it is pending in the database."""
        self._queue.clear()
        self._replays.clear()

    def forget_holds(self) -> None:
        """They are about to be read anew."""
        self._held.clear()
        self._begun.clear()

    @property
    def active(self) -> set[str]:
        """Keys of deliveries that are under way, up to the record of what came of them."""
        return self._recording.union(self._busy.values())

    @property
    def replaying(self) -> int:
        """How many of them are replays."""
        return len(self._replaying)

    @property
    def held(self) -> set[str]:
        """Streams whose head waits."""
        return set(self._held)

    @property
    def begun(self) -> set[str]:
        """Streams of which what is fresh waits for a replay that has begun."""
        return set(self._begun)

    @property
    def held_until(self) -> datetime | None:
        """When the next held stream is free by itself."""
        return min((until for until in self._held.values() if until < NEVER), default=None)

    @property
    def only_replays(self) -> bool:
        """Is nothing else here?"""
        return not self._queue

    def __len__(self) -> int:
        return len(self._queue) + len(self._replays)
