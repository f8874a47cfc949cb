"""What was learnt about an address ends with it: a new verification begins afresh, a pause does not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import (
    ChangeEndpoint,
    DisableEndpoint,
    PauseEndpoint,
    ResumeEndpoint,
    VerifyEndpoint,
)
from services.notifications.engine.targets import FRESH_SECONDS
from services.notifications.ingest import tell
from services.notifications.views import LANES
from shared.events import Command
from tests.integration.notifications_world import Receipt, World, world


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database, webhook_timeout_seconds=60) as made:
        yield made


async def a_day_of_silence(_: Receipt) -> web.Response:
    """What the receiver asks for."""
    return web.Response(status=503, headers={"retry-after": "86400"})


async def done(w: World, tenant: str, endpoint: str, *commands: Command) -> None:
    """One after the other; then the lane is told."""
    for number, command in enumerate(commands):
        await w.room.context(tenant).also(str(number)).execute(ENDPOINT, endpoint, command)
    await tell(w.room, [(tenant, endpoint)])


async def move(w: World, tenant: str, endpoint: str, old: str, new: str) -> None:
    """To another path, verified at once."""
    w.receiver.secrets[new] = w.receiver.secrets[old]
    url = f"http://{w.receiver.address}/{new}"
    await done(w, tenant, endpoint, ChangeEndpoint(url=url), VerifyEndpoint(method="challenge", url=url))


async def silenced(w: World, endpoint: str) -> dict[str, Any]:
    """The lane, once it rests because its receiver asked for that."""
    async with asyncio.timeout(20):
        while True:
            (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
            if (until := lane["throttle"].get("quiet_until")) and lane["next_due"] == until:
                return lane
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("owned", [True, False])
async def test_a_silence_ends_with_the_address_that_asked_for_it(w: World, owned: bool) -> None:
    tenant, endpoint = await w.endpoint("old")
    w.receiver.manners["old"] = a_day_of_silence
    async with w.engine():
        await w.ingest(w.event(tenant))
        await silenced(w, endpoint)
        if owned:
            await move(w, tenant, endpoint, "old", "new")
            await w.ingest(w.event(tenant))
            await w.receiver.received("new", 1, 20)
    if not owned:
        await move(w, tenant, endpoint, "old", "new")
        async with w.engine():
            await w.ingest(w.event(tenant))
            await w.receiver.received("new", 1, 20)
    (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
    assert (lane["breaker"].get("failing_since"), lane["throttle"].get("quiet_until")) == (None, None)
    assert len(w.receiver.ids("old")) == 1


async def test_verified_anew_at_the_same_address_it_is_sent_to_at_once(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    w.receiver.manners["hooks"] = a_day_of_silence
    async with w.engine():
        await w.ingest(w.event(tenant))
        await silenced(w, endpoint)
    del w.receiver.manners["hooks"]
    url = f"http://{w.receiver.address}/hooks"
    again = VerifyEndpoint(method="challenge", url=url)
    await done(w, tenant, endpoint, DisableEndpoint(reason="by-owner"), again)
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.receiver.received("hooks", 2, 20)
    assert w.receiver.ids("hooks") == [one["message_id"] for one in await w.deliveries(endpoint)]


async def test_what_the_address_before_answers_late_says_nothing_of_the_new_one(w: World) -> None:
    tenant, endpoint = await w.endpoint("old")
    door = asyncio.Event()

    async def late(receipt: Receipt) -> web.Response:
        await door.wait()
        return await a_day_of_silence(receipt)

    w.receiver.manners["old"] = late
    async with w.engine():
        await w.ingest(w.event(tenant))
        await w.receiver.received("old", 1)
        await move(w, tenant, endpoint, "old", "new")
        await asyncio.sleep(FRESH_SECONDS + 0.1)
        await w.ingest(w.event(tenant))
        await w.receiver.received("new", 1, 20)
        door.set()
        await w.counted(endpoint, 1, state="pending", tries=1)
        await w.ingest(w.event(tenant))
        await w.receiver.received("new", 2, 20)
    (lane,) = await w.room.mongo.documents(LANES).find({"endpoint": endpoint})
    assert lane["throttle"].get("quiet_until") is None


async def test_a_pause_does_not_end_a_silence(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    w.receiver.manners["hooks"] = a_day_of_silence
    async with w.engine():
        await w.ingest(w.event(tenant))
        before = await silenced(w, endpoint)
    await done(w, tenant, endpoint, PauseEndpoint(), ResumeEndpoint())
    async with w.engine():
        await w.ingest(w.event(tenant))
        after = await silenced(w, endpoint)
    assert after["fence"] > before["fence"], "somebody has looked at it since"
    assert len(w.receiver.ids("hooks")) == 1
    assert after["next_due"] > w.room.clock.machine() + timedelta(hours=23)
