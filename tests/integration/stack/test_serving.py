"""`jembatan serve` as an orchestrator sees it: probes, metrics, and an end in order."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from jembatan.preparation import apply_topics, prepare
from services.directory.settings import DirectorySettings
from shared.auth.development import development_token
from shared.settings import load
from tests.integration.kernel.flow import until
from tests.stack import ROOT

SERVED = "directory"


@pytest.fixture
def environ(service_environment: dict[str, str], database: str) -> dict[str, str]:
    """Of the directory, and of the service that it hears."""
    databases = {f"JEMBATAN_{name}_MONGO_DATABASE": f"{database}_{name}" for name in ("DIRECTORY", "PARTNERS")}
    return {**service_environment, **databases}


@pytest.fixture
def process(environ: dict[str, str], tmp_path: Path) -> "Iterator[tuple[subprocess.Popen[bytes], str]]":
    """The running service and its address; dead at the end."""
    asyncio.run(prepare(SERVED, environ))
    asyncio.run(apply_topics("partners", environ))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "jembatan", "serve", SERVED, "--port", port, "--data", str(tmp_path)]
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ})
    try:
        yield started, f"http://127.0.0.1:{port}/{SERVED}"
    finally:
        started.kill()
        started.wait()


async def test_a_service_says_how_it_is_and_ends_in_order(
    process: "tuple[subprocess.Popen[bytes], str]", environ: dict[str, str]
) -> None:
    served, address = process
    token = development_token(load(DirectorySettings, environ), "operator")
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http:

        async def ready() -> bool:
            assert served.poll() is None
            try:
                return (await http.get(f"{address}/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready, 100)
        alive = await http.get(f"{address}/livez")
        assert (alive.status_code, alive.json()["failing"]) == (200, {})
        body = {"name": "Aliansi", "administrator": {"subject": "admin", "name": "Ibu Admin"}}
        for key in ("one", "one", "two"):
            answer = await http.post(f"{address}/alliances", json=body, headers={"Idempotency-Key": key * 8})
            assert answer.status_code == 201, answer.text
        metrics = (await http.get(f"{address}/metrics")).text
    assert _count(metrics, "accepted") >= 2
    assert _count(metrics, "repeated") >= 1
    assert 'jembatan_command_seconds_count{aggregate="alliance",service="directory"}' in metrics
    assert 'jembatan_http_request_seconds_count{method="POST",route="/directory/alliances"' in metrics
    assert 'jembatan_outbox_entries{service="directory"}' in metrics
    served.send_signal(signal.SIGTERM)
    assert served.wait(60) == 0


def _count(metrics: str, outcome: str) -> float:
    name = f'jembatan_commands_total{{aggregate="alliance",outcome="{outcome}",service="directory"}} '
    return sum(float(line.removeprefix(name)) for line in metrics.splitlines() if line.startswith(name))
