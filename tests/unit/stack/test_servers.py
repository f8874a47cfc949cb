"""Which server is chosen, and what its clients are told."""

from pathlib import Path

import pytest

from jembatan.stack.errors import StackError
from jembatan.stack.servers import Server, choose_server


def programs(folder: Path, *names: str) -> str:
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (("mongod", "secantusd-rs"), "mongod"),
        (("secantusd-rs",), "secantusd-rs"),
        ((), "secantusd-py"),
    ],
)
def test_prefers_mongod_then_the_fast_one_then_the_one_from_pip(tmp_path: Path, there: tuple[str, ...], chosen: str):
    server = choose_server(programs(tmp_path, *there))

    assert server.kind == chosen
    assert server.why


def test_names_what_is_missing_and_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))

    with pytest.raises(StackError, match=r"make setup.*JEMBATAN_MONGO_URL") as refusal:
        choose_server(str(tmp_path))

    assert "\n" not in str(refusal.value)


def test_only_the_python_server_must_not_see_retried_writes():
    options = {kind: Server(kind, Path("x"), "").options for kind in ("mongod", "secantusd-rs", "secantusd-py")}

    assert [kind for kind, text in options.items() if "retryWrites=false" in text] == ["secantusd-py"]
    assert all("w=majority&journal=true" in text for text in options.values())


def test_the_fast_server_syncs_each_commit(tmp_path: Path):
    command = Server("secantusd-rs", Path("x"), "").command(tmp_path, 1, secured=True, testing=False)

    assert "--sync-on-commit" in command
    assert "--auth" in command


def test_mongod_asks_for_passwords_with_a_key_file_that_only_the_owner_reads(tmp_path: Path):
    server = Server("mongod", Path("mongod"), "")
    command = server.command(tmp_path / "data", 1, secured=True, testing=True)

    key = tmp_path / "replica-set.key"
    assert command[command.index("--keyFile") + 1] == str(key)
    assert key.stat().st_mode & 0o077 == 0
    assert "ttlMonitorSleepSecs=1" in command
