"""A worker of its own, for tests that kill it: `<mongo url> <database> <receiver address> [setting=value …]`."""

import asyncio
import sys

from services.notifications.app import SERVICE
from services.notifications.engine import running
from shared.runtime import Runtime
from tests.integration.notifications_world import settings_for


async def main() -> None:
    """Deliver until killed."""
    mongo_url, database, address, *changes = sys.argv[1:]
    settings = settings_for(mongo_url, database, address, **dict(one.split("=", 1) for one in changes))
    await running.deliver(Runtime(SERVICE, settings))


if __name__ == "__main__":
    asyncio.run(main())
