"""Kafka's jars are the pinned ones, whatever was left behind by a cut-off download."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from jembatan.stack import jars as module
from jembatan.stack.errors import StackError

GOOD = b"the jar"


class Maven:
    """Stands for the network: each fetch of a missing file gives the next of `deliveries`."""

    def __init__(self, path: Path, *deliveries: bytes) -> None:
        self.path, self.deliveries, self.fetched = path, list(deliveries), 0

    def project(self, *_: str) -> Any:
        return self

    at_version = artifact = project

    def resolve(self) -> Path:
        if not self.path.exists():
            if not self.deliveries:
                raise ConnectionError("no route to host")
            self.path.write_bytes(self.deliveries.pop(0))
            self.fetched += 1
        return self.path


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "jars.lock"
    path.write_text(f"org.example:broker:1.0 {hashlib.sha256(GOOD).hexdigest()}\n")
    return path


def resolve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lock: Path, maven: Maven) -> list[Path]:
    monkeypatch.setattr(module, "_maven", lambda _cache, _mirror: maven)
    return module.jars(tmp_path / "cache", lock=lock)


def test_a_damaged_jar_is_fetched_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lock: Path):
    maven = Maven(tmp_path / "broker.jar", GOOD)
    maven.path.write_bytes(b"half of the j")

    assert resolve(monkeypatch, tmp_path, lock, maven) == [maven.path]
    assert maven.path.read_bytes() == GOOD


def test_a_good_jar_is_not_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lock: Path):
    maven = Maven(tmp_path / "broker.jar", GOOD)

    resolve(monkeypatch, tmp_path, lock, maven)
    resolve(monkeypatch, tmp_path, lock, maven)

    assert maven.fetched == 1


def test_another_jar_than_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lock: Path):
    with pytest.raises(StackError, match=r"broker:1\.0.*SHA-256"):
        resolve(monkeypatch, tmp_path, lock, Maven(tmp_path / "broker.jar", b"evil", b"evil"))


def test_without_a_network_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lock: Path):
    with pytest.raises(StackError, match=r"no route to host.*JEMBATAN_MAVEN_URL") as refusal:
        resolve(monkeypatch, tmp_path, lock, Maven(tmp_path / "broker.jar"))

    assert "\n" not in str(refusal.value)


def test_the_lock_pins_every_jar_by_name_version_and_digest():
    lines = module.LOCK.read_text().splitlines()

    assert len(lines) == 36
    assert all(len(line.split()[1]) == 64 and line.count(":") == 2 for line in lines)
