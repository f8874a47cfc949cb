"""A production service and an identity provider on another port: from its discovery document to `allow`."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from shared.auth.development import development_token
from shared.auth.jwks import RETRY_AFTER
from shared.auth.jwt import Identity
from shared.ids import new_id
from tests.integration.auth.conftest import Town


class Provider:
    """Signs with `key`, publishes `published`."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.published = [self.key]
        self.url = ""

    async def discovery(self, _request: web.Request) -> web.Response:
        return web.json_response({"issuer": self.url, "jwks_uri": f"{self.url}/keys"})

    async def jwks(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [key.as_dict(private=False) for key in self.published]})

    def token(self, subject: str, **claims: Any) -> dict[str, str]:
        """The headers of somebody who signed in."""
        now = int(datetime.now(UTC).timestamp())
        full = {"iss": self.url, "aud": "jembatan", "sub": subject, "iat": now, "exp": now + 300, **claims}
        header = {"alg": "RS256", "kid": self.key.kid}
        return {
            "Authorization": f"Bearer {jwt.encode(header, full, self.key, registry=JWSRegistry(algorithms=['RS256']))}"
        }


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Running."""
    provider = Provider()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.discovery)
    app.router.add_get("/keys", provider.jwks)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield provider
    await runner.cleanup()


async def test_a_production_service_trusts_its_provider_and_nobody_else(town: Town, provider: Provider) -> None:
    """Discovery, rotation, wrong audience, and the development issuer, which does not exist."""
    development = town.room.settings
    production = {"environment": "production", "oidc_issuer": provider.url, "operators": (f"{provider.url}|root",)}
    town.room.settings = development.model_copy(update=production)
    state = {"identity": Identity(provider.url, "sri").hash, "roles": ["teacher"], "active": True}
    await town.put("directory_members", town.school, new_id(), state)
    path = f"/schools/{town.school}/things"

    async def status(headers: dict[str, str], path: str = path) -> int:
        answer: httpx.Response = await town.get(path, headers)
        return answer.status_code

    assert await status(provider.token("sri")) == 200
    assert await status(provider.token("ani")) == 404
    assert await status(provider.token("sri", aud="other")) == 401
    assert await status({"Authorization": f"Bearer {development_token(development, 'sri')}"}) == 401
    assert (await town.post("/founded", provider.token("root"))).status_code == 200
    assert (await town.post("/founded", provider.token("operator"))).status_code == 404
    operator = {"Authorization": f"Bearer {development_token(development, 'operator')}"}
    assert (await town.post("/founded", operator)).status_code == 401

    before = provider.token("sri")
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert await status(provider.token("sri")) == 401
    provider.published = [provider.key]
    keys: Any = town.app.state.authentication.tokens._issuers[provider.url].keys
    keys._tried -= RETRY_AFTER  # as if the wait between two fetches were over
    assert await status(provider.token("sri")) == 200
    assert await status(before) == 401
