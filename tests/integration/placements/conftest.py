"""The placements service on a database of its own, with two schools known to it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.placements.app import SERVICE
from services.placements.settings import PlacementsSettings
from shared.api import build_api
from shared.clock import FixedClock
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.letter_pages import Reader
from tests.integration.mail_server import running_inbox
from tests.integration.placements.cast import Cast
from tests.integration.placements.world import START, World


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service's runtime on a database of its own."""
    values = settings.model_dump() | {"service": "placements", "nisn_key": "nisn-key-of-the-tests-" + "0" * 32}
    runtime = Runtime(SERVICE, PlacementsSettings.model_validate(values), mongo, FixedClock(START))
    await apply(mongo, runtime.collections())
    return runtime


@pytest.fixture
async def world(room: Runtime, settings: ServiceSettings, mongo: Mongo) -> AsyncIterator[World]:
    """The API with the two schools known."""
    app = build_api(room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60) as http:
        world = World(http, settings, mongo, room)
        await world.settle()
        yield world


@pytest.fixture
async def cast(world: World) -> Cast:
    """Nothing has happened yet."""
    return await Cast(world).gather()


@pytest.fixture
async def reader(room: Runtime, world: World) -> AsyncIterator[Reader]:
    """Somebody with a mailbox and a browser, and no account."""
    browser = httpx.AsyncClient(transport=world.http._transport, base_url="https://test")
    with running_inbox() as inbox:
        async with browser:
            yield Reader(room, browser, inbox)
