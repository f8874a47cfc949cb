"""Running services until told to stop: APIs under uvicorn, workers beside them, everything drained at the end."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import structlog
import uvicorn

from jembatan.composition import Composition
from jembatan.registry import service
from shared.settings import ServiceSettings, load

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.types import ASGIApp

    from shared.worker import Worker

Role = Literal["api", "worker", "all"]
KEEP_ALIVE_SECONDS = 75
"""Longer than the usual idle time of proxies, so that it is never we who close a connection that one reuses."""
END_SECONDS = 40
"""After which a process that was told to stop ends by force: a client library can wait for a lost server for ever."""
DRAIN_SECONDS = 20
"""For requests that are being answered when the process is told to stop."""


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the process decides when to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


def settings_of(names: Sequence[str], environ: Mapping[str, str]) -> dict[str, ServiceSettings]:
    """Of each service. Raises `SettingsError` for the first whose environment is wrong."""
    return {name: load(service(name).settings, environ) for name in names}


def run(
    names: Sequence[str], role: Role, environ: Mapping[str, str], *, host: str | None = None, port: int | None = None
) -> None:
    """Serves until SIGTERM or SIGINT. Host and port are the first service's where not given."""
    from shared.telemetry import configure_logging

    settings = settings_of(names, environ)
    first = settings[names[0]]
    configure_logging(first.log_level, first.log_format)

    async def main() -> None:
        await serve(settings, role, host or first.host, port or first.port, stop_event())

    with asyncio.Runner(loop_factory=fast_loop) as runner:
        runner.run(main())


def fast_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def stop_event() -> asyncio.Event:
    """Set at the first SIGINT or SIGTERM; the second SIGINT interrupts at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)
        _end_by_force_after(END_SECONDS)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, ask)
    return stop


def _end_by_force_after(seconds: float) -> None:
    """Nothing is lost by it: whatever was under way is what a kill -9 would leave."""

    def end() -> None:
        structlog.get_logger(__name__).error("drain-timed-out", seconds=seconds)
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


async def serve(settings: Mapping[str, ServiceSettings], role: Role, host: str, port: int, stop: asyncio.Event) -> None:
    """Runs until `stop` is set or a part fails; a failed part ends the rest in order and is raised."""
    from shared.api import build_api
    from shared.health import Health
    from shared.runtime import Runtime
    from shared.worker import Worker

    parts: list[Coroutine[Any, Any, None]] = []
    apps: dict[str, ASGIApp] = {}
    runtimes = {name: Runtime(service(name), each) for name, each in settings.items()}
    for name, runtime in runtimes.items():
        health = Health()
        if role != "api":
            worker = Worker(runtime)
            worker.watch(health)
            parts.append(_work(worker, stop))
        apps[name] = build_api(runtime, health, routes=role != "worker")
    tasks = [asyncio.create_task(part) for part in [*parts, _listen(apps, host, port, stop)]]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*(runtime.close() for runtime in runtimes.values()))
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome


async def _listen(apps: "Mapping[str, ASGIApp]", host: str, port: int, stop: asyncio.Event) -> None:
    config = uvicorn.Config(
        Composition(apps),
        host=host,
        port=port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
    if not server.started and not stop.is_set():
        raise OSError(f"The port {port} of {host} cannot be listened on, or a service did not start; see the log")


async def _work(worker: "Worker", stop: asyncio.Event) -> None:
    work = asyncio.create_task(worker.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
