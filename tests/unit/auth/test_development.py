"""The development issuer: one pair of keys for all who know the setting, and none anywhere else."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth.development import (
    DEVELOPMENT_ISSUER,
    NotDevelopment,
    development_identity,
    development_issuer,
    development_token,
)
from shared.auth.jwt import TokenInvalid, TokenVerifier
from shared.clock import SystemClock
from shared.settings import ServiceSettings


def settings(**change: Any) -> ServiceSettings:
    """Of a development deployment."""
    whole = {
        "service": "test",
        "environment": "development",
        "mongo_url": "mongodb://localhost",
        "kafka_bootstrap": "localhost:9092",
        "link_key": "l" * 32,
        "dev_issuer_key": "d" * 32,
    }
    return ServiceSettings.model_validate(whole | change)


def verifier(settings: ServiceSettings) -> TokenVerifier:
    """As a service has it."""
    issuer = development_issuer(settings)
    return TokenVerifier([issuer] if issuer else [], SystemClock())


async def test_a_token_passes_where_the_key_is_the_same() -> None:
    """In another process as well."""
    token = development_token(settings(), "sri")
    assert await verifier(settings()).verify(token) == development_identity("sri")
    with pytest.raises(TokenInvalid):
        await verifier(settings(dev_issuer_key="e" * 32)).verify(token)


async def test_a_token_ends() -> None:
    """After its lifetime and the tolerated skew."""
    with pytest.raises(TokenInvalid, match="expired"):
        await verifier(settings()).verify(development_token(settings(), "sri", lifetime=timedelta(seconds=-61)))


@pytest.mark.parametrize("change", [{"environment": "production"}, {"dev_issuer_key": None}])
async def test_elsewhere_there_is_no_such_issuer(change: dict[str, Any]) -> None:
    """Neither are tokens made, nor do they pass."""
    assert development_issuer(settings(**change)) is None
    with pytest.raises(NotDevelopment, match="JEMBATAN_DEV_ISSUER_KEY"):
        development_token(settings(**change), "sri")
    with pytest.raises(TokenInvalid, match="not trusted"):
        await verifier(settings(**change)).verify(development_token(settings(), "sri"))
    assert DEVELOPMENT_ISSUER not in (settings(**change).oidc_issuer, "")
