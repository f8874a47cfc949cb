"""A folder that at most one running server owns, and ports that nobody else has."""

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from jembatan.stack.errors import StackError

HOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that are free now; another program may still take one before its use."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server((HOST, 0))) for _ in range(count)]
        return [int(each.getsockname()[1]) for each in sockets]


def answers(port: int) -> bool:
    """Whether anything accepts connections on the port of the loopback address."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), 0.2):
        return True
    return False


def require_free(port: int, what: str) -> None:
    """Raises `StackError` where something listens on the port already."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        raise StackError(
            f"Port {port} for {what} cannot be used: {error.strerror}",
            mend="End what listens there, or choose another port",
        ) from error


def _lock(file: TextIO, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.1)
        else:
            return True


@contextlib.contextmanager
def owned(folder: Path, what: str, *, patience: float = 0) -> Iterator[TextIO]:
    """Holds the folder's lock; a child that inherits the file holds it as long as it lives.

    Waits `patience` seconds for a previous owner to end, then raises `StackError` with what that owner wrote down.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "owner.lock").open("a+") as file:
        if not _lock(file, patience):
            file.seek(0)
            raise StackError(
                f"{folder} is in use by {what} that runs already ({file.read().strip() or 'it is just starting'})",
                mend="Stop that one first, or choose another folder with --data",
            )
        yield file


def sign(file: TextIO, text: str) -> None:
    """Writes into the lock file who owns the folder."""
    file.truncate(0)
    file.write(text)
    file.flush()
    os.fsync(file.fileno())
