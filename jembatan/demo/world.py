"""Everything that the demo runs on: broker and database, one process per service, the partner's receiver, a mailbox."""

import asyncio
import shutil
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import httpx

from jembatan.demo.mailbox import Mailbox
from jembatan.demo.receiver import Receiver
from jembatan.preparation import prepare
from jembatan.registry import names
from jembatan.stack.child import Child
from jembatan.stack.folder import free_ports, owned
from jembatan.stack.local import LocalStack

READY_SECONDS = 120


class World:
    """`async with World(folder) as world`: all services are ready. Nothing is left running afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = LocalStack(folder, services=names())
        self.receiver = Receiver()
        self.mailbox = Mailbox()
        self.urls: dict[str, str] = {}
        self.children: dict[str, Child] = {}
        self.http = httpx.AsyncClient(timeout=30)
        self._resources = AsyncExitStack()

    async def __aenter__(self) -> Self:
        with owned(self.folder, "a local stack"):  # never from under one that runs
            _empty(self.folder)
        try:
            await self._resources.enter_async_context(self.http)
            for part in (self.stack, self.receiver, self.mailbox):
                await self._resources.enter_async_context(part)
            await asyncio.gather(*(prepare(name, self.environment) for name in names()))
            ports = dict(zip(names(), free_ports(len(names())), strict=True))
            self.urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
            for name, port in ports.items():
                self.children[name] = self._child(name, port)
            await asyncio.gather(*(self.start(name) for name in names()))
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(child.stop() for child in self.children.values()))
        await self._resources.aclose()

    @property
    def environment(self) -> dict[str, str]:
        """What every service of the demo is told."""
        return {
            **self.stack.environment,
            "JEMBATAN_SMTP_URL": self.mailbox.url,
            "JEMBATAN_OPERATORS": "https://dev.jembatan.localhost|operator",
            "JEMBATAN_LEASE_TERM_SECONDS": "2",
            "JEMBATAN_NOTIFICATIONS_ALLOWED_ADDRESSES": self.receiver.address,
        }

    async def start(self, name: str) -> None:
        """Start a service's process and wait until it is ready."""
        self.children[name].start()
        async with asyncio.timeout(READY_SECONDS):
            while not await self._ready(name):
                if (code := self.children[name].exit_code) is not None:
                    raise RuntimeError(f"{name} ended with {code}: {self.children[name].tail()}")
                await asyncio.sleep(0.05)

    def kill(self, name: str) -> int:
        """SIGKILL: no goodbye, no draining. Returns the process id that is gone."""
        child = self.children[name]
        assert child.process is not None
        pid = child.process.pid
        child.process.send_signal(signal.SIGKILL)
        child.process.wait()
        return pid

    def _child(self, name: str, port: int) -> Child:
        command = [sys.executable, "-m", "jembatan", "serve", name, "--role", "all", "--port", str(port)]
        return Child(name, command, self._log(name), self.environment)

    def _log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    async def _ready(self, name: str) -> bool:
        try:
            return (await self.http.get(f"{self.urls[name]}/{name}/readyz")).is_success
        except httpx.TransportError:
            return False


def _empty(folder: Path) -> None:
    """Remove what an earlier demo left, but the lock that we hold."""
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.suffix != ".lock":
            each.unlink()
