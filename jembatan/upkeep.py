"""What `jembatan up` does: start everything, say where it is, stay until asked to end."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
from rich.console import Console

from jembatan.cast import read
from jembatan.commands.outcome import table
from jembatan.preparation import prepare
from jembatan.processes import ServiceProcesses
from jembatan.registry import names
from jembatan.serving import fast_loop, serve, settings_of, stop_event
from jembatan.stack.folder import HOST, free_ports, require_free
from jembatan.stack.local import WARNING, LocalStack
from jembatan.trial import Trial, seed
from shared.telemetry import configure_logging

QUIET = {"JEMBATAN_LOG_LEVEL": "warning", "JEMBATAN_LOG_FORMAT": "console"}
"""People look at this terminal; what the environment says goes first."""
READY_SECONDS = 90


def stay(folder: Path, port: int, *, processes: bool) -> None:
    """Blocks until SIGINT or SIGTERM; then everything that was started has ended. Raises `StackError`."""
    with asyncio.Runner(loop_factory=fast_loop) as runner:
        runner.run(_stay(folder, port, processes, Console(soft_wrap=True)))


async def _stay(folder: Path, port: int, processes: bool, console: Console) -> None:
    stop = stop_event()
    if not processes:
        require_free(port, "the services (--port)")
    with console.status("Starting broker and database …"):
        stack = LocalStack(folder, services=names(), say=console.print)
        await stack.__aenter__()
    try:
        environ = {**QUIET, **stack.environment, **os.environ}
        with console.status("Preparing topics and databases …"):
            await asyncio.gather(*(prepare(name, environ) for name in names()))
        run = _apart if processes else _together
        await run(stack, environ, port, stop, console)
        console.print("Ending …")
    finally:
        await stack.__aexit__(None, None, None)


async def _together(
    stack: LocalStack, environ: Mapping[str, str], port: int, stop: asyncio.Event, console: Console
) -> None:
    settings = settings_of(names(), {**_reached_at(port), **environ})
    first = next(iter(settings.values()))
    configure_logging(first.log_level, first.log_format)
    urls = dict.fromkeys(names(), f"http://{HOST}:{port}")
    greeting = asyncio.create_task(_greet(stack, environ, urls, console))
    try:
        await serve(settings, "all", HOST, port, stop)
    finally:
        greeting.cancel()


def _reached_at(port: int) -> dict[str, str]:
    """Links in letters lead here, unless the environment says where people reach us."""
    return {"JEMBATAN_PUBLIC_URL": f"http://{HOST}:{port}"}


async def _apart(
    stack: LocalStack, environ: Mapping[str, str], _port: int, stop: asyncio.Event, console: Console
) -> None:
    ports = dict(zip(names(), free_ports(len(names())), strict=True))
    async with ServiceProcesses(ports, environ, stack.folder / "logs", console.print) as processes:
        greeting = asyncio.create_task(_greet(stack, environ, processes.urls, console))
        await stop.wait()
        greeting.cancel()


async def _greet(stack: LocalStack, environ: Mapping[str, str], urls: Mapping[str, str], console: Console) -> None:
    """Once everything answers: where it is, and who may try it."""
    try:
        await asyncio.wait_for(_ready(urls), READY_SECONDS)
        trial = await seed(urls["directory"], environ, read(stack.folder))
    except Exception as error:  # the services run on; people are told what is missing
        console.print(f"[yellow]Not everything is ready: {type(error).__name__}: {error}[/]")
        trial = None
    _say(stack, urls, trial, console.print)


async def _ready(urls: Mapping[str, str]) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        for name, url in urls.items():
            await _until_ready(client, f"{url}/{name}/readyz")


async def _until_ready(client: httpx.AsyncClient, url: str) -> None:
    while True:
        if await _is_ready(client, url):
            return
        await asyncio.sleep(0.1)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


def _say(stack: LocalStack, urls: Mapping[str, str], trial: Trial | None, say: Callable[..., None]) -> None:
    say(f"[yellow]{WARNING}[/]")
    say(table("", "where", "why", rows=[(name, each.address, each.why) for name, each in stack.origins.items()]))
    say("Interactive API docs of each service (its OpenAPI document is openapi.json instead of docs):")
    for name, url in urls.items():
        say(f"  {name:14} {url}/{name}/docs", highlight=False)
    if trial:
        _say_who(trial, say)
    say(f"Data are kept in {stack.folder}. Ctrl-C ends everything.")


def _say_who(trial: Trial, say: Callable[..., None]) -> None:
    say(f"Alliance {trial.alliance}, school {trial.school}. One token per member, good for {trial.hours} hours:")
    for subject, token in trial.tokens.items():
        say(f"[bold]{subject}[/]\n{token}", highlight=False)
    for name, key in trial.keys.items():
        say(f"[bold]{name} (API key)[/]\n{key}", highlight=False)
