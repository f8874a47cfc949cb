"""What carries a message to where an endpoint hears: the only part of the engine that knows which kind it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifications.domain.endpoint.values import Channel
from services.notifications.domain.retries import ErrorClass
from services.notifications.engine.deliveries import Delivery, Message
from services.notifications.engine.targets import Target
from services.notifications.sealing import Unsealable
from services.notifications.sender import Answer, Marks, Sender
from services.notifications.signing import signed_headers
from services.notifications.vault import Vault


@dataclass(frozen=True, slots=True)
class Carried:
    """What was sent beside the body, and what came back."""

    headers: dict[str, str]
    answer: Answer


class Courier(Protocol):
    """Carries one message once."""

    async def carry(self, target: Target, delivery: Delivery, message: Message, at: datetime) -> Carried:
        """Never raises for what the other side does. `at` is machine time."""
        ...


class ByChannel:
    """The courier of each endpoint's channel."""

    def __init__(self, couriers: Mapping[Channel, Courier]) -> None:
        self._couriers = dict(couriers)

    async def carry(self, target: Target, delivery: Delivery, message: Message, at: datetime) -> Carried:
        """As the channel's own."""
        return await self._couriers[target.state.channel].carry(target, delivery, message, at)


class WebhookCourier:
    """POSTs, signed freshly."""

    def __init__(self, sender: Sender, vault: Vault) -> None:
        self._sender = sender
        self._vault = vault

    async def carry(self, target: Target, delivery: Delivery, message: Message, at: datetime) -> Carried:
        """The very bytes that are stored, under headers made for this attempt. Values of the owner's own are kept out
        of what is recorded.
        """
        if not target.secrets:
            return nothing_sent("no-secret", "no secret of the endpoint can be opened")
        try:
            own, seeds = await self._sealed(target, at)
        except Unsealable:
            return nothing_sent("no-secret", "a signing key or the headers of the endpoint cannot be opened")
        signed = signed_headers(target.secrets, delivery.message_id, int(at.timestamp()), message.body, seeds)
        headers = {**signed, **message.headers, **({"traceparent": message.trace} if message.trace else {})}
        answer = await self._sender.post(target.state.url or "", {**own, **headers}, message.body)
        return Carried({**dict.fromkeys(own, "redacted"), **headers}, answer)

    async def _sealed(self, target: Target, at: datetime) -> tuple[dict[str, str], tuple[bytes, ...]]:
        """The owner's headers, and the keys that sign beside the secrets."""
        state, terms = target.state, target.state.terms
        own = await self._vault.headers(target.tenant, terms.headers)
        wanted = state.valid_secrets(at) if terms.asymmetric else ()
        return own, await self._vault.seeds(target.tenant, wanted)


def nothing_sent(error: ErrorClass, detail: str) -> Carried:
    """It did not come to a request."""
    marks = Marks()
    marks.end = marks.start
    return Carried({}, Answer(None, error, detail, {}, b"", False, marks))
