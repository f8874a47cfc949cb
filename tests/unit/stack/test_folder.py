"""One owner per folder."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jembatan.stack.child import Child
from jembatan.stack.errors import StackError
from jembatan.stack.folder import free_ports, owned, require_free, sign


def test_a_second_owner_is_refused_and_told_who_the_first_is(tmp_path: Path):
    with owned(tmp_path, "a broker") as lock:
        sign(lock, "pid 4711")
        with pytest.raises(StackError, match=r"in use by a broker .*pid 4711"), owned(tmp_path, "a broker"):
            pass


def test_the_folder_is_free_again_afterwards(tmp_path: Path):
    for _ in range(2):
        with owned(tmp_path, "a broker"):
            pass


async def test_a_child_that_inherits_the_lock_holds_it_as_long_as_it_lives(tmp_path: Path):
    child = Child("sleeper", ["sleep", "60"], tmp_path / "log")
    with owned(tmp_path, "a broker") as lock:
        child.start(inherit=[lock.fileno()])

    with pytest.raises(StackError), owned(tmp_path, "a broker"):
        pass
    await child.stop()
    with owned(tmp_path, "a broker"):
        pass


def test_a_taken_port_is_named():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port} for Kafka"):
            require_free(port, "Kafka")


def test_free_ports_differ():
    assert len(set(free_ports(20))) == 20


async def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path):
    child = Child("stubborn", ["sh", "-c", "trap '' TERM; echo set; while :; do sleep 0.1; done"], tmp_path / "log")
    child.start()
    pid = child.pid
    assert pid
    async with asyncio.timeout(60):
        while "set" not in (tmp_path / "log").read_text():  # noqa: ASYNC110 - the trap, which only its log tells
            await asyncio.sleep(0.01)

    await child.stop(timeout=0.3)

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


PARENT = """
import sys, time
from pathlib import Path
from jembatan.stack.child import Child
child = Child("sleeper", ["sleep", "600"], Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
