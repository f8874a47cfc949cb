"""The partner's own system: receives webhooks and believes none that the `standardwebhooks` library does not verify."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True)
class Receipt:
    """One verified request."""

    id: str
    """`webhook-id`: the same for every attempt at the same event."""
    at: float
    """`time.perf_counter()` at arrival."""
    type: str
    body: dict[str, Any]


@dataclass
class Receiver:
    """An HTTP server on a port of its own. `async with Receiver() as receiver`."""

    secret: str = ""
    receipts: list[Receipt] = field(default_factory=list)
    forged: int = 0
    """Requests whose signature was wrong or missing; answered with 401."""
    url: str = ""
    address: str = ""
    _runner: web.AppRunner | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/hooks", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"
        self.url = f"http://{self.address}/hooks"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def counts(self) -> Counter[str]:
        """How often each `webhook-id` was received."""
        return Counter(receipt.id for receipt in self.receipts)

    async def wait(self, wanted: Callable[[Receipt], bool], timeout: float = 120) -> Receipt:
        """The first receipt that is wanted, whether it came before or comes within `timeout` seconds."""
        async with asyncio.timeout(timeout), self._news:
            while True:
                if found := next(filter(wanted, self.receipts), None):
                    return found
                await self._news.wait()

    async def _receive(self, request: web.Request) -> web.Response:
        at, raw = time.perf_counter(), await request.read()
        try:
            body: dict[str, Any] = Webhook(self.secret).verify(raw, dict(request.headers))
        except (WebhookVerificationError, RuntimeError):
            self.forged += 1
            return web.Response(status=401)
        if challenge := _challenge(body):
            return web.json_response({"challenge": challenge})
        async with self._news:
            self.receipts.append(Receipt(request.headers["webhook-id"], at, body["type"], json.loads(raw)))
            self._news.notify_all()
        return web.Response(status=204)


def _challenge(body: dict[str, Any]) -> str | None:
    """What an endpoint has to send back to prove that its owner reads what arrives there."""
    challenge = (
        body.get("data", {}).get("challenge") if body.get("type", "").endswith("endpoint-verification") else None
    )
    return str(challenge) if challenge else None
