"""Work that one replica does at a time: rounds under a lease, broken off when the lease is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol

import structlog
from pymongo.errors import PyMongoError

from shared.backoff import Backoff
from shared.leases import Lease
from shared.tasks import end

log = structlog.get_logger(__name__)

Round = Callable[[int], Awaitable[bool]]
"""Gets the fence of the lease; answers whether there may be more to do at once."""

_BEATS: Final = 4
"""Renewals per term."""


class Leaseholder(Protocol):
    """What is needed of `shared.leases.Leases`."""

    async def hold(self, names: list[str]) -> set[str]: ...
    def holds(self, name: str) -> bool: ...
    def lease(self, name: str) -> Lease | None: ...
    async def release(self) -> None: ...


async def run_held(leases: Leaseholder, name: str, round: Round, *, term: float, pause: float = 0.5) -> None:
    """Until cancelled: while `name` is ours, one round after the other, with `pause` seconds when there is nothing.

    A round that fails is tried again with back-off. `term` and `pause` in seconds.
    """
    renewal = asyncio.create_task(_renew(leases, name, term))
    backoff = Backoff(first=pause, most=30)
    try:
        while True:
            lease = leases.lease(name)
            more = lease is not None and await _attempt(leases, lease, round, term, backoff)
            await asyncio.sleep(0 if more else pause if lease else min(pause, term / _BEATS))
    finally:
        await end(renewal)
        with suppress(PyMongoError):
            await leases.release()


async def _attempt(leases: Leaseholder, lease: Lease, round: Round, term: float, backoff: Backoff) -> bool:
    try:
        more = await _while_held(leases, lease.name, asyncio.ensure_future(round(lease.fence)), term)
    except Exception as error:
        log.warning("round-failed", work=lease.name, error=type(error).__name__)
        await asyncio.sleep(backoff.next())
        return False
    backoff.reset()
    return more


async def _while_held(leases: Leaseholder, name: str, work: "asyncio.Future[bool]", term: float) -> bool:
    try:
        while not work.done() and leases.holds(name):
            await asyncio.wait({work}, timeout=term / _BEATS)
    finally:
        if not work.done():
            work.cancel()
            # `await work` under `suppress` would take a cancellation of our own for that of the work
            await asyncio.wait({work})
    return work.result() if not work.cancelled() else False


async def _renew(leases: Leaseholder, name: str, term: float) -> None:
    while True:
        with suppress(PyMongoError):
            await leases.hold([name])
        await asyncio.sleep(term / _BEATS)
