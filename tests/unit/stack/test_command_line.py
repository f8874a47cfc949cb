"""What a script can rely on, without any server."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from jembatan.commands.outcome import Exit
from jembatan.main import app
from jembatan.registry import names

COMPLETE = {
    "JEMBATAN_ENVIRONMENT": "development",
    "JEMBATAN_MONGO_URL": "mongodb://127.0.0.1:1/",
    "JEMBATAN_KAFKA_BOOTSTRAP": "127.0.0.1:1",
    "JEMBATAN_LINK_KEY": "0" * 32,
    "JEMBATAN_DEV_ISSUER_KEY": "1" * 32,
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Runs a command with exactly this environment, away from any running stack."""

    def run(*arguments: str, **environ: str) -> Result:
        for name in COMPLETE:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"JEMBATAN_DATA": str(tmp_path), **environ}.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, arguments)

    return run


COMMANDS = ["up", "demo", "serve", "doctor", "republish", "rebuild", "redrive", "reseal", "lag", "token"]
GROUPS = [("topics", "apply"), ("indexes", "apply"), ("contracts", "export")]


@pytest.mark.parametrize("words", [*((each,) for each in COMMANDS), *GROUPS], ids=" ".join)
def test_every_command_explains_itself(run, words: tuple[str, ...]):
    result = run(*words, "--help")

    assert result.exit_code == Exit.OK
    assert "Usage" in result.output


@pytest.mark.parametrize("words", [("doctor",), ("lag",), ("token",), ("reseal",), *GROUPS])
def test_what_prints_a_result_prints_json(run, words: tuple[str, ...]):
    assert "--json" in run(*words, "--help").output


def test_a_wrong_service_is_a_wrong_usage_that_names_the_right_ones(run):
    result = run("serve", "nothing")

    assert result.exit_code == Exit.USAGE
    assert all(name in result.output for name in names())


def test_a_wrong_environment_names_every_variable_at_once(run):
    result = run("token", JEMBATAN_PARTITIONS="none", JEMBATAN_MONGO_URL="mongodb://127.0.0.1:1/")

    assert result.exit_code == Exit.CONFIGURATION
    for variable in ("JEMBATAN_PARTITIONS", "JEMBATAN_KAFKA_BOOTSTRAP", "JEMBATAN_LINK_KEY"):
        assert variable in result.output


@pytest.mark.parametrize("words", [("token", "teacher"), ("lag",), ("doctor",), ("doctor", "--json")], ids=" ".join)
def test_where_nothing_runs_that_is_said_and_not_what_a_deployment_would_need(run, words: tuple[str, ...]):
    result = run(*words)

    assert result.exit_code == Exit.CONFIGURATION
    said = " ".join(result.output.split())
    assert "Nothing runs on" in said
    assert "make up" in said
    assert "JEMBATAN_DATA" in said
    assert "JEMBATAN_LINK_KEY" not in said


def test_a_token_for_scripts(run):
    result = run("token", "principal", "--json", **COMPLETE)

    assert result.exit_code == Exit.OK
    made = json.loads(result.stdout)
    assert made["subject"] == "principal"
    assert made["token"].count(".") == 2


def test_no_token_in_production(run):
    without = {name: value for name, value in COMPLETE.items() if "DEV" not in name}
    result = run("token", **without)

    assert result.exit_code == Exit.FAILED
    assert "JEMBATAN_DEV_ISSUER_KEY" in result.output


def test_republish_wants_to_be_told_what(run):
    result = run("republish", names()[0], **COMPLETE)

    assert result.exit_code == Exit.USAGE
    assert "--since" in result.output


def test_the_line_answers_without_loading_what_a_command_needs():
    heavy = {"pymongo", "aiokafka", "fastapi", "faststream", "shared.service", "uvicorn", "jgo"}
    loaded = f"import sys, jembatan.main; print(sorted({heavy!r} & set(sys.modules)))"

    assert subprocess.check_output([sys.executable, "-c", loaded], text=True).strip() == "[]"


def test_shell_completion_is_offered():
    shown = CliRunner().invoke(app, ["--show-completion"], env={"SHELL": "/bin/bash"})

    assert shown.exit_code in {Exit.OK, Exit.FAILED}  # fails where no shell can be told from the process tree
    assert "--install-completion" in CliRunner().invoke(app, ["--help"]).output
