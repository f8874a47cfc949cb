"""What a lane has in memory and may send next: per aggregate one after the other, in order."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from services.notifications.engine.deliveries import Delivery


class LaneQueue:
    """Pure bookkeeping of one lane.

    A stream (aggregate) is *busy* while one of its deliveries is under way and *held* while its head waits for a retry
    that is near; meanwhile nothing later of it is sent, so first receipts are in order. Once the head's next attempt is
    further away than the hold, the rest overtakes it: a receiver that needs strict order uses `sequence`.
    """

    def __init__(self) -> None:
        self._queue: deque[Delivery] = deque()
        self._busy: dict[str, str] = {}
        self._held: dict[str, datetime] = {}
        self._recording: set[str] = set()

    def add(self, deliveries: Iterable[Delivery]) -> int:
        """Take in what was read, without what is here already; how many were new."""
        known = {one.key for one in self._queue} | self.active
        new = [one for one in deliveries if one.key not in known]
        self._queue.extend(new)
        return len(new)

    def next(self) -> Delivery | None:
        """The first whose aggregate is free; its aggregate is busy from now on."""
        for index, one in enumerate(self._queue):
            if one.stream not in self._busy and one.stream not in self._held:
                del self._queue[index]
                self._busy[one.stream] = one.key
                return one
        return None

    def sent(self, delivery: Delivery) -> None:
        """Its aggregate may go on, while what came of it is still to be recorded."""
        self._recording.add(delivery.key)
        self._free(delivery)

    def done(self, delivery: Delivery) -> None:
        """It is recorded, or nobody knows; its aggregate may go on."""
        self._recording.discard(delivery.key)
        self._free(delivery)

    def _free(self, delivery: Delivery) -> None:
        if self._busy.get(delivery.stream) == delivery.key:
            del self._busy[delivery.stream]

    def hold(self, stream: str, until: datetime) -> None:
        """Its head waits: what is here of it goes back to the database's care."""
        self._held[stream] = max(until, self._held.get(stream, until))
        self._queue = deque(one for one in self._queue if one.stream != stream)

    def release(self, now: datetime) -> bool:
        """Let go of what was held until now; was there any?"""
        over = [stream for stream, until in self._held.items() if until <= now]
        for stream in over:
            del self._held[stream]
        return bool(over)

    def passed_over(self) -> set[str]:
        """Streams that must not be read from the database now: their next is here, under way or waiting."""
        return {one.stream for one in self._queue} | set(self._busy) | set(self._held)

    def clear(self) -> None:
        """Forget what has not begun; it is pending in the database."""
        self._queue.clear()

    @property
    def active(self) -> set[str]:
        """Keys of deliveries that are under way, up to the record of what came of them."""
        return self._recording.union(self._busy.values())

    @property
    def held_until(self) -> datetime | None:
        """When the next held stream is free."""
        return min(self._held.values(), default=None)

    def __len__(self) -> int:
        return len(self._queue)
