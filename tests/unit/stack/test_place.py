"""Where files of the servers of a test run lie."""

import shutil
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests import stack


class Free(NamedTuple):
    """What both answers are asked for: bytes of a folder, bytes of the machine."""

    free: int
    available: int


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in its place, on a machine with plenty."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(stack, "MEMORY", tmp_path)
    has(monkeypatch, stack.PLENTY, stack.PLENTY)
    return tmp_path


def has(patch: pytest.MonkeyPatch, folder: int, machine: int) -> None:
    """So many bytes are free."""
    patch.setattr(shutil, "disk_usage", lambda _: Free(folder, folder))
    patch.setattr(psutil, "virtual_memory", lambda: Free(machine, machine))


def test_in_memory_where_there_is_plenty(memory: Path) -> None:
    assert stack.place() == memory


@pytest.mark.parametrize("lacking", [(stack.PLENTY - 1, stack.PLENTY), (stack.PLENTY, stack.PLENTY - 1)])
def test_on_the_disk_where_there_is_not(
    memory: Path, monkeypatch: pytest.MonkeyPatch, lacking: tuple[int, int]
) -> None:
    has(monkeypatch, *lacking)
    assert stack.place() != memory


def test_on_the_disk_where_there_is_no_such_folder(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "MEMORY", memory / "none")
    assert stack.place() not in (memory, memory / "none")


def test_tmpdir_decides(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/somewhere")
    assert stack.place() != memory


def test_all_processes_of_a_run_share_one_folder(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stack.Run("shared")
    has(monkeypatch, 0, 0)
    second = stack.Run("shared")
    assert first.folder == second.folder == memory / "jembatan-tests-shared"
    for one in (first, second):
        one.leave(wait=False)
