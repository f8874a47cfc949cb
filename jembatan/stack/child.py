"""A child process that cannot outlive its parent, not even one that is killed with SIGKILL."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

POLL_SECONDS = 0.1
LOG_LIMIT = 10_000_000
"""Bytes after which a child's log is set aside at its next start."""

# EOF on stdin means that the parent died. Not PR_SET_PDEATHSIG: that fires when the spawning thread ends.
WATCH = (
    "while read -r _; do :; done; "
    "kill -TERM $1 && for i in $(seq 15); do sleep 1; kill -0 $1 || exit 0; done; kill -KILL $1"
)


@dataclass
class Child:
    """One watched process. It does not get the terminal's Ctrl-C; the parent ends it in order."""

    name: str
    command: Sequence[str]
    log: Path
    environ: Mapping[str, str] | None = None
    cwd: Path | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _watch: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self, *, inherit: Sequence[int] = ()) -> None:
        """Starts it; the file descriptors in `inherit` stay open in it (a lock that lives as long as it does)."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603  # our own programs, no shell
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.cwd,
                env=None if self.environ is None else {**os.environ, **self.environ},
                pass_fds=tuple(inherit),
                start_new_session=True,
            )
        self._watch = subprocess.Popen(  # noqa: S603  # a constant script
            ["/bin/sh", "-c", WATCH, "sh", str(self.process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs (or was never started)."""
        return self.process.poll() if self.process else None

    async def ended(self) -> int:
        """Waits until it ends by itself or is stopped; returns its exit code."""
        while True:
            process = self.process
            if process is None:
                return 0
            if (code := process.poll()) is not None:
                return code
            await asyncio.sleep(POLL_SECONDS)

    async def stop(self, timeout: float = 30) -> None:
        """SIGTERM, then SIGKILL after `timeout` seconds; returns when it is gone. Harmless when it is not running."""
        process, self.process = self.process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(_gone(process), timeout)
        if process.poll() is None:
            process.kill()
            await _gone(process)
        self._unwatch()  # not earlier: we may die while it drains

    def tail(self, lines: int = 5) -> str:
        """The last lines of its log, for an error message."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return " | ".join(text.splitlines()[-lines:])

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.kill()
            self._watch.communicate()  # reaps it and closes the pipe
            self._watch = None


async def _gone(process: "subprocess.Popen[bytes]") -> None:
    while True:
        if process.poll() is not None:
            return
        await asyncio.sleep(0.02)
