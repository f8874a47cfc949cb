"""Real servers for every test that asks: one pair per run, one database and one topic prefix per test."""

import gc
import secrets
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.settings import ServiceSettings
from tests.stack import ROOT, Run, plan

if TYPE_CHECKING:
    from shared.mongo import Mongo

RUN = pytest.StashKey[Run]()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Every pytest process of a run takes its share in the run's servers, which the first that needs them starts."""
    if _is_worker(config):
        uid = config.workerinput["testrunuid"]  # type: ignore[attr-defined]  # pytest-xdist adds it
    else:
        uid = config.getoption("testrunuid", None) or uuid.uuid4().hex
        if hasattr(config.option, "testrunuid"):
            config.option.testrunuid = uid
    config.stash[RUN] = Run(uid)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last one out waits until the servers are gone."""
    if run := config.stash.get(RUN, None):
        run.leave(wait=not _is_worker(config))


FIRST = ("unit", "contracts")
LONGEST = ("chaos", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What answers soon runs first; then what takes longest, so that no process waits for another at the end."""
    order = [*FIRST, *LONGEST]

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        return order.index(folder) if folder in order else len(order)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What was imported stays: no collection of garbage looks through it, which takes a tenth of a second each time."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> list[str]:
    """Which servers the run will use."""
    return plan()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Which servers it has used."""
    if (run := config.stash.get(RUN, None)) and (lines := run.report()):
        terminalreporter.section("servers")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def mongo_url(pytestconfig: pytest.Config) -> str:
    """The run's database server. Make a database of your own (or use `mongo`) and drop it."""
    return pytestconfig.stash[RUN].url("mongo")


@pytest.fixture(scope="session")
def kafka_bootstrap(pytestconfig: pytest.Config) -> str:
    """The run's broker. Put `topic_prefix` before every topic and group; never stop it."""
    return pytestconfig.stash[RUN].url("kafka")


@pytest.fixture
def topic_prefix() -> str:
    """What the names of this test's topics and groups begin with."""
    return f"t{secrets.token_hex(5)}."


@pytest.fixture
def database(mongo_url: str) -> Iterator[str]:
    """The name of a database that is dropped after the test, with all databases whose names continue it."""
    from pymongo import MongoClient

    name = f"t_{secrets.token_hex(5)}"
    yield name
    with MongoClient[dict[str, object]](mongo_url, timeoutMS=10_000) as client:
        for each in client.list_database_names():
            if each.startswith(name):
                client.drop_database(each)


@pytest.fixture
def service_environment(
    mongo_url: str, kafka_bootstrap: str, database: str, topic_prefix: str, tmp_path: Path
) -> dict[str, str]:
    """The environment of a service process of this test; for `shared.settings.load` and for child processes.

    Without JEMBATAN_MONGO_DATABASE: give each service `<database>_<service>` as JEMBATAN_<SERVICE>_MONGO_DATABASE.
    """
    return {
        "JEMBATAN_ENVIRONMENT": "development",
        "JEMBATAN_MONGO_URL": mongo_url,
        "JEMBATAN_KAFKA_BOOTSTRAP": kafka_bootstrap,
        "JEMBATAN_TOPIC_PREFIX": topic_prefix,
        "JEMBATAN_PARTITIONS": "3",
        "JEMBATAN_REPLICATION": "1",
        "JEMBATAN_ATTACHMENTS_URL": (tmp_path / "attachments").as_uri(),
        "JEMBATAN_LEASE_TERM_SECONDS": "2",
        "JEMBATAN_KAFKA_SESSION_SECONDS": "3",
        "JEMBATAN_LINK_KEY": "link-key-of-the-tests-" + "0" * 32,
        "JEMBATAN_PLACEMENTS_NISN_KEY": "nisn-key-of-the-tests-" + "0" * 32,
        "JEMBATAN_TEACHERS_NUPTK_KEY": "nuptk-key-of-the-tests-" + "0" * 32,
        "JEMBATAN_NOTIFICATIONS_SECRET_KEYS": "secret-key-of-the-tests-" + "0" * 32,
        "JEMBATAN_DEV_ISSUER_KEY": "issuer-key-of-the-tests-" + "0" * 32,
    }


@pytest.fixture
def settings(service_environment: dict[str, str], database: str) -> ServiceSettings:
    """Settings of a service called `test` on a database of its own."""
    given = {name.removeprefix("JEMBATAN_").lower(): value for name, value in service_environment.items()}
    values = {name: value for name, value in given.items() if name in ServiceSettings.model_fields}
    return ServiceSettings.model_validate({**values, "service": "test", "mongo_database": database})


@pytest.fixture
async def mongo(settings: ServiceSettings) -> "AsyncIterator[Mongo]":
    """A connection to the test's own database."""
    from shared.mongo import connect

    connected = connect(settings)
    yield connected
    closing = connected.close()
    if closing is not None:
        await closing
