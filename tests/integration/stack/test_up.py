"""`jembatan up` as people use it: everything on one port, tokens that work, and nothing left afterwards."""

import asyncio
import os
import re
import signal
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from jembatan.commands.outcome import Exit
from jembatan.registry import names
from jembatan.stack.folder import free_ports

SECONDS = 150
"""For everything to be ready, beside other tests on a slow machine."""

pytestmark = pytest.mark.timeout(300)


async def start(*arguments: str, out: Path) -> asyncio.subprocess.Process:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("JEMBATAN_")}
    with out.open("wb") as file:
        command = [sys.executable, "-m", "jembatan", "up", *arguments]
        return await asyncio.create_subprocess_exec(*command, stdout=file, stderr=file, env=environ)


def printed(out: Path) -> str:
    return out.read_text()


async def said(process: asyncio.subprocess.Process, out: Path, words: str) -> str:
    deadline = time.monotonic() + SECONDS
    while words not in (text := printed(out)):
        assert process.returncode is None, text
        assert time.monotonic() < deadline, text
        await asyncio.sleep(0.1)
    return text


async def test_up_serves_everything_with_tokens_that_work_and_leaves_nothing(tmp_path: Path):
    port, data, out = free_ports(1)[0], str(tmp_path / "data"), tmp_path / "out"
    process = await start("--port", str(port), "--data", data, out=out)
    try:
        text = await said(process, out, "Data are kept in")
        assert "for trying out" in text
        token = re.search(r"^principal\n(\S+)$", text, re.MULTILINE)
        assert token, text
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            for name in names():
                assert (await client.get(f"/{name}/openapi.json")).json()["info"]["title"].startswith("Jembatan")
            assert (await client.get("/readyz")).json()["status"] == "ok"
            mine = await client.get("/directory/me", headers={"Authorization": f"Bearer {token[1]}"})
            assert [place["roles"] for place in mine.json()["places"]] == [["principal"]]

        second = await start("--port", str(free_ports(1)[0]), "--data", data, out=tmp_path / "second")
        assert await second.wait() == Exit.FAILED
        assert f"pid {process.pid}" in (tmp_path / "second").read_text()
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        code = await process.wait()

    assert code == Exit.OK, out.read_text()
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


async def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path):
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as taken:
        port = taken.sockets[0].getsockname()[1]
        process = await start("--port", str(port), "--data", str(tmp_path / "data"), out=tmp_path / "out")
        assert await process.wait() == Exit.FAILED

    assert f"Port {port}" in (tmp_path / "out").read_text()
    assert not (tmp_path / "data").exists()
