"""Broker and database as the services see them: given by the environment, or embedded and kept alive.

The order is always: a URL from the environment, else the embedded server.
"""

import asyncio
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from jembatan.stack.child import Child
from jembatan.stack.errors import StackError
from jembatan.stack.folder import owned, sign
from jembatan.stack.kafka import EmbeddedKafka
from jembatan.stack.mongo import EmbeddedMongo

DEFAULT_FOLDER = Path("var/jembatan")
WARNING = (
    "The embedded servers are for trying out and for tests: one node, no copy of the data. "
    "An alliance runs Kafka and MongoDB proper and names them in JEMBATAN_KAFKA_BOOTSTRAP and JEMBATAN_MONGO_URL."
)
STATE = "stack.json"
BACK_OFF_SECONDS = (0.0, 0.5, 2.0, 5.0, 10.0)
"""Before the first, second, … restart of a server that does not stay up; the last one repeats."""


@dataclass(frozen=True)
class Origin:
    """Where one of the two servers is, and why that one is used. No secrets."""

    address: str
    why: str
    embedded: bool


class _Server(Protocol):
    child: Child | None

    async def start(self) -> str: ...
    async def stop(self) -> None: ...


class LocalStack:
    """`async with LocalStack(folder, services=…) as stack:` both servers are ready and stay so until the block ends.

    A server that dies is started again on the same port with the same data, and `say` hears of it.
    A second stack on the same folder is refused with `StackError`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        services: Iterable[str],
        environ: Mapping[str, str] = os.environ,
        say: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self.folder = folder.resolve()
        self.services = tuple(services)
        self._given = environ
        self._say = say
        self._resources = AsyncExitStack()
        self.kafka: EmbeddedKafka | None = None
        self.mongo: EmbeddedMongo | None = None

    async def __aenter__(self) -> Self:
        try:
            lock = self._resources.enter_context(owned(self.folder, "a local stack"))
            sign(lock, f"pid {os.getpid()}")
            self._choose()
            await self._start_all()
            self._write_state()
        except BaseException:
            await self._resources.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._resources.aclose()

    @property
    def origins(self) -> dict[str, Origin]:
        """Which broker and which database, and why."""
        return {
            "broker": Origin(self.kafka.bootstrap, "embedded: JEMBATAN_KAFKA_BOOTSTRAP is not set", embedded=True)
            if self.kafka
            else Origin(self._given["JEMBATAN_KAFKA_BOOTSTRAP"], "from JEMBATAN_KAFKA_BOOTSTRAP", embedded=False),
            "database": Origin(
                self.mongo.address,
                f"embedded {self.mongo.server.kind}: JEMBATAN_MONGO_URL is not set and {self.mongo.server.why}",
                embedded=True,
            )
            if self.mongo
            else Origin("(in the variable)", "from JEMBATAN_MONGO_URL", embedded=False),
        }

    @property
    def environment(self) -> dict[str, str]:
        """What a service's settings need to use this stack; variables that the environment gives are left out."""
        ours = {**_keys(self.folder / "keys.json"), "JEMBATAN_ENVIRONMENT": "development"}
        if self.kafka:
            ours |= {"JEMBATAN_KAFKA_BOOTSTRAP": self.kafka.bootstrap, "JEMBATAN_REPLICATION": "1"}
            ours |= {"JEMBATAN_PARTITIONS": "3"}
        if self.mongo:
            ours["JEMBATAN_MONGO_URL"] = self.mongo.url
            ours |= {f"JEMBATAN_{name.upper()}_MONGO_URL": self.mongo.url_of(name) for name in self.services}
        ours["JEMBATAN_ATTACHMENTS_URL"] = (self.folder / "attachments").as_uri()
        return {name: value for name, value in ours.items() if name not in self._given}

    def _choose(self) -> None:
        if "JEMBATAN_KAFKA_BOOTSTRAP" not in self._given:
            self.kafka = EmbeddedKafka(self.folder / "kafka")
        if "JEMBATAN_MONGO_URL" not in self._given:
            self.mongo = EmbeddedMongo(self.folder / "mongo", services=self.services)

    def _embedded(self) -> list[tuple[str, _Server]]:
        both: list[tuple[str, _Server | None]] = [("Kafka", self.kafka), ("the database", self.mongo)]
        return [(name, server) for name, server in both if server]

    async def _start_all(self) -> None:
        """Both at once; where one cannot start, the other has finished starting before it is ended."""
        starts = (self._start(name, server) for name, server in self._embedded())
        for outcome in await asyncio.gather(*starts, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def _start(self, name: str, server: _Server) -> None:
        self._resources.push_async_callback(server.stop)
        await server.start()
        keeper = asyncio.create_task(self._keep(name, server), name=f"keep {name}")
        self._resources.push_async_callback(_cancelled, keeper)

    async def _keep(self, name: str, server: _Server) -> None:
        """Starts the server again whenever it ends by itself."""
        failures = 0
        while server.child is not None:
            code = await server.child.ended()
            while True:
                self._say(f"{name} ended with {code}; starting it again")
                await asyncio.sleep(BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)])
                await server.stop()
                try:
                    await server.start()
                except StackError as error:
                    failures += 1
                    self._say(str(error))
                else:
                    self._say(f"{name} is back")
                    failures = 0
                    break

    def _write_state(self) -> None:
        """So that other commands on this machine find the running stack; removed when it ends."""
        path = self.folder / STATE
        partial = path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        origins = {name: vars(origin) for name, origin in self.origins.items()}
        partial.write_text(json.dumps({"environment": self.environment, "origins": origins}, indent=1))
        partial.replace(path)
        self._resources.callback(path.unlink, missing_ok=True)


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


SECRETS = (
    "JEMBATAN_LINK_KEY",
    "JEMBATAN_DEV_ISSUER_KEY",
    "JEMBATAN_NOTIFICATIONS_SECRET_KEYS",
    "JEMBATAN_PLACEMENTS_NISN_KEY",
    "JEMBATAN_TEACHERS_NUPTK_KEY",
)


def _keys(file: Path) -> dict[str, str]:
    """Secrets of a development deployment, each made once per folder."""
    keys: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if lacking := [name for name in SECRETS if name not in keys]:
        keys |= {name: secrets.token_hex(32) for name in lacking}
        file.touch(mode=0o600)
        file.write_text(json.dumps(keys, indent=1))
    return keys
