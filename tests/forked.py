"""Processes that tests kill, forked from one that has imported everything: imports take longer than most lives.

Each is a process of its own, with its own environment and log, and none outlives the process that asked for it.
"""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Self

IMPORTED: Final = ("jembatan.serving", "tests.integration.notifications_worker", "tests.forked_services")
_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(list(IMPORTED))


class Forked:
    """`main(*args)` in a process of its own, which lives until it returns, is killed, or a `with` of it is over."""

    def __init__(
        self, main: Callable[..., None], *args: Any, environ: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        """`environ` is added to the environment; what it prints is added to `log`, or goes where ours does."""
        self._process = _CONTEXT.Process(
            target=_live, args=(main, args, {**os.environ, **(environ or {})}, log), daemon=True
        )
        self._process.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def poll(self) -> int | None:
        """How it ended, -9 for SIGKILL; None while it lives."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        """The same once it has ended, or so much later."""
        self._process.join(seconds)
        return self._process.exitcode

    def kill(self) -> None:
        """SIGKILL, if it lives."""
        self._process.kill()

    def end(self) -> None:
        """SIGKILL; it is gone afterwards."""
        self.kill()
        self.wait()


def _live(main: Callable[..., None], args: tuple[Any, ...], environ: Mapping[str, str], log: Path | None) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environ)
    if log is not None:
        with log.open("ab") as out:
            os.dup2(out.fileno(), sys.stdout.fileno())
            os.dup2(out.fileno(), sys.stderr.fileno())
    main(*args)


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)
