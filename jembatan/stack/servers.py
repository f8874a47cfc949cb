"""Which program serves the local database, and how it is started."""

import os
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jembatan.stack.errors import StackError
from jembatan.stack.folder import HOST

Kind = Literal["mongod", "secantusd-rs", "secantusd-py"]


@dataclass(frozen=True)
class Server:
    """A database server program, and why it was chosen."""

    kind: Kind
    program: Path
    why: str

    @property
    def options(self) -> str:
        """What a client's URL must say."""
        # With retryWrites the Python server's writes fall to a sixteenth.
        extra = "&retryWrites=false" if self.kind == "secantusd-py" else ""
        return f"directConnection=true&w=majority&journal=true{extra}"

    def command(self, data: Path, port: int, *, secured: bool, testing: bool) -> list[str]:
        """The command line. `secured` asks clients for a password; `testing` sweeps expired documents each second."""
        if self.kind == "mongod":
            return [str(self.program), *_mongod(data, port, secured=secured, testing=testing)]
        common = ["--host", HOST, "--port", str(port), "--storage-path", str(data), "--cache-size", "256M"]
        common += ["--log-level", "WARNING", *(["--auth"] if secured else [])]
        if self.kind == "secantusd-rs":
            # Without --sync-on-commit a killed server loses acknowledged writes.
            common += ["--sync-on-commit", "--log-file-max", "10MB", "--checkpoint-seconds", "10"]
        return [str(self.program), *common]


def _mongod(data: Path, port: int, *, secured: bool, testing: bool) -> list[str]:
    options = ["--dbpath", str(data), "--port", str(port), "--bind_ip", HOST, "--replSet", "jembatan"]
    options += ["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "200"]
    if testing:
        options += ["--setParameter", "ttlMonitorSleepSecs=1"]
    return options + (["--keyFile", str(_key_file(data.parent))] if secured else [])


def _key_file(folder: Path) -> Path:
    """What the members of a replica set know each other by; `mongod` wants it wherever passwords are asked for."""
    path = folder / "replica-set.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path


def choose_server(path: str | None = None) -> Server:
    """The best server on the search path (`$PATH`). Raises `StackError` where there is none."""
    search = path if path is not None else os.environ.get("PATH", "")
    if found := shutil.which("mongod", path=search):
        return Server("mongod", Path(found), "mongod is on the PATH")
    if found := shutil.which("secantusd-rs", path=search):
        return Server("secantusd-rs", Path(found), "secantusd-rs is on the PATH and mongod is not")
    beside_python = str(Path(sys.executable).parent)
    if found := shutil.which("secantusd-py", path=os.pathsep.join([beside_python, search])):
        return Server("secantusd-py", Path(found), "neither mongod nor secantusd-rs is on the PATH")
    raise StackError(
        "There is no database server: mongod is not on the PATH and the Python package secantusdb is not installed",
        mend="Run `make setup`, install MongoDB, or give one of your own in JEMBATAN_MONGO_URL",
    )
