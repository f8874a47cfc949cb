"""How often receivers are asked: by one endpoint, and by all endpoints of a tenant together."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from services.notifications import endpoints
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import RegisterEndpoint, RemoveEndpoint
from services.notifications.endpoints import VERIFY_AT_ONCE, VERIFY_EVERY
from services.notifications.purging import purge
from shared.clock import SystemClock
from shared.ids import new_id
from shared.refusals import Refused
from tests.integration.notifications_world import World, world


class StandingClock(SystemClock):
    """Machine time by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.at = super().machine()

    def machine(self) -> datetime:
        return self.at


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as made:
        made.receiver.allows = "*"
        made.room.clock = StandingClock()
        yield made


async def asked(w: World, tenant: str, endpoint: str) -> bool:
    """Is the receiver asked?"""
    try:
        await endpoints.prove(w.room.context(tenant), endpoint)
    except Refused as refused:
        if refused.code != "verified-too-often":
            raise
        return False
    return True


async def test_one_endpoint_is_asked_at_most_once_in_two_seconds(w: World) -> None:
    tenant, endpoint = await w.endpoint("hooks")
    assert [await asked(w, tenant, endpoint) for _ in range(3)] == [True, False, False]
    w.room.clock.at += VERIFY_EVERY + timedelta(milliseconds=1)  # type: ignore[attr-defined]  # the standing one
    assert [await asked(w, tenant, endpoint) for _ in range(2)] == [True, False]


async def test_many_endpoints_of_one_tenant_are_asked_no_faster(w: World) -> None:
    tenant, first = await w.endpoint("hooks")
    many = [first, *[(await w.endpoint(f"hooks{n}", tenant))[1] for n in range(VERIFY_AT_ONCE + 4)]]
    assert sum([await asked(w, tenant, each) for each in many]) == VERIFY_AT_ONCE
    stranger, theirs = await w.endpoint("theirs")
    assert await asked(w, stranger, theirs), "another tenant has turns of its own"
    for n in range(3):
        await w.room.context(tenant).execute(ENDPOINT, many[n], RemoveEndpoint())
        async for _ in purge(w.room.mongo.tenant(tenant), many[n], w.room.clock.machine()):
            pass
        _, anew = await w.endpoint(f"anew{n}", tenant)
        assert not await asked(w, tenant, anew), "removed and registered anew"
    w.room.clock.at += VERIFY_EVERY + timedelta(milliseconds=1)  # type: ignore[attr-defined]  # the standing one
    assert [await asked(w, tenant, each) for each in many[3:]].count(True) == 1


async def test_a_repetition_of_a_verification_that_was_recorded_is_answered_at_once_and_asks_nobody(w: World) -> None:
    tenant, known = await w.endpoint("known")
    (secret,) = (await w.room.context(tenant).require(ENDPOINT, known)).state.secrets
    register = RegisterEndpoint(owner="organisation", secret=secret.id, url=f"http://{w.receiver.address}/known")
    endpoint = (await w.room.context(tenant).execute(ENDPOINT, new_id(), register)).id
    command, others = new_id(), new_id()

    async def proven(command: str) -> int:
        ctx = w.room.context(tenant)
        ctx.command_id, ctx.given, ctx.request_hash = command, True, "of the request"
        return (await endpoints.prove(ctx, endpoint)).number

    first = await proven(command)
    assert await proven(command) == first
    with pytest.raises(Refused, match="a moment ago"):
        await proven(others)
