"""A worker of its own, for tests that kill it.

`<mongo url> <database> <receiver address> [settings as JSON]`
"""

import asyncio
import json
import sys

from services.notifications.app import SERVICE
from services.notifications.engine import running
from shared.runtime import Runtime
from tests.integration.notifications_world import settings_for


async def main() -> None:
    """Deliver until killed."""
    mongo_url, database, address = sys.argv[1:4]
    changes = json.loads(sys.argv[4]) if len(sys.argv) > 4 else {}
    await running.deliver(Runtime(SERVICE, settings_for(mongo_url, database, address, **changes)))


if __name__ == "__main__":
    asyncio.run(main())
