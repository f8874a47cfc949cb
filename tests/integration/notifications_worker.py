"""A worker in a process of its own, for tests that kill it."""

import asyncio
from pathlib import Path
from typing import Any

from services.notifications.app import SERVICE
from services.notifications.engine import running
from shared.runtime import Runtime
from tests.forked import Forked
from tests.integration.notifications_world import settings_for


def worker(
    mongo_url: str, database: str, receiver: str, *, faults: str = "", log: Path | None = None, **settings: Any
) -> Forked:
    """Delivers until it is killed; `receiver` is an address that it may reach."""
    environ = {"JEMBATAN_FAULTS": faults, "JEMBATAN_ENVIRONMENT": "development"}
    return Forked(deliver, mongo_url, database, receiver, settings, environ=environ, log=log)


def deliver(mongo_url: str, database: str, receiver: str, settings: dict[str, Any]) -> None:
    """What such a process does."""

    async def main() -> None:
        await running.deliver(Runtime(SERVICE, settings_for(mongo_url, database, receiver, **settings)))

    asyncio.run(main())
