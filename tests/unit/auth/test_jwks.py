"""An issuer's keys over HTTP: discovered, cached, rotated, kept while the issuer is away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from joserfc.jwk import RSAKey

from shared.auth.jwks import REFRESH_AFTER, RETRY_AFTER, JwksKeys
from shared.refusals import Busy


class MovableClock:
    """Only the monotonic time counts here."""

    seconds = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 7, 1, tzinfo=UTC)

    def machine(self) -> datetime:
        return self.now()

    def monotonic(self) -> float:
        return self.seconds

    async def move(self, to: datetime) -> None:
        raise NotImplementedError


def published(kid: str) -> dict[str, Any]:
    """A fresh public key."""
    return dict(RSAKey.generate_key(2048, {"kid": kid}).as_dict(private=False))


@dataclass
class Provider:
    """An identity provider on a free port."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [published("a")])
    issuer: str | None = None
    down: bool = False
    asked: int = 0

    async def discovery(self, _request: web.Request) -> web.Response:
        return web.json_response({"issuer": self.issuer or self.url, "jwks_uri": f"{self.url}/jwks"})

    async def jwks(self, _request: web.Request) -> web.Response:
        self.asked += 1
        if self.down:
            return web.Response(status=500)
        return web.json_response({"keys": self.keys})


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Running."""
    provider = Provider()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.discovery)
    app.router.add_get("/jwks", provider.jwks)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield provider
    await runner.cleanup()


async def test_keys_are_discovered_once_for_many(provider: Provider) -> None:
    """A hundred requests at the start ask the issuer once."""
    keys = JwksKeys(provider.url, MovableClock())
    found = await asyncio.gather(*(keys.find("a") for _ in range(100)))
    assert {key.kid for key in found if key} == {"a"}
    assert provider.asked == 1


async def test_a_given_address_needs_no_discovery(provider: Provider) -> None:
    """Settings may name the key set itself."""
    keys = JwksKeys("https://elsewhere.example", MovableClock(), f"{provider.url}/jwks")
    assert await keys.find("a")


async def test_discovery_of_another_issuer_is_not_followed(provider: Provider) -> None:
    """Its document must name the very issuer that is trusted."""
    provider.issuer = "https://evil.example"
    with pytest.raises(Busy):
        await JwksKeys(provider.url, MovableClock()).find("a")
    assert provider.asked == 0


async def test_a_new_key_is_fetched_when_it_is_first_used(provider: Provider) -> None:
    """Rotation needs no restart."""
    clock = MovableClock()
    keys = JwksKeys(provider.url, clock)
    assert await keys.find("a")
    provider.keys.append(published("b"))
    clock.seconds += RETRY_AFTER
    assert await keys.find("b")


async def test_unknown_keys_do_not_hammer_the_issuer(provider: Provider) -> None:
    """Whatever callers make up, the issuer is asked once in a while."""
    clock = MovableClock()
    keys = JwksKeys(provider.url, clock)
    for number in range(50):
        assert await keys.find(f"made-up-{number}") is None
    assert provider.asked == 1
    clock.seconds += RETRY_AFTER
    assert await keys.find("made-up") is None
    assert provider.asked == 2


async def test_keys_are_kept_while_the_issuer_is_down(provider: Provider) -> None:
    """And it is asked beside the requests, not by them."""
    clock = MovableClock()
    keys = JwksKeys(provider.url, clock)
    assert await keys.find("a")
    provider.down = True
    clock.seconds += REFRESH_AFTER * 100
    assert await keys.find("a")
    for _ in range(500):
        if provider.asked == 2:
            break
        await asyncio.sleep(0.02)
    assert provider.asked == 2
    assert await keys.find("a")


async def test_a_withdrawn_key_stops_after_the_refresh(provider: Provider) -> None:
    """What the issuer no longer publishes verifies nothing."""
    clock = MovableClock()
    keys = JwksKeys(provider.url, clock)
    assert await keys.find("a")
    provider.keys = [published("b")]
    clock.seconds += REFRESH_AFTER + 1
    await keys.find("a")
    for _ in range(50):
        await asyncio.sleep(0.02)
        if await keys.find("a") is None:
            break
    assert await keys.find("a") is None
    assert await keys.find("b")


async def test_without_any_key_it_is_busy_and_recovers(provider: Provider) -> None:
    """503 with Retry-After, not 401: the token may be good."""
    clock = MovableClock()
    keys = JwksKeys(provider.url, clock)
    provider.down = True
    with pytest.raises(Busy):
        await keys.find("a")
    provider.down = False
    clock.seconds += RETRY_AFTER
    assert await keys.find("a")


async def test_a_token_without_key_id_is_fine_where_there_is_one_key(provider: Provider) -> None:
    """With several it is not said which."""
    clock = MovableClock()
    keys = JwksKeys(provider.url, clock)
    assert await keys.find(None)
    provider.keys.append(published("b"))
    clock.seconds += RETRY_AFTER
    assert await keys.find("b")
    assert await keys.find(None) is None
