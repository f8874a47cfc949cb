"""The receiver of the benchmarks of webhooks, a process of its own: takes everything and tells what came when."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web


@contextmanager
def receiver() -> Iterator[str]:
    """Its URL. `/dead` never answers; GET `/count` is how many requests came, `/told` when each `webhook-id` first did,
    on the machine's monotonic clock.
    """
    ours, theirs = Pipe()
    process = Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(pipe: "Connection[Any, Any]") -> None:
    count, at = 0, dict[str, float]()

    async def take(request: web.Request) -> web.Response:
        nonlocal count
        count += 1
        at.setdefault(request.headers["webhook-id"], time.monotonic())
        await request.read()
        return web.Response(status=204)

    async def hang(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def counted(_request: web.Request) -> web.Response:
        return web.json_response(count)

    async def told(_request: web.Request) -> web.Response:
        return web.json_response(at)

    async def main() -> None:
        app = web.Application()
        posts, gets = {"/dead": hang, "/{path}": take}, {"/count": counted, "/told": told}
        app.add_routes([web.post(path, handler) for path, handler in posts.items()])
        app.add_routes([web.get(path, handler) for path, handler in gets.items()])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())
