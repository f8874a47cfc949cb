"""The storage suite runs on both drivers; which server stands behind them is the run's choice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.clock import FixedClock
from shared.jobs import MARKS
from shared.leases import LEASES
from shared.mongo import Mongo, apply, connect
from shared.settings import ServiceSettings
from tests.integration.kernel.house import House, MovableClock
from tests.integration.kernel.sample import START, Room


@pytest.fixture(params=["pymongo", "motor"])
async def storage(request: pytest.FixtureRequest, settings: ServiceSettings) -> AsyncIterator[Mongo]:
    """A fresh database through each driver."""
    connected = connect(settings.model_copy(update={"mongo_driver": request.param}))
    yield connected
    await connected.close()


@pytest.fixture
async def room(storage: Mongo) -> Room:
    """A service with one aggregate, its collections applied."""
    room = Room(storage, FixedClock(START))
    await apply(storage, [*room.journal.collections(), LEASES, MARKS])
    return room


@pytest.fixture
async def house(storage: Mongo, settings: ServiceSettings, tmp_path: Path) -> House:
    """A service that keeps people, texts and letters."""
    (tmp_path / "consent.id.txt").write_text("Persetujuan untuk {{ person.name }}\n\nBuka {{ link }}\n")
    return await House(storage, MovableClock(START), settings, tmp_path).furnish()
