"""A worker in a process of its own, for tests that kill it."""

import asyncio
from pathlib import Path
from typing import Any

from services.notifications.app import SERVICE
from services.notifications.engine import running
from shared.runtime import Runtime
from tests.forked import Forked
from tests.integration.notifications_shares import hear
from tests.integration.notifications_world import settings_for


def worker(
    mongo_url: str,
    database: str,
    receiver: str,
    *,
    faults: str = "",
    log: Path | None = None,
    hears: str = "",
    **settings: Any,
) -> Forked:
    """Delivers until it is killed; `receiver` is an address that it may reach. With `hears` it also hears, under this
    name (`tests.integration.notifications_shares`).
    """
    environ = {"JEMBATAN_FAULTS": faults, "JEMBATAN_ENVIRONMENT": "development"}
    return Forked(deliver, mongo_url, database, receiver, settings, hears, environ=environ, log=log)


def deliver(mongo_url: str, database: str, receiver: str, settings: dict[str, Any], hears: str) -> None:
    """What such a process does."""

    async def main() -> None:
        room = Runtime(SERVICE, settings_for(mongo_url, database, receiver, **settings))
        await asyncio.gather(running.deliver(room), *([hear(room, hears)] if hears else []))

    asyncio.run(main())
