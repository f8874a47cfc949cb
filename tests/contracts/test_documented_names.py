"""What the documentation names exists: settings, metrics, commands, files."""

import re
from pathlib import Path

import pytest
import typer.main
from prometheus_client import REGISTRY

from jembatan.main import app
from jembatan.registry import names, service
from tests.contracts.event_tables import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "adr").glob("*.md")),
]
ELSEWHERE = {
    "JEMBATAN_TEST_MONGO_URL",
    "JEMBATAN_TEST_KAFKA",
    "JEMBATAN_TEST_SEED",
    "JEMBATAN_TEST_SIZE",
}
"""Variables of tests."""


def variables() -> set[str]:
    """Of every service, common and own."""
    fields = {(name, field) for name in names() for field in service(name).settings.model_fields}
    common = {f"JEMBATAN_{field}".upper() for _, field in fields}
    return common | {f"JEMBATAN_{name}_{field}".upper() for name, field in fields}


def of_commands() -> set[str]:
    """What options are read from."""
    commands = typer.main.get_command(app).commands.values()  # type: ignore[attr-defined]  # typer gives a group
    return {str(option.envvar) for command in commands for option in command.params if option.envvar}


def metrics() -> set[str]:
    """As they are exposed, without the suffixes of histograms."""
    for name in names():
        service(name)
    return {sample for family in REGISTRY.collect() for sample in (family.name, f"{family.name}_total")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_variables_exist(page: Path) -> None:
    told = set(re.findall(r"JEMBATAN_[A-Z][A-Z_]*[A-Z]\b", page.read_text()))
    known = variables() | of_commands() | ELSEWHERE
    assert told <= known, told - known


def test_the_page_for_operators_names_every_metric_and_no_other() -> None:
    told = set(re.findall(r"`(jembatan_[a-z_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert told <= metrics(), told - metrics()
    ours = {name.removesuffix("_total") for name in metrics() if name.startswith("jembatan_")}
    assert {name.removesuffix("_total") for name in told} == ours


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # typer gives a group
    told = set(re.findall(r"(?:^|`|bin/)jembatan ([a-z-]+)", page.read_text(), flags=re.MULTILINE))
    assert told <= known, told - known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
