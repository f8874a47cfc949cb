"""The systems of a school and of a partner: they believe what the reference library has verified."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from standardwebhooks.webhooks import Webhook

from services.notifications.wire import PING_TYPE

SECRET = "whsec_Y2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtY2hhb3M="


@dataclass
class Receiver:
    """One path per endpoint, all with the same secret."""

    receipts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    """Path → `{id, subject, sequence, type}` in order of arrival."""
    forged: list[str] = field(default_factory=list)
    address: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{path}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def url(self, path: str) -> str:
        """Where an endpoint is."""
        return f"http://{self.address}/{path}"

    @property
    def doubled(self) -> int:
        """How many requests repeated one that was received before."""
        return sum(sum(Counter(each["id"] for each in path).values()) - len({e["id"] for e in path})
                   for path in self.receipts.values())  # fmt: skip

    async def _receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        try:
            body: dict[str, Any] = Webhook(SECRET).verify(raw, dict(request.headers))
        except Exception as error:
            self.forged.append(repr(error))
            return web.Response(status=401)
        if body["type"] == PING_TYPE:
            return web.json_response({"challenge": body["data"]["challenge"]})
        kept = {name: body[name] for name in ("subject", "sequence", "type")}
        self.receipts[request.match_info["path"]].append({"id": request.headers["webhook-id"], **kept})
        return web.Response(status=204)
