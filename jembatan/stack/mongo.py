"""The local database: `mongod` where it is on the path, else SecantusDB's Rust server, else its Python server.

All three speak MongoDB's wire protocol with transactions; only the first is MongoDB.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jembatan.stack.child import Child
from jembatan.stack.errors import StackError
from jembatan.stack.folder import HOST, free_ports, owned, require_free, sign
from jembatan.stack.servers import Server, choose_server
from jembatan.stack.users import ROOT, Passwords

REAP_SECONDS = 1.0
PREVIOUS_OWNER_SECONDS = 20


class EmbeddedMongo:
    """A database server whose data lie in `directory`.

    With `services` it asks for passwords, and each of them has the user `jembatan_<service>`, which may read and
    write its own database `jembatan_<service>` and nothing else. Without, anybody on this machine may do anything.
    `start` after the child died starts it on the same port with the same data.
    """

    def __init__(
        self,
        directory: Path,
        *,
        server: Server | None = None,
        services: Iterable[str] = (),
        port: int = 0,
        testing: bool = False,
    ) -> None:
        self.directory = directory.resolve()
        self.server = server or choose_server()
        self.child: Child | None = None
        self._passwords = Passwords(self.directory / "users.json", tuple(services))
        self._testing = testing
        self._port = port
        self._reaper: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """`host:port`; valid after `start`."""
        return f"{HOST}:{self._port}"

    @property
    def url(self) -> str:
        """For the one who may do everything; valid after `start`."""
        return self._url(ROOT)

    def url_of(self, service: str) -> str:
        """For one service; the same as `url` where the server asks for no password."""
        return self._url(f"jembatan_{service}")

    async def start(self, timeout: float = 30) -> str:
        """Starts the server and returns `url` once it takes writes. Raises `StackError`."""
        with owned(self.directory, "a database server", patience=PREVIOUS_OWNER_SECONDS) as lock:
            self._choose_port()
            if not self._passwords.complete:
                await self._create_users(lock.fileno(), timeout)
            self._spawn(lock.fileno(), secured=bool(self._passwords))
            sign(lock, f"pid {self.child.pid if self.child else '?'}, {self.address}")
        await self._until_ready(self.url, timeout)
        if self._testing and self.server.kind == "secantusd-rs":
            async with _client(self.url) as client:
                await client.admin.command("setParameter", 1, ttlMonitorSleepSecs=1)
        if self.server.kind == "secantusd-py":
            self._reaper = asyncio.create_task(self._reap(), name="reap abandoned transactions")
        return self.url

    async def stop(self, timeout: float = 30) -> None:
        """Ends the server in order; harmless when it does not run."""
        if self._reaper is not None:
            self._reaper.cancel()
            self._reaper = None
        if self.child is not None:
            child, self.child = self.child, None
            await child.stop(timeout)

    def _url(self, user: str) -> str:
        credentials = f"{user}:{quote(self._passwords[user], safe='')}@" if self._passwords else ""
        source = "authSource=admin&" if self._passwords else ""
        return f"mongodb://{credentials}{self.address}/?{source}{self.server.options}"

    def _choose_port(self) -> None:
        remembered = self.directory / "port"
        if self.server.kind == "mongod" and remembered.exists():
            self._port = int(remembered.read_text())  # a replica set knows itself by its address
        if self._port:
            require_free(self._port, "the database")
        self._port = self._port or free_ports(1)[0]
        remembered.write_text(str(self._port))

    def _spawn(self, lock: int, *, secured: bool) -> None:
        data = self.directory / "data"
        data.mkdir(parents=True, exist_ok=True)
        command = self.server.command(data, self._port, secured=secured, testing=self._testing)
        self.child = Child("database", command, self.directory / "server.log", cwd=self.directory)
        self.child.start(inherit=[lock])

    async def _create_users(self, lock: int, timeout: float) -> None:
        """Users are made while the server asks for no password yet; SecantusDB's Python server knows no other way."""
        self._spawn(lock, secured=False)
        open_to_all = f"mongodb://{self.address}/?{self.server.options}"
        await self._until_ready(open_to_all, timeout)
        async with _client(open_to_all) as client:
            await self._passwords.create(client.admin)
        await self.stop()

    async def _until_ready(self, url: str, timeout: float) -> None:
        try:
            async with _client(url) as client:
                await asyncio.wait_for(self._wait(client), timeout)
        except TimeoutError as error:
            await self.stop()
            raise StackError(f"The database was not ready within {timeout:.0f} s", mend=self._see_log()) from error
        except BaseException:
            await self.stop()
            raise

    async def _wait(self, client: Any) -> None:
        while True:
            if await self._ready(client):
                return
            await asyncio.sleep(0.05)

    async def _ready(self, client: Any) -> bool:
        from pymongo.errors import ConnectionFailure, OperationFailure

        child = self.child
        if child is None or (code := child.exit_code) is not None:
            ended = "was stopped" if child is None else f"ended with {code} ({child.tail(2)})"
            raise StackError(f"The database server {self.server.program} {ended}", mend=self._see_log())
        try:
            hello = await client.admin.command("hello")
            if self.server.kind == "mongod" and not hello.get("setName"):
                await _initiate(client, self._port)
            await client.admin.command("ping")
        except (ConnectionFailure, OperationFailure):
            return False
        return bool(hello.get("isWritablePrimary"))

    async def _reap(self) -> None:
        """SecantusDB's Python server ends an abandoned transaction only when another one begins."""
        from pymongo.errors import PyMongoError

        async with _client(self.url) as client:
            while True:
                await asyncio.sleep(REAP_SECONDS)
                with suppress(PyMongoError):
                    async with client.start_session() as session, await session.start_transaction():
                        await client.admin["reap"].find_one({"_id": 0}, session=session)

    def _see_log(self) -> str:
        return f"Its log is {self.directory}/server.log"


def _client(url: str) -> Any:
    from pymongo import AsyncMongoClient

    return AsyncMongoClient(url, serverSelectionTimeoutMS=500, timeoutMS=2000, appname="jembatan-stack")


async def _initiate(client: Any, port: int) -> None:
    """Makes a fresh `mongod` the only node of a replica set; transactions need one."""
    members = [{"_id": 0, "host": f"{HOST}:{port}"}]
    await client.admin.command("replSetInitiate", {"_id": "jembatan", "members": members})
