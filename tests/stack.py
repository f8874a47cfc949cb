"""The servers of one test run, shared by all its pytest processes.

`python -m tests.stack RUN` starts them and stays until no pytest process holds RUN/users.lock any more, so they end
with the run however it ends. Each goes: a URL from the environment, else a container where Docker answers and has the
image or pulls it within a minute, else the embedded stack.
"""

import asyncio
import contextlib
import fcntl
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TextIO

import psutil

MONGO_VARIABLE = "JEMBATAN_TEST_MONGO_URL"
KAFKA_VARIABLE = "JEMBATAN_TEST_KAFKA"
VARIABLES = {"mongo": MONGO_VARIABLE, "kafka": KAFKA_VARIABLE}
START_SECONDS = 150
"""For everything: a pull that is given up after a minute, then a first download of Kafka."""
ROOT = Path(__file__).parent.parent


MEMORY = Path("/dev/shm")
PLENTY = 8 * 2**30
"""Bytes of memory that must be free for files to lie there; a million deliveries need three of these eight GiB."""


def place() -> Path:
    """Where files of servers lie: in memory where there is plenty, since a run waits for a disk half of its time.

    TMPDIR, where it is set, decides.
    """
    disk = Path(tempfile.gettempdir())
    if "TMPDIR" in os.environ or not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return disk
    free = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)
    return MEMORY if free >= PLENTY else disk


class Run:
    """This process's share in the run's servers. Their files lie where the run's other processes see them already, else
    `where`, else in the `place`.
    """

    def __init__(self, uid: str, where: Path | None = None) -> None:
        name = f"jembatan-tests-{uid}"
        made = [one / name for one in (MEMORY, Path(tempfile.gettempdir())) if (one / name).exists()]
        self.folder = made[0] if made else (where or place()) / name
        self.folder.mkdir(exist_ok=True)
        self._share: TextIO | None = (self.folder / "users.lock").open("a")
        fcntl.flock(self._share, fcntl.LOCK_SH)

    def url(self, server: str) -> str:
        """Where the server (`mongo`, `kafka`) is; the first who asks starts both."""
        if given := os.environ.get(VARIABLES[server]):
            return given
        with (self.folder / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._answer(server).exists():
                self._start(server)
        answer = json.loads(self._answer(server).read_text())
        if "error" in answer:
            raise RuntimeError(f"There is no {server} for the tests: {answer['error']}")
        return str(answer["url"])

    def report(self) -> list[str]:
        """What was in use, one line per server."""
        lines = []
        for server, variable in VARIABLES.items():
            if os.environ.get(variable):
                lines.append(f"{server}: from {variable}")
            elif self._answer(server).exists():
                answer = json.loads(self._answer(server).read_text())
                lines.append(f"{server}: {answer.get('what') or answer['error']}")
        if any("embedded" in line for line in lines):
            lines.append(f"files of embedded servers: {self.folder.parent}")
        return lines

    def leave(self, *, wait: bool) -> None:
        """Gives up this process's share; with `wait` returns when the servers have ended and their data are gone."""
        if self._share is not None:
            self._share.close()
            self._share = None
        if not wait:
            return
        deadline = time.monotonic() + 40
        while (self.folder / "holder.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answer(self, server: str) -> Path:
        return self.folder / f"{server}.json"

    def _start(self, server: str) -> None:
        """One holder starts both servers; whoever asks for the second one meanwhile waits for the same holder."""
        holder = None if (self.folder / "holder.pid").exists() else self._spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self._answer(server).exists():
            if (holder and holder.poll() is not None) or time.monotonic() > deadline:
                said = (self.folder / "holder.log").read_text()[-2000:]
                raise RuntimeError(f"The test servers did not start: {said}")
            time.sleep(0.05)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        with (self.folder / "holder.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.stack", str(self.folder)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def docker_answers() -> bool:
    """Whether a Docker engine listens; costs nothing where there is none."""
    path = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    if not path.startswith("unix://"):
        return True
    connection = http.client.HTTPConnection("localhost", timeout=2)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection.sock, contextlib.suppress(OSError):
        connection.sock.settimeout(2)
        connection.sock.connect(path.removeprefix("unix://"))
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    return False


def plan() -> list[str]:
    """What the run will use, for the head of its report."""
    docker = "a container if its image can be had within 60 s, else embedded"
    rest = docker if docker_answers() else "embedded (no Docker)"
    return [f"{name}: {f'from {var}' if os.environ.get(var) else rest}" for name, var in VARIABLES.items()]


async def hold(folder: Path) -> None:
    """Starts what the environment does not give and stays until nobody of the run is left."""
    from tests.containers import kafka_container, mongo_container
    from tests.embedded import embedded_kafka, embedded_mongo

    (folder / "holder.pid").write_text(str(os.getpid()))
    choices = {"mongo": (mongo_container, embedded_mongo), "kafka": (kafka_container, embedded_kafka)}
    docker = docker_answers()
    started = await asyncio.gather(
        *(_serve(folder, name, choices[name] if docker else choices[name][1:]) for name in VARIABLES)
    )
    with (folder / "users.lock").open("a") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
    await asyncio.gather(*(stop() for stop in started if stop is not None))
    shutil.rmtree(folder, ignore_errors=True)


Stop = Callable[[], Awaitable[None]]
Start = Callable[[Path], Awaitable[tuple[str, str, Stop]]]
"""Given a folder: URL, what it is, how to stop it."""


async def _serve(folder: Path, name: str, starts: tuple[Start, ...]) -> Stop | None:
    if os.environ.get(VARIABLES[name]):
        return None
    reasons = []
    for start in starts:
        try:
            url, what, stop = await start(folder / name)
        except Exception as error:  # whatever keeps one way from working, the next is tried and the reason told
            reasons.append(f"{start.__name__}: {error}")
        else:
            _write(folder / f"{name}.json", {"url": url, "what": what + "".join(f" [{each}]" for each in reasons)})
            return stop
    _write(folder / f"{name}.json", {"error": "; ".join(reasons)})
    return None


def _write(path: Path, content: dict[str, Any]) -> None:
    path.with_suffix(".partial").write_text(json.dumps(content))
    path.with_suffix(".partial").replace(path)


if __name__ == "__main__":
    asyncio.run(hold(Path(sys.argv[1])))
