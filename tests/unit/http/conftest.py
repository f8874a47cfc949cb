from collections.abc import AsyncIterator

import httpx
import pytest

from tests.unit.http.sample import Jars, sample


@pytest.fixture
def jars() -> Jars:
    return Jars()


@pytest.fixture
async def client(jars: Jars) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(sample(jars), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://jembatan") as client:
        yield client
