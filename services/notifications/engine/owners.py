"""Who owns a lane: a name that another process **on the same machine** can tell to be dead without waiting a term."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from shared.ids import new_id

_PROC: Final = Path("/proc")


def _machine() -> str:
    """This boot and this process-id namespace, where the system tells; empty elsewhere."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text()
        return sha256(f"{boot}{(_PROC / 'self/ns/pid').readlink()}".encode()).hexdigest()[:16]
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When the process began, in clock ticks; empty when there is none (a zombie is none)."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def new_owner() -> str:
    """Unique for ever; says machine, process and start where the system does."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}/{new_id()}"


def is_dead(owner: str) -> bool:
    """True only when it is certain: a process of this very machine and namespace that is no more."""
    machine, pid, started, _ = owner.split("/")
    if not machine or machine != _machine() or not started:
        return False
    return _started(int(pid)) != started
