"""The reporting service on a database of its own, with an alliance of schools known to it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.reporting.app import SERVICE
from services.reporting.settings import ReportingSettings
from shared.clock import FixedClock
from shared.http.app import make_app
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.reporting.world import START, World


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service's runtime on a database of its own."""
    own = ReportingSettings.model_validate(settings.model_dump() | {"service": "reporting"})
    runtime = Runtime(SERVICE, own, mongo, FixedClock(START))
    await apply(mongo, runtime.collections())
    return runtime


@pytest.fixture
async def world(room: Runtime, settings: ServiceSettings, mongo: Mongo) -> AsyncIterator[World]:
    """The API with its schools known."""
    app = make_app("reporting", SERVICE.title, SERVICE.description, SERVICE.routers, room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60) as http:
        world = World(http, settings, mongo, room)
        await world.settle()
        yield world
