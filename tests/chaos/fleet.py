"""Every service as a process of its own, started again whenever it dies, with crash points armed by a seed."""

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import httpx

from jembatan.serving import run
from jembatan.stack.folder import HOST, free_ports
from tests.forked import Forked

COMMANDS = ("journal.after-insert", "relay.after-send", "relay.before-mark", "journal.after-current")
HEARING = ("consumer.before-commit", "copy.after-write")
POINTS: Mapping[str, tuple[str, ...]] = {
    "directory": ("relay.before-mark", "journal.after-insert", "relay.after-send"),
    "partners": (*COMMANDS, *HEARING),
    "placements": (*COMMANDS, *HEARING),
    "teachers": COMMANDS,
    "notifications": ("webhook.after-post", "webhook.after-ingest", *HEARING),
    "reporting": ("projection.after-write", "consumer.before-commit"),
}
"""Where each service is killed."""
FOCUS, ASIDE = 0.3, 0.003
"""How likely the point that a life is about kills, and each of the others."""
POLL_SECONDS = 0.05
KILLED = re.compile(r"^killed at (\S+)$", re.MULTILINE)


def serve(name: str, port: int) -> None:
    """As `jembatan serve <name> --role all` does."""
    run([name], "all", os.environ, host=HOST, port=port)


class Fleet:
    """`async with Fleet(names, environ, folder) as fleet`: all processes run and are watched until the block ends."""

    def __init__(self, names: Iterable[str], environ: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self.deaths: Counter[str] = Counter()
        """How often each service ended, in whatever way."""
        self._environ = dict(environ)
        names = tuple(names)
        self.seed = 0
        self._dice = random.Random(self.seed)
        self._armed = 0
        """How many lives of each service are armed, until it is healed."""
        self._planned: Counter[str] = Counter()
        """How many of each were."""
        self._deadly: dict[str, bool] = {}
        """Whether the life under way is armed."""
        self._ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.urls = {name: f"http://{HOST}:{port}" for name, port in self._ports.items()}
        self._children: dict[str, Forked] = {}
        self._keepers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for name in self._ports:
            self._start(name)
        self._keepers = [asyncio.create_task(self._keep(name)) for name in self._ports]
        return self

    async def __aexit__(self, *_: object) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for child in self._children.values():
            child.end()

    @property
    def kills(self) -> Counter[str]:
        """How often each point killed, as `<service> <point>`."""
        found: Counter[str] = Counter()
        for name in self._ports:
            found.update(f"{name} {point}" for point in KILLED.findall(self.log(name).read_text(errors="replace")))
        return found

    def log(self, name: str) -> Path:
        """The log of all lives of a service."""
        return self.folder / f"{name}.log"

    def arm(self, seed: int, lives: int) -> None:
        """SIGKILL; so many lives of each service that follow die at points that `seed` chooses."""
        self.seed, self._armed = seed, lives
        self._dice.seed(seed)
        for name in self._ports:
            self.kill(name)

    async def heal(self) -> None:
        """SIGKILL for what is still armed; the lives that follow are not. Returns when every service answers."""
        armed, self._armed = [name for name, deadly in self._deadly.items() if deadly], 0
        for name in armed:
            self.kill(name)
        await self.ready()

    def kill(self, name: str) -> None:
        """SIGKILL; it is started again."""
        self._children[name].kill()

    async def ready(self, seconds: float = 90) -> None:
        """Every service says that it is ready."""
        deadline = time.monotonic() + seconds
        async with httpx.AsyncClient(timeout=5) as http:
            for name, url in self.urls.items():
                while not await _ready(http, f"{url}/{name}/readyz"):
                    if time.monotonic() > deadline:
                        raise AssertionError(f"{name} is not ready within {seconds} s; its log is {self.log(name)}")
                    await asyncio.sleep(0.1)

    async def _keep(self, name: str) -> None:
        while True:
            while self._children[name].poll() is None:  # noqa: ASYNC110 - the end of a process is asked for
                await asyncio.sleep(POLL_SECONDS)
            self.deaths[name] += 1
            self._start(name)

    def _start(self, name: str) -> None:
        faults = self._plan(name) if self._planned[name] < self._armed else ""
        self._deadly[name] = bool(faults)
        environ = {**self._environ, "JEMBATAN_FAULTS": faults}
        self._children[name] = Forked(serve, name, self._ports[name], environ=environ, log=self.log(name))

    def _plan(self, name: str) -> str:
        points = POINTS.get(name, ())
        focus = points[(self._planned[name] + self.seed) % len(points)] if points else ""
        self._planned[name] += 1
        chances = ((point, FOCUS if point == focus else ASIDE) for point in points)
        return ",".join(f"{point}:kill:{chance}:{self._dice.randrange(10**6)}" for point, chance in chances)


async def _ready(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.TransportError:
        return False
