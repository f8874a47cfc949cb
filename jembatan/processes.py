"""Each service as a process of its own, watched: one that dies is started again, and none outlives its parent."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from jembatan.stack.child import Child
from jembatan.stack.folder import HOST

RESTART_SECONDS = 1.0


class ServiceProcesses:
    """`async with ServiceProcesses(ports, environ, logs):` every service runs (`--role all`) until the block ends."""

    def __init__(
        self, ports: Mapping[str, int], environ: Mapping[str, str], logs: Path, say: Callable[[str], None]
    ) -> None:
        self.urls = {name: f"http://{HOST}:{port}" for name, port in ports.items()}
        self.children = {name: _child(name, port, environ, logs) for name, port in ports.items()}
        self._say = say
        self._resources = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for child in self.children.values():
            child.start()
        self._resources.push_async_callback(self._stop)
        keepers = [asyncio.create_task(self._keep(child)) for child in self.children.values()]
        self._resources.push_async_callback(_cancelled, keepers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._resources.aclose()

    async def _keep(self, child: Child) -> None:
        while True:
            code = await child.ended()
            self._say(f"{child.name} ended with {code}; starting it again (its log is {child.log})")
            await asyncio.sleep(RESTART_SECONDS)
            await child.stop()
            child.start()

    async def _stop(self) -> None:
        await asyncio.gather(*(child.stop() for child in self.children.values()))


def _child(name: str, port: int, environ: Mapping[str, str], logs: Path) -> Child:
    command = [sys.executable, "-m", "jembatan", "serve", name, "--role", "all", "--host", HOST, "--port", str(port)]
    reached = {"JEMBATAN_PUBLIC_URL": f"http://{HOST}:{port}"}  # each is reached at its own port
    return Child(name, command, logs / f"{name}.log", {**reached, **environ})


async def _cancelled(tasks: "list[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
