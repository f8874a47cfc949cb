"""`jembatan demo`: the whole cycle, driven through the public APIs."""

from pathlib import Path
from typing import Annotated

import typer

from jembatan.commands.outcome import command


@command
def demo(
    data: Annotated[Path, typer.Option("--data", help="Folder of the demo's own servers.", metavar="DIR")] = Path(
        "var/demo"
    ),
) -> None:
    """Drive the whole partnership cycle on servers of its own, showing each step."""
    from jembatan.demo import run

    if code := run(data):
        raise typer.Exit(code)
