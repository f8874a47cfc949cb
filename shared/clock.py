"""Two times that never mix: domain time, which development may move, and machine time, which nobody moves."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.mongo import Mongo
from shared.refusals import Refused


def millis(at: datetime) -> datetime:
    """`at` in UTC, cut to the milliseconds that the database keeps."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class Clock(Protocol):
    """What the kernel knows of time. All datetimes are UTC with millisecond precision."""

    def now(self) -> datetime:
        """Domain time: dates of agreements, `ce_time`, due work."""
        ...

    def machine(self) -> datetime:
        """Machine time: retries, tokens, signatures."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow: leases and deadlines."""
        ...

    async def move(self, to: datetime) -> None:
        """Set domain time; `Refused` where it may not be moved. Never backwards."""
        ...


class SystemClock:
    """Machine time plus an offset that all processes of a service share through the collection `clock`.

    Without `mongo` (production) the offset is zero for ever.
    """

    def __init__(self, mongo: Mongo | None = None) -> None:
        self._mongo = mongo
        self._offset = timedelta(0)

    def now(self) -> datetime:
        return millis(datetime.now(UTC) + self._offset)

    def machine(self) -> datetime:
        return millis(datetime.now(UTC))

    def monotonic(self) -> float:
        return time.monotonic()

    async def follow(self) -> None:
        """Take over the offset that another process has set; call it now and then in development."""
        if self._mongo is not None:
            stored = await self._mongo.documents("clock").find_one({"_id": "domain"})
            self._offset = timedelta(milliseconds=stored["offset_ms"]) if stored else timedelta(0)

    async def move(self, to: datetime) -> None:
        """Let domain time jump forward to `to` in every process of the service."""
        if self._mongo is None:
            raise Refused("clock-fixed", "Domain time can be moved in development only.")
        offset = max(self._offset, to - datetime.now(UTC))
        document = {"_id": "domain", "offset_ms": int(offset / timedelta(milliseconds=1))}
        await self._mongo.documents("clock").replace_one({"_id": "domain"}, document, upsert=True)
        self._offset = offset


class FixedClock:
    """For tests: stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self._at = millis(at)

    def now(self) -> datetime:
        return self._at

    def machine(self) -> datetime:
        return millis(datetime.now(UTC))

    def monotonic(self) -> float:
        return time.monotonic()

    async def move(self, to: datetime) -> None:
        """Forward to `to`; an earlier time changes nothing."""
        self._at = max(self._at, millis(to))
