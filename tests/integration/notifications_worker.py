"""A worker of its own, for tests that kill it.

`<mongo url> <database> <receiver address> [setting=value …]`
"""

import asyncio
import sys

from services.notifications.app import SERVICE
from services.notifications.engine import running
from shared.runtime import Runtime
from tests.integration.notifications_world import settings_for


async def main() -> None:
    """Deliver until killed."""
    mongo_url, database, address, *given = sys.argv[1:]
    changes = dict(one.split("=", 1) for one in given)
    await running.deliver(Runtime(SERVICE, settings_for(mongo_url, database, address, **changes)))


if __name__ == "__main__":
    asyncio.run(main())
