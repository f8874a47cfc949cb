"""`jembatan contracts export`: the public contract of each service, written beside its code."""

from pathlib import Path
from typing import Annotated, Any

import typer

from jembatan.commands.options import Json, OneService
from jembatan.commands.outcome import Exit, command, show

app = typer.Typer(help="Schemas and samples of the events, AsyncAPI and OpenAPI documents.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `export` a word of its own."""


@app.command()
@command
def export(
    only: OneService = "",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where a file differs.")] = False,
    as_json: Json = False,
) -> None:
    """Write services/<name>/contracts/ from the event classes and the routes."""
    from jembatan.registry import names

    chosen = (only,) if only else names()
    found = [line for name in chosen for line in (_differences(name) if check else _written(name))]
    show({"changed" if not check else "differences": found}, as_json, lambda _: _told(found, check))
    if check and found:
        raise typer.Exit(Exit.FAILED)


def arguments(name: str) -> dict[str, Any]:
    """What `shared.contracts.export` and `differences` want to know of a service."""
    from jembatan.registry import FOLDER, service
    from shared.api import openapi_of

    declared = service(name)
    hears = declared.hears.all_topics if declared.hears else ()
    return {
        "folder": FOLDER / name / "contracts",
        "service": name,
        "title": declared.title,
        "contracts": declared.contracts,
        "hears": hears,
        "openapi": openapi_of(declared),
    }


def _differences(name: str) -> list[str]:
    from shared.contracts import differences

    return [f"{_short(each.path)}: {each.what}" for each in differences(**arguments(name))]


def _written(name: str) -> list[str]:
    from shared.contracts import export as write

    return [_short(path) for path in write(**arguments(name))]


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _told(lines: list[str], check: bool) -> str:
    if lines:
        return "\n".join(lines)
    return "The committed contracts are what the code says." if check else "Nothing changed."
