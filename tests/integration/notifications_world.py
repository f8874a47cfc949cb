"""Notifications without Kafka and HTTP: a real database, the real engine, receivers that believe signatures only."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import CoroutineType
from typing import Any, Self

from aiohttp import web
from standardwebhooks.webhooks import Webhook

from services.notifications import ingest, signing
from services.notifications.app import SERVICE
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import RegisterEndpoint, VerifyEndpoint
from services.notifications.domain.endpoint.values import Terms
from services.notifications.engine import running
from services.notifications.sealing import Seal
from services.notifications.settings import NotificationsSettings, settings_of
from services.notifications.views import ATTEMPTS, DELIVERIES, LANES, SECRETS, key
from shared.auth.api_keys import mint_key
from shared.auth.memberships import TOPICS
from shared.consumer.freshness import FRESHNESS
from shared.envelope import Record
from shared.ids import new_id
from shared.mongo import Mongo, apply
from shared.runtime import Runtime

Answer = Callable[["Receipt"], Awaitable[web.Response]]
ENDS_WITHIN = 130.0
"""Seconds: twice of what the worker of any test gives to what is under way."""
TOPIC_TYPE = "id.jembatan.partners.mou-signed.v1"


@dataclass(frozen=True)
class Receipt:
    """One request whose signature the reference library has verified."""

    path: str
    id: str
    at: float
    body: dict[str, Any]
    headers: Mapping[str, str]
    raw: bytes = b""


async def ok(_receipt: Receipt) -> web.Response:
    """204."""
    return web.Response(status=204)


@dataclass
class Receiver:
    """Many endpoints on one port; each path has its own secret and its own manners."""

    secrets: dict[str, str] = field(default_factory=dict)
    manners: dict[str, Answer] = field(default_factory=dict)
    receipts: dict[str, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    forged: list[str] = field(default_factory=list)
    allows: str = ""
    """What OPTIONS is answered with (CloudEvents); not at all when empty."""
    address: str = ""
    port: int = 0
    """Any free one when 0."""
    host: str = "127.0.0.1"
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        if request.method == "OPTIONS":
            headers = {"WebHook-Allowed-Origin": self.allows}
            return web.Response(headers=headers) if self.allows else web.Response(status=405)
        at, path, raw = time.perf_counter(), request.match_info["path"], await request.read()
        try:
            body = Webhook(self.secrets[path]).verify(raw, dict(request.headers))
        except Exception as error:
            self.forged.append(f"{path}: {error!r}")
            return web.Response(status=401)
        receipt = Receipt(path, request.headers["webhook-id"], at, body, dict(request.headers), raw)
        self.receipts[path].append(receipt)
        return await self.manners.get(path, ok)(receipt)

    def ids(self, path: str) -> list[str]:
        """`webhook-id`s in the order of receipt."""
        return [receipt.id for receipt in self.receipts[path]]

    async def received(self, path: str, count: int, seconds: float = 60) -> list[Receipt]:
        """At least `count` receipts, waiting for them."""
        await until(lambda: len(self.receipts[path]) >= count, seconds, f"{count} receipts at {path}")
        return self.receipts[path]


async def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until it is true."""
    deadline = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        await asyncio.sleep(0.005)


def settings_for(mongo_url: str, database: str, receiver: str, **changes: Any) -> NotificationsSettings:
    """Development settings that allow one receiver and retry fast."""
    values: dict[str, Any] = {
        "environment": "development",
        "mongo_url": mongo_url,
        "mongo_database": database,
        "kafka_bootstrap": "127.0.0.1:1",
        "link_key": "0" * 32,
        "secret_keys": "key-of-the-tests-" + "0" * 32,
        "allowed_addresses": receiver,
        "retry_steps": "0,0.2,0.4,0.8,5",
        "webhook_timeout_seconds": 1,
        "webhook_flush_seconds": 1,
        "webhook_hold_seconds": 5,
    }
    return NotificationsSettings.model_validate({**values, **changes})


@dataclass
class World:
    """A room, a receiver, and what a test says."""

    room: Runtime
    receiver: Receiver

    async def endpoint(
        self, path: str, tenant: str | None = None, filters: tuple[str, ...] = (), address: str = "", **terms: Any
    ) -> tuple[str, str]:
        """A verified endpoint; its tenant and id. `terms` as in `Terms`."""
        tenant, secret, raw = tenant or new_id(), new_id(), signing.new_secret()
        await keep_secret(self.room.mongo, settings_of(self.room).seal, tenant, secret, raw)
        self.receiver.secrets[path] = signing.shown(raw)
        url = f"http://{address or self.receiver.address}/{path}"
        content: dict[str, Any] = {"url": url, "filters": filters, "terms": Terms(**terms)}
        register = RegisterEndpoint(owner="organisation", secret=secret, **content)
        ctx = self.room.context(tenant)
        outcome = await ctx.execute(ENDPOINT, new_id(), register)
        await ctx.also("verify").execute(ENDPOINT, outcome.id, VerifyEndpoint(method="challenge", url=url))
        return tenant, outcome.id

    def event(self, partner: str, *, subject: str = "", number: int = 1, **changes: Any) -> Record:
        """An event that names one organisation."""
        values: dict[str, Any] = {
            "id": new_id(),
            "type": TOPIC_TYPE,
            "source": "/jembatan/partners/mou",
            "subject": subject or new_id(),
            "time": self.room.clock.now() + timedelta(seconds=1),
            "tenant": "01981e4a-6c00-7000-8000-00000000000a",
            "number": number,
            "schools": (),
            "partners": (partner,),
            "correlation_id": None,
            "causation_id": None,
            "traceparent": None,
            "replay": False,
            "data": {"signed": True},
        }
        return Record(**{**values, **changes})

    async def ingest(self, *records: Record) -> None:
        """As one batch of the consumer."""
        await ingest.ingest(self.room, records)

    async def answered_once(self, tenant: str, endpoint: str) -> None:
        """The lane's owner knows that it is fast, and lets it have its whole window."""
        await self.ingest(self.event(tenant))
        await self.settled(endpoint)

    async def deliveries(self, endpoint: str) -> list[dict[str, Any]]:
        """As stored, in the order of arrival."""
        return await self.room.mongo.documents(DELIVERIES).find({"endpoint": endpoint}, sort=[("order", 1)])

    async def attempts(self, delivery: str) -> list[dict[str, Any]]:
        """As stored."""
        return await self.room.mongo.documents(ATTEMPTS).find({"delivery": delivery}, sort=[("number", 1)])

    async def settled(self, endpoint: str, state: str = "delivered", seconds: float = 60) -> list[dict[str, Any]]:
        """All deliveries of the endpoint, once they are in this state."""
        deadline = time.perf_counter() + seconds
        while True:
            found = await self.deliveries(endpoint)
            if found and all(one["state"] == state for one in found):
                return found
            if time.perf_counter() > deadline:
                raise AssertionError(f"not all {state}: {await self._others(endpoint, state)}")
            await asyncio.sleep(0.02)

    async def _others(self, endpoint: str, state: str) -> list[Any]:
        """The lane, and the first deliveries that are in another state than this."""
        names = ("state", "due", "attempts", "tries", "fence", "error", "stream", "number")
        others = [one for one in await self.deliveries(endpoint) if one["state"] != state]
        lanes = await self.room.mongo.documents(LANES).find({"endpoint": endpoint})
        return [*lanes, len(others), *({name: one[name] for name in names} for one in others[:5])]

    async def counted(self, endpoint: str, many: int, seconds: float = 60, **where: Any) -> None:
        """At least so many deliveries of the endpoint are like this, waiting for them."""
        stored = self.room.mongo.documents(DELIVERIES)
        async with asyncio.timeout(seconds):
            while await stored.count({"endpoint": endpoint, **where}) < many:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)

    async def ended(self, endpoint: str, many: int) -> None:
        """At least so many deliveries are delivered or have finally failed."""
        await self.counted(endpoint, many, state={"$in": ["delivered", "failed"]})

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[None]:
        """The worker, running."""
        task = asyncio.create_task(running.deliver(self.room))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task], timeout=ENDS_WITHIN)
            assert task.done(), f"the worker does not end, it waits in {_standing(task)}"


def _standing(task: "asyncio.Task[Any]") -> str:
    """The coroutines that wait for one another, outermost first."""
    chain = list[str]()
    one: Any = task.get_coro()
    while isinstance(one, CoroutineType):
        chain.append(f"{one.__qualname__}:{one.cr_frame.f_lineno if one.cr_frame else 'ended'}")
        one = one.cr_await
    return " > ".join([*chain, str(one)])


async def keep_secret(mongo: Mongo, seal: Seal, tenant: str, id: str, secret: bytes) -> None:
    """As one is kept whose command was accepted long ago."""
    await mongo.tenant(tenant)[SECRETS].put(id, seal.close(secret, key(tenant, id)))


@asynccontextmanager
async def world(mongo_url: str, database: str, **changes: Any) -> AsyncIterator[World]:
    """Everything, on a fresh database."""
    async with Receiver() as receiver:
        room = Runtime(SERVICE, settings_for(mongo_url, database, receiver.address, **changes))
        await apply(room.mongo, room.collections())
        try:
            yield World(room, receiver)
        finally:
            await room.close()


async def issue_key(w: World, organisation: str, *scopes: str) -> str:
    """An API key of an organisation, as the directory would have told of it; the copy is fresh for years."""
    key, alliance, now = mint_key(), new_id(), w.room.clock.machine()
    later = (now + timedelta(days=3650)).isoformat()
    secret = {"prefix": key.prefix, "digest": key.digest, "expires": later}
    state = {"organisation": organisation, "scopes": list(scopes), "secrets": [secret]}
    await w.room.mongo.tenant(alliance)["directory_api_keys"].insert(new_id(), {"number": 1, "state": state})
    for topic in TOPICS:
        beat = {"$set": {"at": now + timedelta(days=3650)}}
        await w.room.mongo.documents(FRESHNESS.name).update_one({"_id": f"{topic}/0"}, beat, upsert=True)
    return key.text
