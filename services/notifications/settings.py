"""What notifications is told by its environment."""

from datetime import timedelta
from itertools import pairwise
from typing import Any, Final, Self

from pydantic import Field, model_validator

from services.notifications.addresses import Guard
from services.notifications.domain.retries import STANDARD_STEPS
from services.notifications.engine.workshop import Limits
from services.notifications.sealing import Seal
from shared.settings import Key, ServiceSettings

MONGO_PORT: Final = 27017
LONGEST_WAIT: Final = 25
"""Seconds that a request which follows a stream is held; shorter than the idle time of most proxies."""


def settings_of(rt: Any) -> "NotificationsSettings":
    """The settings of this service's runtime."""
    settings: NotificationsSettings = rt.settings
    return settings


def own_places(mongo_url: str, kafka_bootstrap: str) -> frozenset[str]:
    """`host:port` and `:port` of our own database and broker."""
    authority = mongo_url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    databases = [place if ":" in place else f"{place}:{MONGO_PORT}" for place in authority.split(",")]
    places = [place.strip() for place in (*databases, *kafka_bootstrap.split(","))]
    return frozenset([*places, *(":" + place.rpartition(":")[2] for place in places)])


class NotificationsSettings(ServiceSettings):
    """How webhooks are sealed, sent, retried and kept."""

    secret_keys: tuple[Key, ...] = Field(
        min_length=1,
        description="comma-separated keys of at least 32 random characters; the first one seals, all open",
    )
    allowed_addresses: tuple[str, ...] = Field(
        (), description="comma-separated host:port that may be called although the rules refuse them; development only"
    )
    webhook_ports: tuple[int, ...] = Field((443, 8443), description="comma-separated ports that may be called")
    webhook_timeout_seconds: float = Field(15, gt=0, le=60, description="deadline of one request, in seconds")
    webhook_flush_seconds: float = Field(5, gt=0, le=60, description="what recording a result may take, in seconds")
    webhook_window: int = Field(8, ge=1, le=64, description="requests in flight to one endpoint")
    webhook_in_flight: int = Field(256, ge=1, le=10_000, description="requests in flight in one process")
    webhook_slow_share: float = Field(0.3, gt=0, le=1, description="share that slow endpoints may hold together")
    webhook_hold_seconds: float = Field(
        30, ge=0, le=3600, description="how long an aggregate waits for the retry of its head, in seconds"
    )
    webhook_poll_seconds: float = Field(0.1, gt=0, le=10, description="how often due lanes are looked for, in seconds")
    webhook_stream_seconds: float = Field(
        LONGEST_WAIT,
        ge=0,
        le=LONGEST_WAIT,
        description="how long a request that follows a stream is held until something comes, in seconds",
    )
    retry_steps: tuple[float, ...] = Field(
        STANDARD_STEPS, min_length=1, max_length=30, description="seconds to wait before attempt 1, 2, …; starts with 0"
    )
    payload_days: int = Field(90, ge=1, le=3650, description="days that messages and finished deliveries are kept")
    attempt_days: int = Field(30, ge=1, le=3650, description="days that records of attempts are kept")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.allowed_addresses and not self.development:
            raise ValueError("allowed_addresses is for development only: remove it")
        if own := own_places(self.mongo_url.get_secret_value(), self.kafka_bootstrap) & self._callable:
            raise ValueError(f"webhooks must not reach our own database or broker: remove {', '.join(sorted(own))}")
        if self.retry_steps[0] != 0 or any(later < earlier for earlier, later in pairwise(self.retry_steps)):
            raise ValueError("retry_steps starts with 0 and never decreases")
        return self

    @property
    def _callable(self) -> frozenset[str]:
        """What may be called: ports of any public host, and places."""
        return frozenset([*self.allowed_addresses, *(f":{port}" for port in self.webhook_ports)])

    @property
    def payload_life(self) -> timedelta:
        """How long messages and finished deliveries are kept."""
        return timedelta(days=self.payload_days)

    @property
    def guard(self) -> Guard:
        """The address rules."""
        return Guard(frozenset(self.webhook_ports), frozenset(self.allowed_addresses))

    @property
    def seal(self) -> Seal:
        """What seals the secrets of endpoints."""
        return Seal([key.get_secret_value() for key in self.secret_keys])

    @property
    def limits(self) -> Limits:
        """Of the engine."""
        return Limits(
            deadline=self.webhook_timeout_seconds,
            flush=self.webhook_flush_seconds,
            window=self.webhook_window,
            in_flight=self.webhook_in_flight,
            slow_share=self.webhook_slow_share,
            hold=self.webhook_hold_seconds,
            poll=self.webhook_poll_seconds,
        )
