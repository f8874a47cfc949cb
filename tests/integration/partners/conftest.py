"""The partners service on a database of its own, with two schools known to it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from pymongo import MongoClient

from services.partners.app import SERVICE
from services.partners.settings import PartnersSettings
from shared.api import build_api
from shared.clock import FixedClock
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.letter_pages import Reader
from tests.integration.mail_server import running_inbox
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import START, World


@pytest.fixture(scope="session")
def prepared_database(mongo_url: str) -> Iterator[str]:
    """The name of a database with all collections and indexes: making them takes longer than most tests."""
    name = f"t_{secrets.token_hex(5)}"
    environment = {"mongo_url": mongo_url, "kafka_bootstrap": "127.0.0.1:1", "attachments_url": "file:///dev/null"}
    settings = {"service": "partners", "environment": "development", "mongo_database": name, "link_key": "0" * 32}

    async def prepare() -> None:
        own = PartnersSettings.model_validate(environment | settings)
        runtime = Runtime(SERVICE, own)
        await apply(runtime.mongo, runtime.collections())
        await runtime.close()

    asyncio.run(prepare())
    yield name
    with MongoClient[dict[str, object]](mongo_url, timeoutMS=10_000) as client:
        client.drop_database(name)


@pytest.fixture
def database(mongo_url: str, prepared_database: str) -> Iterator[str]:
    """The prepared one, emptied; databases whose names continue it are dropped after the test."""
    with MongoClient[dict[str, object]](mongo_url, timeoutMS=10_000) as client:
        prepared = client[prepared_database]
        for each in prepared.list_collection_names():
            prepared[each].delete_many({})
        yield prepared_database
        for each in client.list_database_names():
            if each.startswith(f"{prepared_database}_"):
                client.drop_database(each)


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service on an empty database."""
    own = PartnersSettings.model_validate(settings.model_dump() | {"service": "partners"})
    return Runtime(SERVICE, own, mongo, FixedClock(START))


@pytest.fixture
async def world(room: Runtime, settings: ServiceSettings, mongo: Mongo) -> AsyncIterator[World]:
    """The API with the two schools known."""
    app = build_api(room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        world = World(http, settings, mongo)
        await world.settle()
        yield world


@pytest.fixture
async def cast(world: World) -> Cast:
    """Nothing has happened yet."""
    return await Cast(world).gather()


@pytest.fixture
async def drafted(cast: Cast) -> Cast:
    """Up to the draft of an MoU."""
    await cast.map_hotel()
    await cast.approve_programme()
    await cast.draft_mou()
    return cast


@pytest.fixture
async def reader(room: Runtime, world: World) -> AsyncIterator[Reader]:
    """Somebody with a mailbox and a browser, and no account."""
    browser = httpx.AsyncClient(transport=world.http._transport, base_url="https://test")
    with running_inbox() as inbox:
        async with browser:
            yield Reader(room, browser, inbox)
