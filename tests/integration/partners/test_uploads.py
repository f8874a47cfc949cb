"""Uploads that are cut off, left behind by a killed process, or large."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import uvicorn

from shared.api import build_api
from shared.housekeeping import tidy
from shared.mongo import Mongo
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.partners.cast import Cast
from tests.integration.partners.uploading import JPEG, limited, stored
from tests.integration.partners.world import done


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service with a limit that a test can reach."""
    return await limited(settings, mongo)


@contextlib.asynccontextmanager
async def listening(room: Runtime) -> AsyncIterator[int]:
    """A real server, since only that has connections to cut."""
    server = uvicorn.Server(
        uvicorn.Config(build_api(room), port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=5)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def test_an_upload_that_is_cut_off_leaves_nothing(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    async with listening(room) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST /partners/schools/{cast.world.school}/attachments HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: {cast.teacher.authorization}\r\nContent-Type: image/jpeg\r\n"
            "Content-Length: 90000\r\n\r\n".encode()
        )
        writer.write(JPEG)
        await writer.drain()
        await _until(lambda: room.mongo.documents("attachments").count({"state": "receiving"}), 1)
        writer.transport.abort()
        await _until(lambda: room.mongo.documents("attachments").count({}), 0)
        assert stored(tmp_path) == []
        reader.feed_eof()


async def test_what_a_killed_process_left_is_swept(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    kept = room.mongo.tenant(cast.world.school)["attachments"]
    await kept.insert(cast.world.alliance, {"state": "receiving", "waiting_since": room.clock.machine()})
    folder = tmp_path / "attachments" / "partners" / cast.world.school
    folder.mkdir(parents=True)
    (folder / f"{cast.world.alliance}#1").write_bytes(b"half")
    room.clock.ahead = timedelta(hours=25)  # type: ignore[attr-defined]
    await tidy(room)
    assert stored(tmp_path) == []
    assert await kept.count() == 0


async def test_memory_stays_flat_however_large_the_file(cast: Cast, room: Runtime) -> None:
    size, piece = 150_000_000, b"%PDF-1.7" + b"\x01" * 999_992
    object.__setattr__(room.settings, "attachments_max_bytes", 400_000_000)
    app = build_api(room)

    async def much() -> AsyncIterator[bytes]:
        for _ in range(size // len(piece)):
            yield piece
            await asyncio.sleep(0)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        headers = {"authorization": cast.teacher.authorization, "content-type": "application/pdf"}
        path = f"/partners/schools/{cast.world.school}/attachments"
        with peak_memory() as peak:
            made = done(await http.post(path, content=much(), headers=headers), 201)
        assert made["size"] == size
        assert peak[0] < 60_000_000, f"{peak[0]:,} bytes more while receiving"
        kept = await room.attachments.require(cast.world.school, made["id"])
        with peak_memory() as peak:
            got = 0
            async for each in await room.attachments.content(kept):
                got += len(each)
        assert got == size
        assert peak[0] < 60_000_000, f"{peak[0]:,} bytes more while sending"


@contextlib.contextmanager
def peak_memory() -> Iterator[list[int]]:
    """How many bytes the process grew by, looked at every 5 ms."""
    process, peak = psutil.Process(), [0]
    before = process.memory_info().rss

    async def look() -> None:
        while True:
            peak[0] = max(peak[0], process.memory_info().rss - before)
            await asyncio.sleep(0.005)

    looking = asyncio.get_running_loop().create_task(look())
    yield peak
    looking.cancel()


async def _until(ask: Any, wanted: int) -> None:
    async with asyncio.timeout(20):
        while await ask() != wanted:  # noqa: ASYNC110 - it is a document
            await asyncio.sleep(0.02)
