"""What the commands know of their deployment: the environment, else the stack that `jembatan up` runs here."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jembatan.stack.local import STATE, Origin


@dataclass(frozen=True)
class Environment:
    """Variables for `shared.settings.load`, and where broker and database come from."""

    variables: Mapping[str, str]
    origins: Mapping[str, Origin]


class NothingRuns(Exception):
    """No stack runs on the folder, and the environment names no servers either."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Nothing runs on {folder}.")
        self.mend = (
            "Start `make up`, or name the folder of what runs with --data or JEMBATAN_DATA; "
            "servers of your own are named by JEMBATAN_KAFKA_BOOTSTRAP and JEMBATAN_MONGO_URL."
        )


def reachable(folder: Path, environ: Mapping[str, str] = os.environ) -> Environment:
    """`environment`, where it leads to any server at all. Raises `NothingRuns`."""
    known = environment(folder, environ)
    if not any(name.endswith(("KAFKA_BOOTSTRAP", "MONGO_URL")) for name in known.variables):
        raise NothingRuns(folder)
    return known


def environment(folder: Path, environ: Mapping[str, str] = os.environ) -> Environment:
    """What the environment gives, completed by the stack running on `folder` if there is one."""
    running = _running(folder)
    given = {
        "broker": ("JEMBATAN_KAFKA_BOOTSTRAP", environ.get("JEMBATAN_KAFKA_BOOTSTRAP", "")),
        "database": ("JEMBATAN_MONGO_URL", "(in the variable)" if "JEMBATAN_MONGO_URL" in environ else ""),
    }
    origins = {name: Origin(**each) for name, each in running.get("origins", {}).items()}
    for server, (variable, address) in given.items():
        if variable in environ:
            origins[server] = Origin(address, f"from {variable}", embedded=False)
    return Environment({**running.get("environment", {}), **environ}, origins)


def _running(folder: Path) -> dict[str, dict[str, Any]]:
    """What a live stack on the folder wrote down; nothing where its owner is dead."""
    try:
        with (folder / "owner.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return {}
    except FileNotFoundError:
        return {}
    except BlockingIOError:
        state = folder / STATE
        known: dict[str, dict[str, Any]] = json.loads(state.read_text()) if state.exists() else {}
        return known
