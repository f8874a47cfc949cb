"""Kafka's jars: pinned, fetched once from Maven Central (or a mirror), checked by SHA-256 at every start."""

import fcntl
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jembatan.stack.errors import StackError

LOCK = Path(__file__).parent / "data" / "kafka-jars.lock"
"""Lines `group:artifact:version sha256`."""
MEND = (
    "The first start fetches 38 MB from Maven Central: check the network, name a mirror in JEMBATAN_MAVEN_URL, "
    "or give a Kafka of your own in JEMBATAN_KAFKA_BOOTSTRAP"
)


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where jars and Java's start-up caches are kept: `$JEMBATAN_CACHE`, else `~/.cache/jembatan`."""
    if chosen := environ.get("JEMBATAN_CACHE"):
        return Path(chosen)
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jembatan"


def jars(cache: Path, mirror: str | None = None, lock: Path = LOCK) -> list[Path]:
    """The jars in class path order. Raises `StackError` where one cannot be fetched or is not the pinned one."""
    cache.mkdir(parents=True, exist_ok=True)
    pins = [line.split() for line in lock.read_text().splitlines()]
    with (cache / "jars.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # jgo's download is neither atomic nor safe beside another one
        maven = _maven(cache, mirror)
        return [_checked(maven, coordinate, sha256, mirror) for coordinate, sha256 in pins]


def _maven(cache: Path, mirror: str | None) -> Any:
    try:
        from jgo.maven import MavenContext
    except ImportError as error:
        raise StackError(
            "The Python package jgo, which fetches Kafka, is not installed",
            mend="Run `make setup`, or `pip install --require-hashes -r requirements-dev.lock`",
        ) from error
    return MavenContext(repo_cache=cache / "m2", remote_repos={"central": mirror} if mirror else None, timeout=60)


def _checked(maven: Any, coordinate: str, sha256: str, mirror: str | None) -> Path:
    """The jar's path. A cut-off download or a damaged file is fetched once more."""
    for _ in range(2):
        path = _fetched(maven, coordinate)
        if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return path
        path.unlink()
    raise StackError(f"{coordinate} from {mirror or 'Maven Central'} does not have the pinned SHA-256", mend=MEND)


def _fetched(maven: Any, coordinate: str) -> Path:
    group, artifact, version = coordinate.split(":")
    try:
        return Path(maven.project(group, artifact).at_version(version).artifact().resolve())
    except Exception as error:  # jgo and requests raise many kinds; each means the same to the caller
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StackError(f"{coordinate} cannot be fetched: {reason}", mend=MEND) from error
