"""The commands for people, against a real broker and a real database."""

import json
import os

import pytest
from typer.testing import CliRunner, Result

from jembatan.commands.outcome import Exit
from jembatan.main import app
from shared.ids import new_id

SERVICE = "directory"
TENANT = "01981e4a-6c00-7000-8000-0000000000aa"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path, service_environment: dict[str, str], database: str):
    """Runs a command for one service of this test's own."""
    own = {"JEMBATAN_DATA": str(tmp_path), "JEMBATAN_DIRECTORY_MONGO_DATABASE": f"{database}_directory"}
    for name, value in {**service_environment, **own}.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    return run


def findings(result: Result) -> dict[str, bool]:
    return {each["area"]: each["ok"] for each in json.loads(result.stdout)["findings"]}


def test_the_doctor_says_what_is_missing_and_the_named_commands_mend_it(run):
    before = run("doctor", "--service", SERVICE, "--json")
    assert before.exit_code == Exit.FAILED
    assert findings(before) == {
        "configuration": True,
        "broker": True,
        "topics": False,
        "database": True,
        "clock": True,
        "indexes": False,
        "states": True,
        "attachments": True,
    }
    mends = " ".join(each["mend"] for each in json.loads(before.stdout)["findings"])
    assert f"jembatan topics apply --service {SERVICE}" in mends
    assert f"jembatan indexes apply --service {SERVICE}" in mends

    assert json.loads(run("topics", "apply", "--service", SERVICE, "--json").stdout)[SERVICE]
    assert json.loads(run("indexes", "apply", "--service", SERVICE, "--json").stdout)[SERVICE]

    after = run("doctor", "--service", SERVICE, "--json")
    assert after.exit_code == Exit.OK, after.output
    assert all(findings(after).values())


def test_applying_again_changes_nothing_and_nobody_is_behind(run):
    for words in (("topics", "apply"), ("indexes", "apply")):
        run(*words, "--service", SERVICE)
        again = run(*words, "--service", SERVICE, "--json")
        assert (again.exit_code, json.loads(again.stdout)) == (Exit.OK, {SERVICE: []})

    lag = run("lag", "--service", SERVICE, "--json")

    assert lag.exit_code == Exit.OK, lag.output
    assert json.loads(lag.stdout)["outboxes"] == [{"service": SERVICE, "entries": 0}]


def test_a_topic_that_forgets_is_found(run, kafka_bootstrap: str, topic_prefix: str):
    import asyncio

    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

    async def shorten() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
        await admin.start()
        name = f"{topic_prefix}directory.school.v1"
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {"retention.ms": "3600000"})])
        await admin.close()

    run("topics", "apply", "--service", SERVICE)
    run("indexes", "apply", "--service", SERVICE)
    asyncio.run(shorten())

    result = run("doctor", "--service", SERVICE, "--json")

    wrong = [each for each in json.loads(result.stdout)["findings"] if not each["ok"]]
    assert result.exit_code == Exit.FAILED
    assert "retention.ms=3600000" in " ".join(each["found"] for each in wrong)


@pytest.mark.parametrize(
    ("variable", "value", "area"),
    [
        ("JEMBATAN_KAFKA_BOOTSTRAP", "127.0.0.1:1", "broker"),
        ("JEMBATAN_MONGO_URL", "mongodb://127.0.0.1:1/", "database"),
    ],
)
def test_a_server_that_does_not_answer_has_an_exit_code_of_its_own(
    run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, area: str
):
    monkeypatch.setenv(variable, value)

    result = run("doctor", "--service", SERVICE, "--json")

    assert result.exit_code == Exit.UNREACHABLE
    assert findings(result)[area] is False


def test_redrive_lists_and_rebuild_folds_nothing_where_there_is_nothing(run):
    run("topics", "apply", "--service", SERVICE)
    run("indexes", "apply", "--service", SERVICE)

    assert json.loads(run("redrive", SERVICE, "--list", "--json").stdout) == []
    assert json.loads(run("republish", SERVICE, "--all", "--json").stdout)["events"] == 0
    assert set(json.loads(run("rebuild", SERVICE, "current", "--json").stdout).values()) == {0}


def test_erasures_that_a_backup_has_lost_are_replayed_from_kafka(run, service_environment, topic_prefix: str):
    import asyncio

    from jembatan.preparation import runtime_of
    from tests.integration.kernel.flow import entry, producing

    run("topics", "apply", "--service", SERVICE)
    run("indexes", "apply", "--service", SERVICE)
    erased, living = new_id(), new_id()

    async def restored() -> None:
        """Data of somebody who was erased after the backup, and of somebody who was not."""
        runtime = runtime_of(SERVICE, os.environ)
        for person in (erased, living):
            await runtime.mongo.tenant(TENANT)["people"].put(person, {"kind": "member", "data": {"name": "Siti"}})
        async with producing(runtime.settings) as send:
            data = {"person": erased, "role": "member"}
            document = entry(erased, 1, data=data, kind="person-erased.v1", aggregate="person", tenant=TENANT)
            await send("directory.person.v1", document, service=SERVICE)
        await runtime.close()

    async def left() -> dict[str, str | None]:
        runtime = runtime_of(SERVICE, os.environ)
        found = await runtime.people.many(TENANT, [erased, living])
        await runtime.close()
        return {id: person.data["name"] for id, person in found.items()}

    asyncio.run(restored())
    first = run("replay-erasures", "--service", SERVICE, "--json")

    assert (first.exit_code, json.loads(first.stdout)) == (Exit.OK, {SERVICE: 1}), first.output
    assert asyncio.run(left()) == {living: "Siti"}
    assert json.loads(run("replay-erasures", "--service", SERVICE, "--json").stdout) == {SERVICE: 0}


def test_secrets_are_resealed_and_the_doctor_says_where_they_are(
    run, monkeypatch: pytest.MonkeyPatch, service_environment: dict[str, str], database: str
):
    import asyncio

    from jembatan.preparation import runtime_of
    from services.notifications.settings import settings_of
    from tests.integration.notifications_world import keep_secret

    old, new = service_environment["JEMBATAN_NOTIFICATIONS_SECRET_KEYS"], "another-key-of-the-tests-" + "1" * 32
    monkeypatch.setenv("JEMBATAN_NOTIFICATIONS_MONGO_DATABASE", f"{database}_notifications")

    async def sealed() -> None:
        runtime = runtime_of("notifications", os.environ)
        await keep_secret(runtime.mongo, settings_of(runtime).seal, TENANT, new_id(), b"secret" * 5)
        await runtime.close()

    def secrets() -> dict[str, object]:
        found = json.loads(run("doctor", "--service", "notifications", "--json").stdout)["findings"]
        (finding,) = (one for one in found if one["area"] == "secrets")
        return finding

    asyncio.run(sealed())
    monkeypatch.setenv("JEMBATAN_NOTIFICATIONS_SECRET_KEYS", new)
    assert not secrets()["ok"]
    refused = run("reseal", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)) == (Exit.FAILED, {"resealed": 0, "unopened": 1})
    monkeypatch.setenv("JEMBATAN_NOTIFICATIONS_SECRET_KEYS", f"{new},{old}")
    assert "jembatan reseal" in str(secrets()["found"])
    done = run("reseal", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (Exit.OK, {"resealed": 1, "unopened": 0})
    assert secrets() == {**secrets(), "ok": True, "found": "1 sealed under the first key"}
