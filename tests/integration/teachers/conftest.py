"""The teachers service on a database of its own, with two schools known to it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.teachers.app import SERVICE
from services.teachers.settings import TeachersSettings
from shared.api import build_api
from shared.clock import FixedClock
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.placements.world import START, World


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service's runtime."""
    values = settings.model_dump() | {"service": "teachers", "nuptk_key": "nuptk-key-of-the-tests-" + "0" * 32}
    runtime = Runtime(SERVICE, TeachersSettings.model_validate(values), mongo, FixedClock(START))
    await apply(mongo, runtime.collections())
    return runtime


@pytest.fixture
async def world(room: Runtime, settings: ServiceSettings, mongo: Mongo) -> AsyncIterator[World]:
    """The API with the two schools known."""
    transport = httpx.ASGITransport(build_api(room))
    async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60) as http:
        world = World(http, settings, mongo, room)
        await world.settle()
        yield world
